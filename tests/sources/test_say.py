"""What a fetch says: every ask accounted for, and no key in an address."""

from pathlib import Path

from listometrics.sources.bib import Outcome, Tally
from listometrics.sources.plan import make_sources
from listometrics.sources.say import say_outcome, write_url
from listometrics.sources.shapes import Request


def test_an_address_is_written_as_it_is_asked(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("OPENALEX_API_KEY", "s3cret")
    (source,) = make_sources(["crossref"], {})
    url = write_url(source, Request("/works", {"query": "a b", "filter": "x:1|2"}, ()))
    assert url == f"{source.service.base}/works?query=a%20b&filter=x:1|2"


def test_an_outcome_counts_what_was_asked_and_says_why_it_stopped(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    tally = Tally(requests=2, asked=5, left=1, faults=["timeout", "timeout"])
    tally.outcomes.update(published=1, none=2, failed=1)
    said = say_outcome(Outcome({"crossref": tally}, stopped="2 requests were spent"), tmp_path)
    assert said.splitlines() == [
        "crossref: 5 asked in 2 requests: 1 published, 2 none, 1 failed, 1 left unasked",
        "  failed: timeout",
        "nothing is new: no file was written",
        "stopped: 2 requests were spent. Run again to carry on.",
    ]
