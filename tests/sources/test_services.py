import re

import pytest

from listometrics.errors import StudyError
from listometrics.sources.plan import KINDS
from listometrics.sources.services import ARXIV, OPENALEX, least_seconds, move


@pytest.mark.parametrize("name", KINDS)
def test_a_service_is_asked_over_https_with_a_pause_and_names_its_documentation(name: str) -> None:
    service = KINDS[name]().service
    assert service.name == name
    assert service.base.startswith("https://") and service.documentation.startswith("https://")
    assert service.interval > 0


def test_the_limits_are_those_that_the_services_state() -> None:
    limits = {name: (KINDS[name]().service.interval, KINDS[name]().service.batch) for name in KINDS}
    assert limits["arxiv"] == (3.0, 100)
    assert limits["crossref"] == (0.1, 1)
    assert limits["openalex"][1] == 100
    assert limits["dblp"][0] >= 1


def test_a_mirror_keeps_the_pause_and_a_server_on_this_machine_needs_none() -> None:
    assert move(ARXIV, "https://mirror.example.org/").interval == ARXIV.interval
    here = move(OPENALEX, "http://127.0.0.1:8000/")
    assert (here.base, here.interval, here.needs_key) == ("http://127.0.0.1:8000", 0.0, False)


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("http://example.org", "http://example.org is not encrypted"),
        ("ftp://example.org", "is no web address"),
        ("https://", "is no web address"),
        ("https://key@example.org", "is no web address"),
        ("example.org", "is no web address"),
    ],
)
def test_an_address_that_is_none_or_not_encrypted_is_refused(base: str, said: str) -> None:
    with pytest.raises(StudyError, match=re.escape(said)):
        move(ARXIV, base)


@pytest.mark.parametrize(("requests", "interval", "seconds"), [(0, 3, 0), (1, 3, 0), (2, 3, 3), (232, 1.5, 346.5)])
def test_requests_start_an_interval_apart(requests: int, interval: float, seconds: float) -> None:
    assert least_seconds(requests, interval) == seconds
