"""What an answer means for each work that was asked for: every ask is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from listometrics.sources.bibfiles import clean_key, write_found
from listometrics.sources.guards import answers, choose, weigh
from listometrics.sources.shapes import Ask, Found, Wanted
from listometrics.sources.state import Checked, State, Step
from listometrics.works.identity import SAME_TITLE, Evidence


class Settler:
    """Turn answers of one source into steps."""

    def __init__(self, source: str, wanted: Mapping[str, Wanted], state: State, day: str) -> None:
        self.source, self.wanted, self.state, self.day = source, wanted, state, day

    def settle(self, asks: Sequence[Ask], records: Sequence[Found | None]) -> Step:
        """Return what an answer brings: for each ask a row, for each work known a record."""
        whole = [record for record in records if record is not None]
        strangers = [r for r in whole if asks[0].kind != "title" and not any(answers(ask, r) for ask in asks)]
        rows: list[Checked] = []
        entries: dict[str, str] = {}
        candidates: dict[str, str] = {}
        upgrades: list[dict[str, Any]] = []
        for ask in asks:
            wanted = self.wanted[ask.work]
            mine = [r for r in whole if not self.state.is_rejected(ask.work, clean_key(r.key))]
            found, perhaps = choose(ask, wanted, mine)
            accepted = (r for r in mine if self.state.is_accepted(ask.work, clean_key(r.key)))
            found = next(accepted, found)
            if found is not None:
                reason = self._refuse(found)
                if reason:
                    rows.append(self._failed(ask, reason))
                    continue
                entries[clean_key(found.key)] = self._write(found, wanted)
                rows.append(Checked(ask.work, self.source, ask.by, "published" if found.published else "preprint",
                                    self.day))  # fmt: skip
                if found.published and (
                    not wanted.published or (ask.work, clean_key(found.key)) in self.state.upgrades
                ):
                    decision = "accepted" if self.state.is_accepted(ask.work, clean_key(found.key)) else "rule"
                    upgrades.append(self._upgrade(wanted, found, weigh(wanted, found), decision))
            elif perhaps:
                rows.append(Checked(ask.work, self.source, ask.by, "candidate", self.day))
            elif (reason := _explain_missing(ask, records, strangers)) != "":
                rows.append(self._failed(ask, reason))
            else:
                rows.append(Checked(ask.work, self.source, ask.by, "none", self.day))
            for record, evidence in perhaps if found is None or not found.published else ():
                old = self.state.candidates.fields(clean_key(record.key))
                candidates[clean_key(record.key)] = write_found(record, old, self.day, {})
                upgrades.append(self._upgrade(wanted, record, evidence, "open"))
        return Step(self.source, tuple(rows), entries, candidates, tuple(upgrades))

    def fail(self, asks: Sequence[Ask], reason: str) -> Step:
        """Return the step of a request without a usable answer: no record changes."""
        return Step(self.source, tuple(self._failed(ask, reason) for ask in asks))

    def _failed(self, ask: Ask, reason: str) -> Checked:
        before = self.state.checked.get((ask.work, self.source))
        if before is None or not before.outcome:
            return Checked(ask.work, self.source, ask.by, "", "", self.day, reason)
        return Checked(ask.work, self.source, before.asked, before.outcome, before.checked, self.day, reason)

    def _refuse(self, found: Found) -> str:
        """Say why a record may not take the place of the one on disk, or nothing."""
        old = self.state.files[self.source].fields(clean_key(found.key))
        if not old:
            return ""
        if old["entrytype"] != "misc" and not found.published:
            return "the answer no longer names where it was published: the record is kept"
        return ""

    def _write(self, found: Found, wanted: Wanted) -> str:
        key = clean_key(found.key)
        bib = self.state.files[self.source]
        old = bib.fields(key)
        if old.get("corrected"):
            return bib.entries[key]
        links: dict[str, str] = {}
        arxiv = wanted.ids.get("arxiv", "")
        if weigh(wanted, found).alike < SAME_TITLE:
            # Without these, matching would not find the work again.
            links = {"other_titles": wanted.title, "eprint": arxiv, "archiveprefix": "arXiv" if arxiv else ""}
        return write_found(found, old, self.day, links)

    def _upgrade(self, wanted: Wanted, found: Found, evidence: Evidence, decision: str) -> dict[str, Any]:
        key = clean_key(found.key)
        before = self.state.upgrades.get((wanted.work, key), {})
        year = found.fields.get("year", "")
        return {
            "work": wanted.work, "source": self.source, "candidate": key, "decision": decision,
            "title": wanted.title, "candidate_title": found.title,
            "venue": found.fields.get("booktitle") or found.fields.get("journal", ""),
            "year": int(year) if year.isdigit() else None, "month": found.fields.get("month", ""),
            "title_alike": round(evidence.alike, 3), "authors_shared": evidence.shared, "authors": evidence.theirs,
            "identifiers": "; ".join(f"{kind}:{value}" for kind, value in found.ids.items()),
            "evidence": evidence.text, "found": before.get("found", self.day),
        }  # fmt: skip


def _explain_missing(ask: Ask, records: Sequence[Found | None], strangers: Sequence[Found]) -> str:
    """Say why the absence of a work from an answer proves nothing, or nothing where it says that none is known."""
    broken = sum(record is None for record in records)
    if ask.kind == "title":
        return (
            "no record has title, authors and identifier: has the form changed?" if broken == len(records) > 0 else ""
        )
    if strangers:
        return f"the answer has {len(strangers)} records that were not asked for, such as {strangers[0].key}"
    return f"{broken} records without title, authors or identifier: has the form changed?" if broken else ""
