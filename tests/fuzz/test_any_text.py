"""Any text is read or refused, within seconds; what is read fits its schema and reads back as it was."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import listometrics
from listometrics.audit.audit_input import PARSED, AuditInput
from listometrics.audit.audit_list import find_all
from listometrics.errors import StudyError
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES, from_csv, to_csv
from listometrics.study.stage import open_stage
from listometrics.works.bibtex_reading import Reader
from listometrics.works.enrich import enrich
from listometrics.works.query import parse_query

STAGE = open_stage("fuzz", str(Path(__file__).resolve().parents[2]))
VOCABULARY = {name: STAGE.read(name) for name in ("models", "strategies", "venues", "names")}
DESCRIBED = {name: VOCABULARY[name] for name in ("models", "strategies", "venues")}
KNOWN = make_vocabulary(**DESCRIBED)
ENRICHED = ("papers", "entry_papers", "provenance", "unmatched", "match_conflicts", "source_problems", "keys")
HEADER = "| Name | Paper | LLM Backbone (Largest) | LLM Tuning Strategy | Publication | Link | Notes |"
SIGNS = (
    "|", "\\|", "---", "\n", "\r\n", "`", "```", "<!--", "-->", "<br />", "<b>", "</p>", "<h4 id=", "[[Paper]](",
    "https://arxiv.org/abs/", "2301.00001", "（8B）", "(7B)", "LLaMA", "GhatGLM", "Frozen", "LoRA", "/", "&", "✅",
    "Arixv 2023", "SIGIR 2023", "[[Paper]](https://doi.org/10.1145/1.2)", "{", "}", "@misc{a,", "title = {", '"', "\\",
    "\\input", "$", "author = ", " and ", "\x00", "\x1b", "\t", "\u202e", "\u2028", "é", "中", "=1+1", "@a", "#", "%",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(SIGNS) | st.text(max_size=6), max_size=40).map("".join)
CELL = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=4).map("".join)
ROW = st.lists(CELL, min_size=7, max_size=7).map(lambda cells: f"| {' | '.join(cells)} |")
FIELD = st.sampled_from(("{A  title}", "{=1+1}", "{Lin, Xi and Ha, Ada}", "{2023}", "{2301.00001}", "{\\x {'=}}"))
ENTRY = st.dictionaries(st.sampled_from(("title", "author", "year", "eprint", "journal", "doi", "url")), FIELD).map(
    lambda fields: "@misc{a, " + ", ".join(f"{name} = {value}" for name, value in fields.items()) + "}"
)
SECONDS = 10.0  # of processor time a case, whatever else the machine does


@settings(max_examples=100)
@given(TEXT)
def test_any_text_is_a_list_or_is_refused(text: str) -> None:
    start = time.thread_time()
    try:
        parsed = parse_readme(text, KNOWN)
        assert parsed.rows >= len(parsed.entries)
    except StudyError:
        pass
    assert time.thread_time() - start < SECONDS


@settings(max_examples=100)
@given(TEXT)
def test_any_bib_is_read_or_has_a_problem(text: str) -> None:
    start = time.thread_time()
    reader = Reader("any.bib")
    assert reader.read(text) or reader.problems
    assert time.thread_time() - start < SECONDS


@settings(max_examples=100)
@given(TEXT)
def test_any_condition_is_answered_or_refused(text: str) -> None:
    try:
        fits = parse_query(text, ("key", "title", "year"))
    except StudyError:
        return
    assert fits({"key": ("a",), "title": ("b",), "year": (2023,)}) in (True, False)


def check(name: str, frame: pd.DataFrame) -> None:
    """Write a table and read it back."""
    described = TABLES[name]
    back = from_csv(to_csv(frame, described), described, described.path)
    frame = frame.sort_values(list(described.sort), kind="stable") if described.sort else frame
    for column in described.names:
        assert list(back[column].astype("str").fillna("")) == list(frame[column].astype("str").fillna("")), column


# Not made smaller: that takes minutes, and a failure is short enough.
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.lists(ROW | CELL, max_size=4), min_size=1, max_size=2), ENTRY)
def test_every_table_of_any_list_fits_its_schema_and_reads_back(sections: list[list[str]], entry: str) -> None:
    lines = ["# A list"]
    for number, rows in enumerate(sections, start=1):
        lines += ["", f'<h4 id="1.{number}">1.{number} Part</h4>', "", HEADER, "|" + "---|" * 7, *rows]
    text = "\n".join(lines) + "\n"
    try:
        parsed = parse_readme(text, KNOWN)
    except StudyError:
        return
    tables = {name: getattr(parsed, name) for name in (*PARSED, "entry_strategies")}
    listed = {"entries": parsed.entries, "links": parsed.links}
    enriched = enrich(listed, {"a.bib": entry.encode()}, TABLES["keys"].empty(), VOCABULARY)
    for name, frame in tables.items():
        check(name, frame)
    for name in ENRICHED:
        check(name, getattr(enriched, name))
    known = {"papers": enriched.papers, "entry_papers": enriched.entry_papers}
    check("findings", find_all(AuditInput(text, tables | DESCRIBED | known)))


def list_patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """Yield every regular expression that a module of the package holds by a name, with this name."""
    for info in pkgutil.walk_packages(listometrics.__path__, "listometrics."):
        if not info.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{info.name}.{name}", value


@pytest.mark.slow
def test_no_regular_expression_gets_slow_where_it_is_held_against_a_long_repetition() -> None:
    """A time that grows with the square is seconds at this length, and one that grows with it is milliseconds."""
    slow = []
    for where, pattern in list_patterns():
        words = re.findall(r"\w+|[^\w\\]", pattern.pattern)
        for unit in {*"a1A -/.,:;<>()[]{}\"'`*_\\&=|%@~#\n", "a ", "a, ", "<!--", *(word + " " for word in words)}:
            start = time.thread_time()
            pattern.match(unit * (20_000 // len(unit)) + "\0")
            if time.thread_time() - start > 2:
                slow.append((where, unit))
    assert slow == []
