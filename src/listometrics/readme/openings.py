"""Find the title of an item that shows no other: what it opens with, though it looks like persons, a venue or a label.

A title such as `[Big Bird](address)` has the form of a name, `[Neural Code](address)` that of a label. Only an address
with an identifier, or what the rest of the item says, tells that it is a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listometrics.readme.dates import read_date
from listometrics.readme.inline import Run
from listometrics.readme.links import classify_link
from listometrics.readme.parts import EDGES, PartReader
from listometrics.readme.titles import Title, clean
from listometrics.readme.words import are_link_words, are_names, count_words

_LEAST_WORDS = 2
_LEAST_ITALIC = 3  # words; fewer may be a place or a person


def find_opening(runs: Sequence[Run], parts: PartReader) -> Title | None:
    """Return the link, the bold or the italic text that a chunk opens with as its title; None where it is none.

    Only links such as `[arXiv]`, dates and venues may stand before it.
    """
    for index, run in enumerate(runs):
        if run.is_break or not clean(run.text):
            continue
        if run.is_plain and not run.text.strip(EDGES + "[](){}（）【】"):
            continue
        if _is_title(runs, index, parts):
            return Title(clean(run.text), _how(run), "", tuple(runs[:index]), tuple(runs[index + 1 :]), run.url or "")
        if not ((run.is_link and are_link_words(run.text)) or parts.is_told(run.text)):
            return None
    return None


def _is_title(runs: Sequence[Run], place: int, parts: PartReader) -> bool:
    run = runs[place]
    text = clean(run.text)
    words = count_words(text)
    if run.is_plain or words < _LEAST_WORDS or read_date(text) or are_link_words(text) or run.badge:
        return False
    if run.is_link:
        kind, identifier = classify_link(run.url or "")
        return bool(identifier) and kind != "github" and not parts.find_venue(text)
    rest = parts.read(
        " ".join(re.sub(r"^[\s,.;]+", "", other.text) for other in runs[place + 1 :] if not other.is_link)
    )
    if run.bold:
        return bool(rest.publications and rest.authors) and words >= _LEAST_ITALIC and not are_names(text)
    return run.italic and words >= _LEAST_ITALIC and not are_names(text, True) and not parts.find_venue(text)


def _how(run: Run) -> str:
    return "link" if run.is_link else "bold" if run.bold else "italic"
