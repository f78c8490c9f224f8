"""Tell what a phrase is: a date, a venue, persons, or the label of a link. The words stand in `list_words.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from listometrics.readme.inline_text import BLANKS, EMOJI, LONGEST_CELL, Run, classify_link, is_blank, make_plain
from listometrics.readme.vocabulary import PHRASES, WORDS, Aliases, Venue

EDGES = BLANKS + ".,;:：，。；-–—|·•*_/\\@"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(form, re.I)
    for form in (
        rf"(?<![\d.]){_YEAR}\s?[/.\-]\s?(?P<month>0?[1-9]|1[0-2])(?:[/.\-](?:0?[1-9]|[12]\d|3[01]))?(?![\d]|[.\-/]\d)",
        rf"(?<![\d.]){_YEAR}\s*年\s*(?P<month>0?[1-9]|1[0-2])\s*月(?:\s*\d{{1,2}}\s*日)?",
        rf"(?<![\d/.])(?P<month>0[1-9]|1[0-2])/{_YEAR}(?!\d)",
        rf"(?<!\w)(?:{_DAY}\s+(?:of\s+)?)?{_MONTH}[\s,\-/]*(?:{_DAY},?\s+|,\s*)?"
        rf"(?:{_YEAR}(?!\d|\.\d)|['’‘](?P<short>\d\d)(?!\d))",
        rf"(?<![\d.]){_YEAR}[\s,\-/]+{_MONTH}(?!\w)(?:\s+{_DAY})?",
    )
)
_LONE_YEAR = re.compile(rf"\s*[\[(]?{_YEAR}\s*年?[\])]?\s*")


def read_date(text: str) -> str:
    """Return a text that is a date and nothing else as `YYYY-MM`, or `YYYY` where it has no month; else nothing.

    >>> read_date("2023/05"), read_date("May 17, 2023"), read_date("2023"), read_date("ICLR 2024")
    ('2023-05', '2023-05', '2023', '')
    """
    bare = text.strip(" \t\n[](){}.,:;|*`")
    if not any(map(str.isdigit, bare[-12:])):
        return ""
    year = _LONE_YEAR.fullmatch(text)
    return year.group("year") if year else next(map(_say_month, filter(None, (d.fullmatch(bare) for d in _DATES))), "")


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date with a month in a text as `YYYY-MM`, and where it begins and ends.

    >>> find_date("Published in May 2023.")
    ('2023-05', 13, 21)
    """
    found = [match for date in _DATES if (match := date.search(text))] if re.search(r"\d", text) else []
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return (_say_month(first), *first.span()) if first else None


def begins_with_date(text: str) -> bool:
    """Tell whether a text begins with a date with a month."""
    date = find_date(text[:40])
    return date is not None and not any(map(str.isalnum, text[: date[1]]))


def _say_month(match: re.Match[str]) -> str:
    said = {"year": "", "short": "", "month": "", "name": ""} | match.groupdict()
    month = int(said["month"] or _MONTHS.index((said["name"] or "jan")[:3].lower()) + 1)
    return f"{said['year'] or '20' + said['short']}-{month:02d}"


def count_words(text: str) -> int:
    """Return the number of words; two Chinese characters count as one.

    >>> count_words("Two words"), count_words("分类标准")
    (2, 2)
    """
    return len(re.findall(r"[^\W\u4e00-\u9fff]+", text)) + len(re.findall(r"[\u4e00-\u9fff]", text)) // 2


_TALK = re.compile(rf"(?:{PHRASES['talk']})\b", re.I)
_CJK_LABEL = re.compile(PHRASES["label_cjk"])
_BLOGS = re.compile(
    rf"//(?:[\w.-]+\.)?(?:{'|'.join(map(re.escape, WORDS['blog_hosts']))})/|/(?:blogs?|posts?|news)/", re.I
)
_PAPER_HOSTS = tuple(f".{host}" for host in WORDS["paper_hosts"])


def is_talk(text: str) -> bool:
    """Tell whether a text begins as one that speaks to the reader, as `Please see`."""
    return _TALK.match(text) is not None


def may_be_name(text: str) -> bool:
    """Tell whether a text before a title may be a short name: it has letters, and does not say what kind of work it is.

    >>> may_be_name("KAR"), may_be_name("24/01"), may_be_name("Survey"), may_be_name("See")
    (True, False, False, False)
    """
    is_kind = WORDS["work_kinds"].issuperset(re.findall(r"\w+", text.casefold()))
    return any(map(str.isalpha, text)) and not (is_kind or is_talk(text))


@lru_cache(maxsize=4096)
def is_link_label(label: str) -> bool:
    """Tell whether a link's text says what the link is, not what the work is called.

    >>> is_link_label("Code (PyTorch)"), is_link_label("📄"), is_link_label("A title of some length")
    (True, True, False)
    """
    words = re.findall(r"\w+", label.casefold())
    if len(words) <= 2 and not WORDS["link_core"].isdisjoint(words):
        return True
    return all(word in WORDS["link"] or word.isdigit() or _CJK_LABEL.fullmatch(word) for word in words)


def is_blog(url: str) -> bool:
    """Tell whether an address is that of a blog, a video or a post, not of a paper."""
    return _BLOGS.search(url) is not None


def has_paper_address(url: str) -> bool:
    """Tell whether an address is that of a paper: an identifier, a publisher's host, or a PDF."""
    kind, identifier = classify_link(url)
    if kind == "github" or identifier:
        return kind != "github"
    host, _, path = url.partition("://")[2].partition("?")[0].partition("/")
    host = f".{host.lower()}"
    return host.endswith(_PAPER_HOSTS) or (path.lower().endswith(".pdf") and host != ".github.com")


def is_paper_link(label: str, url: str) -> bool:
    """Tell whether a link leads to a paper, by its address or its text.

    >>> is_paper_link("pdf", "https://example.org/x"), is_paper_link("Code", "https://github.com/a/b")
    (True, False)
    """
    return has_paper_address(url) or not WORDS["paper_link"].isdisjoint(re.findall(r"\w+", label.casefold())[:4])


_NAME_TOKEN = re.compile(r"[^\W\d_][^\W\d_'’\-.]*(?:['’\-.][^\W\d_]+)*\.?")
_KEYWORD = re.compile(r"[A-Z]{2}")  # behind a whole name
_DOTTED = re.compile(r"[A-Z](?:\.-?[A-Z])*\.?")  # K.-Y.
_INITIALS = re.compile(r"(?:[A-Z]\.?[- ]?){1,4}")
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NO_NAME_END = re.compile(
    rf".{{3,}}(?:{PHRASES['no_name_endings']})|.{{4,}}(?:{PHRASES['no_name_long_endings']})", re.I
)
_MARKS = re.compile(r"[…*†‡§¶^∗✉#⋆☆♠♣♦♢]+|\^?\{?\d(?:,\d){0,9}\}?$|<[^<>]*>")
_ET_AL = re.compile(r"(?:(?:,\s*+|(?<![,\s])\s++)?(?:(?:and|&)\s*+)?(?:et\.? al|others|等人?)\.{0,2}+){1,4}$", re.I)
_DOTS = re.compile(r"(?:,\s*|(?<![,\s])\s+)?(?:\.\.\.|…)\s*")
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s+)?(?:[,;，；、&]|\band\b|·)\s*")
_FOOTNOTES = re.compile(r"(?<=[^\W\d_]{2})\^?\d{1,2}(?!\w)")


@lru_cache(maxsize=256)
def are_names(text: str, is_styled: bool = False) -> bool:
    """Tell whether a text is a list of persons; in a style of its own surnames are enough.

    >>> are_names("Keqin Bao, Jizhi Zhang and Xiangnan He"), are_names("Bao, K., Zhang, J."), are_names("Wang et al.")
    (True, True, True)
    >>> are_names("Large Language Models, Prompting"), are_names("Alice")
    (False, False)
    """
    if len(text) > 3_000:
        return False
    whole = _DOTS.sub(", ", text).strip(" .,;:")
    bare = _ET_AL.sub("", whole)
    parted = re.sub(r"(?<=[^\W\d_]{5})\.\s", ", ", bare) if is_styled else bare  # a comma was meant
    names = [_MARKS.sub("", name).split() for name in _BETWEEN_NAMES.split(parted) if name.strip()]
    if not names or (bare == whole and len(names) == 1 and len("".join(names[0]).strip(".")) == 1):
        return False  # nothing, or a letter alone
    whole_names = initials = 0
    for place, tokens in enumerate(names):
        before = names[place - 1] if place else []
        is_shouted = bare.isupper() or (is_styled and place + 1 < len(names) and "".join(tokens).isupper())
        if _KEYWORD.fullmatch("".join(tokens)) and (not place or len(names) == 2) and len(names) > 1:
            return False  # a field or a state, as in `Insitro, CA`
        if _CJK_NAME.fullmatch("".join(tokens)):
            whole_names += len(names) > 1 or bare != whole
        elif not _is_person(tokens, is_shouted and len(tokens) > 1) or (
            len(before) > 1 and _KEYWORD.fullmatch("".join(tokens))
        ):
            return False
        elif _INITIALS.fullmatch(" ".join(tokens)) and len(tokens[0].rstrip(".")) <= 4:
            initials += 1
        else:
            whole_names += len(tokens) > 1
    if bare != whole or is_styled:
        return True
    if not whole_names and initials == len(names):
        return False
    return whole_names + initials >= 1 and whole_names + 2 * initials >= len(names)


def is_like_name(text: str) -> bool:
    """Tell whether what stands between commas may be a person, a surname, initials or `et al`."""
    names = _BETWEEN_NAMES.split(_MARKS.sub("", _ET_AL.sub("", f" {text}")))
    return all(_CJK_NAME.fullmatch(name.strip()) or _is_person(name.split()) for name in names if name.strip())


def _is_person(tokens: Sequence[str], shouted: bool = False) -> bool:
    """Tell whether words may be a person: capitalized or particles, no acronym, and none that titles have."""
    particles = WORDS["name_particles"]
    if not 1 <= len(tokens) <= 6 or len(set(tokens) - particles) not in (1, 2, 3, 4):
        return False
    for place, token in enumerate(tokens):
        folded = token.casefold()
        if _DOTTED.fullmatch(token) or (place and (token in WORDS["surnames"] or token in ("II", "III", "'t"))):
            continue
        is_acronym = len(token) > 2 and token.isupper() and token.isalpha() and not shouted
        if (
            is_acronym
            or not _NAME_TOKEN.fullmatch(token)
            or (token[-1] == "." and len(token) > 5)
            or folded in WORDS["no_name"]
            or _NO_NAME_END.fullmatch(token)
        ):
            return False
        if not (token[0].isupper() or folded in particles):
            return False
    return True


def name_persons(text: str) -> str:
    """Return persons without loose punctuation; the full stop of an initial stays."""
    text = _FOOTNOTES.sub("", text.strip(EDGES)) if any(map(str.isdigit, text)) else text.strip(EDGES)
    text = re.sub(r"^(?:and|by|&)\s+", "", text if text.isascii() else re.sub(r"[，、]\s*", ", ", text))
    return f"{text}." if re.search(r"\b[A-Z]$|\bet al$", text) else text


_AWARD = re.compile(rf"\b(?:{PHRASES['award']})\b", re.I)
_TRACK = re.compile(rf"\b{PHRASES['track']}\b", re.I)
_PREPRINT = re.compile(rf"\b(?:{PHRASES['preprint']})\b", re.I)
_PUBLISHED = re.compile(rf"\b(?:{PHRASES['published']})\b", re.I)
_PLAIN_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d|\.\d{4})")
_SHORT_YEAR = re.compile(r"\s?['’‘]\s?(\d\d)(?!\d)")
_TWO_DIGITS = re.compile(r"\s*[A-Z][A-Za-z/&]+(?:[ -][A-Za-z/&]+)?[ -]?([12]\d)\s*")
_ARXIV = re.compile(
    r"\W*(?:in\s+)?(?:arxiv(?:\.org)?|corr)(?:\s*\(?(?:e-?|pre-?)prints?\)?)?"
    r"(?:[\s,:]*+(?:arxiv[\s:]*+)?(?:abs/|:)?\s*+(?!(?:19|20)\d\d\.\d\d?(?!\d))\d{4}\.\d{1,5}(?:v\d+)?(?!\d))?"
    r"(?:\s*+\[[\w.\-]+\])?\W*",
    re.I,
)
_EMOJI = re.compile(f"[{EMOJI}]+")
_VENUE_EDGES = BLANKS + "-–—,;:.()（）[]/*`"


class Publication(NamedTuple):
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


def parse_publication(cell: str, aliases: Aliases[Venue]) -> Publication:
    """Read venue, track, year and award of a cell.

    >>> parse_publication("ICLR 2024<br />Spotlight", Aliases({"iclr": Venue("ICLR", "conference")}, ("ICLR",)))
    Publication(venue='ICLR', track='', year=2024, award='Spotlight', preprint=False, is_known=True)
    """
    if is_blank(cell):
        return Publication("", "", None, "", None, True)
    if len(cell) > LONGEST_CELL:
        return Publication(cell, "", None, "", None, False)
    text = make_plain(cell)
    text, award = _take(_AWARD, text if text.isascii() else _EMOJI.sub(" ", text))
    if match := _ARXIV.match(text):  # also in its long forms, as arXiv preprint arXiv:2305.09858, 2023
        rest, year = _take_year(text[match.end() :], aliases)
        text = text if _tidy(rest) else f"arXiv {year or ''}"
    text, year = _take_year(text, aliases)
    name = _tidy(text)
    venue = aliases.find(name) or aliases.find(f"{name}.")  # an abbreviation may end with its own full stop
    rest, track = _take(_TRACK, name)
    rest = _tidy(rest)
    if venue is None and rest:
        venue, name = aliases.find(rest), rest
    elif aliases.find(rest) != venue or not rest:
        track = ""
    if venue is not None:
        return Publication(venue.venue, track, year, award, venue.type == "preprint", True)
    preprint = True if _PREPRINT.search(name) or name == "arXiv" else False if _PUBLISHED.search(name) else None
    return Publication(name, track, year, award, preprint, not name)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return a text without what the pattern finds first, and that."""
    match = pattern.search(text)
    return (f"{text[: match.start()]} {text[match.end() :]}", match.group()) if match else (text, "")


def _take_year(text: str, aliases: Aliases[Venue]) -> tuple[str, int | None]:
    if date := find_date(text):
        return f"{text[: date[1]]} {text[date[2] :]}", int(date[0][:4])
    rest, year = _take(_PLAIN_YEAR, text)
    if year:
        return rest, int(year)
    match = _SHORT_YEAR.search(text) or _TWO_DIGITS.fullmatch(text)
    if match is None or aliases.find(_tidy(text)) is not None:
        return text, None
    short = int(match.group(1))
    rest = f"{text[: match.start(1)].rstrip(_VENUE_EDGES + chr(39) + '’‘')} {text[match.end(1) :]}"
    return rest, short + (2000 if short < 70 else 1900)


def _tidy(text: str) -> str:
    """Return a venue's name without loose punctuation and the `of` of `Findings of`."""
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    return re.sub(r"^of\s+(?:the\s+)?", "", " ".join(text.split()).strip(_VENUE_EDGES), flags=re.I)


# Where a text is cut, and then each part of it that is not one thing.
_CUTS = (
    re.compile(r"[\[\](){}（）【】]|(?<=\s)[-–—]+(?=\s)|\s[·•]\s|[；。]"),
    re.compile(r"(?<=[^\W\d_]{3})\.\s+|(?<=\d)\.\s+|(?<=et al)\.?\s+(?=[^\W_])|(?<=et al\.),?\s+"),
    re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|，|;"),  # not within 2,000
)
_SENTENCE, _COMMA = _CUTS[1:]
_YEAR_APART = re.compile(r"(?:[A-Z][A-Za-z]{0,9}[ -])?[A-Z]{3,10},\s?(?:19|20)\d\d")  # ECCV, 2022
_VENUE_PREFIX = re.compile(PHRASES["venue_prefix"], re.I)
_VENUE_WORDS = re.compile(rf"\b(?:{PHRASES['venue_words']})\b", re.I)
_VENUE_OPENING = re.compile(rf"{PHRASES['venue_opening']}\b", re.I)
_ACRONYM_LAST = re.compile(r"^[^\[\]:;?!()]* \([A-Z]{2,10}\)$")
_CAPITALS = re.compile(
    r"(?:[A-Z][\w&.-]*|of|on|in|and|the|for|&|-)(?: (?:[A-Z][\w&.-]*|of|on|in|and|the|for|&|-)){0,9}"
)
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|['’‘]\d\d(?!\d)|^[A-Z]\S{2,15}[ -][12]\d$")
_CJK_JOURNAL = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:科学|学报|杂志|通讯|技术|期刊)\s*[:：]\s*[\u4e00-\u9fff]{2,10}\s*(?:(?:19|20)\d\d)?"
    r"|[\u4e00-\u9fff]{2,10}(?:学报|杂志|期刊|通讯)\s*(?:(?:19|20)\d\d)?"
)
_WRAPPED = re.compile(r"[\[(（【]([^\[\]()（）【】]*)[\])）】]")
_DANGLES = re.compile(r"(?<!\w)(?:in|of|for|since|until|till|by|to|through|from|before|after)\s+(?:19|20)\d\d$", re.I)
_YEAR_NEXT = re.compile(r"[\s,.(]*((?:19|20)\d\d)(?!\d)")
_SEVERAL = re.compile(r"[,，、;；&]|\band\b|\bet\.? al|等")


def is_venue_with_year(text: str) -> bool:
    """Tell whether a text in italics is a venue with a comma before its year, as in `USENIX Security, 2022`."""
    venue, _, year = text.rpartition(",")
    return bool(_LONE_YEAR.fullmatch(year) and 0 < len(venue.split()) <= 8 and venue[0].isupper())


class Phrase(NamedTuple):
    """A phrase and its place in a text; `date`, `publication`, `authors`, `linked` (a venue), else `loose`."""

    kind: str
    text: str
    start: int = 0
    end: int = 0


class PhraseReader:
    """Read what stands beside a title, with a vocabulary of venues."""

    def __init__(self, venues: Aliases[Venue]) -> None:
        """Keep the vocabulary; what was read once is not read again."""
        cached = lru_cache(maxsize=4096)
        self.parse_publication: Callable[[str], Publication] = cached(partial(parse_publication, aliases=venues))
        self.find_venue: Callable[[str], str] = cached(self._find_venue)
        self.read: Callable[[str], tuple[Phrase, ...]] = cached(lambda text: tuple(self._read(text, 0, len(text), 0)))

    def is_told(self, text: str) -> bool:
        """Tell whether a text is nothing but dates, venues and persons."""
        return all(phrase.kind != "loose" for phrase in self.read(text))

    def read_run(self, runs: Sequence[Run], place: int) -> Sequence[Phrase]:
        """Read one of several runs: in italics surnames are persons, but one name in brackets may be an institution."""
        run, text = runs[place], runs[place].text
        before, after = (
            (runs[place - 1].text if place else ""),
            "".join(run.text for run in runs[place + 1 : place + 2]),
        )
        if run.is_link:
            is_label = read_date(text) or (is_link_label(text) and not re.search(r"\d\d", text))
            found = () if is_label or not self.is_told(text) else self.read(text)
            return [phrase._replace(kind="linked") for phrase in found if phrase.kind == "publication"]
        if run.is_plain or run.is_break:
            return self.read(text)
        if (year := _YEAR_NEXT.match(after)) and run.italic and not are_names(text):
            return [Phrase("publication", f"{text.strip(EDGES)} {year.group(1)}")]
        if before.rstrip().endswith(("(", "（")) and not (_SEVERAL.search(text) and are_names(text)):
            return [phrase._replace(kind="loose") if phrase.kind == "authors" else phrase for phrase in self.read(text)]
        is_last = not any(later.is_plain and re.search(r"[^\W\d_]{3}", later.text) for later in runs[place + 1 :])
        if place and run.italic and is_last and _CAPITALS.fullmatch(text) and not self.is_told(text):
            earlier = (phrase for inner in runs[:place] if inner.is_plain for phrase in self.read(inner.text))
            if any(phrase.kind == "authors" for phrase in earlier):
                return [Phrase("publication", text)]
        if run.italic and is_venue_with_year(text):
            return [Phrase("publication", text)]
        may_be_persons = run.italic and (" " in text.strip() or not text.isascii()) and are_names(text, True)
        if may_be_persons and not self.find_venue(text) and not read_date(text):
            return [Phrase("authors", name_persons(text))]
        return self.read(text)

    def _read(self, text: str, start: int, end: int, level: int) -> list[Phrase]:
        """Read a part of a text: whole if it is one thing, else cut at brackets and dashes, full stops, then commas."""
        start, end = end - len(text[start:end].lstrip(EDGES)), start + len(text[start:end].rstrip(EDGES))
        part = text[start:end]
        if not any(map(str.isalnum, part)):
            return []
        if (date := read_date(part)) or (level and (venue := self.find_venue(part))):
            return [Phrase("date", date, start, end) if date else Phrase("publication", venue, start, end)]
        if (
            level
            and are_names(part)
            and not (_SEVERAL.search(part) or (text[start - 1 : start], text[end : end + 1]) != ("[", "]"))
        ):
            return [Phrase("publication", part, start, end)]
        if level and are_names(part):
            return [Phrase("authors", name_persons(part), start, end)]
        if level == len(_CUTS):
            return [Phrase("loose", part, start, end)]
        cuts = [(cut.start() + start, cut.end() + start) for cut in _CUTS[level].finditer(part)]
        edges = zip([start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end], strict=True)
        found = [self._read(text, first, last, level + 1) for first, last in edges]
        parts = [phrase for phrases in found for phrase in phrases]
        return self._join_items(text, parts) if _CUTS[level] is _COMMA else parts

    def _join_items(self, text: str, items: Sequence[Phrase]) -> list[Phrase]:
        """Join what commas part: persons that follow one another, judged as one list, and `ECCV, 2022`."""
        joined: list[Phrase] = []
        for item in items:
            if item.kind == "date" and joined and _YEAR_APART.fullmatch(text[joined[-1].start : item.end]):
                start = joined.pop().start
                item = Phrase("publication", text[start : item.end], start, item.end)
            joined.append(item)
        said: list[Phrase] = []
        for may_be, group in groupby(
            joined, lambda item: item.kind in ("authors", "loose") and is_like_name(item.text)
        ):
            phrases = list(group)
            shown = [
                phrase._replace(kind="loose") if phrase.kind == "authors" and phrase.text.isupper() else phrase
                for phrase in phrases
            ]
            said += _join_persons(text, phrases) if may_be else shown if len(joined) > 1 else phrases
        return said

    def _find_venue(self, text: str) -> str:
        """Return the text that names a venue, without words such as `accepted by`; nothing where it names none."""
        text = text.strip(EDGES)
        text = text[prefix.end() :] if (prefix := _VENUE_PREFIX.match(text)) else text
        if wrapped := _WRAPPED.fullmatch(text):
            text = wrapped.group(1).strip(EDGES)
        if not text or len(text) > 200 or read_date(text):
            return ""
        if ("," in text or "，" in text) and not self._is_list_of_venues(text):
            return ""
        said = self.parse_publication(text)
        is_sure = _CJK_JOURNAL.fullmatch(text) or (said.venue and said.is_known) or (said.award and not said.venue)
        return text if is_sure or (said.venue and self._may_name_venue(text, said.venue)) else ""

    def _may_name_venue(self, text: str, name: str) -> bool:
        """Tell whether a name that no vocabulary knows is a venue's: by its words, or a year and few words."""
        if not any(map(str.isalpha, name)):
            return False
        words, opens = name.split(), _VENUE_OPENING.match(text) is not None
        has_word, has_year = _VENUE_WORDS.search(name) is not None, _HAS_YEAR.search(text) is not None
        sentences = _SENTENCE.split(text, maxsplit=1)
        if any(map(are_names, _SENTENCE.split(text)[1:-1])):
            return False
        if _DANGLES.search(text) or is_talk(text) or words[0] in ("A", "An"):
            return False
        if len(sentences) > 1 and (are_names(sentences[0]) or (self.find_venue(sentences[1]) and not opens)):
            return False
        if not (words[0][0].isupper() or has_word or (len(words) == 1 and name.isalnum() and has_year)):
            return False
        if re.search(r"[\[\]:;?!]|et al", text) or ("(" in text and len(text.partition("(")[0].split()) > 3):
            return opens or (has_word and _ACRONYM_LAST.search(name) is not None)
        if (inner := re.search(r"\(([^()]*)\)$", text)) and len(words) > 3 and self.find_venue(inner.group(1)):
            return opens
        if has_year and (len(words) <= 7 or has_word):
            return True
        return has_word and len(words) <= 25 and (name[0].isupper() or name.startswith("arXiv"))

    def _is_list_of_venues(self, text: str) -> bool:
        """Tell whether a text with commas is a venue: proceedings with their place, or a venue with its year."""
        if _VENUE_OPENING.match(text) or _YEAR_APART.fullmatch(text):
            return True
        items = [item.strip(EDGES) for item in _COMMA.split(text) if item.strip(EDGES)]
        venues = [item for item in items if not read_date(item)]
        is_month = not items or "-" in read_date(items[0])  # a month and then a venue
        return len(items) > 1 and not is_month and 0 < len(venues) < 3 and all(map(self.find_venue, venues))


def _join_persons(text: str, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return what commas part as one list of persons, also without its first or last; else nobody is a person."""
    count = len(phrases)
    for first, last in ((0, count), (1, count), (0, count - 1))[: 3 if count > 2 else count - 1]:
        start, end = phrases[first].start, phrases[last - 1].end
        if are_names(text[start:end]):
            persons = Phrase("authors", name_persons(text[start:end]), start, end)
            others = [phrase._replace(kind="loose") for phrase in (*phrases[:first], *phrases[last:])]
            return [*others[:first], persons, *others[first:]]
    return [phrase._replace(kind="loose") for phrase in phrases] if count > 1 else list(phrases)
