"""Whether a record is the work that was asked for: the guards of matching, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from listometrics.sources.shapes import Ask, Found, Wanted
from listometrics.works.groups import OTHER_TITLE, SAME_TITLE, YEARS_APART, compare_titles

Verdict = Literal["same", "perhaps", "other"]
# A preprint may be published under a new title; then its authors speak, and a person decides.
RETITLED = 0.75
ALONE = 5  # words that a title must have to be trusted where no author is known


@dataclass(frozen=True)
class Evidence:
    """Hold what speaks for a record being a work: similarity of titles (0 to 1), authors in common and of each."""

    alike: float
    shared: int
    mine: int
    theirs: int
    years_fit: bool
    contradicts: str

    @property
    def half(self) -> bool:
        """Tell whether half of the shorter list of authors is in common."""
        return self.shared > 0 and 2 * self.shared >= min(self.mine, self.theirs)

    @property
    def text(self) -> str:
        """Say it in words."""
        known = f"{self.shared} of {self.theirs} authors in common" if self.mine else "no author known to compare"
        said = [f"title {self.alike:.2f} alike", known]
        said += [] if self.years_fit else [f"more than {YEARS_APART} years apart"]
        said += [f"another {self.contradicts}"] if self.contradicts else []
        return "; ".join(said)


def weigh(wanted: Wanted, found: Found) -> Evidence:
    """Compare a record with a work."""
    alike = compare_titles(wanted.titles, found.titles) if wanted.titles and found.titles else 1.0
    year = found.fields.get("first_date", "")[:4] or found.fields.get("year", "")
    fit = not (year.isdigit() and wanted.years) or min(abs(int(year) - y) for y in wanted.years) <= YEARS_APART
    ids = found.ids
    against = next((k for k in ("arxiv", "doi", "acl") if k in ids and wanted.ids.get(k, ids[k]) != ids[k]), "")
    mine, theirs = set(wanted.families), set(found.families)
    return Evidence(alike, len(mine & theirs), len(mine), len(theirs), fit, against)


def judge(ask: Ask, wanted: Wanted, found: Found) -> tuple[Verdict, Evidence]:
    """Say whether a record is the work asked for; the identifier asked by must be the record's own."""
    evidence = weigh(wanted, found)
    if ask.kind != "title":
        if not answers(ask, found):
            return "other", evidence
        same = evidence.alike >= OTHER_TITLE or evidence.shared > 0
        return "same" if same else "perhaps", evidence
    if evidence.contradicts or not evidence.years_fit:
        near = evidence.alike >= SAME_TITLE and evidence.half and found.published and not wanted.published
        return "perhaps" if near else "other", evidence
    if evidence.alike >= SAME_TITLE:
        if evidence.half:
            return "same", evidence
        # As for a row of the list, of which no author is known: the title must be just the same, and no short one.
        exact = not evidence.mine and evidence.alike == 1.0 and len(found.titles[0].split()) >= ALONE
        return ("same" if exact else "perhaps" if not evidence.mine else "other"), evidence
    most = evidence.shared > 1 and 4 * evidence.shared >= 3 * min(evidence.mine, evidence.theirs)
    renamed = evidence.alike >= RETITLED and evidence.half and evidence.shared > 1
    renamed = renamed or (evidence.alike >= OTHER_TITLE and most)
    return "perhaps" if renamed and not wanted.published else "other", evidence


def answers(ask: Ask, found: Found) -> bool:
    """Tell whether a record has the identifier that was asked by."""
    value = ask.value
    if ask.kind == "doi" and value.startswith("10.48550/arxiv."):
        return found.ids.get("arxiv") == value.removeprefix("10.48550/arxiv.")
    return found.ids.get(ask.kind) == value


def choose(ask: Ask, wanted: Wanted, records: Sequence[Found]) -> tuple[Found | None, list[tuple[Found, Evidence]]]:
    """Return the record of the work, a published one before a preprint, and those that a person must decide on."""
    same: list[tuple[Found, Evidence]] = []
    perhaps: list[tuple[Found, Evidence]] = []
    for found in records:
        verdict, evidence = judge(ask, wanted, found)
        if verdict == "same":
            same.append((found, evidence))
        elif verdict == "perhaps":
            perhaps.append((found, evidence))
    same.sort(key=lambda pair: (not pair[0].published, -pair[1].alike, pair[0].fields.get("year", ""), pair[0].key))
    return (same[0][0] if same else None), ([] if same and same[0][0].published else perhaps)
