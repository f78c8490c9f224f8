"""Rules on single cells: names, titles, missing codings, models and their sizes, and odd characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from listometrics.audit.audit_input import AuditInput, Row, name_row
from listometrics.audit.audit_rules import Finding, finder, in_row
from listometrics.readme.inline_text import fold, split_read_mark
from listometrics.works.identity import normalise_title

CODED = {"name": "name", "backbone_raw": "model", "strategy_raw": "strategy"}
PLAIN = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw")
SURVEY = re.compile(r"\b(survey|literature review|systematic review|tutorial|overview)\b", re.I)
TOLERANCE = 0.1  # counts of one model differ by as much: with embeddings or without
APART = 0.05  # less: the size is what tells which of several models is meant
SIMILAR = 60.0
_PREFIX = re.compile(r"([^\s:]+)\s*:\s+\S")
_NAME_ENDS = re.compile(r"[<(（]")
ODD_CHARACTERS = {
    "invisible_character": re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"),
    "fullwidth_characters": re.compile("[\u3000\uff01-\uff5e]"),
    "doubled_blanks": re.compile(r"(?<=\S)[ \t]{2,}(?=\S)"),
}
MISSPELT = "misspelt"  # how the vocabularies' column `why` marks a wrong spelling
NEAR = 80.0
HEADER_WORDS = frozenset(Path(__file__).with_name("header_words.txt").read_text(encoding="utf-8").split())
# rule, column of the list, column of the vocabulary that names the thing itself
VOCABULARIES = {
    "models": ("misspelt_model", "backbone_raw", "model"),
    "strategies": ("misspelt_strategy", "strategy_raw", "strategy"),
    "venues": ("misspelt_venue", "publication_raw", "venue"),
}


@finder
def find_names(audit: AuditInput) -> Iterator[Finding]:
    """Find names that neither are nor shorten the one that the title begins with (`Name: what it is about`)."""
    for row in audit.paper_rows:
        name, prefix = str(row["name"]), _title_name(row)
        a, b = sorted((re.sub(r"[^a-z0-9]", "", text.lower()) for text in (name, prefix)), key=len)
        letters = iter(b)
        if a and not (a[0] == b[0] and all(letter in letters for letter in a)):
            proposed = prefix if fuzz.ratio(name.lower(), prefix.lower()) >= SIMILAR else ""
            safe = bool(proposed) and str(row["record"].get("title", "")).startswith(prefix)
            what = f"The name is {name}, the title begins with {prefix}."
            yield in_row(row, "name_disagrees", what, name, proposed, "name", safe)


@finder
def find_retitled(audit: AuditInput) -> Iterator[Finding]:
    """Find titles that differ from the published ones in more than case and punctuation."""
    for row in audit.paper_rows:
        ours, theirs = str(row["title"]), str(row["record"].get("title", ""))
        known = theirs and row["record"]["sources"]
        if known and len({normalise_title(title).replace(" ", "") for title in (ours, theirs)}) > 1:
            what = f"{row['name'] or 'The work'} is now titled: {theirs}."
            yield in_row(row, "retitled", what, ours, theirs, "title")


@finder
def find_missing_cells(audit: AuditInput) -> Iterator[Finding]:
    """Find papers, other than surveys, without a name, model or strategy in a table that has the column.

    `N/A` and `Unknown` are not missing: the list knows that there is none.
    """
    for row in (row for row in audit.paper_rows if not SURVEY.search(row["title"])):
        texts = {column: audit.read_cells(row, column) for column in CODED}
        empty = [c for c, cells in texts.items() if cells and not any(split_read_mark(cell)[0] for cell in cells)]
        if empty:
            missing = " and ".join(CODED[c] for c in empty) if len(empty) < 3 else "name, model and strategy"
            what = f"{name_row(row)}: no {missing}. {_say_known(audit, row, empty)}".rstrip()
            yield in_row(row, "missing_cells", what, ", ".join(empty))


@finder
def find_model_forms(audit: AuditInput) -> Iterator[Finding]:
    """Find models that the list writes in several ways which differ in case, blanks and hyphens alone.

    The way of most rows is proposed; where several ways have as many rows, the vocabulary's name.
    """
    written: dict[str, dict[tuple[int, str], Row]] = {}  # the rows of each name, once for each way in a row
    for row in audit.rows:
        for model in row["models"]:
            if form := _NAME_ENDS.split(str(model["model_raw"]), maxsplit=1)[0].strip():
                written.setdefault(fold(form), {})[int(row["entry"]), form] = row
    names = set(audit.frames["models"]["model"])
    known = {fold(str(alias)) for alias in audit.frames["models"]["alias"]}
    for folded, places in written.items():
        counts = Counter(form for _, form in places)
        usual = min(counts, key=lambda form: (-counts[form], form not in names, form))
        for (_, form), row in places.items():
            if form != usual:
                what = f"{name_row(row)} writes {form}, which the list also writes {usual}."
                yield in_row(row, "model_forms", what, form, usual, "backbone_raw", folded in known)


@finder
def find_sizes(audit: AuditInput) -> Iterator[Finding]:
    """Find models whose stated size is not the one that the name fixes, nor one that they were published with."""
    described = {str(row["model"]): row for row in audit.frames["models"].to_dict("records")}
    for row in audit.rows:
        for model in row["models"]:
            stated, known = model["params_m"], described.get(model["model"])
            if model["params_source"] != "list" or known is None or pd.isna(stated):
                continue
            fixed = pd.to_numeric(known["params_m"], errors="coerce")
            published = [float(size) for size in str(known.get("sizes_m", "")).split(";") if size]
            sizes, tolerance = (published, APART) if pd.isna(fixed) else ([float(fixed)], TOLERANCE)
            if sizes and not any(abs(stated - size) <= tolerance * size for size in sizes):
                has = "has" if len(sizes) == 1 else "was published with"
                said = f"{model['model']}, which {has} {_join(sizes, 'and')} ({known['source']})"
                what = f"{name_row(row)} states {_size(stated)} for {said}."
                yield in_row(row, "size_disagrees", what, model["model_raw"], _join(sizes, "or"), "backbone_raw")


@finder
def find_odd_characters(audit: AuditInput) -> Iterator[Finding]:
    """Find invisible and full-width characters and doubled blanks in the cells that are names and codes."""
    for row, column in ((row, column) for row in audit.rows for column in PLAIN):
        for cell in audit.read_cells(row, column):
            # One fault a cell: the first, whose fix often mends the others.
            for rule, characters in ODD_CHARACTERS.items():
                if found := characters.findall(cell):
                    first = found[0][0]
                    shown = {
                        "invisible_character": f"U+{ord(first):04X} {unicodedata.name(first, 'unnamed').lower()}",
                        "fullwidth_characters": f"full-width characters in {column}: {''.join(found)}",
                    }.get(rule, "doubled blanks")
                    what = f"{name_row(row)} holds {shown}" + f" in {column}" * (rule != "fullwidth_characters") + "."
                    yield in_row(row, rule, what, cell, characters.sub(_mend, cell), column, True)
                    break


@finder
def find_misspelt(audit: AuditInput) -> Iterator[Finding]:
    """Find spellings that a vocabulary calls misspelt, and unknown values one or two letters from a known one."""
    words = _known_words(audit)
    for name, (rule, column, named) in VOCABULARIES.items():
        spellings = audit.frames[name].to_dict("records")
        right = [row for row in spellings if not row["why"].startswith(MISSPELT)]
        cells = Counter(row[column] for row in audit.rows)
        for wrong in (row for row in spellings if row["why"].startswith(MISSPELT)):
            same = [row["alias"] for row in right if row[named] == wrong[named]]
            as_word = _as_word(r"\s+".join(map(re.escape, wrong["alias"].split())))
            for row in audit.rows:
                if match := as_word.search(row[column]):
                    proposed = _as_list_writes(_correct(match[0], same, words), cells)
                    what = f"{name_row(row)}: {match[0]} should read {proposed}."
                    yield in_row(row, rule, what, match[0], proposed, column, proposed != match[0])
        yield from _find_unknown(audit, rule, column, [str(row["alias"]) for row in right])


@finder
def find_misspelt_headers(audit: AuditInput) -> Iterator[Finding]:
    """Find header words that are one or two letters from a word that headers use; short words are too alike."""
    for table in audit.tables:
        for header in table.header.names:
            for word in re.findall(r"[A-Za-z]{6,}", header):
                if near := _near_word(word, HEADER_WORDS):
                    what = f"The header says {word}; {near} may be meant."
                    yield Finding(table.line, "misspelt_header", what, word, near, "header", True, header)


def _mend(match: re.Match[str]) -> str:
    """Return what is usual for odd characters: nothing for marks, one blank for blanks, ASCII for full-width ones."""
    odd = match[0]
    return "" if unicodedata.category(odd[0]) == "Cf" else unicodedata.normalize("NFKC", odd).strip() or " "


def _title_name(row: Row) -> str:
    """Return the name that a title begins with, two capitals in it: `PTM4Tag: Tags of Posts`; else nothing."""
    match = _PREFIX.match(row["title"])
    return match[1] if match and re.search(r"[A-Z].*[A-Z\d]", match[1]) else ""


def _say_known(audit: AuditInput, row: Row, columns: list[str]) -> str:
    """Say what another row of the work, or its title, has for the missing cells."""
    for other in audit.rows_by_work[row["work"]]:
        if other is not row and (said := [_plain(other[column]) for column in columns if other[column]]):
            return f"Line {other['line']} of the same work says {', '.join(said)}."
    prefix = _title_name(row)
    return f"The title suggests {prefix}." if "name" in columns and prefix else ""


def _plain(cell: object) -> str:
    """Return a cell's text for a sentence: tags are blanks."""
    return " ".join(re.sub(r"<[a-z/][^<>]*>", " ", str(cell), flags=re.I).split())


def _join(sizes: list[float], word: str) -> str:
    """Write sizes in a row: `124M, 355M or 1.5B`."""
    *others, last = map(_size, sizes)
    return f"{', '.join(others)} {word} {last}" if others else last


def _size(millions: float) -> str:
    return f"{millions / 1000:g}B" if millions >= 1000 else f"{millions:g}M"


def _find_unknown(audit: AuditInput, rule: str, column: str, known: list[str]) -> Iterator[Finding]:
    """Find unknown values that begin as a known one does and differ in a letter or two, but in no digit."""
    rows = {int(row["entry"]): row for row in audit.rows}
    for unknown in audit.frames["unknown"][audit.frames["unknown"]["column"] == column].to_dict("records"):
        bare = re.sub(r"(?:(?<!\s)\s+)?[(（][^()（）\n]*[)）]|(?<!\s)\s+\d{4}$", "", str(unknown["value"])).strip()
        # LLaMA3 is no misspelling of LLaMA2, nor SBERT of BERT: what tells models apart must agree.
        alike = {a.lower(): a for a in reversed(known) if _distinctive(a) == _distinctive(bare)}
        near = _near_word(bare, frozenset(alike)) if len(bare) > 3 else ""
        if near and not _are_acronyms(bare, alike[near.lower()]):
            proposed, row = alike[near.lower()], rows[int(unknown["entry"])]
            what = f"{name_row(row)}: {bare} is in no vocabulary; {proposed} may be meant."
            yield in_row(row, rule, what, bare, proposed, column)


def _are_acronyms(name: str, other: str) -> bool:
    """Tell whether two like names are two: other acronyms, not one with a letter swapped or doubled; or a workshop."""
    short = all(len(word) <= 6 and word.isupper() for word in (name + " " + other).split())
    swapped = sorted(name) == sorted(other) or re.sub(r"(.)\1", r"\1", name) == re.sub(r"(.)\1", r"\1", other)
    return (short and not swapped) or name.removesuffix("W").strip() == other


def _distinctive(name: str) -> tuple[str, list[str]]:
    return name[:1].lower(), re.findall(r"\d+", name)


def _as_word(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])" + pattern + r"(?![\w-])", re.I)


def _correct(found: str, same: list[str], words: frozenset[str]) -> str:
    """Return the nearest right spelling of the same thing, else the words corrected one by one."""
    match = process.extractOne(found.lower(), same, scorer=fuzz.ratio, processor=str.lower, score_cutoff=NEAR)
    if match:
        return str(match[0])
    compounds = frozenset(word for word in words if "-" in word)
    corrected = re.sub(r"(?<![A-Za-z])[A-Za-z]+(?:-[A-Za-z]+)+", lambda m: _near_word(m[0], compounds) or m[0], found)
    plain = words - compounds
    return re.sub(r"[A-Za-z]{4,}", lambda m: _near_word(m[0], plain) or m[0], corrected)


def _near_word(word: str, words: frozenset[str]) -> str:
    """Return the one nearest known word, cased as the word is; nothing for a known word.

    A swap of neighbours counts as one letter. Short words allow one, seven letters two, twelve three.
    """
    limit = 1 + (len(word) >= 7) + (len(word) >= 12)
    nearest = process.extract(word.lower(), words, scorer=OSA.distance, score_cutoff=limit, limit=2)
    distances = [distance for _, distance, _ in nearest]
    if not distances or distances[0] == 0 or (len(distances) > 1 and distances[0] == distances[1]):
        return ""
    known = str(nearest[0][0])
    return word[0] + known[1:] if word[0].lower() == known[0] else known


def _known_words(audit: AuditInput) -> frozenset[str]:
    """Collect the words of titles that occur twice, their compounds, and the vocabularies' right spellings."""
    titles = [row["title"].lower() for row in audit.rows]
    counts = Counter(word for title in titles for word in set(re.findall(r"[a-z]{4,}", title)))
    known = {word for word, n in counts.items() if n > 1}
    known.update(word for title in titles for word in re.findall(r"(?<![a-z])[a-z]+(?:-[a-z]+)+", title))
    for frame in (audit.frames[name] for name in VOCABULARIES):
        right = frame.loc[~frame["why"].str.startswith(MISSPELT), "alias"]
        known.update(word for alias in right for word in re.findall(r"[a-z]{4,}", str(alias).lower()))
    return frozenset(known)


def _as_list_writes(spelling: str, cells: Counter[str]) -> str:
    """Return the spelling with the case that the list uses most: a patch follows the list's own habit."""
    pattern = _as_word(re.escape(spelling))
    used: Counter[str] = Counter()
    for cell, n in cells.items():
        for match in pattern.findall(cell):
            used[match] += n
    return min(used, key=lambda form: (-used[form], form)) if used else spelling
