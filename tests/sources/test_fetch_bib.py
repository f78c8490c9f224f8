"""A whole fetch against local servers: what was asked and what came back add up, and nothing is ever harmed."""

import json
import random
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from werkzeug import Request, Response

from listometrics.cli import main
from listometrics.errors import StudyError
from listometrics.sources import SOURCES, fetch_bib, fetch_store
from listometrics.sources.fetch_bib import choose_record, judge, make_sources
from listometrics.sources.fetch_store import JOURNAL, FetchStore
from listometrics.sources.source_base import Lookup, SourceRecord, WantedWork, make_clues
from listometrics.study.schema import TABLES, from_csv
from listometrics.works.identity import normalise_title
from listometrics.works.person_names import Name

ROWS = [
    ("Large Language Models are Zero-Shot Rankers for Recommender Systems", "2305.08845"),
    ("TALLRec: An Effective and Efficient Tuning Framework to Align Large Language Model with Recommendation",
     "2305.00447"),
    ("Is ChatGPT a Good Recommender? A Preliminary Study", "2304.10149"),
]  # fmt: skip
ASKED = ("arxiv", "crossref", "openalex", "dblp")
ALL = [text for name in ASKED for text in ("--source", name)]
CANDIDATE = "doi:10.1145/3604915.3608857"
Answer = Callable[[Request], Response | None]


@pytest.fixture
def root(small_study: Callable[..., Path]) -> Path:
    return small_study(*ROWS)


WHOLE: dict[str, bytes] = {}  # what a fetch from all of ASKED without a fault makes of the study


@pytest.fixture
def whole(root: Path, servers: Any, tmp_path: Path) -> dict[str, bytes]:
    if not WHOLE:
        other = shutil.copytree(root, tmp_path / "other")
        assert servers.fetch(other, *ALL) == 0
        WHOLE.update(snapshot(other))
    return WHOLE


def snapshot(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def read_table(root: Path, name: str) -> pd.DataFrame:
    return from_csv((root / TABLES[name].path).read_bytes(), TABLES[name], name)


def read_bib(root: Path, source: str) -> str:
    path = root / f"data/bib/sources/{source}.bib"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def decide(root: Path, work: str, candidate: str, decision: str) -> None:
    row = f"{work},{candidate},{decision},looked at both\n"
    (root / "data/bib/decisions.csv").write_text("work,candidate,decision,why\n" + row, encoding="utf-8")


def test_what_is_planned_is_the_limits_arithmetic_and_shows_no_key(
    study: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "s3cret")
    before = snapshot(study)
    assert main(["fetch", "bib", "--root", str(study), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "s3cret" not in printed and snapshot(study) == before
    total = 0.0
    for name, source in make_sources(SOURCES, {}).items():
        asked, pause = printed.count(f"GET {source.service.base}/"), source.service.interval
        total += (seconds := (asked - 1) * pause)
        assert re.search(
            rf"^{name}: {asked} requests for \d+ works, {pause:g} s apart: at least {seconds:g} s$", printed, re.M
        )
    assert f"all: {printed.count('GET ')} requests, at least {total:g} s" in printed
    # 219 works of the list have an arXiv id: three requests, three seconds apart.
    assert "arxiv: 3 requests for 219 works, 3 s apart: at least 6 s" in printed


@pytest.mark.parametrize("path", ["data/bib/.fetch.jsonl", "data/bib/checked.csv", "data/bib/decisions.csv",
                                  "data/bib/sources/arxiv.bib", "data/provenance.json"])  # fmt: skip
def test_no_link_is_followed_out_of_the_study(root: Path, servers: Any, tmp_path: Path, capsys: Any, path: str) -> None:
    (tmp_path / "secret").write_text("a secret, of others\n")
    (root / path).symlink_to(tmp_path / "secret")
    what = "list" if path.endswith(".json") else "bib"
    assert main(["fetch", what, "--root", str(root), *servers.places[:2], *ALL[: 2 * (what == "bib")]]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"listometrics: {path}: ") and "a secret" not in said
    assert (tmp_path / "secret").read_text() == "a secret, of others\n" and servers.world.asked == []


def test_a_study_that_is_not_there_is_not_made(tmp_path: Path, capsys: Any) -> None:
    assert main(["fetch", "bib", "--root", str(tmp_path / "stduy")]) == 2
    assert "stduy: no folder data/ there." in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_works_without_an_identifier_are_asked_by_title(small_study: Callable[..., Path], capsys: Any) -> None:
    root = small_study(("Signs & Wonders: 100% of #LLMs", ""))
    assert main(["fetch", "bib", "--root", str(root), "--dry-run", *ALL[:4], *ALL[6:]]) == 0
    printed = capsys.readouterr().out
    assert "/works?query.bibliographic=Signs%20%26%20Wonders:%20100%25%20of%20%23LLMs&rows=5" in printed
    assert "GET https://dblp.org/search/publ/api?q=Signs%20Wonders%20100%20of%20LLMs&format=json" in printed
    assert "arxiv: 0 requests for 0 works" in printed


def test_openalex_is_left_out_without_a_key_unless_it_is_asked_for(
    root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    assert main(["fetch", "bib", "--root", str(root), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "openalex: left out, since OPENALEX_API_KEY is not set." in printed and "api.openalex.org" not in printed
    assert main(["fetch", "bib", "--root", str(root), "--source", "openalex"]) == 2
    assert "openalex: OPENALEX_API_KEY is not set." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--since 2026-02-30", "--since 2026-02-30: expected a day such as 2026-01-31."),
        ("--date 20260101", "--date 20260101: expected a day"),
        ("--at arxiv", "--at arxiv: expected SERVICE=URL"),
        ("--at nowhere=https://x.org", "--at nowhere=https://x.org: expected SERVICE=URL"),
        ("--at arxiv=http://x.org", "arxiv: http://x.org is not encrypted"),
        ("--root /nonexistent", "/nonexistent"),
    ],
)
def test_an_option_that_is_not_right_is_refused(root: Path, capsys: Any, options: str, said: str) -> None:
    assert main(["fetch", "bib", "--root", str(root), "--dry-run", *options.split()]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_a_fetch_of_all_works_fills_every_source_keeps_every_key_and_is_done_once(
    study: Path, servers: Any, capsys: Any
) -> None:
    before = servers.read_works(study).papers
    assert servers.fetch(study) == 0
    printed = capsys.readouterr().out
    checked = read_table(study, "checked")
    for source in SOURCES:
        counts = checked[checked["source"] == source]["outcome"].value_counts()
        said = re.search(rf"^{source}: (\d+) asked in (\d+) requests: (.*)$", printed, re.MULTILINE)
        assert said and int(said[1]) == counts.sum()
        assert {n: int(c) for c, n in (part.split() for part in said[3].split(", "))} == counts.to_dict()
        assert int(said[2]) == sum(name == source for name, _ in servers.world.asked)
        assert read_bib(study, source).count("\n@") >= 20
    enriched = servers.read_works(study)
    after = enriched.papers
    for column in ("key", "arxiv", "doi", "venue", "venue_type", "track", "status"):
        assert after[column].tolist() == before[column].tolist(), column
    assert enriched.source_problems[enriched.source_problems["source"].isin(SOURCES)].empty
    assert after["citations"].notna().sum() > 200
    assert (after["bib_status"] == "verified").sum() >= (before["bib_status"] == "verified").sum()
    made, asked = snapshot(study), len(servers.world.asked)
    assert servers.fetch(study, day="2026-12-24") == 0
    assert snapshot(study) == made and len(servers.world.asked) == asked
    assert "nothing is new: no file was written" in capsys.readouterr().out


def test_a_refresh_without_news_changes_no_record_and_since_asks_only_what_is_old(root: Path, servers: Any) -> None:
    servers.fetch(root, *ALL[:4])
    before, asked = snapshot(root), len(servers.world.asked)
    assert servers.fetch(root, *ALL[:4], "--refresh") == 0
    assert snapshot(root) == before and len(servers.world.asked) > asked
    asked = len(servers.world.asked)
    servers.fetch(root, *ALL[:4], "--since", "2026-12-01", day="2026-12-24")
    assert snapshot(root) == before and len(servers.world.asked) == asked
    servers.fetch(root, *ALL[:4], "--since", "2026-12-02", day="2026-12-24")
    later = snapshot(root)
    assert [path for path in later if later[path] != before[path]] == ["data/bib/checked.csv"]
    assert set(read_table(root, "checked")["checked"]) == {"2026-12-24"}


def refuse(status: int, **headers: str) -> Answer:
    return lambda request: Response("no", status, {n.replace("_", "-"): v for n, v in headers.items()})


def say(body: str | bytes) -> Answer:
    return lambda request: Response(body)


def rewrite(servers: Any, change: Callable[[str], str]) -> Answer:
    return lambda request: Response(change(servers.answer("arxiv", request).get_data(as_text=True)))


PASSING: dict[str, list[Answer]] = {
    "429 with Retry-After": [refuse(429, Retry_After="0")],
    "429 without Retry-After": [refuse(429)],
    "503 then success": [refuse(503), refuse(503)],
    "an HTML page with status 200": [say("<!DOCTYPE html><html><title>Down for maintenance</title></html>")],
    "invalid UTF-8": [say(b'{"status": "\xff\xfe"}')],
    "an empty body": [say("")],
    "JSON of another form": [say('{"data": []}')],
    "XML of another form": [say("<html xmlns='x'/>")],
    "cut short": [],
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_no_trace(root: Path, servers: Any, fault: str, whole: dict[str, bytes]) -> None:
    for name in ASKED:
        cut: Answer = lambda request, name=name: Response(servers.answer(name, request).get_data()[:-40])  # noqa: E731
        servers.world.faults[name] = list(PASSING[fault]) or [cut]
    assert servers.fetch(root, *ALL) == 0
    assert not any(servers.world.faults.values()) and snapshot(root) == whole


LASTING: dict[str, tuple[Answer, str]] = {
    "403": (refuse(403), "HTTP 403 Forbidden"),
    "a page for ever": (say("<html>sorry</html>"), "a web page in place of an answer; asked 5 times"),
    "another host": (refuse(302, Location="http://127.0.0.2:9/"), "redirects to another host, 127.0.0.2: not followed"),
    "500 for ever": (refuse(500), "HTTP 500 Internal Server Error; asked 5 times"),
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_changes_no_record_and_is_told_from_none_found(
    root: Path, servers: Any, fault: str, capsys: Any, whole: dict[str, bytes]
) -> None:
    for path, content in whole.items():
        (root / path).write_bytes(content)
    records, before = [read_bib(root, name) for name in ASKED], read_table(root, "checked")
    answer, said = LASTING[fault]
    servers.world.faults = {name: [answer] * 99 for name in ASKED}
    capsys.readouterr()
    assert servers.fetch(root, *ALL, "--refresh", day="2026-12-24") == 1
    assert capsys.readouterr().out.count(f"failed: {said}") == len(ASKED)
    assert [read_bib(root, name) for name in ASKED] == records
    after = read_table(root, "checked")
    assert after[["work", "outcome", "checked"]].equals(before[["work", "outcome", "checked"]])
    assert set(after["failed"]) == {"2026-12-24"} and set(after["reason"]) == {said}
    servers.world.faults.clear()
    assert servers.fetch(root, *ALL, day="2026-12-25") == 0
    assert set(read_table(root, "checked")["failed"]) == {""} and [read_bib(root, n) for n in ASKED] == records


# Answers to the first work that Crossref is asked for.
ODD: dict[str, Answer] = {
    "a pause of five thousand digits": refuse(429, Retry_After="9" * 5000),
    "a pause of three hundred digits": refuse(429, Retry_After="9" * 300),
    "an address that is none": refuse(302, Location="http://["),
    "nested too deeply": say('{"status": "ok", "message": ' + "[" * 100_000),
    "a number of five thousand digits": say('{"status": "ok", "message": {"DOI": ' + "9" * 5000 + "}}"),
    "texts that are none": say('{"status": "ok", "message": {"items": [{"title": [["x"]], "author": [5]}]}}'),
    "half a character": say('{"status": "ok", "message": {"items": [{"DOI": "10.1/x", "title": ["\\ud800"]}]}}'),
}


@pytest.mark.parametrize("case", ODD)
def test_one_bad_answer_costs_one_work_until_the_next_fetch(
    root: Path, servers: Any, case: str, capsys: Any, whole: dict[str, bytes]
) -> None:
    first: list[str] = []

    def answer(request: Request) -> Response | None:
        first.append(request.full_path)
        return ODD[case](request) if first[-1] == first[0] else None

    servers.world.faults["crossref"] = [answer] * 99
    assert servers.fetch(root, *ALL) == 1
    assert re.search(r"^crossref: .* published, 1 failed$", capsys.readouterr().out, re.MULTILINE)
    servers.world.faults.clear()
    assert servers.fetch(root, *ALL) == 0
    assert snapshot(root) == whole


def test_one_record_that_spoils_a_batch_costs_one_work(root: Path, servers: Any) -> None:
    spoil: Answer = rewrite(servers, lambda feed: feed.replace("<title>TALLRec", "<title>\x0bTALLRec"))
    servers.world.faults["arxiv"] = [spoil] * 99
    assert servers.fetch(root, "--source", "arxiv") == 1
    rows = read_table(root, "checked").set_index("work")
    assert rows["outcome"].to_dict() == {f"arxiv:{i}": "" if i == "2305.00447" else "preprint" for _, i in ROWS}
    assert rows["reason"]["arxiv:2305.00447"].startswith("not XML, or cut short")


def test_a_record_that_cannot_be_taken_over_costs_one_work(
    root: Path, servers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(record: SourceRecord, *more: Any) -> str:
        return fetch_store.write_record(replace(record, entry_type="misc{" * ("TALLRec" in record.title)), *more)

    monkeypatch.setattr(fetch_bib, "write_record", write)
    assert servers.fetch(root, "--source", "arxiv") == 1
    rows = read_table(root, "checked").set_index("work")
    assert rows["outcome"].to_dict() == {f"arxiv:{i}": "" if i == "2305.00447" else "preprint" for _, i in ROWS}
    assert rows["reason"]["arxiv:2305.00447"].startswith("the answer cannot be used: StudyError: arxiv:2305.00447:")


def test_a_source_that_fails_three_times_in_a_row_is_left_and_the_rest_says_so(
    small_study: Callable[..., Path], servers: Any, capsys: Any
) -> None:
    root = small_study(*ROWS, ("A Fourth Paper on Nothing in Particular", ""), ("A Fifth Paper on Nothing Else", ""))
    servers.world.faults["dblp"] = [refuse(403)] * 99
    assert servers.fetch(root, "--source", "dblp") == 1
    assert "dblp: 5 asked in 3 requests: 3 failed, 2 left unasked" in capsys.readouterr().out
    assert len(read_table(root, "checked")) == 3


@pytest.mark.parametrize("status", [400, 414])
def test_a_request_that_is_too_long_or_has_one_bad_id_is_cut_in_halves(root: Path, servers: Any, status: int) -> None:
    too_long: Answer = lambda request: Response("no", status) if "," in request.args["id_list"] else None  # noqa: E731
    servers.world.faults["arxiv"] = [too_long] * 9
    assert servers.fetch(root, "--source", "arxiv") == 0
    single = [path for _, path in servers.world.asked if "%2C" not in path and "," not in path]
    assert [re.search(r"id_list=([\d.]+)", path)[1] for path in single] == sorted(arxiv for _, arxiv in ROWS)  # type: ignore[index]


def test_the_order_and_number_of_records_in_a_batch_do_not_matter(
    root: Path, servers: Any, whole: dict[str, bytes]
) -> None:
    def rearrange(feed: str) -> str:
        entries = re.findall(r"(?s)  <entry>.*?</entry>\n", feed)
        return feed.replace("".join(entries), "".join([entries[-1], *entries[::-1]]))

    servers.world.faults["arxiv"] = [rewrite(servers, rearrange)]
    assert servers.fetch(root, *ALL) == 0
    assert snapshot(root) == whole


def test_an_id_that_is_missing_from_a_batch_is_none_found(root: Path, servers: Any) -> None:
    servers.world.papers = [p for p in servers.world.papers if p.arxiv != "2305.00447"]
    assert servers.fetch(root, "--source", "arxiv") == 0
    outcomes = read_table(root, "checked").set_index("work")["outcome"].to_dict()
    assert outcomes.pop("arxiv:2305.00447") == "none" and set(outcomes.values()) == {"preprint"}


PROVE_NOTHING = {
    "another id": ("abs/2305.00447", "abs/2305.99999", 1, "1 records that were not asked for, such as arxiv:2305.9"),
    "no authors": ("author>", "creator>", 3, "3 records without title, authors or identifier: has the form changed?"),
}


@pytest.mark.parametrize("case", PROVE_NOTHING)
def test_a_record_that_was_not_asked_for_or_is_broken_proves_nothing(root: Path, servers: Any, case: str) -> None:
    old, new, failed, said = PROVE_NOTHING[case]
    servers.world.faults["arxiv"] = [rewrite(servers, lambda feed: feed.replace(old, new))] * 9
    assert servers.fetch(root, "--source", "arxiv") == 1
    rows = read_table(root, "checked").query("failed != ''")
    assert len(rows) == failed and set(rows["outcome"]) == set(rows["checked"]) == {""}
    assert rows["reason"].str.contains(said, regex=False).all() and "2305.99999" not in read_bib(root, "arxiv")


def test_a_batch_that_is_not_found_is_no_proof_that_its_works_are_not(root: Path, servers: Any) -> None:
    servers.world.faults = {"arxiv": [refuse(404)] * 9, "openalex": [refuse(404)] * 9}
    assert servers.fetch(root, "--source", "arxiv", "--source", "openalex") == 1
    assert set(read_table(root, "checked")["outcome"]) == {""}


def test_another_paper_under_the_same_id_is_left_to_a_decision(root: Path, servers: Any) -> None:
    paper = servers.world.find(arxiv="2305.00447")[0]
    servers.world.change(paper, title="On the Migration of Geese", authors=servers.world.papers[0].authors)
    assert servers.fetch(root, "--source", "arxiv") == 0
    assert read_table(root, "checked").set_index("work")["outcome"]["arxiv:2305.00447"] == "candidate"
    assert "Geese" not in read_bib(root, "arxiv")
    assert read_table(root, "upgrades")["decision"].tolist() == ["open"]
    decide(root, "arxiv:2305.00447", "arxiv:2305.00447", "accept")
    for asked in (2, 2):
        assert servers.fetch(root, "--source", "arxiv") == 0 and len(servers.world.asked) == asked
    assert read_table(root, "upgrades")["decision"].tolist() == ["accepted"] and "Geese" in read_bib(root, "arxiv")


def test_an_answer_that_is_not_whole_is_asked_for_in_halves(
    root: Path, servers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_of_three(request: Request) -> Response:
        args = {**request.args.to_dict(), "max_results": "2"}
        return servers.answer("arxiv", type("R", (), {"args": args})())

    servers.world.faults["arxiv"] = [two_of_three]
    assert servers.fetch(root, *ALL[:4]) == 0
    assert [name for name, _ in servers.world.asked].count("arxiv") == 3
    monkeypatch.setattr("listometrics.sources.openalex.PER_PAGE", "2")
    servers.world.asked.clear()
    assert servers.fetch(root, "--source", "openalex") == 0
    assert len(servers.world.asked) == 3
    assert len(read_table(root, "checked").query("source in ('arxiv', 'openalex') and outcome != 'none'")) == 6


def test_no_hit_is_none_found_with_its_day(small_study: Callable[..., Path], servers: Any) -> None:
    root = small_study(("A Title that No Source Has Ever Heard of at All", ""))
    servers.world.papers = servers.world.papers[:3]
    assert servers.fetch(root, *ALL) == 0
    checked = read_table(root, "checked")
    assert checked["outcome"].tolist() == ["none"] * 3 and set(checked["checked"]) == {"2026-12-01"}
    assert not (root / "data/bib/sources/crossref.bib").exists()


def test_a_published_version_says_why_and_when_it_was_found_and_a_retraction_becomes_a_column(
    root: Path, servers: Any
) -> None:
    servers.world.change(servers.world.find(arxiv="2305.08845")[0], retracted=True)
    assert servers.fetch(root) == 0
    row = read_table(root, "upgrades").query("work == 'arxiv:2305.08845'").iloc[0]
    assert (row["decision"], row["title_alike"], row["year"], row["found"]) == ("rule", 1.0, 2024, "2026-12-01")
    assert re.fullmatch(r"title 1\.00 alike; \d of \d authors in common", row["evidence"])
    assert re.fullmatch("[a-z]{3}", row["month"])
    (root / "data/bib/keys.csv").write_text("key,kind,identity,first_seen\n", encoding="utf-8")
    papers = servers.read_works(root).papers.set_index("arxiv")
    assert papers["retracted"].fillna(False).to_dict() == {arxiv: arxiv == "2305.08845" for _, arxiv in ROWS}
    assert "retraction_notice = {10.1007/978-3-031-56060-6_24.notice}" in read_bib(root, "crossref")


def test_a_version_under_another_title_waits_for_a_decision_and_is_found_by_matching_once_accepted(
    root: Path, servers: Any
) -> None:
    assert servers.fetch(root, "--source", "arxiv") == 0
    new = "TALLRec: An Efficient Tuning Framework to Align LLMs with Recommendation Tasks"
    servers.world.change(servers.world.find(arxiv="2305.00447")[0], title=new)
    assert servers.fetch(root, "--source", "crossref") == 0
    assert "3608857" not in read_bib(root, "crossref")
    row = read_table(root, "upgrades").set_index("candidate").loc[CANDIDATE]
    assert (row["work"], row["decision"]) == ("arxiv:2305.00447", "open")
    outcomes = read_table(root, "checked").set_index(["work", "source"])["outcome"]
    assert outcomes["arxiv:2305.00447", "crossref"] == "candidate"

    decide(root, "arxiv:2305.00447", CANDIDATE, "accept")
    assert servers.fetch(root, "--source", "crossref") == 0
    assert CANDIDATE in read_bib(root, "crossref")
    assert read_table(root, "upgrades").set_index("candidate")["decision"][CANDIDATE] == "accepted"
    (root / "data/bib/keys.csv").write_text("key,kind,identity,first_seen\n", encoding="utf-8")
    papers = servers.read_works(root).papers.set_index("arxiv")
    assert papers["status"]["2305.00447"] == "published" and papers["doi"]["2305.00447"] == CANDIDATE[4:]
    before, asked = snapshot(root), len(servers.world.asked)
    assert servers.fetch(root, "--source", "crossref") == 0
    assert snapshot(root) == before and len(servers.world.asked) == asked


def test_a_rejected_version_goes_and_does_not_come_back(root: Path, servers: Any) -> None:
    servers.fetch(root, *ALL[:4])
    assert CANDIDATE in read_bib(root, "crossref")
    decide(root, "arxiv:2305.00447", CANDIDATE, "reject")
    for options in ([], ["--refresh"]):
        servers.fetch(root, "--source", "crossref", *options)
        assert CANDIDATE not in read_bib(root, "crossref")
    assert read_table(root, "upgrades").set_index("candidate")["decision"][CANDIDATE] == "rejected"


def test_corrections_are_never_touched_and_an_entry_marked_corrected_stays(root: Path, servers: Any) -> None:
    hand = root / "data/bib/sources/corrections.bib"
    hand.write_text("@misc{mine,\n title={TALLRec},eprint={2305.00447},author={Me, Myself}}\n", encoding="utf-8")
    servers.fetch(root, "--source", "arxiv")
    path, entry = root / "data/bib/sources/arxiv.bib", "@misc{arxiv:2305.00447,\n"
    text = path.read_text(encoding="utf-8").replace(entry, entry + "  corrected = {by hand},\n  note = {mine},\n")
    path.write_text(text, encoding="utf-8")
    before = snapshot(root)
    assert servers.fetch(root, "--source", "arxiv", "--refresh") == 0
    assert snapshot(root) == before


def test_a_file_with_an_entry_that_cannot_be_read_is_not_written_over(root: Path, servers: Any, capsys: Any) -> None:
    path = root / "data/bib/sources/arxiv.bib"
    path.write_text("@misc{broken,\n title = {no end\n", encoding="utf-8")
    before = snapshot(root)
    assert servers.fetch(root, "--source", "arxiv") == 2
    assert "data/bib/sources/arxiv.bib:1: an entry that cannot be read" in capsys.readouterr().err
    assert snapshot(root) == before


def test_a_record_does_not_lose_where_it_was_published(root: Path, servers: Any) -> None:
    def drop(request: Request) -> Response:
        said = json.loads(servers.answer("crossref", request).get_data())
        for item in said["message"].get("items", [said["message"]]):
            item.pop("container-title")
        return Response(json.dumps(said))

    servers.fetch(root, *ALL[:4])
    before = read_bib(root, "crossref")
    servers.world.faults["crossref"] = [drop] * 9
    servers.fetch(root, "--source", "crossref", "--refresh", day="2026-12-24")
    assert read_bib(root, "crossref") == before


TITLE, IDS = "A Title of Several Words on Lists", {"arxiv": "2305.08845"}


def make(title: str = TITLE, author: str = "Hou", kind: str = "inproceedings", **ids: str) -> SourceRecord:
    return SourceRecord("x", kind, title, (Name("A.", "", author),), {"year": "2024", **ids})


CLUES = make_clues(IDS, [normalise_title(TITLE)], [Name("A.", "", "Hou")], ["2023"])
WANTED = WantedWork("arxiv:2305.08845", TITLE, IDS, CLUES)


@pytest.mark.parametrize(
    ("kind", "value", "record", "verdict"),
    [
        ("title", TITLE, make(), "same"),
        ("title", TITLE, make(author="Else"), "other"),
        ("doi", "10.1145/x", make("Quite Another Matter", doi="10.1145/x"), "same"),
        ("doi", "10.1145/x", make("Quite Another Matter", "Else", doi="10.1145/x"), "perhaps"),
        ("doi", "10.1145/y", make(doi="10.1145/x"), "other"),
        ("doi", "10.48550/arxiv.2305.08845", make(eprint="2305.08845"), "same"),
        ("arxiv", "2305.08845", make(eprint="2305.99999"), "other"),
    ],
)
def test_a_record_passes_for_a_work_only_with_evidence(
    kind: str, value: str, record: SourceRecord, verdict: str
) -> None:
    assert judge(Lookup(WANTED.work, kind, value), WANTED, record)[0] == verdict


def test_a_published_record_goes_before_a_preprint_and_settles_the_matter() -> None:
    preprint, published, perhaps = make(kind="misc", eprint="2305.08845"), make(), make(title=TITLE + " 2")
    wanted = replace(WANTED, clues=replace(CLUES, families={"hou", "lin"}))
    lookup = Lookup(wanted.work, "title", TITLE)
    assert choose_record(lookup, wanted, [preprint, perhaps, published]) == (published, [])
    assert choose_record(lookup, wanted, [preprint, perhaps])[0] == preprint
    assert choose_record(lookup, wanted, []) == (None, [])


def test_a_spent_budget_stops_the_run_which_the_next_carries_on(root: Path, servers: Any, capsys: Any) -> None:
    assert servers.fetch(root, "--source", "dblp", "--requests", "2") == 1
    assert "stopped: the budget of 2 requests is spent. Run again to carry on." in capsys.readouterr().out
    assert len(read_table(root, "checked")) == 2
    assert servers.fetch(root, "--source", "dblp") == 0
    assert len(servers.world.asked) == 3 and len(read_table(root, "checked")) == 3


JOURNALED = "http://127.0.0.1/works", "2026-11-30", [make(doi="10.1145/x"), None]


def test_an_answer_survives_a_kill_and_lines_that_cannot_be_read_are_asked_for_again(root: Path) -> None:
    FetchStore(root).keep(*JOURNALED)
    line = (root / JOURNAL).read_bytes()
    for torn in (line[:10], line[:-2], b"{}", b"not JSON", b"[1]", b"\xff", b"[" * 9999, line.replace(b"11-30", b"x")):
        (root / JOURNAL).write_bytes(line + torn)
        store = FetchStore(root)
        assert store.answers == {JOURNALED[0]: JOURNALED[1:]}
        assert store.remarks[1:] == ["1 lines cannot be read: asked for again"]
        store.keep("another", *JOURNALED[1:])
        assert set(FetchStore(root).answers) == {JOURNALED[0], "another"}
    assert FetchStore(root).save() == ["data/bib/checked.csv", "data/bib/upgrades.csv"]
    assert not (root / JOURNAL).exists() and FetchStore(root).save() == []


def test_a_decision_that_is_none_is_refused_and_a_full_disk_loses_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(root, "a", "b", "perhaps")
    with pytest.raises(StudyError, match=r"data/bib/decisions\.csv:2: decision: not one of accept, reject"):
        FetchStore(root)
    (root / "data/bib/decisions.csv").unlink()
    store = FetchStore(root)
    store.keep(*JOURNALED)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetch_store.files.os, "replace", full)
    with pytest.raises(StudyError, match="No space left on device"):
        store.save()
    assert (root / JOURNAL).exists()


@pytest.mark.slow
def test_a_run_that_is_interrupted_keeps_what_was_answered(root: Path, servers: Any) -> None:
    def interrupt(request: Request) -> None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)

    servers.world.faults["dblp"] = [lambda request: None, interrupt]
    process = servers.start(root, "--source", "dblp")
    assert process.wait() == 130
    assert len(read_table(root, "checked")) == 1
    assert servers.fetch(root, "--source", "dblp") == 0
    assert len(read_table(root, "checked")) == 3


@pytest.mark.slow
def test_wherever_a_run_is_killed_the_next_ends_at_the_same_result(
    small_study: Callable[..., Path], servers: Any, tmp_path: Path
) -> None:
    rows = [(paper.title, paper.arxiv) for paper in servers.world.papers if "|" not in paper.title]
    study = small_study(*rows[:12])
    whole = shutil.copytree(study, tmp_path / "whole")
    assert servers.start(whole).wait() == 0
    expected, requests, chance, killed = snapshot(whole), len(servers.world.asked), random.Random(8), 0
    for number in range(6):
        root = shutil.copytree(study, tmp_path / f"killed{number}")
        # After a request, not after a time from the start: how far a run is by then depends on the machine. Every
        # other time a little later, while it writes what was answered; it may be at its end by then.
        killer = threading.Timer(chance.uniform(0, 0.1) if number % 2 else 0.0, lambda: process.kill())  # noqa: B023
        servers.world.at[len(servers.world.asked) + chance.randint(1, requests)] = killer.start
        process = servers.start(root)
        killed += process.wait() == -signal.SIGKILL
        killer.cancel()
        servers.world.at.clear()
        assert servers.fetch(root) == 0
        assert snapshot(root) == expected
    assert killed >= 3
