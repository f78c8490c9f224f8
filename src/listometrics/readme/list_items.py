"""Read bullets, numbered items and blocks of text: the title of each, its trailing text and its nested items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, dropwhile, pairwise, takewhile
from typing import NamedTuple

from listometrics.readme.candidates import Candidate, find_target
from listometrics.readme.html_blocks import BELOW_ALL, Block
from listometrics.readme.inline_text import (
    BAR,
    EMOJI,
    LONGEST,
    Link,
    Run,
    classify_link,
    drop_leading_emoji,
    make_plain,
    read_runs,
    split_read_mark,
)
from listometrics.readme.phrases import (
    EDGES,
    Phrase,
    PhraseReader,
    are_names,
    begins_with_date,
    count_words,
    has_paper_address,
    is_link_label,
    is_venue_with_year,
    may_be_name,
    name_persons,
    read_date,
)
from listometrics.readme.vocabulary import WORDS, Aliases, Venue

QUOTES = '"“«「『《'
WRAPPINGS = ('""', "“”", "«»", "「」", "『』", "《》", "[]")
_MOST_NAME = 2  # words of a short name
_LEAST_TITLE = 3  # words
_FOOTNOTES = re.compile(r"(<sup>\d)(?:,\s?\d){1,9}(?=</sup>)")  # of an author with several
_STRUCK = re.compile(r"\A\s*~~(.*)~~\s*\Z", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TELLING = re.compile(r"[\[<:：*_\"“,，|\\&`]|\d")
_EMOJI_NAME = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+\-]{1,30}:(?![\w:])")
_CHECKBOX = re.compile(r"\s*\[([ xX])\]\s+")
_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_]+)\s$")
_CUT = re.compile(
    r"(?:(?<!\s)\s+(?:(?<=\s)\|(?=\s)|[·•‖]|；)|(?<=\S)\|(?=\s)|[·•‖]|；)\s*|[;,.。]\s+(?=([A-Z][\w ]{1,25})[:：])"
)
_COLONS = (":", "：")
_ARXIV_ID = re.compile(r"\barxiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?)(?!\d)", re.I)
_CITED = re.compile(  # as APA has it: Family, G., & Family, G. (2020). Title. *Venue, 12*(3), 4-5. address
    r"(?P<persons>[^()\[\]<>*:]{4,600}?)\s+\((?P<year>(?:19|20)\d\d)[a-z]?(?:,[^()]{1,20})?\)\.\s+(?P<title>[^*_\n]{4,300}?[.?!)])"
    r"\s+(?:In\s+)?(?:\*(?P<venue>[^*]+?)(?:,\s*\d[\d–-]*)?\*)",
)
_PARTED = re.compile(r"[,，(（\[【]\s*$")
_ACRONYM = re.compile(r"(?=\w*[A-Z]{2})\w{2,10}(?:[ '’-]?\d{2,4})?")
_LABEL = re.compile(r"\s*+[^\w\s]*+\s*+([^\W\d_][^:：\n]{0,39}?)\s*+[:：]\s*(.*)", re.S)
_QUOTED = re.compile(r"[“«「『《](.{5,300}?)[”»」』》]|(?<!\w)\"([^\"]{8,300})\"(?!\w)")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})\.\s+|(?<=[)\]\d])\.\s+|(?<=[^\W\d_]\.)\s+(?=\()")
_DASH = re.compile(r"(?<=\S)\s+[-–—]+\s+")
_LEADING_BRACKETS = re.compile(r"\s*[\[(【（]([^\[\]()（）【】]{1,40})[\])】）]\s*[:\-–,]?\s*(?=\S)")
_CLOSING_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?[\[(（【]([^\[\]()（）【】]{2,300})[\])）】]\s*[.,;:]?\s*$")
_ENDS = re.compile(rf"^[\s{EMOJI}>•·*#,.;:：|\-–—]+|[\s{EMOJI},.;:：|\-–—]+$")
_IN = re.compile(r",\s?in\s?$", re.I)  # before a venue in a style of its own
_FILLER = re.compile(r"(?:in|by|and|at|on|from|with|to appear|pp?\.? ?\d.*|vol.*|[\d(),:\s–-]+)", re.I)
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__|<b>|<strong>)([^*_<>\n\]\[]{2,80})(?:\*\*|__|</b>|</strong>)\s*[:：]?\s*", re.I)
_LINKED_TITLE = re.compile(r"(?:\d[\d.]{0,9}[.)]?\s+)?(\[[^\[\]]{12,}\]\(([^()\s]+)\))")
_LED_BY_PERSONS = re.compile(r"([^\[\]\n*]{3,300}?)[\s.]+\[\**[^\[\]]{12,}\]\(")
_TITLE_LINE = re.compile(
    r"\s*(?:[^\w\s\[*<_(]+\s*)?(?:\*\*\[?([^*\]]{12,})|\[([^\[\]]{16,})\]\(|<a\b[^<>]*>([^<>]{16,})</a>)", re.I
)


class Title(NamedTuple):
    """A title, how it stands in the run at a place, and the phrases beside it in that run."""

    text: str
    how: str
    place: int
    before: Sequence[Phrase] = ()
    after: Sequence[Phrase] = ()
    behind: str = ""  # the rest of its run as written
    named: int = -1  # the place of the short name before it


class ItemReader:
    """Read texts with a vocabulary of venues."""

    def __init__(self, venues: Aliases[Venue]) -> None:
        """Keep the vocabulary."""
        self._phrases = PhraseReader(venues)

    def read(self, text: str, at: Candidate | None = None) -> Candidate:
        """Return what a text `at` a place says; only what a title, a label, a link or a form marks is taken for it."""
        item = replace(at or Candidate(0), text=text, links=[], other={}, said=[], below=[])
        if len(text) > LONGEST:
            item.said.append(Phrase("loose", text))
            return item
        text = _FOOTNOTES.sub(r"\1", _COMMENT.sub("", _STRUCK.sub(r"\1", text)))
        if not _TELLING.search(text):
            item.title, item.how = clean_title(text), "plain" if count_words(text) > 1 else ""
            return item
        if (cited := _CITED.match(text)) and are_names(re.sub(r",? (?:Jr|Sr)\.", "", cited["persons"])):
            item.authors, item.year, item.how = cited["persons"], int(cited["year"]), "label"
            item.title, item.publication_raw = clean_title(cited["title"]), cited["venue"] or ""
            _add_links(item, [Link(run.text, run.url or "") for run in read_runs(text) if run.is_link])
            return item
        if box := _CHECKBOX.match(text):
            item.read, text = box.group(1) != " ", text[box.end() :]
        text = text.replace("\\|", BAR)
        runs = read_runs(drop_leading_emoji(text) if text[:1] == ":" else text)
        # A badge's link is left out where another leads to the same address, as are links within the page.
        others = {run.url for run in runs if not run.badge}
        shown = [run for run in runs if run.url is not None and not (run.badge and run.url in others)]
        _add_links(
            item, [Link(run.text, run.url or "") for run in shown if not (run.url or "").startswith(("#", "./#"))]
        )
        if not any("arxiv" in link.url for link in item.links) and (plain := _ARXIV_ID.search(make_plain(text))):
            _add_links(item, [Link(plain.group(), f"https://arxiv.org/abs/{plain.group(1)}")])
        segments = list(_cut_runs(self._even_styles(runs, item)))
        if BAR in text:
            item.links = [Link(*(said.replace(BAR, "|") for said in link)) for link in item.links]
            segments = [[run._replace(text=run.text.replace(BAR, "|")) for run in segment] for segment in segments]
        self._read_segments([segment for segment in segments if not self._read_label(segment, item)], item)
        return item

    def read_mixed(self, cell: str) -> Candidate:
        """Read a table's cell that holds a title and more, as a bullet does."""
        item = self.read(re.sub(r"<br\b[^<>]*>", "\n", cell, flags=re.I))
        self.finish(item)
        return item

    def finish(self, item: Candidate) -> None:
        """Put the phrases beside an item's title in its fields."""
        if said := " ".join(dict.fromkeys(item.says("publication") or item.says("linked")[:1])):
            item.put("publication_raw", said)
        if persons := item.says("authors"):
            item.put("authors", ", ".join(persons))
        for date in item.says("date"):
            item.put("date", date)
        others = [text for text in item.says("loose") if not _FILLER.fullmatch(text)]
        is_venue = len(others) == 1 and others[0].isupper() and _ACRONYM.fullmatch(others[0]) and item.says("date")
        if is_venue and not item.publication_raw and item.links_paper:
            item.put("publication_raw", others.pop())
        if loose := " ".join(others):
            item.put("note", loose)

    def _even_styles(self, runs: Sequence[Run], item: Candidate) -> list[Run]:
        """Return runs without marks, bold ones joined, and what is in italics or code in a plain title as plain."""
        evened: list[Run] = []
        for run, after in zip(runs, [*runs[1:], Run("")], strict=False):
            text, bears_mark = split_read_mark(run.text)
            item.read = item.read or bears_mark
            run = run._replace(text=text) if bears_mark else run
            last = evened[-1] if evened else Run("\n")
            if run.bold and last.bold and not (_is_label_link(run) or _is_label_link(last)):
                evened[-1] = Run(last.text + run.text, bold=True, code=last.code and run.code)
                continue
            found = _LAST_WORD.search(last.text) if last.is_plain else None
            word = found.group(1) if found else ""
            if run.bold and word and not run.is_link and self._is_within_title(last.text):
                run = Run(run.text)
            goes_on = word.islower() or (word and re.match(r"\s+[^\W\d_]", after.text))
            if (
                goes_on
                and word not in WORDS["introducing"]
                and (run.italic or run.code)
                and not (run.bold or run.is_link)
            ):
                run = run if are_names(run.text) or self._phrases.is_told(run.text) else Run(run.text)
            if run.is_plain:
                run = run._replace(text=_EMOJI_NAME.sub("", run.text))
                if last.is_plain:
                    run = Run(evened.pop().text + run.text)
            evened.append(run)
        return evened

    def _is_within_title(self, before: str) -> bool:
        """Tell whether a plain text ends within a title, so that bold words behind it are part of it."""
        words = re.split(r"[\])）】.,:;]\s+", before)[-1].split()
        return len(words) > 2 and any(map(str.islower, words[1:])) and words[-1] not in WORDS["introducing"]

    def _read_label(self, runs: Sequence[Run], item: Candidate) -> bool:
        """Read a segment such as `Venue: ICLR 2024`; tell whether it was one."""
        said = _LABEL.fullmatch("".join(run.text for run in runs if not _is_label_link(run)))
        lead = next((run for run in runs if run.text.strip(EDGES + "[(")), None)
        # `[arXiv:2305.09858](address)` is none.
        target = find_target(said.group(1)) if said and not (lead and lead.is_link and ":" in lead.text) else "other"
        if said is None or target == "other":
            return False
        behind = lead.text.partition(":")[2] if lead and lead.bold and target not in ("title", "mixed") else ""
        if count_words(behind) > _LEAST_TITLE and not self._phrases.is_told(behind):
            return False  # a title such as `TIME: Times Are a Matter of Trees`
        label, value = said.group(1), said.group(2).strip(EDGES.replace("*", "").replace("_", ""))
        is_linked = any(run.is_link for run in runs)
        item.is_labelled = item.is_labelled or bool(value) or is_linked
        if target in ("title", "mixed") and value:
            item.put("title", value)
            item.how = item.how or "label"
        elif value and not (target == "link" and is_linked):
            item.put(target, name_persons(value) if target == "authors" else value, label)
        return True

    def _read_segments(self, segments: Sequence[Sequence[Run]], item: Candidate) -> None:
        """Find the title in the segments without a label, and read what stands around it."""
        title, at = self._find_title(segments) if not item.title else (None, -1)
        before: list[Phrase] = []
        for index, runs in enumerate(segments):
            said = [self._phrases.read_run(runs, place) for place in range(len(runs))]
            if title is None or index != at:
                (before if index < at else item.said).extend(phrase for phrases in said for phrase in phrases)
                continue
            if title.named >= 0:
                said[title.named] = []
            before += [*chain(*said[: title.place]), *title.before]
            item.said += [*title.after, *chain(*said[title.place + 1 :])]
            rest = runs[title.place + 1 :]
            if title.how == "plain" and not title.behind:  # behind its links
                rest = list(dropwhile(lambda run: run.is_link, rest))
            item.after = title.behind + "".join(run.text for run in takewhile(lambda run: run.is_plain, rest))
            item.title, item.how = make_plain(title.text, keeps_asterisks=True), title.how
            name = clean_title(runs[title.named].text) if title.named >= 0 else ""
            item.name = name if may_be_name(name) else ""
            rivals = (run for run in runs if count_words(run.text) > _LEAST_TITLE and has_paper_address(run.url or ""))
            item.has_rival = title.how == "plain" and not all(map(_is_label_link, rivals))
        loose = [phrase.text for phrase in before if phrase.kind == "loose"]
        if item.title and not item.name and len(loose) == 1 and len(loose[0].split()) <= 2 and may_be_name(loose[0]):
            item.name, loose = loose[0].strip(EDGES + "[]"), []
        item.before = " ".join(loose)
        item.said = [phrase for phrase in before if phrase.kind != "loose"] + item.said

    def _find_title(self, segments: Sequence[Sequence[Run]]) -> tuple[Title | None, int]:
        """Return the title and the place of its segment: the first phrase of three words, else one of two."""
        for least in (_LEAST_TITLE, _MOST_NAME):
            for place, runs in enumerate(segments):
                if title := self._find_in(runs, least):
                    return title, place
        return None, -1

    def _find_in(self, runs: Sequence[Run], least: int) -> Title | None:
        """Return the title among runs: the first that is long, in a style or plain; else the first short one styled."""
        short = persons = -1
        for place, run in enumerate(runs):
            if run.is_plain and (short < 0 or (place == short + 1 and runs[short].bold)):
                if title := self._find_plain(runs, place, least, short):
                    return title
            elif not run.is_plain and self._may_be_title(runs, place):
                if not (_is_long(run.text) or run.text[0] in QUOTES):
                    short = place if short < 0 and (run.bold or run.is_link) else short
                elif run.text[0] in QUOTES or not are_names(run.text):
                    return self._take_styled(runs, place, short)
                elif persons < 0:
                    persons = place
        place = max(persons, short) if persons < 0 or short < 0 else persons
        return self._take_styled(runs, place, -1) if place >= 0 else None

    def _take_styled(self, runs: Sequence[Run], place: int, short: int) -> Title:
        """Return a title in a style without dates and venues in brackets before it, and those behind it."""
        run, text = runs[place], clean_title(runs[place].text)
        how = "bold" if run.bold else "link" if run.is_link else "italic"
        phrases = self._phrases.read(text)
        first, last = 0, len(phrases)
        while (
            first + 1 < last and phrases[first].kind in ("date", "publication") and _is_bracketed(text, phrases[first])
        ):
            first += 1
        while last - 1 > first and phrases[last - 1].kind in ("date", "publication"):
            if not re.search(r"[,，(（\[【]\s*$", text[: phrases[last - 1].start]):
                break
            last -= 1
        start, end = phrases[first].start if first else 0, phrases[last - 1].end if last < len(phrases) else len(text)
        named = short if short >= 0 and run.bold and runs[short].bold else -1
        return Title(clean_title(text[start:end]), how, place, phrases[:first], phrases[last:], named=named)

    def _find_plain(self, runs: Sequence[Run], place: int, least: int, short: int) -> Title | None:
        """Return the title in a plain run, which a short name in bold may stand before; None where none is.

        It begins with the first phrase that is nothing known, and goes on over what parts no sentences.
        """
        text = runs[place].text
        is_joined = short >= 0 and (runs[short].text.rstrip().endswith(_COLONS) or text.lstrip()[:1] in _COLONS)
        if short >= 0 and not is_joined and re.match(r"\s*[,.;|(\[]", text):
            return None
        phrases = self._phrases.read(text)
        loose = [number for number, phrase in enumerate(phrases) if phrase.kind == "loose"]
        names = {n for n in loose if count_words(phrases[n].text) <= _MOST_NAME and _is_bracketed(text, phrases[n])}
        first = next((n for n in loose if n not in names), None)
        if loose and loose[0] in names and loose[0] and phrases[loose[0] - 1].kind == "authors":
            first = loose[0] - 1  # not persons, but a title that a bracket is part of, as in `Leveraging SE(3)`
        if first is None:
            is_title = phrases and phrases[0].kind == "authors" and "," not in phrases[0].text
            if not is_title or not (short >= 0 or len(phrases) > 1):
                return None
            first = 0
        last = first
        for number in range(first + 1, len(phrases)):
            phrase, gap = phrases[number], text[phrases[number - 1].end : phrases[number].start]
            if self._ends(phrase, gap):
                break
            # What looks like one person behind a comma is part of the title where nothing known follows it.
            is_told = any(other.kind in ("date", "publication") for other in phrases[number + 1 : number + 2])
            is_list = re.search(r",|\band\b|et al", phrase.text) is not None
            if phrase.kind == "loose" or (
                phrase.kind == "authors" and gap.strip() in (",", "，") and not (is_told or is_list)
            ):
                last = number
        title = text[phrases[first].start : phrases[last].end]
        title += ")" if title.count("(") > title.count(")") else ""
        behind, after = text[phrases[last].end :].lstrip(")"), list(phrases[last + 1 :])
        dangling = re.search(
            r"(?<=[a-z]{3})(?<!\bfor)(?<!\bfrom)(?<!\bsince)(?<!\buntil)(?<!\band) ((?:19|20)\d\d)$", title
        )
        if dangling and is_joined and not any(phrase.kind == "date" for phrase in phrases):
            title, after = title[: dangling.start()], [Phrase("date", dangling.group(1)), *after]
        head, by, persons = title.rpartition(" by ")
        if by and re.search(r",|&|\band\b|et al", persons) and are_names(persons):  # not `by Random Walks`
            title, after = head, [Phrase("authors", name_persons(persons)), *after]
        if count_words(title) < least or read_date(title) or self._phrases.find_venue(title):
            return None
        title, name = clean_title(title), clean_title(runs[short].text) if short >= 0 else ""
        if is_joined and not title.casefold().startswith(f"{name}:".casefold()):
            title = f"{name}: {title}"
        return Title(title, "bold" if name else "plain", place, phrases[:first], after, behind, short)

    def _ends(self, phrase: Phrase, gap: str) -> bool:
        """Tell whether a plain title ends before a phrase, by what parts them."""
        if re.search(r"\.\s|[·•；。]", gap) or (phrase.kind != "loose" and re.search(r"[\[(（【]\s*$", gap)):
            return True
        words = re.findall(r"[^\W\d_]+", phrase.text)
        return re.search(r"\s[-–—]+\s", gap) is not None and 2 * sum(map(str.islower, words)) > len(words)

    def _may_be_title(self, runs: Sequence[Run], place: int) -> bool:
        """Tell whether a run is styled and no label, tag, date, venue or person."""
        run = runs[place]
        if run.bold and run.text[:1] in QUOTES:
            return True
        if not (run.bold or run.italic or run.is_link) or (run.badge and not run.bold):
            return False
        is_tag = _ACRONYM.fullmatch(run.text) and place > 0 and runs[place - 1].text.rstrip().endswith("[")
        if run.is_link and not run.italic and (is_tag or is_link_label(run.text)):
            return False
        if not clean_title(run.text) or read_date(run.text) or self._phrases.find_venue(run.text):
            return False
        if run.bold or run.is_link:
            return run.is_link or not run.code
        return not (run.code or are_names(run.text, run.italic) or is_venue_with_year(run.text))


def clean_title(text: str) -> str:
    """Return a title without emoji, blanks and stops at its ends.

    >>> clean_title(" 🔥 A title. "), clean_title("Is it so?")
    ('A title', 'Is it so?')
    """
    text = _ENDS.sub("", " ".join(text.split()))
    text = text[1:] if text[:1] == '"' and text.count('"') == 1 else text
    return text[1:-1].strip() if len(text) > 2 and text[0] + text[-1] in WRAPPINGS else text


def _is_long(text: str) -> bool:
    """Tell whether a text is more than a short name."""
    return count_words(text) > _MOST_NAME or re.search(r"[\u4e00-\u9fff]{4}", text) is not None


def _is_label_link(run: Run) -> bool:
    return run.is_link and is_link_label(run.text)


def _is_bracketed(text: str, phrase: Phrase) -> bool:
    opens, closes = re.search(r"[\[(（【]\s*$", text[: phrase.start]), re.match(r"\s*[\])）】]", text[phrase.end :])
    return opens is not None and closes is not None


def _cut_runs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the segments between breaks, bars, and full stops or commas before a label.

    >>> [[run.text for run in segment] for segment in _cut_runs([Run("A title | Venue: "), Run("ACL", bold=True)])]
    [['A title'], ['Venue: ', 'ACL']]
    """
    segment: list[Run] = []
    for run, follows in zip(runs, [*runs[1:], Run("")], strict=False):
        has_colon = run.bold and (run.text.rstrip()[-1:] in _COLONS or follows.text.lstrip()[:1] in _COLONS)
        if run.is_break or (has_colon and not run.is_link and find_target(run.text) != "other"):
            yield segment
            segment = [] if run.is_break else [run]
        elif run.is_plain:
            position = 0
            for cut in _CUT.finditer(run.text):
                if cut.group(1) is None or find_target(cut.group(1)) != "other":
                    yield [*segment, Run(run.text[position : cut.start()])]
                    segment, position = [], cut.end()
            segment += _mark_quote(run.text[position:])
        else:
            segment.append(run)
    yield segment


def _mark_quote(text: str) -> list[Run]:
    """Return plain text as runs, with what is first quoted as bold."""
    match = _QUOTED.search(text)
    if match is None or count_words(match.group()) < _LEAST_TITLE or text[match.end() :][:1] in (":", "："):
        return [Run(text)]
    return [Run(text[: match.start()]), Run(match.group(), bold=True), Run(text[match.end() :])]


def may_be_entry(text: Candidate) -> bool:
    """Tell cheaply whether a text may be an entry: an item, or one that begins with a title."""
    led = _LED_BY_PERSONS.match(text.text)
    return text.is_item or _TITLE_LINE.match(text.text) is not None or (led is not None and are_names(led.group(1)))


def promote_headings(blocks: Sequence[Block], reader: ItemReader) -> list[Block]:
    """Return blocks with a line in bold right above a table or items as a heading, and a paper's heading as text."""
    promoted: list[Block] = []
    is_below = False  # what stands below a paper's heading
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.kind == "heading":
            is_below = place > 0 and _is_paper_heading(blocks, place, reader)
            block = Block("item", block.line, block.text, 1) if is_below else block
        elif block.kind in ("fold", "unfold"):
            is_below = False
        elif is_below and block.kind in ("item", "text"):
            block = replace(block, level=block.level + 2)
        bold = _BOLD_LINE.fullmatch(block.text) if block.kind == "text" and not block.level and after else None
        opens = bold and after and (after.rows or (after.kind == "item" and not reader.read(after.text).is_field))
        if bold and opens and len(bold.group(1).split()) <= 10:
            block = Block("heading", block.line, bold.group(1).strip(" :："), BELOW_ALL)
        promoted.append(block)
    return promoted


def _is_paper_heading(blocks: Sequence[Block], place: int, reader: ItemReader) -> bool:
    """Tell whether a heading is a title: it links to a paper, or only the persons and links of one stand below."""
    text = blocks[place].text.strip()
    if (linked := _LINKED_TITLE.fullmatch(text)) and has_paper_address(linked.group(2)):
        return True
    if count_words(text) < _LEAST_TITLE or re.match(r"\d[\d.]*[.)]?\s", text):
        return False
    title = reader.read(text)
    if "<a " in text and title.how == "bold" and title.has_paper_address:
        return True
    below = list(takewhile(lambda block: block.kind in ("item", "text"), blocks[place + 1 : place + 7]))
    said = [reader.read(block.text) for block in below] if len(below) < 6 else []
    if not any(item.links_paper for item in said):
        return False
    has_persons = title.says("authors") or any(item.says("authors") or item.authors for item in said)
    names = [are_names(item.title) for item in said]
    return bool(has_persons or any(names)) and all(
        item.is_field or is_name for item, is_name in zip(said, names, strict=True)
    )


def join_items(texts: Sequence[Candidate], reader: ItemReader) -> list[Candidate]:
    """Read texts and join them: a line that gives no title belongs to the title above it in the same section.

    What stands below an item belongs to it, unless it has a title and the marks of a paper of its own.
    """
    items: list[Candidate] = []
    for text in (line for whole in texts for line in _split_titles(whole)):
        above = items[-1] if items and items[-1].heading == text.heading else None
        item = reader.read(text.text, text)
        is_styled = item.how == "plain" or (item.how == "bold" and not item.links_paper)
        is_line = above is not None and (not item.is_item or item.level > above.level + 1)  # below a paper's heading
        if is_line and is_styled and are_names(item.title):
            item.said.append(Phrase("authors", item.title))
            item.title = item.how = item.after = ""
        if above is not None and _belongs(item, above):
            _take_below(above, item)
            continue
        if above is not None and item.level > above.level:
            above.is_group = True
        persons = item.says("authors")
        is_dated = item.links_paper or begins_with_date(text.text)
        if item.is_item and not item.how and persons and not item.says("loose") and is_dated:
            item.title, item.how = persons[0], "plain"  # there is nothing else that could be one
            item.said.remove(next(phrase for phrase in item.said if phrase.kind == "authors"))
        items.append(item)
    return items


def _split_titles(text: Candidate) -> list[Candidate]:
    """Return a block as one text a title, where several of its lines begin with one and have a link."""
    lines = text.text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TITLE_LINE.match(line)] if len(lines) > 1 else []
    blocks = ["\n".join(lines[first:last]) for first, last in pairwise([*starts, len(lines)])]
    if len(starts) < 2 or starts[0] or not all("](" in block or "://" in block for block in blocks):
        return [text]
    above = [replace(text, line=text.line + start, text=said) for start, said in zip(starts, blocks, strict=True)]
    return [above[0], *(replace(inner, is_item=False) for inner in above[1:])]


def _belongs(item: Candidate, above: Candidate) -> bool:
    """Tell whether an item belongs to the one above it in its section."""
    if not (above.how or (item.how == "label" and item.level)):
        return False
    is_paper = item.links_paper or bool(item.says("publication", "authors"))
    own = item.how in ("bold", "link") and not item.is_labelled and is_paper
    if item.level > above.level:
        return not own if above.level or not item.is_item else item.is_field
    if item.level == above.level and item.level and not item.is_item:
        return not own
    if item.how or not item.is_field:
        return False
    return item.is_labelled and item.level == above.level if item.is_item else not item.level


def _take_below(above: Candidate, item: Candidate) -> None:
    """Take in what a text below says; one that is a sentence becomes part of the note."""
    above.below += [item.line] if item.is_item else []
    if item.is_field or (item.how in ("", "label") and not item.says("loose")):
        above.take(item)
        above.said += item.said
        above.how = above.how or item.how
        return
    is_settled = above.has_paper_address and not item.is_item  # a paper that a sentence links to is another one
    links = [
        link for link in item.links if is_link_label(link.label) or not (is_settled and has_paper_address(link.url))
    ]
    _add_links(above, [link for link in links if link not in above.links])
    above.put("note", item.text)


def _add_links(item: Candidate, links: Sequence[Link]) -> None:
    """Add links, but none to another work: its identifier is of a kind that the item has already, and not the same."""
    known = dict(classify_link(link.url) for link in reversed(item.links))
    for link in links:
        kind, identifier = classify_link(link.url)
        is_same = not identifier or kind == "github" or known.setdefault(kind, identifier) == identifier
        if is_same or is_link_label(link.label) or re.search(r"\d\d", link.label):
            item.links.append(link)
