"""Names of proceedings: one form each, whatever an export adds to them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from listometrics.works.identity import compare_titles
from listometrics.works.titles import normalise_title

if TYPE_CHECKING:
    from listometrics.works.merge import Merged

ONE_FORM = 0.92


@dataclass(frozen=True, slots=True)
class Container:
    """Hold the name of proceedings, and the series and volume that stood in it."""

    title: str
    series: str = ""
    volume: str = ""


_ORDINAL = r"(?:\d+(?:st|nd|rd|th)|[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?(?:st|nd|rd|th))"
# DBLP's tail: the acronym with its year, then place and dates; or the year alone.
_TAIL = re.compile(r",\s+(?:[A-Z][\w@/&-]*(?:[ -][\w@/&-]+)?\s+)?(?:19|20)\d\d(?:,\s.*)?$")
_DBLP_HEAD = re.compile(rf"^[A-Z][\w@/&-]*\s+'\d\d:\s+(?:The\s+)?(?={_ORDINAL}\s)")
_ACRONYM = re.compile(r"(?<!\s)\s+\([A-Z][\w@/&-]*\s+(?:'\d\d|(?:19|20)\d\d)\)$")
CEUR, PMLR = "CEUR Workshop Proceedings", "Proceedings of Machine Learning Research"
_SERIES_URLS = (
    (CEUR, re.compile(r"ceur-ws\.org/Vol-(\d+)", re.I)),
    (PMLR, re.compile(r"proceedings\.mlr\.press/v(\d+)/")),
)
_CEUR = re.compile(r"(?:,\s*|(?<![,\s])\s+)?\(?CEUR Workshop Proceedings,?\s*(?:Vol(?:ume|\.)?[- ]?(\d+))?\)?$", re.I)
_PMLR = re.compile(r"(?:,\s*|(?<![,\s])\s+)?\(?Proceedings of Machine Learning Research\)?$")
_FINDINGS = re.compile(r"^(Findings of the Association for Computational Linguistics),? (?=[A-Z]+ \d{4}$)")


def tidy_container(text: str) -> Container:
    """Take place, dates and series out of the name of proceedings: they are no part of it.

    >>> tidy_container("Proceedings of the 17th ACM Conference on Lists, RecSys 2023, Singapore, May 1-2, 2023").title
    'Proceedings of the 17th ACM Conference on Lists'
    >>> tidy_container("KDD '22: The 28th ACM SIGKDD Conference on Lists, Rome, Italy, August 14 - 18, 2022").title
    'Proceedings of the 28th ACM SIGKDD Conference on Lists'
    >>> tidy_container("Workshop on Lists, CEUR Workshop Proceedings Vol-3568")
    Container(title='Workshop on Lists', series='CEUR Workshop Proceedings', volume='3568')
    """
    series = volume = ""
    if (ceur := _CEUR.search(text)) and ceur.start():
        text, series, volume = text[: ceur.start()], CEUR, ceur.group(1) or ""
    elif (pmlr := _PMLR.search(text)) and pmlr.start():
        text, series = text[: pmlr.start()], PMLR
    if head := _DBLP_HEAD.match(text):
        named = text[head.end() :]
        dated = re.search(r"\b(?:19|20)\d\d$", named)
        text = "Proceedings of the " + (re.sub(r",\s[^,]+,.*", "", named) if dated else named)
    text = _TAIL.sub("", text)
    if re.search(rf"\bthe {_ORDINAL}\s", text):
        text = _ACRONYM.sub("", text)
    return Container(_FINDINGS.sub(r"\1: ", text).strip(), series, volume)


def name_series(url: str) -> tuple[str, str]:
    """Return series and volume of proceedings that tell them in their address, or nothing.

    >>> name_series("https://ceur-ws.org/Vol-3568/paper4.pdf")
    ('CEUR Workshop Proceedings', '3568')
    """
    found = ((series, pattern.search(url)) for series, pattern in _SERIES_URLS)
    return next(((series, match.group(1)) for series, match in found if match), ("", ""))


def unify_containers(works: Sequence[Merged]) -> list[Merged]:
    """Give the proceedings of one venue, track and year one name: the form that most of their works have.

    Forms that are not much alike, or differ in a number (volumes), stay as they are.
    """
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, merged in enumerate(works):
        if merged.published and merged.fields.get("booktitle") and merged.venue.venue:
            groups[merged.venue.venue, merged.venue.track, merged.fields.get("year", "")].append(number)
    result = list(works)
    for numbers in groups.values():
        counts = Counter(works[number].fields["booktitle"] for number in numbers)
        forms = sorted(counts, key=lambda form: (-counts[form], -len(form), form))
        if len(forms) < 2:
            continue
        for number in numbers:
            mine = works[number].fields["booktitle"]
            best = next((form for form in forms if form == mine or same_container(form, mine)), mine)
            if best != mine:
                result[number] = replace(works[number], fields={**works[number].fields, "booktitle": best})
    return result


def same_container(one: str, other: str) -> bool:
    """Tell whether two names are forms of one: much alike, no other number, the same first word."""
    first, second = normalise_title(one), normalise_title(other)
    return first.split()[:1] == second.split()[:1] and compare_titles([first], [second]) >= ONE_FORM
