"""Ask a service over HTTP: within its limits and a budget, with every fault as one kind of exception.

`requests` sends; urllib3's Retry reads Retry-After. The loop that asks again is our own: a body that breaks off, or
is not what was asked for, comes after the headers, where Retry no longer looks; and each attempt must keep the pause
and count against the budget.

Why no client library: arxiv 4.0.2 ignores Retry-After, follows redirects to other hosts and waits for a silent server
without end; habanero 2.9.2 does not ask again; pyalex 0.21 has no time-out. None limits an answer's size or a run.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.client import responses
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from urllib3 import Retry
from urllib3.exceptions import InvalidHeader

from listometrics import __version__
from listometrics.errors import StudyError
from listometrics.text import clean

T = TypeVar("T")
MAIL = "LISTOMETRICS_MAIL"  # the address by which a service can reach whoever asks
ATTEMPTS = 5
TIMEOUT = (10.0, 30.0)  # seconds to connect; seconds without a byte
WHOLE = 120.0  # seconds for one answer
LONGEST_PAUSE = 60.0
PATIENCE = 180.0  # a service that asks to wait longer is left for another run
MOST_BYTES = 20_000_000
REDIRECTS = 3
SECRET = 8  # characters; taking a shorter key out of answers would take out words of theirs
SPLIT = 413  # too many works at once, or one among them that spoils the answer: they are asked for in halves
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fault(Exception):
    """Say why a request got no usable answer; `again` tells whether asking again may help."""

    def __init__(self, reason: str, again: bool = False, status: int = 0, pause: float = 0.0) -> None:
        # What a server says is shown: it must not steer a terminal, nor a log of CI, which acts on ##[ in a line.
        self.reason, self.again, self.status, self.pause = clean(reason).replace("##[", "[")[:200], again, status, pause
        super().__init__(self.reason)


class BudgetSpent(Exception):
    """Say that the budget of requests or of time is spent."""


@dataclass(frozen=True)
class Service:
    """Hold where a service is, its limits and its key."""

    name: str
    base: str
    interval: float = 1.0  # least seconds between the starts of two requests
    batch: int = 1  # most works in a request
    key: str = ""  # environment variable with the user's key
    key_page: str = ""  # where to get a key, if there must be one

    def address(self, path: str, parameters: Mapping[str, str]) -> str:
        """Return the address of a request; a key is never part of it."""
        query = urlencode(parameters, safe=":|,/", quote_via=quote)
        return f"{self.base}{quote(path)}" + (f"?{query}" if query else "")

    def move(self, base: str) -> Service:
        """Return the service at another address, https or on this machine: that needs no pause and no key."""
        host = re.fullmatch(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?(?:/[^?#\s]*)?", base, re.I)
        if not host:
            raise StudyError(f"{self.name}: {base!r} is no web address. Expected one such as {self.base}.")
        here = re.fullmatch(r"localhost|\[::1\]|127(?:\.\d{1,3}){3}", host[1], re.I)
        if not here and not base.lower().startswith("https:"):
            raise StudyError(f"{self.name}: {base} is not encrypted. Give its https:// address.")
        moved = replace(self, base=base.rstrip("/"))
        return replace(moved, interval=0.0, key_page="") if here else moved


@dataclass
class Budget:
    """Count requests and time against what a run may use; tests put in another clock."""

    requests: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self.used, self.start = 0, self.now()

    def take(self) -> None:
        """Use one request; raises BudgetSpent where none is left."""
        if self.used >= self.requests:
            raise BudgetSpent(f"the budget of {self.requests} requests is spent")
        self.used += 1

    def wait(self, pause: float) -> None:
        """Wait; raises BudgetSpent at once where the pause would end after the time of the run."""
        if self.now() - self.start + pause > self.seconds:
            raise BudgetSpent(f"the budget of {self.seconds / 60:g} minutes is spent")
        if pause > 0:
            self.sleep(pause)


class Client:
    """Ask one service; raises StudyError where a setting of the environment cannot be used."""

    def __init__(self, service: Service, budget: Budget, environment: Mapping[str, str] = os.environ) -> None:
        self.service, self.budget = service, budget
        self.secret = environment.get(service.key, "").strip() if service.key else ""
        mail = environment.get(MAIL, "").strip()
        if service.key_page and not self.secret:
            hint = f"Put your key there ({service.key_page}), or leave the source out."
            raise StudyError(f"{service.name}: {service.key} is not set. {hint}")
        if len(self.secret.splitlines()) > 1:
            raise StudyError(f"{service.name}: {service.key} holds a line break. Put just the key there.")
        if mail and not (mail.isascii() and mail.isprintable() and "@" in mail and " " not in mail):
            raise StudyError(f"{MAIL}: {mail!r} is no mail address. Expected one such as name@example.org.")
        self.last = float("-inf")
        self.session = requests.Session()
        self.session.auth = lambda request: request  # nothing from a .netrc
        self.session.headers["User-Agent"] = f"listometrics/{__version__}" + (f" (mailto:{mail})" if mail else "")
        if self.secret:
            self.session.headers["Authorization"] = f"Bearer {self.secret}"

    def ask(self, path: str, parameters: Mapping[str, str], read: Callable[[bytes], T], accept: str = "*/*") -> T:
        """Return what `read` makes of an answer; raises Fault where asking again did not or would not help."""
        url = self.service.address(path, parameters)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._send(url, accept, read)
            except Fault as fault:
                if not fault.again:
                    raise
                if attempt == ATTEMPTS:
                    raise Fault(f"{fault.reason}; asked {ATTEMPTS} times", status=fault.status) from None
                if fault.pause > PATIENCE:
                    raise Fault(f"{fault.reason}; it asks to wait {fault.pause:.0f} s: run again later") from None
                self.session.close()  # the server may be about to close the connection: the next request has a new one
                # Those who wait do not all come back at once; a server on this machine need not be spared.
                jitter = random.uniform(0.5, 1.0) * (1.0 if self.service.interval else 0.02)
                self.budget.wait(fault.pause or min(LONGEST_PAUSE, 2.0 ** (attempt - 1)) * jitter)
        raise AssertionError("unreachable")

    def _send(self, url: str, accept: str, read: Callable[[bytes], T]) -> T:
        options: Any = {"headers": {"Accept": accept}, "stream": True, "allow_redirects": False, "timeout": TIMEOUT}
        try:
            for _ in range(REDIRECTS + 1):
                self.budget.wait(self.last + self.service.interval - self.budget.now())
                self.last = self.budget.now()
                self.budget.take()
                with self.session.get(url, **options) as response:
                    if not response.is_redirect:
                        body = _read_body(response, self.budget.now)
                        break
                    there = urljoin(url, response.headers["Location"])
                if urlsplit(there)[:2] != urlsplit(url)[:2]:
                    raise Fault(f"redirects to another host, {urlsplit(there).hostname}: not followed")
                url = there
            else:
                raise Fault(f"redirects more than {REDIRECTS} times")
        except requests.exceptions.SSLError:
            raise Fault(f"{self.service.base}: its certificate cannot be verified") from None
        except requests.Timeout:
            raise Fault(f"no answer within {TIMEOUT[1]:g} s", again=True) from None
        except requests.ConnectionError:  # also of a server that falls silent within its answer
            raise Fault(f"{self.service.base} cannot be reached, or ended the connection", again=True) from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Fault("the answer broke off", again=True) from None
        except (requests.RequestException, ValueError) as error:  # an address, also one to go on to, that is none
            raise Fault(f"no request can be made of this: {type(error).__name__}") from None
        # A service that repeats the key in its answer must not bring it into a message, not even a part of it.
        body = body.replace(self.secret.encode(), "…".encode()) if len(self.secret) >= SECRET else body
        try:
            return read(body)
        except Fault:
            raise
        except Exception as error:  # a form that nobody thought of
            raise Fault(f"an answer that cannot be read: {type(error).__name__}", again=True, status=SPLIT) from None


def _read_body(response: requests.Response, now: Callable[[], float]) -> bytes:
    """Read an answer as it comes in, so that neither its size nor its slowness is without a limit."""
    status, start, body = response.status_code, now(), bytearray()
    if status != 200:
        pause = _read_pause(response.headers.get("Retry-After", ""))
        raise Fault(f"HTTP {status} {responses.get(status, '')}".strip(), status in AGAIN, status, pause)
    for part in response.iter_content(65536):
        body += part
        if len(body) > MOST_BYTES:
            raise Fault(f"an answer of more than {MOST_BYTES:,} bytes: not read")
        if now() - start > WHOLE:
            raise Fault(f"an answer that takes longer than {WHOLE:g} s", again=True)
    return bytes(body)


def _read_pause(value: str) -> float:
    """Return the seconds that a Retry-After header asks for; 0 where it is absent or not understood."""
    try:
        return float(min(1e6, max(0.0, Retry().parse_retry_after(value)))) if value else 0.0
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0
