"""Authors' names: the forms that BibTeX and exports write in, one form out. bibtexparser takes the names apart."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from listometrics.works.latex_text import decode, encode, set_letters

_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ȷ": "j", "ħ": "h", "Ħ": "H",
     "ŋ": "n", "ə": "e", "–": "-", "—": "-", "’": "'", "‘": "'"}
)  # fmt: skip
_OTHERS = re.compile(r"\{?(?:others|et\.? al\.?)\}?", re.I)
_CUT_SHORT = re.compile(r"[ ,]{1,5}(?:et\.? al(?:ii|ia)?\.?|and others)$", re.I)
# DBLP numbers people of one name: `Li Wang 0001`.
_HOMONYM = re.compile(r"(?<=\S) 0\d{3}(?=\}{0,9}(?:,|$))")
_AND = re.compile(r"(?<!\S)and(?!\S)", re.I)
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_SEMICOLON = re.compile(rf"{_GROUP}|\s?;(?:\s?and(?!\S))?", re.I)
_AMPERSAND = re.compile(rf"{_GROUP}|(?<!\S)&(?!\S)")
# biblatex's extended names: `given=Jan, prefix=van, family=Berg`.
_EXTENDED = re.compile(r"\{?(?:family|given|prefix|suffix)(?:-i)?\s*=", re.I)
_PART = re.compile(rf"([\w-]+)\s*=\s*({_GROUP}|[^,]*)")
# What is a person, and no organisation, inside braces: words with capitals, or a family name, a comma, given names.
_WORD = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_PERSON = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}(?: [a-z]{{2,3}}){{0,2}} {_WORD}|{_WORD}, {_WORD}(?: {_WORD}){{0,2}}")
_BRACED_PERSON = re.compile(rf"\{{{_WORD}, {_WORD}(?: {_WORD}){{0,2}}\}}")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+)\.?", re.I)
# What stands behind a whole name: `Jane Doe, Jr.` is no family name `Jane Doe`, and a degree is no given name.
_BEHIND = re.compile(
    rf"({_WORD}(?: [^\s,]+)* [^\s,]+), (?i:((?:jr|sr|iii?|iv)\b\.?)|ph\.? ?d\.?|m\.? ?d\.?|m\.? ?sc\.?)"
)
# Marks of affiliations.
_NOTES = re.compile(r"\\(?:textsuperscript|thanks|footnote)\s*\{[^{}]*\}|\$\^\{?[\d,*\\a-z]{1,20}\}?\$")
_INITIALS_LAST = re.compile(r"([^\W\d_a-zß-ÿ][^\W\d_]+(?:[ '’-][^\W\d_]{2,})*) ([A-Z]{1,3})")
_ORGANISATION = re.compile(
    r"\b(?:universit|institut|lab(?:s|or|\b)|inc\b|ltd\b|llc\b|gmbh\b|jr\b|group|team|research|societ|compan|corp|cent(?:er|re)|"
    r"council|committee|consortium|college|school|academ|foundation|associat|department|ministry|agency|"
    r"brothers|sons\b|press\b)", re.I,
)  # fmt: skip
_ANONYMOUS = re.compile(r"anonymous(?: authors?| submission)?", re.I)
_LONGEST = 500  # characters of one name
# Names are joined by commas, semicolons, `and` or `&`; what a name never holds makes the text no list of names.
_JOINED = re.compile(r"[,，、&＆]|\band\b", re.IGNORECASE)
_STRANGE = re.compile(r"[\[\](){}<>|:/\\@_=+?!\"“”#$%^~`]|\d|https?")
_MARKS = re.compile(r"[*†‡§¶¹²³⁰-⁹]+")
_ET_AL = re.compile(
    r"(?:[,，;；&]\s{0,5}|\band\s{1,5})?(?:\bet\.? al(?:ii|ia)?\.?|\band others|等人?)\.?(?:\s{0,5}\([^()]{0,99}\))?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.[\s-]?|[\s-]|$)){1,4}")
_MOST_WORDS = 6  # words of one name


@dataclass(frozen=True, slots=True)
class Name:
    """Hold one author's name in BibTeX's parts; an organisation has a family name only."""

    given: str
    particle: str
    family: str
    suffix: str = ""
    organisation: bool = False

    @property
    def display(self) -> str:
        """Return `Given Family`, as papers are signed."""
        return " ".join(part for part in (self.given, self.particle, self.family, self.suffix) if part)

    @property
    def whole_family(self) -> str:
        """Return the family name with its particle."""
        return f"{self.particle} {self.family}".strip()

    @property
    def can_be_set(self) -> bool:
        """Tell whether pdflatex can set any character of the name."""
        return bool(encode(self.display)[0])


class ReadNames(NamedTuple):
    """Hold the names of an author field, whether `and others` cuts them short, and what is wrong with the field."""

    names: tuple[Name, ...]
    truncated: bool
    remarks: tuple[str, ...]


def to_ascii(text: str) -> str:
    """Transliterate Latin letters with marks to ASCII; letters of other scripts go.

    >>> to_ascii("Maaß, Łukasz Émile")
    'Maass, Lukasz Emile'
    """
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    return "".join(c for c in folded if c.isascii())


def fold_family(name: Name) -> str:
    """Return the family name as used to compare people and to make keys: ASCII letters, lower case."""
    return re.sub(r"[^a-z0-9]", "", to_ascii(name.whole_family).lower())


@lru_cache(maxsize=20_000)  # the same people stand in many records
def parse_name(text: str) -> Name:
    """Read one name: `Family, Given`, `van Family, Jr, Given`, `Given van Family`, `{Organisation}` or `family=…`.

    >>> parse_name("van der Berg, Jan").display, parse_name("given=Jan, family=Berg, prefix={van der}").display
    ('Jan van der Berg', 'Jan van der Berg')
    """
    text = text.strip()
    if (whole := re.fullmatch(_GROUP, text)) and " " in text.strip("{} "):
        return Name("", "", decode(whole[0][1:-1])[0], organisation=True)
    if _EXTENDED.match(text):
        said = {name.lower(): decode(value)[0] for name, value in _PART.findall(text)}
        return Name(said.get("given", ""), said.get("prefix", ""), said.get("family", ""), said.get("suffix", ""))
    if (behind := _BEHIND.fullmatch(text)) and "{" not in text:
        return replace(parse_name(behind[1]), suffix=behind[2] or "")
    if len(text) > _LONGEST:  # bibtexparser takes a quadratic time over braces that close nothing
        text = re.sub(r"[{}]", "", text)
    parts = parse_single_name_into_parts(text, strict=False)
    given, particle, family, suffix = (decode(" ".join(p))[0] for p in (parts.first, parts.von, parts.last, parts.jr))
    return Name(given, particle, family, suffix)


def read_names(text: str) -> ReadNames:
    """Read an author field and say what in it is not BibTeX's, or names nobody and is left out.

    >>> read_names("Wang, Li 0001; Hill, Ann et al.").remarks
    ("'Wang, Li 0001': the number that DBLP gives to namesakes is left out", 'names joined by semicolons: cut there', \
"'et al.' read as 'and others'")
    """
    joined, told = _join_by_and(set_letters(_NOTES.sub("", " ".join(text.split()))).rstrip(" ;"))
    # bibtexparser takes an `and` at an end or after another for a name: a mark on either side keeps them apart.
    marked = _AND.sub("\ue000 and \ue000", joined)
    # A comma before `and` ends a name, and has no given name after it.
    parts = [part.replace("\ue000 ", "").rstrip("\ue000 ,") for part in split_multiple_persons_names(marked)]
    named = [_CUT_SHORT.sub("", part) for part in parts if not _OTHERS.fullmatch(part)]
    short = named != parts
    if len(named) > 1 and all(map(_INITIALS_LAST.fullmatch, named)):
        named = [_INITIALS_LAST.sub(r"\1, \2", part) for part in named]
        told = [*told, "initials behind family names: read as initials"]
    names = [parse_name(_HOMONYM.sub("", part)) for part in named]
    numbered = [part for part in named if _HOMONYM.search(part)]
    crowded = [part for part in named if part.count(",") > 2 and not _EXTENDED.match(part)]
    crowded = [part for part in crowded if re.sub(_GROUP, "", part).count(",") > 2]
    remarks = (
        ["'and' without a name beside it: left out"]
        if len(names) > 1 and not all(re.search(r"\w", n.family) for n in names)
        else []
    )
    remarks += [f"{name.display!r} is no author: left out" for name in names if is_anonymous(name)]
    remarks += [f"{part!r}: the number that DBLP gives to namesakes is left out" for part in numbered]
    remarks += [f"{part!r}: what stands behind the comma is no given name" for part in named if _BEHIND.fullmatch(part)]
    remarks += told
    if any(_CUT_SHORT.search(part) or (_OTHERS.fullmatch(part) and part.lower() != "others") for part in parts):
        remarks.append("'et al.' read as 'and others'")
    remarks += [f"{part[:60]!r}: too many commas for one name. Join authors by 'and'" for part in crowded]
    kept = [name for name in names if re.search(r"\w", name.family) and not is_anonymous(name)]
    if kept and all(map(_is_shouted, kept)):
        kept = [replace(n, given=_calm(n.given), particle=_calm(n.particle), family=_calm(n.family)) for n in kept]
        remarks.append("names in capitals: written with few")
    return ReadNames(tuple(kept), short, tuple(remarks))


def _join_by_and(text: str) -> tuple[str, list[str]]:
    """Join by `and` the names of a field that joins them otherwise; also return what to say of it."""
    if "&" in text:  # a firm is one author
        firms = (
            one if "{" in one or "&" not in one or not _ORGANISATION.search(one) else f"{{{one}}}"
            for one in _AND.split(text)
        )
        text = "and".join(f" {one.strip()} " for one in firms).strip()
    joined = _AMPERSAND.sub(lambda match: match[0] if match[0][0] == "{" else " and ", text)
    told = []
    if ";" in joined:
        apart = _SEMICOLON.sub(lambda match: match[0] if match[0][0] == "{" else " and ", joined)
        told, joined = (["names joined by semicolons: cut there"] if apart != joined else []), apart
    inner = joined[1:-1] if re.fullmatch(_GROUP, joined) else ""
    for sign, persons in (("'and'", _AND.split(inner)), ("commas", re.split(r",\s*(?:and\s)?|\sand\s", inner))):
        persons = [one.strip() for one in persons]
        if len(persons) > 1 + (sign == "commas") and all(map(_is_person, persons)):
            return " and ".join(persons), [*told, f"the whole list stands in braces: cut at {sign}"]
    persons = [one.strip() for one in _AND.split(joined)]
    if all(_BRACED_PERSON.fullmatch(one) and not _ORGANISATION.search(one) for one in persons):
        return joined.replace("{", "").replace("}", ""), [*told, "persons in braces: read as persons"]
    first = _CUT_SHORT.sub("", persons[0])
    parts = [part.strip() for part in first.rstrip(",").split(",")]
    # `Jane Doe, Ann Poe and Bo Low` is prose, and BibTeX's way to write two persons.
    prose = len(persons) == 2 and "," not in persons[1] and " " in persons[1]
    kept = "{" in joined or bool(_EXTENDED.match(joined)) or any(map(_SUFFIX.fullmatch, parts))
    if kept or len(parts) < 2 or (len(persons) > 1 and not prose):
        return joined, told
    if len(parts) == 2 and not (prose and first.endswith(",")):
        if all(_PERSON.fullmatch(part) and not re.search(r"\b\w\b", part) for part in parts):
            return "", [*told, f"{joined[:60]!r}: one name or two? Join authors by 'and', brace a family of two words"]
        return joined, told
    if len(parts) > 3 and len(parts) % 2 == 0 and not any(" " in family for family in parts[::2]):
        pairs = " and ".join(map(", ".join, zip(parts[::2], parts[1::2], strict=True)))
        return joined.replace(first, pairs), [
            *told,
            "family and given names joined by commas: cut after each second one",
        ]
    if not all(" " in part for part in parts):
        return joined, told
    names, short = read_authors(joined)
    if len(names) < 2:
        return joined, told
    cut = " and ".join([f"{{{name.whole_family}}}, {name.given}".rstrip(", ") for name in names] + ["others"] * short)
    return cut, [*told, "names joined by commas: cut there"]


def _is_person(text: str) -> bool:
    return bool(_PERSON.fullmatch(text)) and not _ORGANISATION.search(text)


def _is_shouted(name: Name) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", f"{name.family} {name.given}")
    return not name.organisation and len(words) > 1 and all(map(str.isupper, words))


def _calm(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)


def is_anonymous(name: Name) -> bool:
    """Tell whether a name only says that nobody is named: `Anonymous`, `Anonymous Authors`."""
    return bool(_ANONYMOUS.fullmatch(name.display))


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
    named = _ET_AL.sub("", plain).strip(" ,;")
    if not named or _STRANGE.search(named):
        return (), False
    apart = re.search(r"[;；]", named)
    persons = [part.strip() for part in re.split(r"[;；]" if apart else _JOINED, named) if part.strip()]
    persons = persons if apart else _join_initials(persons)
    if any(len(person.split()) > _MOST_WORDS or not re.search(r"[^\W\d_]{2}", person) for person in persons):
        return (), False
    names = tuple(map(parse_name, persons))
    unsigned = any(not name.family or is_anonymous(name) for name in names)
    return ((), False) if unsigned else (names, named != plain)


def _join_initials(parts: list[str]) -> list[str]:
    """Put `Doe`, `J.`, `Roe`, `R. A.` together as `Doe, J.` and `Roe, R. A.`, where all names are of that form.

    So are `Doe J` and `Roe RA`.
    """
    behind = [re.fullmatch(r"(.*[^\W\d_]{2}) ([A-Z]{1,3})", part) for part in parts]
    if len(parts) > 1 and all(behind):
        return [f"{match[1]}, {match[2]}" for match in behind if match]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    inverted = all(_INITIALS.fullmatch(given) and not _INITIALS.fullmatch(family) for family, given in pairs)
    return [f"{family}, {given}" for family, given in pairs] if inverted and len(parts) % 2 == 0 else parts


def join_names(names: Sequence[Name]) -> str:
    """Write names as tables have them."""
    return "; ".join(name.display for name in names)
