"""A new version of the list, from local servers in GitHub's place."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from listometrics.cli import main

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROWS = [("Large Language Models are Zero-Shot Rankers for Recommender Systems", "2305.08845"),
        ("Is ChatGPT a Good Recommender? A Preliminary Study", "2304.10149")]  # fmt: skip


class GitHub:
    """A server in the place of GitHub's API and of its raw files."""

    def __init__(self, server: HTTPServer) -> None:
        self.server, self.content, self.asked = server, b"", []
        self.commits: Any = [{"sha": COMMIT, "commit": {"committer": {"date": "2026-11-30T10:00:00Z"}}}]
        self.raw: Callable[[Request], Response] = lambda request: Response(self.content, content_type="text/plain")
        server.expect_request(re.compile(".*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        self.asked.append(request.full_path.rstrip("?"))
        if request.path.startswith("/repos/"):
            return Response(json.dumps(self.commits), content_type="application/json")
        return self.raw(request)

    def fetch(self, root: Path, *options: str, day: str = "2026-12-01") -> int:
        base = self.server.url_for("").rstrip("/")
        places = ["--at", f"github={base}", "--at", f"raw={base}"]
        return main(["fetch", "list", "--root", str(root), "--date", day, *places, *options])


@pytest.fixture
def github(httpserver: HTTPServer) -> GitHub:
    return GitHub(httpserver)


@pytest.fixture
def root(small_study: Callable[..., Path], github: GitHub) -> Path:
    root = small_study(*ROWS)
    row = "| N9 | A Brand New Paper on Recommendation | arXiv 2024 | [[Paper]](https://arxiv.org/abs/2401.00001) |\n"
    github.content = (root / "data/raw_readme.md").read_bytes() + row.encode()
    return root


def read_record(root: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((root / "data/provenance.json").read_text(encoding="utf-8"))["raw_readme.md"]
    return record


def test_a_new_version_is_taken_pinned_and_compared(root: Path, github: GitHub, capsys: Any) -> None:
    assert github.fetch(root, "--repo", "owner/awesome") == 0
    assert (root / "data/raw_readme.md").read_bytes() == github.content
    record = read_record(root)
    assert record["repository"] == "https://github.com/owner/awesome"
    assert record["address"] == f"https://raw.githubusercontent.com/owner/awesome/{COMMIT}/README.md"
    assert (record["commit"], record["commit_date"]) == (COMMIT, "2026-11-30T10:00:00Z")
    assert (record["retrieved"], record["edited"], record["table_rows"]) == ("2026-12-01", False, 3)
    assert record["sha256"] == hashlib.sha256(github.content).hexdigest()
    assert record["bytes"] == len(github.content) and record["source"] and record["licence"]
    assert "A Brand New Paper on Recommendation" in capsys.readouterr().out
    assert github.asked == ["/repos/owner/awesome/commits?path=README.md&per_page=1",
                            f"/owner/awesome/{COMMIT}/README.md"]  # fmt: skip


def test_the_same_list_writes_nothing_and_what_is_known_of_it_is_kept_with_its_next_version(
    root: Path, github: GitHub, capsys: Any
) -> None:
    github.fetch(root, "--repo", "owner/awesome")
    before = (root / "data/provenance.json").read_bytes()
    capsys.readouterr()
    assert github.fetch(root, day="2026-12-24") == 0
    assert capsys.readouterr().out == "data/raw_readme.md is the same: nothing is new.\n"
    assert (root / "data/provenance.json").read_bytes() == before
    record = read_record(root)
    record |= {"licence": "CC0", "source": "The list of lists"}
    (root / "data/provenance.json").write_text(json.dumps({"raw_readme.md": record}), encoding="utf-8")
    github.content += b"\nMore.\n"
    github.fetch(root)
    assert (read_record(root)["licence"], read_record(root)["source"]) == ("CC0", "The list of lists")


def test_a_branch_and_a_path_are_asked_for(root: Path, github: GitHub) -> None:
    assert github.fetch(root, "--repo", "o/n", "--ref", "feature/x", "--path", "docs/The list.md") == 0
    assert github.asked == ["/repos/o/n/commits?sha=feature/x&path=docs/The%20list.md&per_page=1",
                            f"/o/n/{COMMIT}/docs/The list.md"]  # fmt: skip


def test_a_list_at_an_address_is_pinned_by_address_and_day(root: Path, github: GitHub) -> None:
    url = github.server.url_for("/a/list.md") + "?x=1"
    assert github.fetch(root, "--url", url) == 0
    record = read_record(root)
    assert (record["address"], record["repository"]) == (url, "")
    assert record["repository_why_empty"] and "commit" not in record


BAD = {
    "a web page": (b"<!DOCTYPE html><title>Sign in</title>", "a web page in place of an answer"),
    "no text": (b"\xff\xfe\x00", "not UTF-8"),
    "no table": (b"# A list\n\nNothing here.\n", "no table and no item of a list found"),
    "one row left": (b"| **Name** | **Paper** |\n|---|---|\n| a | B |\n", "1 entries, the list has"),
    "empty": (b"", "the file is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_list_or_lost_half_of_its_rows_is_refused(
    study: Path, github: GitHub, capsys: Any, case: str
) -> None:
    before = (study / "data/raw_readme.md").read_bytes()
    github.content, said = BAD[case]
    assert github.fetch(study, "--repo", "o/n") == 2
    assert said in (printed := capsys.readouterr().err) and "The list is as it was" in printed
    assert (study / "data/raw_readme.md").read_bytes() == before and not (study / "data/provenance.json").exists()
    if case == "one row left":
        assert github.fetch(study, "--repo", "o/n", "--accept-loss") == 0
        assert (study / "data/raw_readme.md").read_bytes() == github.content


def test_a_fault_leaves_the_list_as_it_was(root: Path, github: GitHub, capsys: Any) -> None:
    before = (root / "data/raw_readme.md").read_bytes()
    for status, said in ((404, "Not Found"), (503, "Service Unavailable; asked 5 times")):
        github.raw = lambda request, status=status: Response("no", status)
        assert github.fetch(root, "--repo", "o/n") == 2
        assert f"HTTP {status} {said}" in capsys.readouterr().err
    assert github.fetch(root, "--repo", "o/n", "--requests", "1") == 2
    assert "o/n: the budget of 1 requests is spent. The list is as it was." in capsys.readouterr().err
    for commits in ([], {"message": "Moved"}, [{"sha": "HEAD"}]):
        github.commits = commits
        assert github.fetch(root, "--repo", "o/n") == 2
        assert "o/n: no commit of README.md at HEAD. The list is as it was." in capsys.readouterr().err
    assert (root / "data/raw_readme.md").read_bytes() == before


def test_a_token_is_sent_to_the_api_alone(root: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    usual = github.raw
    github.raw = lambda request: (seen.append(request.headers.get("Authorization", "")), usual(request))[1]
    assert github.fetch(root, "--repo", "o/n") == 0
    assert seen == [""]
    assert b"t0ken" not in (root / "data/provenance.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "names no GitHub repository of the list. Give --repo or --url."),
        (["--repo", "https://github.com/o/n"], "expected OWNER/NAME"),
        (["--repo", "o/n", "--path", "../x"], "expected a path in the repository"),
        (["--url", "http://example.org/list.md"], "is not encrypted"),
        (["--url", "file:///etc/passwd"], "is no web address"),
    ],
)
def test_a_place_that_cannot_be_is_refused(root: Path, github: GitHub, capsys: Any, options: Any, said: str) -> None:
    assert github.fetch(root, *options) == 2
    assert said in capsys.readouterr().err
    assert github.asked == []


def test_a_dry_run_prints_the_requests_and_asks_nothing(root: Path, github: GitHub, capsys: Any) -> None:
    assert main(["fetch", "list", "--root", str(root), "--repo", "o/n", "--ref", "v1", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "GET https://api.github.com/repos/o/n/commits?sha=v1&path=README.md&per_page=1",
        "GET https://raw.githubusercontent.com/o/n/COMMIT/README.md",
        "all: 2 requests, at least 0 s",
    ]
    assert github.asked == []
