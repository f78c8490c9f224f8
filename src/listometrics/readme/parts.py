"""Tell the parts of a line apart: dates, venues, authors, and what is none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

from listometrics.readme.dates import find_date, read_date
from listometrics.readme.leads import says_more
from listometrics.readme.rows import BLANKS
from listometrics.readme.venues import Publication, parse_publication
from listometrics.readme.vocabulary import Aliases, Venue
from listometrics.readme.words import are_names

EDGES = BLANKS + ".,;:：，。；-–—|·•*_/\\@"
_CLOSED = re.compile(r"[\[\](){}（）【】]|(?<=\s)[-–—]+(?=\s)|\s[|·•]\s|[；。]")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+|(?<=\d)\.\s+|(?<=et al)\.?\s+(?=[^\W_])|(?<=et al\.),?\s+")
_PREFIX = re.compile(
    r"(?:(?:accepted|published|presented|appeared|to appear|appearing|available)\s*)?(?:in|at|by|on|to|for|@)\s+"
    r"(?:the\s+)?"
    r"|(?:accepted|published|presented|appeared|to appear|under review)\s+",
    re.I,
)
_VENUE_WORDS = re.compile(
    r"\b(?:proceedings|conference|journal|transactions|workshops?|symposium|letters|arxiv|preprint|corr|findings"
    r"|annual meeting|magazine|technical report|tech report|thesis|dissertation)\b",
    re.I,
)
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’‘]\d\d(?!\d)|^[A-Z]\S{2,15}[ -][12]\d$")
_ARXIV_ID = re.compile(r"(?:(?<!\s)\s+)?(?:[:,]\s*)?\b(?:abs/)?\d{4}\.\d{4,5}(?:v\d+)?\b")
_CJK_JOURNAL = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:科学|学报|杂志|通讯|技术|期刊)\s*[:：]\s*[\u4e00-\u9fff]{2,10}\s*(?:(?:19|20)\d\d)?"
)
_CJK_PERIODICAL = re.compile(r"[\u4e00-\u9fff]{2,10}(?:学报|杂志|期刊|通讯)\s*(?:(?:19|20)\d\d)?")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|，")  # not within 2,000
_YEAR_APART = re.compile(r"(?<!\w)([A-Z]{3,10}),\s?((?:19|20)\d\d)(?!\d)")  # ECCV, 2022
_WRAPPED = re.compile(r"[\[(（【]([^\[\]()（）【】]*)[\])）】]")
_STARTS_VENUE = re.compile(r"(?:in\s+)?(?:proceedings|proc\.|findings|advances|transactions|journal)\b", re.I)
_FOOTNOTES = re.compile(r"(?<=[^\W\d_]{2})\^?\d{1,2}(?!\w)")
_ABBREVIATED = re.compile(r"\b[A-Z]$|\bet al$")
_DANGLES = re.compile(r"(?<!\w)(?:in|of|for|since|until|till|by|to|through|from|before|after)\s+(?:19|20)\d\d$", re.I)
_MOST_WORDS = 7  # of a venue that no vocabulary knows


@dataclass(slots=True)
class Parts:
    """What a line says beside its title: texts in their order; `linked` are venues that a link's text names."""

    publications: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Tell whether all of the line was understood."""
        return not self.loose

    def add(self, other: Parts) -> None:
        """Take in what another line says."""
        for name in ("publications", "authors", "dates", "loose", "linked"):
            getattr(self, name).extend(getattr(other, name))


class PartReader:
    """Read parts of lines with a vocabulary of venues."""

    def __init__(self, venues: Aliases[Venue]) -> None:
        """Keep the vocabulary; what was read once is not read again."""
        cached = lru_cache(maxsize=4096)
        self._parse: Callable[[str], Publication] = cached(partial(parse_publication, aliases=venues))
        self.find_venue: Callable[[str], str] = cached(self._find_venue)

    def read(self, text: str, is_styled: bool = False) -> Parts:
        """Return what a text says; `is_styled` where it stands in italics or bold.

        Brackets and dashes divide it, then full stops and commas; a part that is whole a date, a venue or a list of
        persons is one, the others are loose.
        """
        parts = Parts()
        if (
            is_styled
            and (" " in text.strip() or not text.isascii())
            and are_names(text, True)
            and not self.find_venue(text)
            and not read_date(text)
        ):
            parts.authors.append(name_persons(text))
            return parts
        for piece in _CLOSED.split(text):
            self._read_piece(piece.strip(EDGES), parts)
        return parts

    def is_journal(self, styled: str, year: str) -> bool:
        """Tell whether a text in a style of its own, with a year behind it, is a venue: a lone word, or no persons."""
        return styled.isalpha() or (not are_names(styled, True) and bool(self.find_venue(f"{styled} {year}")))

    def is_told(self, text: str) -> bool:
        """Tell whether a text is nothing but dates, venues and persons."""
        return self.read(text).is_told

    def _read_piece(self, text: str, parts: Parts) -> None:
        if self._read_whole(text, parts):
            return
        for sentence in _SENTENCE.split(text):
            sentence = sentence.strip(EDGES)
            if self._read_whole(sentence, parts):
                continue
            found = find_date(sentence)
            if found and not self.find_venue(sentence):
                parts.dates.append(found[0])
                sentence = f"{sentence[: found[1]].rstrip(EDGES)}, {sentence[found[2] :].lstrip(EDGES)}".strip(EDGES)
                if self._read_whole(sentence, parts):
                    continue
            sentence = _YEAR_APART.sub(r"\1 \2", sentence)
            for run in self._join_names(_COMMA.split(sentence)):
                if not self._read_whole(run, parts):
                    parts.loose.append(run)

    def _read_whole(self, text: str, parts: Parts) -> bool:
        if not any(letter.isalnum() for letter in text):
            return True
        if date := read_date(text):
            parts.dates.append(date)
            return True
        if venue := self.find_venue(text):
            parts.publications.append(venue)
            return True
        names = text[3:] if text.startswith(("by ", "By ")) else text
        if are_names(names):
            parts.authors.append(name_persons(names))
            return True
        return False

    def _join_names(self, parts: list[str]) -> Iterator[str]:
        """Yield parts between commas, those that follow one another and are persons as one."""
        names: list[str] = []
        for part in parts:
            part = part.strip(EDGES)
            bare = re.sub(r"^(?:and|by|&)\s+", "", part, flags=re.I)
            if (
                are_names(bare)
                or re.fullmatch(r"[\u4e00-\u9fff]{2,4}", bare)
                or (names and part.isalpha() and part.istitle())
            ) and not self.find_venue(part):
                names.append(part)
                continue
            if names:
                yield ", ".join(names)
                names = []
            if part:
                yield part
        if names:
            yield ", ".join(names)

    def _find_venue(self, text: str) -> str:
        """Return the text that names a venue, without words such as `accepted by`; nothing where it names none."""
        text = _PREFIX.sub("", text.strip(EDGES), count=1) if _PREFIX.match(text.strip(EDGES)) else text.strip(EDGES)
        if wrapped := _WRAPPED.fullmatch(text):
            text = wrapped.group(1).strip(EDGES)
        if not text or len(text) > 200 or read_date(text):
            return ""
        if ("," in text or "，" in text) and not self._is_list_of_venues(text):
            return ""
        bare = _ARXIV_ID.sub("", text)
        if _CJK_JOURNAL.fullmatch(bare) or _CJK_PERIODICAL.fullmatch(bare):
            return text
        said = self._parse(bare)
        if (said.venue and said.is_known) or (said.award and not said.venue):
            return text
        words = said.venue.split()
        if _DANGLES.search(text) or says_more(text) or words[:1] in (["A"], ["An"]) or self._begins_with_persons(text):
            return ""
        lone = len(words) == 1 and said.venue.isalpha() and _HAS_YEAR.search(text) is not None
        if not words or not (words[0][0].isupper() or _VENUE_WORDS.search(said.venue) or lone):
            return ""
        if re.search(r"[\[\]:?!]", bare) or "et al" in text or _is_long_before_brackets(text):
            return text if _STARTS_VENUE.match(text) else ""
        if _HAS_YEAR.search(text) and (len(words) <= _MOST_WORDS or _VENUE_WORDS.search(said.venue)):
            return text
        begins = said.venue[0].isupper() or said.venue.startswith("arXiv")
        return text if begins and _VENUE_WORDS.search(said.venue) and len(words) <= 25 else ""

    def _begins_with_persons(self, text: str) -> bool:
        """Tell whether a text is persons and, behind a full stop, something else."""
        sentences = _SENTENCE.split(text, maxsplit=1)
        return len(sentences) > 1 and are_names(sentences[0])

    def _is_list_of_venues(self, text: str) -> bool:
        """Tell whether a text with commas is a venue: proceedings with their place, or a venue with its year."""
        if _STARTS_VENUE.match(text):
            return True
        if _YEAR_APART.fullmatch(text):
            return True
        parts = [part.strip(EDGES) for part in _COMMA.split(text) if part.strip(EDGES)]
        if len(parts) < 2 or "-" in read_date(parts[0]):
            return False  # no list, or a month and then a venue
        venues = [part for part in parts if not read_date(part)]
        return 1 <= len(venues) <= 2 and all(self.find_venue(part) for part in venues)


def _is_long_before_brackets(text: str) -> bool:
    """Tell whether more than three words stand before brackets, as in a title with its venue behind it."""
    return "(" in text and len(text.partition("(")[0].split()) > 3


def name_persons(text: str) -> str:
    """Return persons without loose punctuation; the full stop of an initial stays."""
    text = _FOOTNOTES.sub("", text.strip(EDGES)) if any(map(str.isdigit, text)) else text.strip(EDGES)
    return f"{text}." if _ABBREVIATED.search(text) else text
