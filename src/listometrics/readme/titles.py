"""Find the title in a line: in bold, as a link, in quotation marks, in italics, or plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from listometrics.readme.cells import EMOJI
from listometrics.readme.columns import find_target
from listometrics.readme.dates import find_date, read_date
from listometrics.readme.inline import Run
from listometrics.readme.parts import EDGES, PartReader
from listometrics.readme.words import are_names, count_words, is_link_label

_QUOTED = re.compile(r"[“«「『《](.{5,300}?)[”»」』》]|(?<!\w)\"([^\"]{8,300})\"(?!\w)")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})\.\s+|(?<=[)\]\d])\.\s+|(?<=[^\W\d_]\.)\s+(?=\()")
_DASH = re.compile(r"(?<=\S)\s+[-–—]+\s+")
_OPENS = re.compile(r"\s*[\[(【（]([^\[\]()（）【】]{1,40})[\])】）]\s*[:\-–,]?\s*")
_CLOSES = re.compile(r"(?:(?<!\s)\s+)?[\[(（【]([^\[\]()（）【】]{2,300})[\])）】]\s*[.,;:]?\s*$")
_ENDS = re.compile(rf"^[\s{EMOJI}>•·*#,.;:：|\-–—]+|[\s{EMOJI},.;:：|\-–—]+$")
_IN = re.compile(r",\s?in\s?$", re.I)  # before a venue in a style of its own
_LEAST_WORDS = 3
_MOST_NAME = 2  # words of a short name


@dataclass(frozen=True, slots=True)
class Title:
    """A title, how it stands there, the short name before it, and what stands before and behind both."""

    text: str
    how: str
    name: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]
    url: str = ""


def find_styled(runs: Sequence[Run], parts: PartReader) -> Title | None:
    """Return the title in a chunk that is bold, a link, quoted or in italics; None where none is."""
    runs = _mark_quotes(runs)
    groups = [group for group in _group_styled(runs) if _may_title(runs, group, parts)]
    if not groups:
        return None
    if quoted := _find_quoted(runs, groups[0], parts):
        return quoted
    long = [g for g in groups if _count_words(runs, g) >= _LEAST_WORDS and not are_names(_text(runs, g))]
    first = long[0] if long else groups[0]
    how = _how(runs[first[0]])
    if how == "italic" and (not long or _count_words(runs, first) <= _LEAST_WORDS):
        return None
    text, after = _text(runs, first), list(runs[first[1] :])
    name, start = "", first[0]
    place = groups.index(first)
    if place and _count_words(runs, groups[place - 1]) <= _MOST_NAME and not _between(runs, groups[place - 1], first):
        name, start = clean(_text(runs, groups[place - 1])), groups[place - 1][0]
    elif not long and how == "bold" and _count_words(runs, first) <= _MOST_NAME and after and after[0].is_plain:
        joined = text.rstrip().endswith((":", "：")) or after[0].text.lstrip().startswith((":", "："))
        if joined or not re.match(r"\s*[,.;|(\[]", after[0].text):
            rest = find_plain([replace(after[0], text=after[0].text.lstrip(": ：–—-")), *after[1:]], parts)
            if rest and count_words(rest.text) >= _LEAST_WORDS and not rest.before:
                said = rest.text.casefold().startswith(f"{clean(text)}:".casefold())
                title = f"{clean(text)}: {rest.text}" if joined and not said else rest.text
                return Title(title, "bold", clean(text), tuple(runs[: first[0]]), rest.after)
    if not clean(text):
        return None
    return Title(clean(text), how, name, tuple(runs[:start]), tuple(after), runs[first[0]].url or "")


def _find_quoted(runs: Sequence[Run], group: tuple[int, int], parts: PartReader) -> Title | None:
    """Return the quoted title behind a short name in bold, with nothing but persons, venues and dates between."""
    name = _text(runs, group)
    if not runs[group[0]].bold or _count_words(runs, group) > _MOST_NAME:
        return None
    for place in range(group[1], len(runs)):
        run = runs[place]
        if run.is_link or run.is_break:
            return None
        match = _QUOTED.search(run.text) if run.is_plain else None
        before = run.text[: match.start()] if match else run.text
        if any(letter.isalnum() for letter in before) and not parts.is_told(before):
            return None
        text = (match.group(1) or match.group(2)) if match else ""
        if count_words(text) >= _LEAST_WORDS:
            after = replace(run, text=run.text[match.end() if match else 0 :])
            between = (*runs[: group[0]], *runs[group[1] : place], replace(run, text=before))
            return Title(clean(text), "bold", clean(name), between, (after, *runs[place + 1 :]))
    return None


def find_plain(runs: Sequence[Run], parts: PartReader) -> Title | None:
    """Return the title in a chunk that begins with plain text; None where none is.

    Dates and venues in brackets at its ends, persons before it, and persons and venues behind it are cut off.
    """
    count = 0
    while count < len(runs) and (runs[count].is_plain or (runs[count].code and count == 0)):
        count += 1
    before: list[str] = []
    if count > 1 and runs[0].code and parts.is_told(runs[0].text):
        before, runs, count = [runs[0].text], runs[1:], count - 1
    text = "".join(run.text for run in runs[:count])
    after: list[str] = []
    text = re.sub(r"[\[(（]\s*$", "", text)
    while (opens := _OPENS.match(text)) and text[opens.end() :].strip():
        if not parts.is_told(opens.group(1)) and len(opens.group(1).split()) > _MOST_NAME:
            break
        before.append(opens.group(1))
        text = text[opens.end() :]
    if (date := find_date(text)) and not text[: date[1]].strip(EDGES):
        before.append(text[: date[2]])
        text = text[date[2] :].lstrip(EDGES)
    while closes := _CLOSES.search(text):
        if not parts.is_told(closes.group(1)) or not text[: closes.start()].strip():
            break
        after.insert(0, closes.group(1))
        text = text[: closes.start()]
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip(EDGES)]
    while _are_beside(sentences[:1], parts) and not _are_beside(sentences[1:], parts):
        before.append(sentences.pop(0))
    if not sentences:
        return None
    asked = sentences[0].rpartition("? ")
    if asked[1] and parts.is_told(asked[2]):
        sentences[:1] = [f"{asked[0]}?", asked[2]]
    title, rest = _cut_tail(_IN.sub("", sentences[0]) if count < len(runs) else sentences[0], parts)
    after = [*rest, *sentences[1:], *after]
    title = clean(title)
    if len(re.findall(r"\w+", title)) < 2 and not re.search(r"[\u4e00-\u9fff]{4}", title):
        return None
    if read_date(title) or parts.find_venue(title) or (are_names(title) and not after and count == len(runs)):
        return None
    told = [Run(" | ".join(said)) for said in (before, after) if said]
    first = told[:1] if before else []
    return Title(title, "plain", "", tuple(first), (*told[len(first) :], *runs[count:]))


def clean(text: str) -> str:
    """Return a title without emoji, blanks and stops at its ends.

    >>> clean(" 🔥 A title. "), clean("Is it so?")
    ('A title', 'Is it so?')
    """
    text = _ENDS.sub("", " ".join(text.split()))
    return text[1:-1].strip() if len(text) > 2 and text[0] + text[-1] in ('""', "“”", "[]", "「」") else text


def _are_beside(sentences: Sequence[str], parts: PartReader) -> bool:
    """Tell whether all of some sentences are authors, dates and venues, none a title."""
    return all(are_names(sentence) or parts.is_told(sentence) for sentence in sentences)


def _cut_tail(text: str, parts: PartReader) -> tuple[str, list[str]]:
    """Return a title without the persons, venues and dates behind it, and those."""
    pieces = _DASH.split(text)
    tail: list[str] = []
    if len(pieces) > 1 and (len(pieces[0].split()) > _LEAST_WORDS or parts.is_told(pieces[-1])):
        last = len(pieces) - 1 if parts.is_told(pieces[-1]) else 1
        while last > 1 and parts.is_told(pieces[last - 1]):
            last -= 1
        text, tail = " - ".join(pieces[:last]), pieces[last:]
    head, by, persons = text.rpartition(" by ")
    if by and are_names(persons):
        return head, [persons, *tail]
    commas = list(re.finditer("[,，]", text))
    for place, comma in enumerate(commas, start=1):
        head, rest = text[: comma.start()], text[comma.end() :]
        if head.count("(") > head.count(")"):
            continue
        found = parts.read(rest)
        if found.is_told and (found.publications or found.dates or place < len(commas) or "et al" in rest):
            if len(re.findall(r"\w+", head)) >= 2:
                return head, [rest, *tail]
            break
    return text, tail


def _mark_quotes(runs: Sequence[Run]) -> list[Run]:
    """Return runs with a quoted text, where no other text has a style, as a run in code style of its own."""
    if any(run.bold or (run.is_link and not is_link_label(run.text)) for run in runs):
        return list(runs)
    marked: list[Run] = []
    done = False
    for run in runs:
        match = _QUOTED.search(run.text) if run.is_plain and not done else None
        goes_on = match is not None and run.text[match.end() : match.end() + 1] in (":", "：")
        if match is None or goes_on or count_words(match.group(1) or match.group(2)) < _LEAST_WORDS:
            marked.append(run)
            continue
        done = True
        marked += [replace(run, text=run.text[: match.start()]), Run(match.group(1) or match.group(2), bold=True)]
        marked.append(replace(run, text=run.text[match.end() :]))
    return [run for run in marked if run.text or run.is_link]


def _group_styled(runs: Sequence[Run]) -> list[tuple[int, int]]:
    """Return first and last place of what is bold, a link or in italics; what is bold goes on over links."""
    groups: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        run = runs[index]
        if run.bold and not (run.is_link and is_link_label(run.text)):
            last = index + 1
            while last < len(runs) and runs[last].bold and not (runs[last].is_link and is_link_label(runs[last].text)):
                last += 1
            groups.append((index, last))
            index = last
            continue
        if (run.is_link and not is_link_label(run.text) and not run.badge) or run.italic:
            groups.append((index, index + 1))
        index += 1
    return groups


def _may_title(runs: Sequence[Run], group: tuple[int, int], parts: PartReader) -> bool:
    text = _text(runs, group)
    if not clean(text) or read_date(text) or parts.find_venue(text):
        return False
    if all(run.code and not run.is_link for run in runs[slice(*group)]):
        return False  # a tag
    if runs[group[0]].italic and not runs[group[0]].bold and not runs[group[0]].is_link and are_names(text):
        return False
    if runs[group[0]].is_link and are_names(text) and len(text.split()) <= _LEAST_WORDS and group[0] > 0:
        return False
    follows = runs[group[1]].text if group[1] < len(runs) else ""
    labelled = text.rstrip().endswith((":", "：")) or follows.lstrip().startswith((":", "："))
    return not (labelled and find_target(text.strip(EDGES)) != "other")


def _how(run: Run) -> str:
    if run.bold:
        return "bold"
    return "link" if run.is_link else "italic"


def _text(runs: Sequence[Run], group: tuple[int, int]) -> str:
    return "".join(run.text for run in runs[slice(*group)])


def _count_words(runs: Sequence[Run], group: tuple[int, int]) -> int:
    text = _text(runs, group)
    return len(re.findall(r"\w+", text)) + 2 * bool(re.search(r"[\u4e00-\u9fff]{4}", text))


def _between(runs: Sequence[Run], one: tuple[int, int], two: tuple[int, int]) -> str:
    """Return the words between two groups."""
    return "".join(run.text for run in runs[one[1] : two[0]]).strip(EDGES + "[]()")
