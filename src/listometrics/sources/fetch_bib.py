"""`listometrics fetch bib`: ask the sources about every work of a study, and decide what each answer means for it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from tqdm import tqdm

from listometrics.identifiers import find_doi
from listometrics.sources import SOURCES
from listometrics.sources.client import SPLIT, Budget, BudgetSpent, Client, Fault
from listometrics.sources.fetch_list import parse_list
from listometrics.sources.fetch_store import JOURNAL, FetchStore, Row, bib_path, make_links, read_fields, write_record
from listometrics.sources.source_base import Answer, Lookup, Source, SourceRecord, WantedWork, make_clues
from listometrics.study.files import LIST
from listometrics.study.stage import open_stage
from listometrics.works import identity
from listometrics.works.enrich import enrich
from listometrics.works.merging import Merged

ALWAYS = "9999-12-31"  # every answer is from before this day
ROUNDS = 4  # what one source answers may tell another what to ask by
IN_HALVES = frozenset({400, SPLIT, 414, 431})  # one bad identifier among many, or too many
GIVE_UP = 3  # requests that fail in a row
OUTCOMES = ("published", "preprint", "candidate", "none", "failed")
NAMED_BY = ("arxiv", "doi", "acl", "openreview")


def read_works(root: Path) -> Callable[[Mapping[str, str]], dict[str, WantedWork]]:
    """Read a study's list once; return what lists its works by name, given the texts of the sources' files by path."""
    stage = open_stage("fetch", str(root))
    parsed = parse_list(stage, stage.read_text(LIST), LIST)
    frames = {"entries": parsed.entries, "links": parsed.links}
    on_disk: dict[str, Any] = dict(stage.read_folder("data/bib/sources/*.bib"))
    registry, vocabulary = stage.read_state("keys"), {name: stage.read(name) for name in ("venues", "names")}

    def list_works(written: Mapping[str, str]) -> dict[str, WantedWork]:
        sources = {**on_disk, **{Path(path).name: text for path, text in written.items()}}
        merged = enrich(frames, {name: text for name, text in sources.items() if text}, registry, vocabulary).works
        works = {wanted.work: wanted for wanted in map(_want, reversed([work for _, work in merged]))}
        return dict(sorted(works.items()))

    return list_works


def _want(merged: Merged) -> WantedWork:
    """Gather what is known; a work is named by the list's own identifiers, which no source changes, else by title."""
    rows, records, title = merged.work.rows, merged.work.records, identity.normalise_title(merged.title)
    ids = min(((NAMED_BY.index(kind), f"{kind}:{value}") for row in rows for kind, value in row.ids), default=None)
    titles = [title, *(row.normal for row in rows), *(title for record in records for title in record.titles)]
    years = [merged.first_date[:4], merged.fields.get("year", ""), *(row.year for row in rows)]
    dois = (find_doi(record.fields.get("published_doi", "")) for record in records)
    return WantedWork(
        work=ids[1] if ids else f"title:{next((row.normal for row in rows if row.normal), title)}",
        title=merged.title,
        ids=dict(merged.ids),
        clues=make_clues(merged.ids, titles, merged.authors, years),
        dois=tuple(dict.fromkeys(filter(None, dois))),
        published=merged.published,
    )


def make_sources(names: Iterable[str], addresses: Mapping[str, str]) -> dict[str, Source]:
    """Make the sources named, in their order, some at other addresses."""
    sources: dict[str, Source] = {name: resolve_name(SOURCES[name])() for name in names}
    for name in sources.keys() & addresses.keys():
        sources[name].service = sources[name].service.move(addresses[name])
    return sources


def judge(lookup: Lookup, wanted: WantedWork, record: SourceRecord) -> tuple[identity.Verdict, identity.Evidence]:
    """Say whether a record is the work asked for; the identifier asked for must be the record's own."""
    evidence = identity.weigh(wanted.clues, record.clues)
    if lookup.kind == "title":
        return identity.judge_by_title(evidence, wanted.published, not record.published), evidence
    return identity.judge_by_identifier(lookup.kind, evidence) if lookup.is_of(record) else "other", evidence


def choose_record(
    lookup: Lookup, wanted: WantedWork, records: Sequence[SourceRecord]
) -> tuple[SourceRecord | None, list[tuple[SourceRecord, identity.Evidence]]]:
    """Return the record of the work, a published one before a preprint, and those that a person must decide on."""
    judged = [(record, *judge(lookup, wanted, record)) for record in records]
    same = {(not record.published, -evidence.alike, record.fields.get("year", ""), record.key): record
            for record, verdict, evidence in judged if verdict == "same"}  # fmt: skip
    best = same[min(same)] if same else None
    perhaps = [(record, evidence) for record, verdict, evidence in judged if verdict == "perhaps"]
    return best, [] if best and best.published else perhaps


class FetchRun:
    """Ask sources what they never answered, what has a better identifier now, and what is from before `stale`."""

    def __init__(self, root: Path, sources: Mapping[str, Source], day: str, stale: str = "") -> None:
        self.sources, self.day, self.stale = sources, day, stale
        self.store, self.list_works = FetchStore(root), read_works(root)
        self.works = self.list_works(self.store.write_texts())
        self.done: set[tuple[str, str, str]] = set()
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in sources}
        self.faults: dict[str, dict[str, None]] = {name: {} for name in sources}
        self.changed: list[str] = []
        self.stopped = ""

    def plan(self, name: str) -> list[list[Lookup]]:
        """Put what to ask a source now into as few requests as it takes: identifiers in batches, titles one by one."""
        by_kind: dict[str, list[Lookup]] = {}
        for lookup in filter(None, map(self.sources[name].choose, self.works.values())):
            row = self.store.checked.get((lookup.work, name))
            answered = row and row["outcome"] and row["asked"] == lookup.by and not row["failed"]
            fresh = row and answered and row["checked"] >= self.stale and (lookup.work, name) not in self.store.accepted
            if not fresh and (name, lookup.work, lookup.by) not in self.done:
                by_kind.setdefault(lookup.kind, []).append(lookup)
        requests = []
        for kind, lookups in by_kind.items():
            size = 1 if kind == "title" else self.sources[name].service.batch
            requests += [lookups[start : start + size] for start in range(0, len(lookups), size)]
        return requests

    def go(self, budget: Budget, environment: Mapping[str, str] = os.environ) -> None:
        """Ask until nothing is left to ask; whatever happens, what was answered is kept."""
        clients = {name: Client(source.service, budget, environment) for name, source in self.sources.items()}
        try:
            for _ in range(ROUNDS):
                before = len(self.done)
                for name, client in clients.items():
                    if not self.counts[name]["left"]:
                        self._ask_source(name, client)
                if len(self.done) == before:
                    break
        except BudgetSpent as spent:
            self.stopped = str(spent)
        finally:
            self.changed = self.store.save()

    def _ask_source(self, name: str, client: Client) -> None:
        requests, count, in_a_row = self.plan(name), self.counts[name], 0
        if not requests:
            return
        works = sum(map(len, requests))
        count.update(asked=works, left=works)
        with tqdm(total=works, desc=name, unit="work", leave=False, disable=None) as progress:
            while requests and in_a_row < GIVE_UP:
                lookups = requests.pop(0)
                try:
                    day, answer = self._get_answer(name, client, lookups)
                    rows, in_a_row = [self._settle(name, each, lookups, answer, day) for each in lookups], 0
                except Fault as fault:
                    if fault.status in IN_HALVES and len(lookups) > 1:
                        half = len(lookups) // 2
                        requests[:0] = [lookups[:half], lookups[half:]]
                        continue
                    rows, in_a_row = [self._make_row(name, each, "", fault.reason) for each in lookups], in_a_row + 1
                self.store.checked |= {(row["work"], name): row for row in rows}
                count.update("failed" if row["failed"] else row["outcome"] for row in rows)
                self.faults[name] |= {row["reason"]: None for row in rows if row["failed"]}
                self.done |= {(name, lookup.work, lookup.by) for lookup in lookups}
                count["left"] -= len(lookups)
                progress.update(len(lookups))
        self.works = self.list_works(self.store.write_texts())

    def _get_answer(self, name: str, client: Client, lookups: Sequence[Lookup]) -> tuple[str, Answer]:
        """Return an answer with its day: that of a run which was cut off, or the source's own."""
        source = self.sources[name]
        path, parameters = write_request(source, lookups)
        address = source.service.address(path, parameters)
        if address in self.store.answers:
            return self.store.answers[address]
        self.counts[name]["requests"] += 1
        try:
            answer = client.ask(path, parameters, source.read, source.accept)
        except Fault as fault:
            # Where one address is one work, that it is not there is an answer; elsewhere it is a fault.
            if fault.status != 404 or source.service.batch > 1 or lookups[0].kind == "title":
                raise
            answer = []
        self.store.keep(address, self.day, answer)
        return self.day, answer

    def _settle(self, name: str, lookup: Lookup, lookups: Sequence[Lookup], answer: Answer, day: str) -> Row:
        """Take over what an answer says of a work; what cannot be taken over costs that work only."""
        try:
            wanted, store, reason = self.works[lookup.work], self.store, ""
            decided = {key: said for (work, key), said in store.decisions.items() if work == lookup.work}
            records = [record for record in answer if record and decided.get(record.key) != "reject"]
            accepted = [record for record in records if decided.get(record.key) == "accept"]
            found, perhaps = (accepted[0], []) if accepted else choose_record(lookup, wanted, records)
            if found:
                reason = self._take(name, wanted, found, day, "accepted" if accepted else "rule")
            elif not perhaps:
                reason = _explain_missing(lookups, answer)
            for record, evidence in perhaps if not reason else ():
                self._note_upgrade(name, wanted, record, evidence, day, "open")
            outcome = ("published" if found.published else "preprint") if found else "candidate" if perhaps else "none"
        except Exception as error:
            outcome, reason = "", f"the answer cannot be used: {type(error).__name__}: {error}"
        return self._make_row(name, lookup, outcome, reason, day)

    def _take(self, name: str, wanted: WantedWork, found: SourceRecord, day: str, decision: str) -> str:
        """Write the record of a work, and that it is its published version if that is new; or say why not."""
        evidence, entries, links = identity.weigh(wanted.clues, found.clues), self.store.entries[name], {}
        old = read_fields(entries.get(found.key, ""))
        if old.get("entrytype", "misc") != "misc" and not found.published:
            return "the answer no longer names where it was published: the record is kept"
        if evidence.alike < identity.SAME_TITLE:  # without these, matching would not find the work again
            links = make_links(wanted.title, wanted.ids.get("arxiv", ""))
        entry = write_record(found, old, day, links)
        news = found.published and (not wanted.published or (wanted.work, found.key) in self.store.upgrades)
        if news or decision == "accepted":
            self._note_upgrade(name, wanted, found, evidence, day, decision)
        if not old.get("corrected"):
            entries[found.key] = entry
        return ""

    def _make_row(self, name: str, lookup: Lookup, outcome: str, reason: str, day: str = "") -> Row:
        """Return what to remember of an answer; of one that cannot be used, for a reason, what was known stays."""
        row = {"work": lookup.work, "source": name, "asked": lookup.by}
        if not reason:
            return {**row, "outcome": outcome, "checked": day, "failed": "", "reason": ""}
        before = self.store.checked.get((lookup.work, name))
        known = before if before and before["outcome"] else {**row, "outcome": "", "checked": ""}
        return {**known, "failed": self.day, "reason": Fault(reason).reason}

    def _note_upgrade(
        self, name: str, wanted: WantedWork, record: SourceRecord, evidence: identity.Evidence, day: str, decision: str
    ) -> None:
        upgrade, year = (wanted.work, record.key), record.fields.get("year", "")
        self.store.note_upgrade({
            "work": wanted.work, "source": name, "candidate": record.key, "decision": decision,
            "title": wanted.title, "candidate_title": record.title,
            "venue": record.fields.get("booktitle") or record.fields.get("journal", ""),
            "year": int(year) if year else None, "month": record.fields.get("month", ""),
            "title_alike": round(evidence.alike, 3), "authors_shared": evidence.shared, "authors": evidence.theirs,
            "identifiers": "; ".join(f"{kind}:{value}" for kind, value in record.ids.items()),
            "evidence": evidence.text, "found": self.store.upgrades.get(upgrade, {}).get("found", day),
        })  # fmt: skip


def write_request(source: Source, lookups: Sequence[Lookup]) -> tuple[str, Mapping[str, str]]:
    """Return path and parameters of the request that asks for some works."""
    return source.write(lookups[0].kind, [lookup.value for lookup in lookups])


def _explain_missing(lookups: Sequence[Lookup], answer: Answer) -> str:
    """Say why the absence of a work from an answer proves nothing, or nothing where it says that none is known."""
    records = [record for record in answer if record]
    broken, by_title = len(answer) - len(records), lookups[0].kind == "title"
    strangers = [record.key for record in records if not any(lookup.is_of(record) for lookup in lookups)]
    if strangers and not by_title:
        return f"the answer has {len(strangers)} records that were not asked for, such as {strangers[0]}"
    proves_nothing = broken and not (by_title and records)
    return f"{broken} records without title, authors or identifier: has the form changed?" if proves_nothing else ""


def say_plan(run: FetchRun) -> str:
    """Return the requests that a run would start with, one a line, and the least time that they take."""
    lines, totals, in_all = list[str](), list[str](), 0.0
    for name, source in run.sources.items():
        requests, interval = run.plan(name), source.service.interval
        seconds = max(0, len(requests) - 1) * interval  # they start an interval apart
        lines += [f"GET {source.service.address(*write_request(source, lookups))}" for lookups in requests]
        asked = f"{len(requests)} requests for {sum(map(len, requests))} works"
        totals.append(f"{name}: {asked}, {interval:g} s apart: at least {seconds:g} s")
        in_all += seconds
    return "\n".join([*lines, *totals, f"all: {len(lines)} requests, at least {in_all:g} s"])


def say_outcome(run: FetchRun) -> str:
    """Return what a run did: every work asked about, files that changed, what needs a decision."""
    lines = [f"{JOURNAL}: {text}" for text in run.store.remarks]
    for name, count in run.counts.items():
        counts = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])
        left = f", {count['left']} left unasked" if count["left"] else ""
        lines.append(f"{name}: {count['asked']} asked in {count['requests']} requests{counts and ': '}{counts}{left}")
        lines += [f"  failed: {reason}" for reason in run.faults[name]]
    sizes = {bib_path(name): f" ({len(entries)} entries)" for name, entries in run.store.entries.items()}
    lines += [f"wrote {path}{sizes.get(path, '')}" for path in run.changed] or ["nothing is new: no file was written"]
    if decided := Counter(row["decision"] for row in run.store.upgrades.values()):
        said = ", ".join(f"{decided[kind]} {kind}" for kind in ("accepted", "rejected", "open"))
        more = ": see data/bib/upgrades.csv, decide in data/bib/decisions.csv" if decided["open"] else ""
        lines.append(f"upgrades: {decided['rule']} by rule, {said}{more}")
    lines += [f"stopped: {run.stopped}. Run again to carry on."] if run.stopped else []
    return "\n".join(lines)
