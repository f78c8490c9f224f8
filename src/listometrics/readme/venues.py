"""Read the cell of a list that says where a paper was published."""

from __future__ import annotations

import re
from dataclasses import dataclass

from listometrics.readme.cells import EMOJI, LONGEST, is_blank, make_plain
from listometrics.readme.dates import find_date
from listometrics.readme.rows import BLANKS
from listometrics.readme.vocabulary import Aliases, Venue

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d|\.\d{4})")
_SHORT_YEAR = re.compile(r"\s?['’‘]\s?(\d\d)(?!\d)")
_APOSTROPHES = "'’‘"
_TWO_DIGITS = re.compile(r"\s*[A-Z][A-Za-z/&]+(?:[ -][A-Za-z/&]+)?[ -]?([12]\d)\s*")
_AWARD = re.compile(
    r"\b(?:(?:best|outstanding|distinguished)(?: (?:student|full|short|long|resource|industry|demo))?"
    r" (?:papers?|demo)(?: (?:runner[\- ]up|finalist|candidate|nominee|nomination|honou?rable mention))?(?: awards?)?"
    r"|honou?rable mention|spotlight|oral|highlight|test of time(?: award)?)\b",
    re.I,
)
_TRACK = re.compile(
    r"\b(?:findings|industry|demo|demonstration|short paper|resource|reproducibility|perspectives? paper|tutorial"
    r"|datasets and benchmarks)(?: track)?\b",
    re.I,
)
_ARXIV = re.compile(
    r"\W*(?:in\s+)?(?:arxiv(?:\.org)?|corr)(?:\s*\(?(?:e-?|pre-?)prints?\)?)?"
    r"(?:[\s,:]*+(?:arxiv[\s:]*+)?(?:abs/|:)?\s*+(?!(?:19|20)\d\d\.\d\d?(?!\d))\d{4}\.\d{1,5}(?:v\d+)?(?!\d))?"
    r"(?:\s*+\[[\w.\-]+\])?\W*",
    re.I,
)
_PREPRINT = re.compile(
    r"\b(?:pre-?prints?|(?:bio|med|chem|tech|psy|eng|edu|soc)a?rxiv|ssrn|research square|under review)\b", re.I
)
_PUBLISHED = re.compile(
    r"\b(?:proceedings|proc|conference|journal|transactions|workshops?|symposium|letters|magazine|findings)\b", re.I
)
_EMOJI = re.compile(f"[{EMOJI}]+")
_EDGES = BLANKS + "-–—,;:.()（）[]/*`"


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a list says that a paper was published.

    `venue` is the vocabulary's name if `is_known`, else the list's; `preprint` is None without a venue, and for one
    that is not known and whose name does not tell.
    """

    venue: str
    track: str
    year: int | None
    award: str
    preprint: bool | None
    is_known: bool


NOWHERE = Publication("", "", None, "", None, True)


def parse_publication(cell: str, aliases: Aliases[Venue]) -> Publication:
    """Read venue, track, year and award of a cell.

    >>> parse_publication("ICLR 2024<br />Spotlight", Aliases({"iclr": Venue("ICLR", "conference")}, ("ICLR",)))
    Publication(venue='ICLR', track='', year=2024, award='Spotlight', preprint=False, is_known=True)
    """
    if is_blank(cell):
        return NOWHERE
    if len(cell) > LONGEST:
        return Publication(cell, "", None, "", None, False)
    text = make_plain(cell)
    text = text if text.isascii() else _EMOJI.sub(" ", text)
    text, award = _take(_AWARD, text)
    if arxiv := _read_arxiv(text, award, aliases):
        return arxiv
    text, year = _take_year(text, aliases)
    name = _tidy(text)
    venue = aliases.find(name) or aliases.find(f"{name}.")  # an abbreviation may end with its own full stop
    rest, track = _take(_TRACK, name)
    inner = aliases.find(_tidy(rest)) if track else None
    if inner is not None and (venue is None or venue == inner):
        venue = inner
    elif venue is not None or not _tidy(rest):
        track = ""
    elif track:
        name = _tidy(rest)
    if venue is None:
        return Publication(name, track, year, award, _find_preprint(name), not name)
    return Publication(venue.venue, track, year, award, venue.type == "preprint", True)


def _read_arxiv(text: str, award: str, aliases: Aliases[Venue]) -> Publication | None:
    """Read arXiv in its long forms, such as `arXiv preprint arXiv:2305.09858, 2023`; None for another venue."""
    match = _ARXIV.match(text)
    if match is None:
        return None
    rest, year = _take_year(text[match.end() :], aliases)
    if _tidy(rest):
        return None
    venue = aliases.find("arXiv")
    return Publication(venue.venue if venue else "arXiv", "", year, award, True, venue is not None)


def _find_preprint(name: str) -> bool | None:
    """Tell by its name whether a venue that is not known is one of preprints; None where the name does not tell."""
    if _PREPRINT.search(name):
        return True
    return False if _PUBLISHED.search(name) else None


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return a text without what the pattern finds first, and that."""
    match = pattern.search(text)
    if match is None:
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}", match.group()


def _take_year(text: str, aliases: Aliases[Venue]) -> tuple[str, int | None]:
    if date := find_date(text):
        return f"{text[: date[1]]} {text[date[2] :]}", int(date[0][:4])
    rest, year = _take(_YEAR, text)
    if year:
        return rest, int(year)
    match = _SHORT_YEAR.search(text) or _TWO_DIGITS.fullmatch(text)
    if match is None or aliases.find(_tidy(text)) is not None:
        return text, None
    short = int(match.group(1))
    return (
        f"{text[: match.start(1)].rstrip(_EDGES + _APOSTROPHES)} {text[match.end(1) :]}",
        2000 + short if short < 70 else 1900 + short,
    )


def _tidy(text: str) -> str:
    """Return a venue's name without loose punctuation and the `of` of `Findings of`."""
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    return re.sub(r"^of\s+(?:the\s+)?", "", " ".join(text.split()).strip(_EDGES), flags=re.I)
