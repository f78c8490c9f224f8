"""Read a bullet, a numbered item or a block of text: its title, and what it says beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from listometrics.readme.beside import read_beside
from listometrics.readme.cells import EMOJI, drop_leading_emoji, make_title
from listometrics.readme.chunks import cut_runs, is_emphasis, move_labels
from listometrics.readme.columns import find_target
from listometrics.readme.dates import find_date
from listometrics.readme.fields import Fields
from listometrics.readme.inline import LONGEST, Run, list_links, read_runs, restore_bars
from listometrics.readme.leads import may_be_name
from listometrics.readme.openings import find_opening
from listometrics.readme.parts import EDGES, PartReader, Parts, name_persons
from listometrics.readme.readings import Reading
from listometrics.readme.tidying import cut_second_work, even_styles, join_person_links, take_marks, tidy_text
from listometrics.readme.titles import Title, clean, find_plain, find_styled
from listometrics.readme.vocabulary import Aliases, Venue
from listometrics.readme.words import are_names, count_words, has_paper_address, is_link_label

# A line of a table of contents: a link of words alone within the page, behind an emoji and a number, and nothing else.
_WITHIN = re.compile(
    rf"(?:(?![✅☑✔✓])[{EMOJI}]{{1,9}}\s{{0,9}})?(\d{{1,2}}(?:\.\d{{1,2}}){{0,5}})?\.?\s{{0,9}}"
    r"\[([^\W\d_](?:[^\W\d_]|[ /&;'-]){2,99})\]\(#[^()<>\\\s]{0,99}\)\s*"
)
_TELLING = re.compile(r"[\[<:：*_\"“,，|\\&`]|\d")
_FILLER = re.compile(r"(?:in|by|and|at|on|from|with|to appear|pp?\.? ?\d.*|vol.*|[\d(),:\s–-]+)", re.I)
_LABEL = re.compile(r"\s*+[^\w\s]*+\s*+([^\W\d_][^:：\n]{0,39}?)\s*+[:：]\s*(.*)", re.S)
_OPENS = re.compile(r"\s*[\[(【（]([^\[\]()]{2,40})[\])】）]\s*[:\-–]?\s*(?=\S)(.*)", re.S)
_CLOSES = re.compile(r"(.*\S)\s*[\[(（]([^\[\]()]{2,60})[\])）]\W*", re.S)
_SHORT = ("backbone_raw", "strategy_raw", "name")  # labelled, they hold names and no sentence
_MOST_WORDS = 5
_LEAST_WORDS = 3


class ItemReader:
    """Read pieces of text with a vocabulary of venues."""

    def __init__(self, venues: Aliases[Venue]) -> None:
        """Keep the vocabulary."""
        self._parts = PartReader(venues)

    def read(self, text: str, insists: bool = False) -> Reading:
        """Return what a text says; only what a title, a label, a link or a form marks is taken for it.

        Where one `insists` on a title, what opens the text may be one that has not its form.
        """
        reading, text = Reading(), tidy_text(text)
        if len(text) > LONGEST:
            reading.parts.loose.append(text)
            return reading
        if not _TELLING.search(text):
            reading.fields.title = clean(text)
            reading.how = "plain" if count_words(text) > 1 else ""
            return reading
        if (within := _WITHIN.fullmatch(text)) and self._is_heading(within.group(2)):
            reading.fields.title, reading.how = make_title(within.group(2)), "link"
            reading.before = within.group(1) or ""
            return reading
        runs, reading.fields.read = take_marks(read_runs(drop_leading_emoji(text) if text[:1] == ":" else text))
        runs, second = cut_second_work(runs)
        reading.fields.links += list_links(runs)
        runs = even_styles(join_person_links(runs), self._parts)
        chunks = []
        pending = ""
        for chunk in cut_runs(move_labels(runs)):
            label = self._read_label(chunk, pending, reading)
            if label is None:
                chunks.append(chunk)
            pending = label or ""
        self._read_chunks(chunks, reading, insists)
        reading.parts.loose += [second] if second else []
        return reading

    def finish(self, reading: Reading) -> Fields:
        """Return the fields of a reading with its parts in them."""
        fields, parts = reading.fields, reading.parts
        if said := " ".join(dict.fromkeys(parts.publications or parts.linked[:1])):
            fields.put("publication_raw", said)
        if parts.authors:
            fields.put("authors", ", ".join(parts.authors))
        for date in parts.dates:
            fields.put_date(date, "date")
        loose = " ".join(part for part in parts.loose if not _FILLER.fullmatch(part))
        if loose:
            fields.put("note", loose)
        fields.rewrite(restore_bars)
        return fields

    def read_mixed(self, cell: str) -> Fields:
        """Read a table's cell that holds a title and more, as a bullet does."""
        return self.finish(self.read(re.sub(r"<br\b[^<>]*>", "\n", cell, flags=re.I)))

    def _read_label(self, chunk: Sequence[Run], pending: str, reading: Reading) -> str | None:
        """Read a chunk such as `Venue: ICLR 2024`; return a label still without value, None where there is no label."""
        text = "".join(run.text or run.url or "" for run in chunk)
        match = _LABEL.fullmatch(text)
        label, value = (match.group(1), match.group(2)) if match else ("", text)
        target = find_target(label) if label else "other"
        lead = next((run for run in chunk if run.text.strip()), None)
        if label and lead is not None and lead.is_link and re.match(rf"\W*{re.escape(label)}\s*[:：]", lead.text):
            target = "other"  # the label is within a link's text, as in [arXiv:2305.00001](address)
        if target == "other" and pending and value.strip():
            label, value, target = pending, text, find_target(pending)
        is_long = len(value.split()) > _MOST_WORDS and not re.search("[,/&]", value)
        if target == "other" or (target in _SHORT and is_long):
            return None
        if target != "link" and (bare := _LABEL.fullmatch("".join(run.text for run in chunk if not _is_aside(run)))):
            value = bare.group(2) if bare.group(2).strip(EDGES) else value
        value = value.strip(EDGES.replace("*", "").replace("_", ""))
        if not value:
            return label if any(run.text.strip() for run in chunk) else None
        urls = {run.url for run in chunk if run.is_link}
        others = [_bare(run.text) for run in chunk if not run.is_link]
        only_links = urls and all(text in _bare(label) for text in others)
        if target == "link" or (only_links and (value in urls or is_link_label(value) or target == "note")):
            rest = " ".join(run.text for run in chunk if not run.is_link).partition(":")[2].strip(EDGES + "[]()")
            if not urls and rest:
                reading.fields.put("other", rest, label)
        elif target in ("title", "mixed"):
            reading.fields.put("title", value)
            reading.how = reading.how or "label"
        else:
            reading.fields.put(target, name_persons(value) if target == "authors" else value, label)
        reading.is_labelled = True
        return ""

    def _read_chunks(self, chunks: Sequence[Sequence[Run]], reading: Reading, insists: bool) -> None:
        """Find the title in the chunks without a label, and read what stands around it."""
        title, place = None, -1
        rival = ""
        if not reading.fields.title:
            for index, chunk in enumerate(chunks):
                if title := find_styled(chunk, self._parts):
                    place = index
                    break
            rival = title.text if title and title.how == "link" and has_paper_address(title.url) else ""
            if title is None or (title.how != "bold" and self._has_words([*chunks[:place], title.before])):
                for index, chunk in enumerate(chunks):
                    if plain := self._find_plain(chunk):
                        title, place = plain, index
                    if plain or not all(run.is_break or self._is_told([run]) for run in chunk):
                        break
            if title is None and insists and chunks and (title := find_opening(chunks[0], self._parts)):
                place = 0
        reading.has_rival = bool(title and title.how == "plain" and count_words(rival) > _LEAST_WORDS)
        before = Parts()
        for index, chunk in enumerate(chunks):
            if title and index == place:
                self._keep_title(title, reading, before)
            else:
                found = read_beside(chunk, self._parts)
                (before if index < place else reading.parts).add(found)
        loose, before.loose = before.loose, []
        reading.before = " ".join([*loose, reading.before]).strip()
        before.add(reading.parts)
        reading.parts = before

    def _find_plain(self, chunk: Sequence[Run]) -> Title | None:
        """Find a plain title, also behind styled text that is a venue or a date."""
        start = 1 if len(chunk) > 1 and chunk[0].is_plain and not _bare(chunk[0].text) else 0
        lead = start
        while lead < len(chunk) and is_emphasis(chunk[lead]) and self._is_told([chunk[lead]]):
            lead += 1
        if lead == start or lead == len(chunk) or not chunk[lead].is_plain:
            return find_plain(chunk, self._parts)
        rest = replace(chunk[lead], text=chunk[lead].text.lstrip(EDGES + ")]）】"))
        title = find_plain([rest, *chunk[lead + 1 :]], self._parts)
        venues = [
            read_beside(runs, self._parts).publications for runs in (chunk[start:lead], title.after if title else ())
        ]
        if title and are_names(title.text) and all(venues):
            return None  # what stands before is the title, and this its authors
        return replace(title, before=(*chunk[:lead], *title.before)) if title else None

    def _keep_title(self, title: Title, reading: Reading, before: Parts) -> None:
        fields = reading.fields
        fields.name = title.name if may_be_name(title.name) else ""
        text, lead = self._strip_lead(title.text, fields)
        before.add(lead)
        found = read_beside(title.before, self._parts)
        loose = [text for text in found.loose if _bare(text)]
        found.loose = []
        before.add(found)
        if not fields.name and len(loose) == 1 and len(loose[0].split()) <= 2 and may_be_name(loose[0]):
            fields.name, loose = loose[0].strip(EDGES + "[]"), []
        reading.before = " ".join(loose)
        fields.title = make_title(text)
        reading.how = title.how
        reading.parts.add(read_beside(title.after, self._parts))
        rest = title.after
        if title.how == "plain":  # behind its links
            rest = tuple(dropwhile(lambda run: run.is_link, dropwhile(lambda run: not run.is_link, rest)))
        reading.after = "".join(run.text for run in takewhile(lambda run: run.is_plain, rest))

    def _strip_lead(self, text: str, fields: Fields) -> tuple[str, Parts]:
        """Return a title without dates and venues in brackets at its ends, and those; a name in brackets is kept."""
        parts = Parts()
        for pattern in (_OPENS, _CLOSES):
            while match := pattern.fullmatch(text):
                inner, rest = match.groups() if pattern is _OPENS else match.groups()[::-1]
                found = self._parts.read(inner)
                if not found.is_told or found.authors:
                    break
                parts.add(found)
                text = rest
        if not fields.name and (match := re.fullmatch(r"\[([^\W_][\w.+-]{1,20})\]\s*+:?\s*+(\S\S*\s.*)", text, re.S)):
            fields.name, text = match.groups()
        date = find_date(text)
        if date and date[1] == 0 and len(text[date[2] :].split()) > 1:
            parts.dates.append(date[0])
            text = text[date[2] :].lstrip(EDGES)
        return text, parts

    def _is_heading(self, label: str) -> bool:
        """Tell whether a link's text may head a section: no word such as `paper`, no venue, date or persons."""
        return not (is_link_label(label) or self._parts.is_told(label) or are_names(label))

    def _is_told(self, runs: Sequence[Run]) -> bool:
        return read_beside(runs, self._parts).is_told

    def _has_words(self, chunks: Sequence[Sequence[Run]]) -> bool:
        """Tell whether chunks hold three words or more that are nothing known."""
        return any(count_words(" ".join(read_beside(chunk, self._parts).loose)) > 2 for chunk in chunks)


def _is_aside(run: Run) -> bool:
    """Tell whether a run is a link such as `[paper]`."""
    return run.is_link and is_link_label(run.text)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
