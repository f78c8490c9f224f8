"""Read what stands beside a title, with the styles that tell persons from journals and institutions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from listometrics.readme.dates import read_date
from listometrics.readme.inline import Run
from listometrics.readme.parts import EDGES, PartReader, Parts
from listometrics.readme.words import is_link_label

_YEAR_NEXT = re.compile(r"[\s,.(]*((?:19|20)\d\d)(?!\d)")
_SEVERAL = re.compile(r"[,，、;；&]|\band\b|\bet\.? al|等")


def read_beside(runs: Sequence[Run], reader: PartReader) -> Parts:
    """Read what stands beside a title: text of one style is whole first, then cut."""
    parts = Parts()
    text = ""
    for index, run in enumerate([*runs, Run("\n")]):
        after = runs[index + 1].text if index + 1 < len(runs) else ""
        if run.is_plain:
            text += run.text
            continue
        bracketed = text.rstrip().endswith(("(", "（"))
        parts.add(reader.read(text))
        text = ""
        if run.italic and (year := _YEAR_NEXT.match(after)) and reader.is_journal(run.text, year.group(1)):
            parts.publications.append(f"{run.text.strip(EDGES)} {year.group(1)}")
        elif run.is_link:
            if (re.search(r"\d\d", run.text) or not is_link_label(run.text)) and not read_date(run.text):
                found = reader.read(run.text)
                parts.linked += found.publications if found.is_told else []
        elif not run.is_break:
            parts.add(_read_styled(run, bracketed, reader))
    return parts


def _read_styled(run: Run, bracketed: bool, reader: PartReader) -> Parts:
    """Read text in a style of its own; one name in brackets may be an institution, and is no person."""
    lone = bracketed and _SEVERAL.search(run.text) is None
    found = reader.read(run.text, is_styled=run.italic and not lone)
    if lone:
        found.loose += found.authors
        found.authors = []
    return found
