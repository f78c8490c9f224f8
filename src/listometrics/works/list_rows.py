"""Paper rows of the list: title, identifiers, year, and the authors that the list itself names."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from listometrics.identifiers import KINDS
from listometrics.works.identity import normalise_title
from listometrics.works.person_names import Name, is_anonymous, parse_name

# Names are joined by commas, semicolons, `and` or `&`; what a name never holds makes the text no list of names.
_JOINED = re.compile(r"[,，、&＆]|\band\b", re.IGNORECASE)
_STRANGE = re.compile(r"[\[\](){}<>|:/\\@_=+?!\"“”#$%^~`]|\d|https?")
_MARKS = re.compile(r"[*†‡§¶¹²³⁰-⁹]+")
_OTHERS = re.compile(
    r"(?:[,，;；&]\s{0,5}|\band\s{1,5})?(?:\bet\.? al(?:ii|ia)?\.?|\band others|等人?)\.?(?:\s{0,5}\([^()]{0,99}\))?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.[\s-]?|[\s-]|$)){1,4}")
_LONGEST = 6  # words of one name


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Hold what the list says of one paper entry; `truncated` authors end in `et al.`."""

    entry: int
    title: str
    ids: tuple[tuple[str, str], ...]
    year: str = ""
    line: int = 0
    authors: tuple[Name, ...] = ()
    truncated: bool = False

    @property
    def normal(self) -> str:
        """Return the title's normal form."""
        return normalise_title(self.title)


def year_texts(papers: pd.DataFrame) -> list[str]:
    """Return the years of a frame as text, unknown ones empty."""
    return ["" if pd.isna(year) else str(int(year)) for year in papers["year"]]


def read_rows(entries: pd.DataFrame, links: pd.DataFrame) -> tuple[list[PaperRow], list[PaperRow]]:
    """Take the paper rows of the list from the tables `entries` and `links`.

    A row without a title goes by its name. The second list holds rows that nothing identifies: no title, no name,
    no identifier; they are no works.
    """
    ids: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for entry, kind, identifier in zip(links["entry"], links["kind"], links["identifier"], strict=True):
        if identifier and kind in KINDS:
            ids[int(entry)][str(kind), str(identifier) if kind == "openreview" else str(identifier).lower()] = None
    papers = entries[entries["kind"] == "paper"]
    named = papers["title"].where(papers["title"].astype(bool), papers.get("name", ""))
    other = papers["other"] if "other" in papers.columns else [""] * len(papers)
    rows = []
    told = zip(papers["entry"], named, year_texts(papers), papers["line"], other, strict=True)
    for entry, title, year, line, further in told:
        authors = str(json.loads(further).get("authors", "")) if further else ""
        rows.append(PaperRow(int(entry), str(title), tuple(ids[int(entry)]), year, int(line), *read_authors(authors)))
    return [r for r in rows if r.normal or r.ids], [r for r in rows if not (r.normal or r.ids)]


def read_authors(text: str) -> tuple[tuple[Name, ...], bool]:
    """Read the authors that a list names for a work; the second value tells whether `et al.` cuts them short.

    Nothing where the text is not plainly a list of names: an author is never guessed.

    >>> names, short = read_authors("A. Lindgren, B. Moreau, et al.")
    >>> [name.display for name in names], short
    (['A. Lindgren', 'B. Moreau'], True)
    >>> read_authors("see https://example.org (2023)")
    ((), False)
    """
    plain = _MARKS.sub("", " ".join(text.split())).strip(" .,;")
    named = _OTHERS.sub("", plain).strip(" ,;")
    if not named or _STRANGE.search(named):
        return (), False
    apart = re.search(r"[;；]", named)
    persons = [part.strip() for part in re.split(r"[;；]" if apart else _JOINED, named) if part.strip()]
    persons = persons if apart else _join_initials(persons)
    if any(len(person.split()) > _LONGEST or not re.search(r"[^\W\d_]{2}", person) for person in persons):
        return (), False
    names = tuple(map(parse_name, persons))
    unsigned = any(not name.family or is_anonymous(name) for name in names)
    return ((), False) if unsigned else (names, named != plain)


def _join_initials(parts: list[str]) -> list[str]:
    """Put `Doe`, `J.`, `Roe`, `R. A.` together as `Doe, J.` and `Roe, R. A.`, where all names are of that form."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    inverted = all(_INITIALS.fullmatch(given) and not _INITIALS.fullmatch(family) for family, given in pairs)
    return [f"{family}, {given}" for family, given in pairs] if inverted and len(parts) % 2 == 0 else parts
