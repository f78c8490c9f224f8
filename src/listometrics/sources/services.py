"""The services that are asked: where they are, how often they may be asked, and where they say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from listometrics.errors import StudyError
from listometrics.study.schema import TABLES


@dataclass(frozen=True)
class Service:
    """Hold one service: its address, its limits and its key.

    `interval` is the least time in seconds between the starts of two requests; `batch` how many works one request
    may ask for; `key` the environment variable that holds the user's key, `needs_key` whether it must be set.
    """

    name: str
    base: str
    documentation: str
    interval: float
    batch: int = 1
    key: str = ""
    needs_key: bool = False


ARXIV = Service("arxiv", "https://export.arxiv.org", "https://info.arxiv.org/help/api/user-manual.html", 3.0, 100)
CROSSREF = Service("crossref", "https://api.crossref.org", "https://api.crossref.org/swagger-ui/index.html", 0.1)
OPENALEX = Service(
    "openalex", "https://api.openalex.org", "https://developers.openalex.org/api-reference/authentication", 0.1, 100,
    "OPENALEX_API_KEY", True,
)  # fmt: skip
DBLP = Service("dblp", "https://dblp.org", "https://dblp.org/faq/How+to+use+the+dblp+search+API.html", 1.5)
ACL = Service("acl", "https://aclanthology.org", "https://aclanthology.org/faq/api/", 1.0)
GITHUB = Service(
    "github", "https://api.github.com", "https://docs.github.com/en/rest/commits/commits", 1.0, key="GITHUB_TOKEN"
)
RAW = Service(
    "raw", "https://raw.githubusercontent.com", "https://docs.github.com/en/rest/repos/contents", 1.0
)  # fmt: skip
SOURCES = TABLES["checked"]["source"].allowed  # of records of works, in the order of asking
MAIL = "LISTOMETRICS_MAIL"  # the address by which a service can reach whoever asks


def is_loopback(base: str) -> bool:
    """Tell whether an address is on this machine.

    >>> is_loopback("http://127.0.0.1:8000"), is_loopback("https://dblp.org")
    (True, False)
    """
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def move(service: Service, base: str) -> Service:
    """Return a service at another address: a mirror, or a server on this machine, which needs no pause and no key.

    Raises StudyError where the address is none, or is not encrypted and beyond this machine.
    """
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise StudyError(f"{service.name}: {base!r} is no web address. Expected one such as {service.base}.")
    here = is_loopback(base)
    if parts.scheme == "http" and not here:
        raise StudyError(f"{service.name}: {base} is not encrypted. Give its https:// address.")
    pause = 0.0 if here else service.interval
    return replace(service, base=base.rstrip("/"), interval=pause, needs_key=service.needs_key and not here)


def least_seconds(requests: int, interval: float) -> float:
    """Return the least time that requests to one service take: they start `interval` seconds apart.

    >>> least_seconds(3, 3.0), least_seconds(0, 3.0)
    (6.0, 0.0)
    """
    return max(0, requests - 1) * interval
