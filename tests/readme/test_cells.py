"""Cells lose their marks and nothing else."""

import pytest

from listometrics.readme.cells import fold, is_blank, is_untold, make_plain, make_text, split_names, split_read_mark


@pytest.mark.parametrize(
    ("cell", "name", "is_read"),
    [("HKFR✅", "HKFR", True), ("✅", "", True), ("A ✅\ufe0f", "A", True), ("☑ A", "A", True), ("A", "A", False)],
)
def test_the_read_mark_is_taken_off(cell: str, name: str, is_read: bool) -> None:
    assert split_read_mark(cell) == (name, is_read)


@pytest.mark.parametrize("cell", ["", "N/A", "n/a", "-", "—", "**N/A**", "\u200b", "<br />"])
def test_a_cell_is_blank(cell: str) -> None:
    assert is_blank(cell) and is_untold(cell)


@pytest.mark.parametrize("cell", ["Unknown", "not specified", "TBD", "?"])
def test_a_cell_says_nothing_of_models_and_strategies(cell: str) -> None:
    assert is_untold(cell) and not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("**A**", "A"),
        ("***A***", "A"),
        ("**A** and **B**", "**A** and **B**"),
        ("A<br />B", "A B"),
        ("a < b", "a < b"),
        ("_x_y_", "_x_y_"),
        ("*", "*"),
        ("S&R", "S&R"),
    ],
)
def test_a_text_keeps_all_but_marks_around_it(cell: str, text: str) -> None:
    assert make_text(cell) == text
    assert make_text(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>1.1</b> A &amp; B", "1.1 A & B"),
        ("[A](#a) <a id='x'></a>", "A"),
        ("`A` **B** __C__ _d_ e_f", "A B C d e_f"),
        ("A<br>B", "A B"),
        ("a < b", "a < b"),
    ],
)
def test_plain_text_has_no_markup(text: str, plain: str) -> None:
    assert make_plain(text) == plain


def test_folding_forgets_case_blanks_hyphens_and_width() -> None:
    assert fold("Qwen-1<br />（8B）") == fold("qwen 1 (8b)")
    assert fold("T5-XL") != fold("T5-XXL")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("A/B", ["A", "B"]),
        ("A & B &amp; C", ["A", "B", "C"]),
        ("A+<br />B", ["A", "B"]),
        ("A, B; C and D", ["A", "B", "C", "D"]),
        ("A／B、C", ["A", "B", "C"]),
        ("A (x/y) / B", ["A (x/y)", "B"]),
        ("A (x/y", ["A (x", "y"]),
        ("A )x/y(", ["A )x", "y("]),
        ("/A/", ["A"]),
        ("Sand", ["Sand"]),
        ("K/L/M/N", ["K/L/M", "N"]),
        ("", []),
    ],
)
def test_names_are_cut_apart(cell: str, names: list[str]) -> None:
    assert [name for _, name in split_names(cell, lambda name: name in ("K/L", "K/L/M"))] == names
