"""Rules on spelling: models, strategies, venues and headers, against the vocabularies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from listometrics.audit.layout import ListTable
from listometrics.audit.material import Material, Row, in_row, name_row
from listometrics.audit.rules import Finding

MISSPELT = "misspelt"
NEAR = 80.0
HEADER_WORDS = frozenset((
    "abbreviation", "arxiv", "author", "authors", "award", "backbone", "base", "benchmark", "benchmarks",
    "code", "conference", "contribution", "contributions", "data", "dataset", "datasets", "date", "demo",
    "description", "finetuning", "journal", "keywords", "language", "large", "largest", "link", "links",
    "maintainer", "main", "method", "methods", "model", "models", "name", "note", "notes", "page", "paper",
    "papers", "project", "publication", "publications", "published", "release", "repo", "repository",
    "scenario", "size", "stars", "strategy", "summary", "survey", "task", "tasks", "title", "topic", "tuning",
    "type", "venue", "version", "video", "website", "weights", "year",
))  # fmt: skip


class _Vocabulary(NamedTuple):
    rule: str
    column: str
    canonical: str


VOCABULARIES = {
    "models": _Vocabulary("misspelt_model", "backbone_raw", "model"),
    "strategies": _Vocabulary("misspelt_strategy", "strategy_raw", "strategy"),
    "venues": _Vocabulary("misspelt_venue", "publication_raw", "venue"),
}


def find_misspelt(material: Material) -> Iterator[Finding]:
    """Find spellings that a vocabulary calls misspelt, and unknown values one or two letters from a known one."""
    words = _known_words(material)
    for name, vocabulary in VOCABULARIES.items():
        frame: pd.DataFrame = getattr(material, name)
        bad = {row["alias"]: row for row in frame.to_dict("records") if row["why"].startswith(MISSPELT)}
        good = [row for row in frame.to_dict("records") if not row["why"].startswith(MISSPELT)]
        cells = Counter(row[vocabulary.column] for row in material.rows)
        for row in material.rows:
            for alias, described in bad.items():
                if found := _occurrence(alias, row[vocabulary.column]):
                    same = [g["alias"] for g in good if g[vocabulary.canonical] == described[vocabulary.canonical]]
                    proposed = _as_list_writes(_correct(found, same, words), cells)
                    yield _finding(row, vocabulary, found, proposed)._replace(safe=proposed != found)
        yield from _find_unknown(material, vocabulary, [str(g["alias"]) for g in good])


def find_misspelt_headers(tables: list[ListTable]) -> Iterator[Finding]:
    """Find header words that are one or two letters from a word that headers use; short words are too alike."""
    for table in tables:
        for header in table.header.names:
            for word in re.findall(r"[A-Za-z]{6,}", header):
                if near := _near_word(word, HEADER_WORDS):
                    yield Finding(
                        line=table.line,
                        rule="misspelt_header",
                        what=f"The header says {word}; {near} may be meant.",
                        found=word,
                        proposed=near,
                        subject=header,
                        column="header",
                        safe=True,
                    )


def _finding(row: Row, vocabulary: _Vocabulary, found: str, proposed: str) -> Finding:
    what = f"{name_row(row)}: {found} should read {proposed}."
    return in_row(row, vocabulary.rule, what, found=found, proposed=proposed, column=vocabulary.column)


def _find_unknown(material: Material, vocabulary: _Vocabulary, known: list[str]) -> Iterator[Finding]:
    """Find unknown values that begin as a known one does and differ in a letter or two, but in no digit."""
    rows = {int(row["entry"]): row for row in material.rows}
    for unknown in material.unknown.to_dict("records"):
        if unknown["column"] != vocabulary.column:
            continue
        bare = re.sub(r"(?:(?<!\s)\s+)?[(（][^()（）\n]*[)）]|(?<!\s)\s+\d{4}$", "", str(unknown["value"])).strip()
        # LLaMA3 is no misspelling of LLaMA2, nor SBERT of BERT: what tells models apart must agree.
        alike = [a for a in known if a[:1].lower() == bare[:1].lower() and _digits(a) == _digits(bare)]
        near = _near_word(bare, frozenset(a.lower() for a in alike)) if len(bare) > 3 else ""
        if near:
            proposed = next(a for a in alike if a.lower() == near.lower())
            row = rows[int(unknown["entry"])]
            what = f"{name_row(row)}: {bare} is in no vocabulary; {proposed} may be meant."
            yield _finding(row, vocabulary, bare, proposed)._replace(what=what)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _occurrence(alias: str, cell: str) -> str:
    """Return the alias as the cell writes it, as a word of its own, or nothing."""
    pattern = r"(?<![\w-])" + r"\s+".join(map(re.escape, alias.split())) + r"(?![\w-])"
    match = re.search(pattern, cell, re.I)
    return match.group() if match else ""


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
    if word.lower() in words:
        return ""
    distances = {known: OSA.distance(word.lower(), known, score_cutoff=limit) for known in words}
    best = min(distances.values(), default=limit + 1)
    nearest = sorted(known for known, distance in distances.items() if distance == best <= limit)
    if len(nearest) != 1:
        return ""
    return word[0] + nearest[0][1:] if word[0].lower() == nearest[0][0] else nearest[0]


def _known_words(material: Material) -> frozenset[str]:
    """Collect the words of titles that occur twice, their compounds, and the vocabularies' right spellings."""
    titles = [row["title"].lower() for row in material.rows]
    counted = Counter(word for title in titles for word in set(re.findall(r"[a-z]{4,}", title)))
    known = {word for word, n in counted.items() if n > 1}
    known.update(word for title in titles for word in re.findall(r"(?<![a-z])[a-z]+(?:-[a-z]+)+", title))
    for name in VOCABULARIES:
        frame: pd.DataFrame = getattr(material, name)
        for alias in frame.loc[~frame["why"].str.startswith(MISSPELT), "alias"]:
            known.update(re.findall(r"[a-z]{4,}", str(alias).lower()))
    return frozenset(known)


def _as_list_writes(spelling: str, cells: Counter[str]) -> str:
    """Return the spelling with the case that the list uses most: a patch follows the list's own habit."""
    pattern = re.compile(r"(?<![\w-])" + re.escape(spelling) + r"(?![\w-])", re.I)
    used: Counter[str] = Counter()
    for cell, n in cells.items():
        for match in pattern.findall(cell):
            used[match] += n
    return min(used, key=lambda form: (-used[form], form)) if used else spelling
