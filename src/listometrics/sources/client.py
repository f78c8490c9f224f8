"""Ask a service over HTTP: politely, within a budget, and with every fault as one kind of exception.

`requests` sends; urllib3's Retry reads Retry-After. The loop that asks again is our own, since bodies that break off
or are not what was asked for come after the headers, where Retry no longer looks, and since each attempt must keep
the pause and count against the budget.

Why no client library, by what they did on servers on this machine: arxiv 4.0.2 asked again after its own pause where
Retry-After said 2 s, followed a redirect to another host, and waited for a silent server without end; habanero 2.9.2
asked once and raised at a 429. pyalex 0.21 by its source: no time-out, and no retry unless set. None limits the size
of an answer or the requests of a run.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from listometrics import __version__
from listometrics.errors import StudyError
from listometrics.sources.services import MAIL, Service

if TYPE_CHECKING:
    import requests

T = TypeVar("T")
ATTEMPTS = 5
TIMEOUT = (10.0, 30.0)  # seconds to connect; seconds without a byte
WHOLE = 120.0  # seconds for one answer
LONGEST_PAUSE = 60.0
PATIENCE = 180.0  # a service that asks to wait longer is left for another run
MOST_BYTES = 20_000_000
REDIRECTS = 3
SECRET = 8  # characters; taking a shorter key out of answers would take out words of theirs
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fault(Exception):
    """Say why a request got no usable answer; `again` tells whether asking again may help."""

    def __init__(self, reason: str, again: bool = False, status: int = 0, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.again, self.status, self.pause = reason, again, status, pause


class Spent(Exception):
    """Say that the budget of requests or of time is spent."""


@dataclass
class Clock:
    """Tell the time and wait; tests put another one in its place."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Budget:
    """Count requests and time against what a run may use."""

    requests: int
    seconds: float
    clock: Clock
    used: int = 0
    start: float = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.clock.now()

    def take(self) -> None:
        """Use one request; raises Spent where none is left."""
        if self.used >= self.requests:
            raise Spent(f"the budget of {self.requests} requests is spent")
        self.check(0.0)
        self.used += 1

    def check(self, pause: float) -> None:
        """Raise Spent where a pause would end after the time of the run."""
        if self.clock.now() - self.start + pause > self.seconds:
            raise Spent(f"the budget of {self.seconds / 60:g} minutes is spent")


class Client:
    """Ask one service."""

    def __init__(self, service: Service, budget: Budget, environment: Mapping[str, str] | None = None) -> None:
        import requests

        environment = os.environ if environment is None else environment
        self.service, self.budget, self.clock = service, budget, budget.clock
        self.secret = environment.get(service.key, "").strip() if service.key else ""
        if service.needs_key and not self.secret:
            raise StudyError(
                f"{service.name}: {service.key} is not set. Put your key there ({service.documentation}), "
                "or leave the source out."
            )
        if any(sign in self.secret for sign in "\r\n"):
            raise StudyError(f"{service.name}: {service.key} holds a line break. Put just the key there.")
        self.last = float("-inf")
        self.session = requests.Session()
        self.session.auth = _anonymous  # nothing from a .netrc
        self.session.headers["User-Agent"] = _introduce(environment.get(MAIL, "").strip())
        self.jitter = random.Random()

    def ask(self, path: str, parameters: Mapping[str, str], read: Callable[[bytes], T], accept: str = "*/*") -> T:
        """Return what `read` makes of an answer; asks again where that may help.

        `read` raises Fault for a body that is not what was asked for. Raises Fault where all attempts failed or
        another one would not help, and Spent where the budget is.
        """
        url = f"{self.service.base}{quote(path)}"
        if parameters:
            url += "?" + urlencode(parameters, safe=":|,/", quote_via=quote)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # A service that repeats the key in its answer must not bring it into a message, not even a part of it.
                body = self._send(url, accept)
                return read(body.replace(self.secret.encode(), "…".encode()) if len(self.secret) >= SECRET else body)
            except Fault as fault:
                if not fault.again:
                    raise
                if attempt == ATTEMPTS:
                    raise Fault(f"{fault.reason}; asked {ATTEMPTS} times", status=fault.status) from None
                if fault.pause > PATIENCE:
                    raise Fault(f"{fault.reason}; it asks to wait {fault.pause:.0f} s: run again later") from None
                pause = fault.pause or min(LONGEST_PAUSE, 2.0 ** (attempt - 1)) * self._scale()
                self.budget.check(pause)
                self.clock.sleep(pause)
        raise AssertionError("unreachable")

    def _scale(self) -> float:
        """Return a factor between a half and one: those who wait do not all come back at once."""
        return (0.5 + self.jitter.random() / 2) * (1.0 if self.service.interval else 0.02)

    def _send(self, url: str, accept: str) -> bytes:
        for _ in range(REDIRECTS + 1):
            self._keep_pace()
            self.budget.take()
            response = self._open(url, accept)
            try:
                target = response.headers.get("Location", "") if response.is_redirect else ""
                if not target:
                    return self._body(response)
            finally:
                response.close()
            url = self._follow(url, target)
        raise Fault(f"redirects more than {REDIRECTS} times")

    def _keep_pace(self) -> None:
        pause = self.last + self.service.interval - self.clock.now()
        if pause > 0:
            self.budget.check(pause)
            self.clock.sleep(pause)
        self.last = self.clock.now()

    def _open(self, url: str, accept: str) -> requests.Response:
        import requests

        headers = {"Accept": accept}
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        try:
            return self.session.get(url, headers=headers, stream=True, allow_redirects=False, timeout=TIMEOUT)
        except requests.exceptions.SSLError:
            raise Fault(f"{self.service.base}: its certificate cannot be verified") from None
        except requests.Timeout:
            raise Fault(f"no answer within {TIMEOUT[1]:g} s", again=True) from None
        except requests.ConnectionError:
            raise Fault(f"{self.service.base} cannot be reached, or ended the connection", again=True) from None
        except (requests.RequestException, UnicodeError) as error:
            raise Fault(f"no request can be made of this: {type(error).__name__}") from None

    def _follow(self, url: str, target: str) -> str:
        there = urljoin(url, target)
        if urlsplit(there)[:2] != urlsplit(url)[:2]:
            raise Fault(f"redirects to another host, {urlsplit(there).hostname}: not followed")
        return there

    def _body(self, response: requests.Response) -> bytes:
        status = response.status_code
        if status != 200:
            raise Fault(
                f"HTTP {status} {response.reason or ''}".strip(), status in AGAIN, status,
                _read_pause(response.headers.get("Retry-After", "")),
            )  # fmt: skip
        return self._read(response)

    def _read(self, response: requests.Response) -> bytes:
        import requests

        parts: list[bytes] = []
        size, start = 0, self.clock.now()
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > MOST_BYTES:
            raise Fault(f"an answer of {int(declared):,} bytes, more than {MOST_BYTES:,}: not read")
        try:
            for part in response.iter_content(65536):
                size += len(part)
                if size > MOST_BYTES:
                    raise Fault(f"an answer of more than {MOST_BYTES:,} bytes: not read")
                if self.clock.now() - start > WHOLE:
                    raise Fault(f"an answer that takes longer than {WHOLE:g} s", again=True)
                parts.append(part)
        except requests.Timeout:
            raise Fault(f"the answer stopped for {TIMEOUT[1]:g} s", again=True) from None
        except requests.RequestException:
            raise Fault("the answer broke off", again=True) from None
        return b"".join(parts)


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _introduce(mail: str) -> str:
    if mail and not (mail.isascii() and mail.isprintable() and "@" in mail and " " not in mail):
        raise StudyError(f"{MAIL}: {mail!r} is no mail address. Expected one such as name@example.org.")
    reach = f" (mailto:{mail})" if mail else ""
    return f"listometrics/{__version__}{reach}"


def _read_pause(value: str) -> float:
    """Return the seconds that a Retry-After header asks for; 0 where it is absent or not understood."""
    from urllib3 import Retry
    from urllib3.exceptions import InvalidHeader

    try:
        return max(0.0, Retry().parse_retry_after(value)) if value else 0.0
    except InvalidHeader:
        return 0.0
