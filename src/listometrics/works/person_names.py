"""Authors' names: BibTeX's three forms in, one form out."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from listometrics.works.latex_text import decode, encode

_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ȷ": "j", "ħ": "h", "Ħ": "H",
     "ŋ": "n", "ə": "e", "–": "-", "—": "-", "’": "'", "‘": "'"}
)  # fmt: skip
_OTHERS = re.compile(r"others|et\.? al\.?", re.I)
_CUT_SHORT = re.compile(r"[ ,]{1,5}(?:et\.? al(?:ii|ia)?\.?|and others)$", re.I)
# DBLP numbers people of one name: `Li Wang 0001`.
_HOMONYM = re.compile(r"(?<=\S) 0\d{3}(?=\}{0,9}(?:,|$))")
_AND = r"(?:^| )(?:and|AND|And)(?= |$)| ?; ?(?:and(?= |$))?"
_ANONYMOUS = re.compile(r"anonymous(?: authors?| submission)?", re.I)


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


def split_top(text: str, word: str) -> list[str]:
    """Cut at a separating word or sign that stands outside braces."""
    if "{" not in text:
        return re.split(word, text)
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"\\.|[{{}}]|{word}", text, re.S):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth == 0 and not sign.startswith("\\"):
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _split_particle(words: list[str]) -> tuple[str, str]:
    count = 0
    while count < len(words) - 1 and words[count][0].islower():
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def parse_name(text: str) -> Name:
    """Read one name: `Family, Given`, `van Family, Jr, Given`, `Given van Family` or `{Organisation}`.

    >>> parse_name("van der Berg, Jan").display
    'Jan van der Berg'
    """
    text = text.strip()
    if re.fullmatch(r"\{[^{}\\]*\}", text) and " " in text.strip("{} "):
        return Name("", "", decode(text)[0], organisation=True)
    pieces = [decode(piece)[0] for piece in split_top(text, r"(?:(?<!\s)\s+)?,\s*")]
    if len(pieces) > 1:
        particle, family = _split_particle(pieces[0].split() or [""])
        suffix = pieces[1] if len(pieces) > 2 else ""
        return Name(pieces[-1], particle, family, suffix)
    words = pieces[0].split()
    if not words:
        return Name("", "", "")
    start = next((i for i, w in enumerate(words[:-1]) if i > 0 and w[0].islower()), len(words) - 1)
    particle, family = _split_particle(words[start:])
    return Name(" ".join(words[:start]), particle, family)


def parse_names(text: str) -> tuple[tuple[Name, ...], bool]:
    """Read a BibTeX author field; the second value tells whether `and others` cuts the list short.

    >>> names, short = parse_names("Hou, Yupeng and {Some Lab} and others")
    >>> [n.display for n in names], short
    (['Yupeng Hou', 'Some Lab'], True)
    """
    named, short = _split_names(text)
    names = (parse_name(part) for part in named if part)
    return tuple(name for name in names if name.family and not is_anonymous(name)), short


def _split_parts(text: str) -> list[str]:
    # A comma before `and` ends a name, and has no given name after it.
    return [part.strip().rstrip(" ,") for part in split_top(" ".join(text.split()).rstrip(" ;"), _AND)]


def _split_names(text: str) -> tuple[list[str], bool]:
    """Cut an author field at each `and`, also one at an end, and each semicolon; what stands for the others is told.

    DBLP's numbers of namesakes go.
    """
    parts = _split_parts(text)
    named = [part for part in parts if not _OTHERS.fullmatch(part)]
    short = len(named) < len(parts)
    whole = [_HOMONYM.sub("", _CUT_SHORT.sub("", part)) for part in named]
    return whole, short or any(_CUT_SHORT.search(part) for part in named)


def find_repairs(text: str) -> list[str]:
    """Say what in an author field is not BibTeX's and was read as what it must mean, or cannot be read well.

    >>> find_repairs("Wang, Li 0001; Hill, Ann et al.")
    ["'Wang, Li 0001': the number that DBLP gives to namesakes is left out", 'names joined by semicolons: cut there', \
"'et al.' read as 'and others'"]
    """
    flat = " ".join(text.split()).rstrip(" ;")
    parts = _split_parts(text)
    said = [
        f"{part!r}: the number that DBLP gives to namesakes is left out"
        for part in parts
        if _HOMONYM.search(_CUT_SHORT.sub("", part))
    ]
    if ";" in flat and len(parts) > len(split_top(flat, _AND.partition("| ?;")[0])):
        said.append("names joined by semicolons: cut there")
    if any(_CUT_SHORT.search(part) or (_OTHERS.fullmatch(part) and part.lower() != "others") for part in parts):
        said.append("'et al.' read as 'and others'")
    crowded = [
        part for part in parts if part.count(",") > 2 and len(split_top(_CUT_SHORT.sub("", part), r"\s*,\s*")) > 3
    ]
    return said + [f"{part[:60]!r}: too many commas for one name. Join authors by 'and'" for part in crowded]


def is_anonymous(name: Name) -> bool:
    """Tell whether a name only says that nobody is named: `Anonymous`, `Anonymous Authors`."""
    return bool(_ANONYMOUS.fullmatch(name.display))


def find_nameless(text: str, found: Sequence[Name]) -> list[str]:
    """Say what in an author field, of which these names were found, names nobody and is therefore left out.

    >>> find_nameless("Bo Li and and Anonymous", [Name("Bo", "", "Li")])
    ["'and' without a name beside it: left out", "'Anonymous' is no author: left out"]
    """
    parts = _split_names(text)[0]
    if not text.strip() or len(parts) == len(found):
        return []
    names = [parse_name(part) for part in parts]
    said = ["'and' without a name beside it: left out"] if len(names) > 1 and not all(n.family for n in names) else []
    return said + [f"{name.display!r} is no author: left out" for name in names if is_anonymous(name)]
