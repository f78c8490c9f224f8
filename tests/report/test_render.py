"""A template is filled, what it prints is escaped, and what is missing is named."""

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.report.render import fill, list_figures, make_table, render_markdown
from listometrics.text import escape_markdown

FIGURES = {"a": {"caption": "Shares.", "alt": 'A "line"'}, "b": {"caption": "Sizes.", "alt": "Dots"}}


def test_what_a_template_prints_is_escaped(hostile: str) -> None:
    assert fill("x {{ title }} y", {"title": hostile}) == f"x {escape_markdown(hostile)} y\n"


def test_escaping_holds_in_loops_conditions_and_macros(hostile: str) -> None:
    source = "{% macro m(x) %}{{ x }}{% endmacro %}{% for t in [title] %}{{ m(t) }}{% endfor %}"
    assert fill(source, {"title": hostile}) == escape_markdown(hostile) + "\n"


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


def test_a_frame_is_not_changed_and_an_unknown_column_is_named() -> None:
    frame = pd.DataFrame({"a": [1]})
    before = frame.copy()
    make_table(frame)
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(StudyError, match="table: no column b; found a"):
        make_table(frame, {"b": "B"})


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


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(StudyError, match=r"none\.md\.j2: no such template"):
        render_markdown("none.md.j2", {})
