"""A table line is cut at its pipes, and at no others."""

import pytest

from listometrics.readme.rows import is_separator, split_cells, split_cells_mildly


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        ("| a |  |", ["a", ""]),
        ("||", [""]),
        ("|", []),
        ("", []),
        (r"| a \| b | c |", ["a | b", "c"]),
        (r"| a | b \|", ["a", "b |"]),
        (r"| a \\ | c |", [r"a \\", "c"]),
        ("|\u3000a\u200b|\ufeffb\xa0|", ["a", "b"]),
        ("| `a|b` |", ["`a", "b`"]),
    ],
)
def test_cells_are_cut_as_github_cuts_them(text: str, cells: list[str]) -> None:
    assert split_cells(text) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| `a|b` | c |", ["`a|b`", "c"]),
        ("| ``a|`b`` | c |", ["``a|`b``", "c"]),
        ("| `a | b |", ["`a", "b"]),
        ("| `a | b`` |", ["`a", "b``"]),
        ("| [x](https://a.b/c|d) | e |", ["[x](https://a.b/c|d)", "e"]),
        ("| [x](a(b|c)d|e) |", ["[x](a(b|c)d|e)"]),
        ("| [x](a |", ["[x](a"]),
        ("| <https://a.b/c|d> |", ["<https://a.b/c|d>"]),
        (r"| `a|b` \| c |", ["`a|b` | c"]),
    ],
)
def test_cells_are_not_cut_in_code_and_addresses(text: str, cells: list[str]) -> None:
    assert split_cells_mildly(text) == cells


@pytest.mark.parametrize("text", ["|---|", "| :-: | - |", " |:--|--:| ", "--- | ---", "|-|"])
def test_a_separator_is_known(text: str) -> None:
    assert is_separator(text)


@pytest.mark.parametrize("text", ["---", "", "|", "| |", "| a |", "| -- - |", "| ::- |", "|---| x |", "===|==="])
def test_no_separator_is_seen_in(text: str) -> None:
    assert not is_separator(text)
