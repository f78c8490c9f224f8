"""Rules on names that are right but written otherwise than elsewhere: models, renamed venues, workshops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from listometrics.audit.material import Material, Row, in_row, name_row, venue_spelling
from listometrics.audit.rules import Finding
from listometrics.readme.inline_text import fold

_NAME_ENDS = re.compile(r"[<(（]")


def find_model_forms(material: Material) -> Iterator[Finding]:
    """Find models that the list writes in several ways which differ in case, blanks and hyphens alone.

    The way of most rows is proposed; where several ways have as many rows, the vocabulary's name.
    """
    names = set(material.models["model"])
    known = {fold(str(alias)) for alias in material.models["alias"]}
    for folded, places in _written_models(material).items():
        counted = Counter(form for _, form in places)
        usual = min(counted, key=lambda form: (-counted[form], form not in names, form))
        for row, form in places:
            if form != usual:
                what = f"{name_row(row)} writes {form}, which the list also writes {usual}."
                cells = {"found": form, "proposed": usual, "column": "backbone_raw", "safe": folded in known}
                yield in_row(row, "model_forms", what, **cells)


def find_venue_forms(material: Material) -> Iterator[Finding]:
    """Find venues under a name that they no longer had, and workshops not written as the list's others are."""
    for row in material.rows:
        spelling = venue_spelling(row["publication_raw"])
        present, since = material.renamed_venues.get(spelling.lower(), ("", 0))
        if present and row["year"] and row["year"] >= since:
            what = f"{name_row(row)} is of {row['year']}; {spelling} was renamed {present} in {since}."
            yield _respelt(row, "renamed_venue", what, (spelling, present))
        elif form := material.workshop_forms.get(spelling.lower()):
            what = f"{name_row(row)} writes {spelling}; the list writes most workshops as NAME@CONFERENCE, so {form}."
            yield _respelt(row, "workshop_form", what, (spelling, form))


def _written_models(material: Material) -> dict[str, list[tuple[Row, str]]]:
    """Give the rows of each name, and how they write it: once for each way in a row."""
    written: dict[str, dict[tuple[int, str], Row]] = {}
    for row in material.rows:
        for model in material.models_by_entry.get(int(row["entry"]), []):
            if form := _NAME_ENDS.split(str(model["model_raw"]), maxsplit=1)[0].strip():
                written.setdefault(fold(form), {})[int(row["entry"]), form] = row
    return {folded: [(row, form) for (_, form), row in places.items()] for folded, places in written.items()}


def _respelt(row: Row, rule: str, what: str, change: tuple[str, str]) -> Finding:
    found, proposed = change
    return in_row(row, rule, what, found=found, proposed=proposed, column="publication_raw", safe=True)
