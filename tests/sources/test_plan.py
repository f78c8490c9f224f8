"""What a run would ask, and that its least time is the limits' arithmetic."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listometrics.cli import main
from listometrics.sources.plan import KINDS


def dry_run(root: Path, *options: str) -> int:
    return main(["fetch", "bib", "--root", str(root), "--dry-run", *options])


def test_the_least_time_of_a_whole_fetch_is_the_limits_arithmetic(
    study: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "s3cret")
    assert dry_run(study) == 0
    printed = capsys.readouterr().out
    assert "s3cret" not in printed
    total, requests = 0.0, 0
    for name, kind in KINDS.items():
        service = kind().service
        asked = len(re.findall(rf"^GET {re.escape(service.base)}/", printed, re.MULTILINE))
        said = re.search(rf"^{name}: (\d+) requests for (\d+) works, (\S+) s apart: at least (\S+) s$", printed, re.M)
        assert said and int(said[1]) == asked and float(said[3]) == service.interval
        if service.batch == 1:
            assert asked == int(said[2])
        assert float(said[4]) == pytest.approx((asked - 1) * service.interval)
        total, requests = total + float(said[4]), requests + asked
    assert f"all: {requests} requests, at least {total:g} s" in printed
    # 219 works of the list have an arXiv id: three requests, three seconds apart.
    assert "arxiv: 3 requests for 219 works, 3 s apart: at least 6 s" in printed


def test_without_a_key_openalex_is_left_out_and_said(study: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    assert dry_run(study) == 0
    printed = capsys.readouterr().out
    assert "openalex: left out, since OPENALEX_API_KEY is not set." in printed
    assert "api.openalex.org" not in printed


def test_a_source_that_is_asked_for_without_its_key_ends_the_run(
    study: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    assert main(["fetch", "bib", "--root", str(study), "--source", "openalex"]) == 2
    assert "openalex: OPENALEX_API_KEY is not set." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--since", "yesterday"], "--since yesterday: expected a day such as 2026-01-31."),
        (["--since", "2026-02-30"], "--since 2026-02-30: expected a day"),
        (["--date", "20260101"], "--date 20260101: expected a day"),
        (["--at", "arxiv"], "--at arxiv: expected SERVICE=URL"),
        (["--at", "nowhere=https://x.org"], "--at nowhere=https://x.org: expected SERVICE=URL"),
        (["--at", "arxiv=http://x.org"], "arxiv: http://x.org is not encrypted"),
    ],
)
def test_an_option_that_is_not_right_is_refused(study: Path, capsys: Any, options: list[str], said: str) -> None:
    assert dry_run(study, *options) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path, capsys: Any) -> None:
    assert dry_run(tmp_path) == 2
    assert "no folder data/ there" in capsys.readouterr().err


def test_works_without_an_identifier_are_asked_by_title(small_study: Callable[..., Path], capsys: Any) -> None:
    root = small_study(("Signs & Wonders: 100% of #LLMs", ""))
    assert dry_run(root, "--source", "crossref", "--source", "dblp", "--source", "arxiv") == 0
    printed = capsys.readouterr().out
    assert (
        "GET https://api.crossref.org/works?query.bibliographic=Signs%20%26%20Wonders:%20100%25%20of%20%23LLMs&rows=5"
        in printed
    )
    assert "GET https://dblp.org/search/publ/api?q=Signs%20Wonders%20100%20of%20LLMs&format=json" in printed
    assert "arxiv: 0 requests for 0 works" in printed
