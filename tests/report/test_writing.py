"""Templates are filled, what they print is escaped, and what is missing is named."""

import html
import re
import string
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.report import filters
from listometrics.report.render import fill, list_figures, make_table
from listometrics.report.work_list import list_works, name_publication
from listometrics.text import clean, escape_markdown, is_web, show_code, show_text

FIGURES = {"a": {"caption": "Shares.", "alt": 'A "line"'}, "b": {"caption": "Sizes.", "alt": "Dots"}}


def test_what_a_template_prints_is_escaped(hostile: str) -> None:
    assert fill("x {{ title }} y", {"title": hostile}) == f"x {escape_markdown(hostile)} y\n"


def test_figures_are_numbered_as_placed_and_may_be_referred_to_before() -> None:
    text = fill('{{ see("a") }} {{ see("b") }}\n\n{{ figure("b") }}\n\n{{ figure("a") }}', {"figures": FIGURES})
    assert text.startswith("[Figure 2](#figure-a) [Figure 1](#figure-b)")
    assert '![**Figure 1.** Sizes\\.](figures/b.svg){#figure-b alt="Dots"}' in text
    assert r'alt="A \"line\""' in text
    assert list_figures(text) == ["b", "a"]


def test_tables_are_numbered_cut_and_say_so() -> None:
    frame = pd.DataFrame({"venue": ["x|y", "z"], "share": [0.25, float("nan")]})
    placed = '{{ table("t", "All of it.", {"share": "Share"}, formats={"share": ["share", 1]}, most=1) }}'
    source = f'{{{{ see("t", "table") }}}}\n\n{placed}'
    text = fill(source, {"tables": {"t": frame}})
    assert "[Table 1](#table-t)" in text and "| 25.0\N{NO-BREAK SPACE}% |" in text
    assert text.endswith(": **Table 1.** All of it\\. The first 1 of 2 rows. {#table-t}\n")


def test_a_table_writes_numbers_to_the_right_and_unknown_as_nothing() -> None:
    frame = pd.DataFrame({"a|b": ["x\ny", ""], "n": pd.Series([1234, pd.NA], dtype="Int64"), "p": [0.5, float("nan")]})
    assert make_table(frame).splitlines() == [
        r"| a\|b | n | p |",
        "|:---|---:|---:|",
        "| x y | 1,234 | 0.5 |",
        "|  |  |  |",
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n\n{{ lost }}", "template:3: 'lost' is undefined. Run the notebooks"),
        ("{{ numbers.lost }}", "template:1: 'dict object' has no attribute 'lost'"),
        ("a\n{% if %}", "template:2: Expected an expression"),
        ('{{ figure("c", "03_scale") }}', "figure 'c': not there; found a, b. Please run 03_scale to make it"),
        ('{{ table("c", "") }}', "table 'c': not there; found none. Please run the notebook that makes it"),
        ('{{ see("a") }}', "refers to figure 'a', which it does not place"),
        ('{{ table("t", "", formats={"a": "per_cent"}) }}', "table: no format per_cent; known: agree, cite, "),
        ('{{ table("t", "", mots=3) }}', "table 't': unknown option mots; known: made_by, formats, most"),
    ],
)
def test_what_is_missing_is_named(source: str, message: str) -> None:
    context = {"figures": FIGURES, "numbers": {}, "tables": {} if '("c"' in source else {"t": pd.DataFrame()}}
    with pytest.raises(StudyError) as error:
        fill(source, context)
    assert message in str(error.value)


def test_a_key_that_could_not_be_cited_is_refused() -> None:
    with pytest.raises(StudyError, match=r"citation key 'a\]': expected letters, digits and - only"):
        filters.cite(["good", "a]"])
    assert filters.cite([]) == ""


@given(st.text())
def test_each_mark_of_punctuation_is_escaped_once(text: str) -> None:
    escaped = escape_markdown(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == clean(text)
    assert not set(re.sub(r"\\.", "", escaped)) & set(string.punctuation)


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("https://arxiv.org/abs/2305.07609", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://a.b/ c", False),
        ("https://a.b/\n", False),
        ('https://a.b/"onclick=', False),
        ("https://a.b/>", False),
        ("", False),
    ],
)
def test_only_a_whole_web_address_may_become_a_link(url: str, holds: bool) -> None:
    assert is_web(url) is holds


@pytest.mark.parametrize(
    "text",
    ["thanks @everyone", "fixes #1", "see GH-12", "at www.a.org", "at https://a.org", "of 9fceb02d0ae598e95dc970b7"],
    ids=["a person", "an issue", "another issue", "a site", "an address", "a commit"],
)
def test_what_calls_or_links_is_code(text: str) -> None:
    assert show_text(text) == f"`{text}`"


@pytest.mark.parametrize("show", [show_text, show_code])
def test_signs_that_turn_or_steer_are_gone(show) -> None:  # type: ignore[no-untyped-def]
    assert show("a\u202eb\x1b[2J\n# c").strip("`") == "ab[2J # c"


@pytest.mark.parametrize("show", [show_text, show_code])
@pytest.mark.parametrize("mark", ["{{ 7 }}", "{% raw %}", "{{{ 7", "@a {{ 7 | b }} `"])
def test_marks_of_templates_are_broken(show, mark: str) -> None:  # type: ignore[no-untyped-def]
    shown = show(mark)
    assert not re.search(r"\{[{%]", shown)
    assert re.sub(r"</?code>|\\(?=[{`|])", "", html.unescape(shown)) == mark


def test_what_several_entries_say_of_a_work_is_joined_once(make_tables) -> None:  # type: ignore[no-untyped-def]
    tables = make_tables(("A", "B", "C"))
    tables["entry_papers"]["key"] = ["key-1", "key-1", "key-3"]
    tables["papers"] = tables["papers"].iloc[[2, 0]]
    before = {name: frame.copy() for name, frame in tables.items()}
    works = list_works(tables)
    assert list(works["key"]) == ["key-1", "key-3"]
    first = works.iloc[0]
    assert (first["strategies"], first["groups"]) == ("frozen; lora", "frozen; lora")
    assert (first["sections"], first["models"], first["sizes"]) == ("1.2; 1.1.1", "A; B", "1B to 10B")
    assert first["note"] == "Note of B"
    assert (first["list_venue"], first["list_year"]) == ("arXiv", 2023)
    assert first["sized_models"] == "A (7B); B (7B)"
    assert first["read"] is True or bool(first["read"])
    assert first["url"] == ""  # no address of the web
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


@pytest.mark.parametrize(
    ("status", "sources", "listed", "expected"),
    [
        ("published", ("SIGIR", 2024), ("WWW", 2023), ("SIGIR", "2024", "SIGIR 2024")),
        ("preprint", ("arXiv", 2024), ("WWW", 2023), ("arXiv", "2024", "arXiv 2024")),
        ("unknown", ("arXiv", 2024), ("", None), ("arXiv", "2024", "arXiv 2024")),
        ("unknown", ("arXiv", 2023), ("WWW", 2023), ("WWW (by the list)", "2023", "WWW 2023 (by the list)")),
        ("unknown", ("", None), ("WWW", 2023), ("WWW (by the list)", "2023 (by the list)", "WWW 2023 (by the list)")),
        ("published", ("SIGIR", None), ("WWW", 2023), ("SIGIR", "2023 (by the list)", "SIGIR, 2023 (by the list)")),
        ("unknown", ("", None), ("", None), ("", "", "")),
    ],
)
def test_what_no_source_knows_is_named_as_the_lists(
    status: str, sources: tuple[str, Any], listed: tuple[str, Any], expected: tuple[str, str, str]
) -> None:
    work = dict(zip(("venue", "year", "list_venue", "list_year"), sources + listed, strict=True), status=status)
    assert tuple(name_publication(work).values()) == expected
