"""A whole fetch against local servers: what was asked and what came back add up, and nothing is ever harmed."""

import json
import random
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from werkzeug import Request, Response

from listometrics.sources import client
from listometrics.sources.state import CHECKED, DECISIONS, UPGRADES
from listometrics.study.schema import from_csv

SOURCES = ("arxiv", "crossref", "openalex", "dblp", "acl")
Answers = list[Callable[[Request], Response | None]]


def snapshot(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def read_checked(root: Path) -> pd.DataFrame:
    return from_csv((root / CHECKED.path).read_bytes(), CHECKED, CHECKED.path)


def read_upgrades(root: Path) -> pd.DataFrame:
    return from_csv((root / UPGRADES.path).read_bytes(), UPGRADES, UPGRADES.path)


def read_bib(root: Path, source: str) -> str:
    path = root / f"data/bib/sources/{source}.bib"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def decide(root: Path, work: str, candidate: str, decision: str) -> None:
    row = f"{work},{candidate},{decision},looked at both\n"
    (root / DECISIONS.path).write_text("work,candidate,decision,why\n" + row, encoding="utf-8")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_PAUSE", 0.01)


# --- The real list ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_fetch_of_all_works_fills_every_source_keeps_every_key_and_is_done_once(
    study: Path, servers: Any, capsys: Any
) -> None:
    before = servers.read_works(study).papers
    assert servers.fetch(study) == 0
    printed = capsys.readouterr().out
    checked = read_checked(study)
    assert set(checked["outcome"]) <= {"published", "preprint", "candidate", "none"}
    for source in SOURCES:
        counts = checked[checked["source"] == source]["outcome"].value_counts()
        said = re.search(rf"^{source}: (\d+) asked in (\d+) requests: (.*)$", printed, re.MULTILINE)
        assert said and int(said[1]) == counts.sum()
        assert {n: int(c) for c, n in (part.split() for part in said[3].split(", "))} == counts.to_dict()
        assert int(said[2]) == sum(name == source for name, _ in servers.world.asked)
        assert read_bib(study, source).count("\n@") >= 20
    enriched = servers.read_works(study)
    after = enriched.papers
    assert after["key"].tolist() == before["key"].tolist()
    for column in ("arxiv", "doi", "venue", "venue_type", "track", "status"):
        assert after[column].tolist() == before[column].tolist(), column
    problems = enriched.source_problems
    assert problems[problems["source"].isin(SOURCES)].empty
    assert after["citations"].notna().sum() > 200
    assert (after["bib_status"] == "verified").sum() >= (before["bib_status"] == "verified").sum()

    # A second fetch asks nothing and writes nothing.
    made, asked = snapshot(study), len(servers.world.asked)
    assert servers.fetch(study, day="2026-12-24") == 0
    assert snapshot(study) == made and len(servers.world.asked) == asked
    assert "nothing is new: no file was written" in capsys.readouterr().out


@pytest.mark.slow
def test_a_refresh_without_news_changes_no_record(study: Path, servers: Any) -> None:
    servers.fetch(study, "--source", "crossref", "--source", "arxiv")
    before = snapshot(study)
    assert servers.fetch(study, "--source", "crossref", "--source", "arxiv", "--refresh") == 0
    assert snapshot(study) == before
    servers.fetch(study, "--source", "crossref", "--source", "arxiv", "--refresh", day="2026-12-24")
    later = snapshot(study)
    assert [path for path in later if later[path] != before[path]] == ["data/bib/checked.csv"]
    assert set(read_checked(study)["checked"]) == {"2026-12-24"}


def test_since_asks_only_what_was_last_answered_before_that_day(study: Path, servers: Any, capsys: Any) -> None:
    servers.fetch(study, "--source", "acl", day="2026-12-01")
    asked = len(servers.world.asked)
    servers.fetch(study, "--source", "acl", "--since", "2026-12-01", day="2026-12-08")
    assert len(servers.world.asked) == asked
    servers.fetch(study, "--source", "acl", "--since", "2026-12-02", day="2026-12-08")
    assert len(servers.world.asked) == 2 * asked


@pytest.mark.slow
def test_the_notebooks_run_on_what_was_fetched_and_pin_the_same_keys(study: Path, servers: Any) -> None:
    from listometrics.cli import main

    here = Path(__file__).resolve().parents[2]
    shutil.copytree(here / "notebooks", study / "notebooks")
    pinned = {row.split(",")[0] for row in (study / "data/bib/keys.csv").read_text(encoding="utf-8").splitlines()}
    assert servers.fetch(study) == 0
    assert main(["run", str(study)]) == 0
    papers = pd.read_csv(study / "data/02_enriched/papers.csv")
    assert set(papers["key"]) <= pinned


# --- A few works, one service at a time ---------------------------------------------------------------------

ROWS = [
    ("Large Language Models are Zero-Shot Rankers for Recommender Systems", "2305.08845"),
    ("TALLRec: An Effective and Efficient Tuning Framework to Align Large Language Model with Recommendation",
     "2305.00447"),
    ("Is ChatGPT a Good Recommender? A Preliminary Study", "2304.10149"),
]  # fmt: skip


ASKED_BY_ID = ("arxiv", "openalex")
ASKED_BY_TITLE = ("crossref", "dblp")


@pytest.fixture
def root(small_study: Callable[..., Path]) -> Path:
    return small_study(*ROWS)


def refuse(status: int, **headers: str) -> Callable[[Request], Response]:
    return lambda request: Response("no", status, {n.replace("_", "-"): v for n, v in headers.items()})


def say(body: str | bytes) -> Callable[[Request], Response]:
    return lambda request: Response(body)


def cut(servers: Any, source: str) -> Callable[[Request], Response]:
    """Answer without the end."""
    return lambda request: Response(servers.answer(source, request).get_data()[:-40])


PASSING: dict[str, Answers] = {
    "429 with Retry-After": [refuse(429, Retry_After="0")],
    "429 without Retry-After": [refuse(429)],
    "503 then success": [refuse(503), refuse(503)],
    "an HTML page with status 200": [say("<!DOCTYPE html><html><title>Down for maintenance</title></html>")],
    "invalid UTF-8": [say(b'{"status": "\xff\xfe"}')],
    "an empty body": [say("")],
    "JSON of another form": [say('{"data": []}')],
    "XML of another form": [say("<html xmlns='x'/>")],
}


@pytest.mark.parametrize("source", ASKED_BY_ID + ASKED_BY_TITLE)
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_no_trace(root: Path, servers: Any, source: str, fault: str, tmp_path: Path) -> None:
    other = shutil.copytree(root, tmp_path / "other")
    assert servers.fetch(other, "--source", source) == 0
    servers.world.faults[source] = list(PASSING[fault])
    assert servers.fetch(root, "--source", source) == 0
    assert snapshot(root) == snapshot(other)


@pytest.mark.parametrize("source", ASKED_BY_ID + ASKED_BY_TITLE)
def test_an_answer_that_is_cut_short_is_asked_for_again(root: Path, servers: Any, source: str) -> None:
    servers.world.faults[source] = [cut(servers, source)]
    assert servers.fetch(root, "--source", source) == 0
    assert set(read_checked(root)["outcome"]) <= {"published", "preprint", "none"}


LASTING: dict[str, tuple[Callable[[Request], Response], str]] = {
    "403": (refuse(403), "HTTP 403 FORBIDDEN"),
    "a page for ever": (say("<html>sorry</html>"), "a web page in place of an answer; asked 5 times"),
    "another host": (refuse(302, Location="http://127.0.0.2:9/"), "redirects to another host, 127.0.0.2: not followed"),
    "500 for ever": (refuse(500), "HTTP 500 INTERNAL SERVER ERROR; asked 5 times"),
}


@pytest.mark.parametrize("source", ASKED_BY_ID + ASKED_BY_TITLE)
@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_changes_no_record_and_is_told_from_none_found(
    root: Path, servers: Any, source: str, fault: str, capsys: Any
) -> None:
    servers.fetch(root, "--source", source)
    record, before = read_bib(root, source), read_checked(root)
    answer, said = LASTING[fault]
    servers.world.faults[source] = [answer] * 99
    capsys.readouterr()
    assert servers.fetch(root, "--source", source, "--refresh", day="2026-12-24") == 1
    assert f"failed: {said}" in capsys.readouterr().out
    assert read_bib(root, source) == record
    after = read_checked(root)
    assert after[["work", "outcome", "checked"]].equals(before[["work", "outcome", "checked"]])
    assert set(after["failed"]) == {"2026-12-24"} and set(after["reason"]) == {said}
    servers.world.faults.clear()
    assert servers.fetch(root, "--source", source, day="2026-12-25") == 0
    assert set(read_checked(root)["failed"]) == {""} and read_bib(root, source) == record


def test_a_source_that_fails_three_times_in_a_row_is_left_and_the_rest_says_so(
    small_study: Callable[..., Path], servers: Any, capsys: Any
) -> None:
    root = small_study(*ROWS, ("A Fourth Paper on Nothing in Particular", ""), ("A Fifth Paper on Nothing Else", ""))
    servers.world.faults["dblp"] = [refuse(403)] * 99
    assert servers.fetch(root, "--source", "dblp") == 1
    assert "dblp: 5 asked in 3 requests: 3 failed, 2 left unasked" in capsys.readouterr().out
    assert len(read_checked(root)) == 3


@pytest.mark.parametrize("status", [400, 414])
def test_a_request_that_is_too_long_or_has_one_bad_id_is_cut_in_halves(root: Path, servers: Any, status: int) -> None:
    def too_long(request: Request) -> Response | None:
        return Response("no", status) if request.args["id_list"].count(",") else None

    servers.world.faults["arxiv"] = [too_long] * 9
    assert servers.fetch(root, "--source", "arxiv") == 0
    assert [re.sub("&.*", "", path) for _, path in servers.world.asked if "%2C" not in path and "," not in path] == [
        f"/api/query?id_list={arxiv}" for arxiv in sorted(a for _, a in ROWS)
    ]


def rewrite(servers: Any, change: Callable[[str], str]) -> Callable[[Request], Response]:
    """Answer as arXiv would, changed."""
    return lambda request: Response(change(servers.answer("arxiv", request).get_data(as_text=True)))


def reorder(feed: str) -> str:
    entries = re.findall(r"  <entry>.*?</entry>\n", feed, re.DOTALL)
    return feed.replace("".join(entries), "".join(reversed(entries)))


def repeat(feed: str) -> str:
    entries = re.findall(r"  <entry>.*?</entry>\n", feed, re.DOTALL)
    return feed.replace(entries[0], entries[0] * 2)


@pytest.mark.parametrize("change", [reorder, repeat], ids=["another order", "one id twice"])
def test_the_order_and_number_of_records_in_a_batch_do_not_matter(
    root: Path, servers: Any, tmp_path: Path, change: Callable[[str], str]
) -> None:
    other = shutil.copytree(root, tmp_path / "other")
    servers.fetch(other, "--source", "arxiv")
    servers.world.faults["arxiv"] = [rewrite(servers, change)]
    assert servers.fetch(root, "--source", "arxiv") == 0
    assert snapshot(root) == snapshot(other)


def test_an_id_that_is_missing_from_a_batch_is_none_found(root: Path, servers: Any) -> None:
    servers.world.papers = [p for p in servers.world.papers if p.arxiv != "2305.00447"]
    assert servers.fetch(root, "--source", "arxiv") == 0
    checked = read_checked(root).set_index("work")
    assert checked["outcome"].to_dict() == {
        "arxiv:2304.10149": "preprint", "arxiv:2305.00447": "none", "arxiv:2305.08845": "preprint",
    }  # fmt: skip


def test_a_record_that_was_not_asked_for_proves_nothing(root: Path, servers: Any, capsys: Any) -> None:
    servers.world.faults["arxiv"] = [
        rewrite(servers, lambda feed: feed.replace("abs/2305.00447", "abs/2305.99999"))
    ] * 9
    assert servers.fetch(root, "--source", "arxiv") == 1
    row = read_checked(root).set_index("work").loc["arxiv:2305.00447"]
    assert (row["outcome"], row["checked"]) == ("", "")
    assert "1 records that were not asked for, such as arxiv:2305.99999" in row["reason"]
    assert f"failed: {row['reason']}" in capsys.readouterr().out
    assert "2305.99999" not in read_bib(root, "arxiv")


def test_a_record_without_authors_proves_nothing(root: Path, servers: Any) -> None:
    servers.world.faults["arxiv"] = [rewrite(servers, lambda feed: feed.replace("author>", "creator>"))] * 9
    assert servers.fetch(root, "--source", "arxiv") == 1
    assert set(read_checked(root)["reason"]) == {
        "3 records without title, authors or identifier: has the form changed?"
    }
    assert read_bib(root, "arxiv") == ""


def test_another_paper_under_the_same_id_is_left_to_a_decision(root: Path, servers: Any) -> None:
    paper = servers.world.find(arxiv="2305.00447")[0]
    number = servers.world.papers.index(paper)
    servers.world.papers[number] = type(paper)("On the Migration of Geese", paper.authors[:0] + servers.world.papers[0]
                                               .authors, 2023, arxiv=paper.arxiv)  # fmt: skip
    assert servers.fetch(root, "--source", "arxiv") == 0
    assert read_checked(root).set_index("work")["outcome"]["arxiv:2305.00447"] == "candidate"
    assert "Geese" not in read_bib(root, "arxiv")
    assert read_upgrades(root)["decision"].tolist() == ["open"]


def test_pages_are_followed_to_the_end(root: Path, servers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listometrics.sources.openalex.PER_PAGE", "2")
    servers.fetch(root, "--source", "arxiv", "--source", "crossref")
    servers.world.asked.clear()
    assert servers.fetch(root, "--source", "openalex") == 0
    assert len(servers.world.asked) == 2
    checked = read_checked(root)
    assert set(checked[checked["source"] == "openalex"]["outcome"]) == {"published", "preprint"}


def test_arxiv_pages_are_followed_to_the_end(root: Path, servers: Any) -> None:
    def short(request: Request) -> Response:
        args = request.args.to_dict() | {"max_results": "2"}
        return servers.answer("arxiv", type("R", (), {"args": args})())

    servers.world.faults["arxiv"] = [short, short]
    assert servers.fetch(root, "--source", "arxiv") == 0
    assert len(servers.world.asked) == 2 and len(read_checked(root)) == 3


def test_no_hit_is_none_found_with_its_day(small_study: Callable[..., Path], servers: Any) -> None:
    root = small_study(("A Title that No Source Has Ever Heard of at All", ""))
    servers.world.papers = servers.world.papers[:3]
    assert servers.fetch(root, "--source", "crossref", "--source", "dblp", "--source", "openalex") == 0
    checked = read_checked(root)
    assert checked["outcome"].tolist() == ["none"] * 3 and set(checked["checked"]) == {"2026-12-01"}
    assert not (root / "data/bib/sources/crossref.bib").exists()


def test_a_retraction_becomes_a_column(root: Path, servers: Any) -> None:
    paper = servers.world.find(arxiv="2305.08845")[0]
    paper.retracted = True
    try:
        assert servers.fetch(root) == 0
    finally:
        paper.retracted = False
    (root / "data/bib/keys.csv").write_text("key,kind,identity,first_seen\n", encoding="utf-8")
    papers = servers.read_works(root).papers.set_index("arxiv")
    assert papers["retracted"].fillna(False).to_dict() == {
        "2305.08845": True, "2305.00447": False, "2304.10149": False,
    }  # fmt: skip
    assert "retraction_notice = {10.1007/978-3-031-56060-6_24.notice}" in read_bib(root, "crossref")


# --- Upgrades, decisions, corrections -----------------------------------------------------------------------


def test_a_published_version_is_found_and_says_why_and_when(root: Path, servers: Any) -> None:
    assert servers.fetch(root) == 0
    upgrades = read_upgrades(root)
    row = upgrades[upgrades["work"] == "arxiv:2305.08845"].iloc[0]
    assert (row["decision"], row["title_alike"], row["year"]) == ("rule", 1.0, 2024)
    assert re.fullmatch(r"title 1\.00 alike; \d of \d authors in common", row["evidence"])
    assert re.fullmatch("[a-z]{3}", row["month"]) and row["found"] == "2026-12-01"


@pytest.fixture
def renamed(root: Path, servers: Any) -> Path:
    """A study one of whose preprints was published under another title."""
    assert servers.fetch(root, "--source", "arxiv") == 0
    paper = servers.world.find(arxiv="2305.00447")[0]
    number = servers.world.papers.index(paper)
    new = {"title": "TALLRec: An Efficient Tuning Framework to Align LLMs with Recommendation Tasks"}
    servers.world.papers[number] = type(paper)(**{**paper.__dict__, **new})
    assert servers.fetch(root, "--source", "crossref") == 0
    return root


CANDIDATE = "doi:10.1145/3604915.3608857"


def test_a_version_under_another_title_waits_for_a_decision(renamed: Path) -> None:
    assert "3608857" not in read_bib(renamed, "crossref")
    row = read_upgrades(renamed).set_index("candidate").loc[CANDIDATE]
    assert (row["work"], row["decision"]) == ("arxiv:2305.00447", "open")
    assert read_checked(renamed).set_index(["work", "source"])["outcome"]["arxiv:2305.00447", "crossref"] == "candidate"


def test_an_accepted_version_is_taken_over_and_found_by_matching(renamed: Path, servers: Any) -> None:
    decide(renamed, "arxiv:2305.00447", CANDIDATE, "accept")
    asked = len(servers.world.asked)
    assert servers.fetch(renamed, "--source", "crossref") == 0
    assert len(servers.world.asked) > asked
    assert CANDIDATE in read_bib(renamed, "crossref")
    assert read_upgrades(renamed).set_index("candidate")["decision"][CANDIDATE] == "accepted"
    (renamed / "data/bib/keys.csv").write_text("key,kind,identity,first_seen\n", encoding="utf-8")
    papers = servers.read_works(renamed).papers.set_index("arxiv")
    assert papers["status"]["2305.00447"] == "published" and papers["doi"]["2305.00447"] == CANDIDATE[4:]
    before = snapshot(renamed)
    asked = len(servers.world.asked)
    assert servers.fetch(renamed, "--source", "crossref") == 0
    assert snapshot(renamed) == before and len(servers.world.asked) == asked


def test_a_rejected_version_goes_and_does_not_come_back(root: Path, servers: Any) -> None:
    servers.fetch(root, "--source", "arxiv", "--source", "crossref")
    assert CANDIDATE in read_bib(root, "crossref")
    decide(root, "arxiv:2305.00447", CANDIDATE, "reject")
    servers.fetch(root, "--source", "crossref")
    assert CANDIDATE not in read_bib(root, "crossref")
    servers.fetch(root, "--source", "crossref", "--refresh")
    assert CANDIDATE not in read_bib(root, "crossref")
    assert read_upgrades(root).set_index("candidate")["decision"][CANDIDATE] == "rejected"


def test_corrections_are_never_touched_and_an_entry_marked_corrected_stays(root: Path, servers: Any) -> None:
    hand = root / "data/bib/sources/corrections.bib"
    hand.write_text("@misc{mine,\n title={TALLRec},eprint={2305.00447},author={Me, Myself}}\n", encoding="utf-8")
    servers.fetch(root, "--source", "arxiv")
    path = root / "data/bib/sources/arxiv.bib"
    text = path.read_text(encoding="utf-8")
    entry = "@misc{arxiv:2305.00447,\n"
    path.write_text(text.replace(entry, entry + "  corrected = {by hand},\n  note = {mine},\n"), encoding="utf-8")
    before = snapshot(root)
    assert servers.fetch(root, "--source", "arxiv", "--refresh") == 0
    assert snapshot(root) == before


def test_a_file_with_an_entry_that_cannot_be_read_is_not_written_over(root: Path, servers: Any, capsys: Any) -> None:
    servers.fetch(root, "--source", "arxiv")
    path = root / "data/bib/sources/arxiv.bib"
    path.write_text(path.read_text(encoding="utf-8") + "\n@misc{broken,\n title = {no end\n", encoding="utf-8")
    before = snapshot(root)
    assert servers.fetch(root, "--refresh", "--source", "arxiv") == 2
    assert "data/bib/sources/arxiv.bib:" in (said := capsys.readouterr().err) and "cannot be read" in said
    assert snapshot(root) == before


def test_a_record_does_not_lose_where_it_was_published(root: Path, servers: Any) -> None:
    servers.fetch(root, "--source", "arxiv", "--source", "crossref")
    before = read_bib(root, "crossref")

    def drop(request: Request) -> Response:
        said = json.loads(servers.answer("crossref", request).get_data())
        items = said["message"].get("items", [said["message"]])
        for item in items:
            item.pop("container-title")
        return Response(json.dumps(said))

    servers.world.faults["crossref"] = [drop] * 9
    servers.fetch(root, "--source", "crossref", "--refresh", day="2026-12-24")
    assert read_bib(root, "crossref") == before


# --- Budgets, dry runs, kills -------------------------------------------------------------------------------


def test_a_spent_budget_stops_the_run_which_the_next_carries_on(root: Path, servers: Any, capsys: Any) -> None:
    assert servers.fetch(root, "--source", "dblp", "--requests", "2") == 1
    assert "stopped: the budget of 2 requests is spent. Run again to carry on." in capsys.readouterr().out
    assert len(read_checked(root)) == 2
    assert servers.fetch(root, "--source", "dblp") == 0
    assert len(servers.world.asked) == 3 and len(read_checked(root)) == 3


def test_a_dry_run_asks_nothing_and_writes_nothing(root: Path, servers: Any, capsys: Any) -> None:
    before = snapshot(root)
    assert servers.fetch(root, "--dry-run") == 0
    assert snapshot(root) == before and servers.world.asked == []
    assert capsys.readouterr().out.count("GET http://127.0.0.1:") == 1 + 3 + 1 + 3


def test_a_torn_line_of_the_journal_costs_one_request(root: Path, servers: Any, capsys: Any) -> None:
    from listometrics.sources.state import JOURNAL, State

    servers.fetch(root, "--source", "dblp")
    whole = snapshot(root)
    fresh = root.parent / "fresh"
    shutil.copytree(root, fresh)
    for path in ("data/bib/checked.csv", "data/bib/sources/dblp.bib", "data/bib/upgrades.csv"):
        (fresh / path).unlink()
    state = State(root)
    rows = sorted(state.checked)
    line = '{"source": "dblp", "rows": [{"work": "' + rows[0][0] + '", "source": "dblp", "asked": "title:'
    (fresh / JOURNAL).write_text(line, encoding="utf-8")
    assert servers.fetch(fresh, "--source", "dblp") == 0
    assert snapshot(fresh) == whole


def kill_and_carry_on(root: Path, servers: Any, request: int, later: float) -> int:
    """Start a fetch, kill it some seconds after a server sees the n-th request, start it again; return its exit code.

    Not after a time from its start: how far a run is by then depends on the machine.
    """
    asked = servers.world.asked
    killers: list[threading.Timer] = []

    def kill() -> None:
        if later:
            killers.append(threading.Timer(later, process.kill))
            killers[-1].start()
        else:
            process.kill()

    servers.world.at[len(asked) + request] = kill
    process = servers.start(root)
    code: int = process.wait()
    for killer in killers:
        killer.join()
    servers.world.at.clear()
    assert servers.fetch(root) == 0
    return code


def test_a_run_that_is_interrupted_keeps_what_was_answered(root: Path, servers: Any) -> None:
    def interrupt(request: Request) -> None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)

    servers.world.faults["dblp"] = [lambda request: None, interrupt]
    process = servers.start(root, "--source", "dblp")
    assert process.wait() == 130
    assert len(read_checked(root)) == 1
    assert servers.fetch(root, "--source", "dblp") == 0
    assert len(read_checked(root)) == 3


@pytest.mark.parametrize("source", ASKED_BY_ID)
def test_a_batch_that_is_not_found_is_no_proof_that_its_works_are_not(root: Path, servers: Any, source: str) -> None:
    servers.world.faults[source] = [refuse(404)] * 9
    assert servers.fetch(root, "--source", source) == 1
    assert set(read_checked(root)["outcome"]) == {""}


def check_kills(study: Path, servers: Any, tmp_path: Path, times: int) -> None:
    whole = shutil.copytree(study, tmp_path / "whole")
    before = len(servers.world.asked)
    assert servers.start(whole).wait() == 0
    requests = len(servers.world.asked) - before
    expected = snapshot(whole)
    chance = random.Random(8)
    killed = 0
    for number in range(times):
        root = shutil.copytree(study, tmp_path / f"killed{number}")
        # Every other time while it writes what was answered, too; the last of these may find it at its end.
        later = chance.uniform(0, 0.1) if number % 2 else 0.0
        killed += kill_and_carry_on(root, servers, chance.randint(1, requests), later) == -signal.SIGKILL
        assert snapshot(root) == expected
        shutil.rmtree(root)
    assert killed >= times / 2


def test_a_run_that_was_killed_is_carried_on_to_the_same_result(root: Path, servers: Any, tmp_path: Path) -> None:
    check_kills(root, servers, tmp_path, 2)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_wherever_a_run_is_killed_the_next_ends_at_the_same_result(
    small_study: Callable[..., Path], servers: Any, tmp_path: Path
) -> None:
    rows = [(paper.title, paper.arxiv) for paper in servers.world.papers if "|" not in paper.title]
    check_kills(small_study(*rows[:60]), servers, tmp_path, 50)
