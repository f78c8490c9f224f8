"""One notebook under papermill: its environment, its errors, its page."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.run.execute import Place, load_papermill, read_code, render


def test_results_go_to_out_where_one_is_given(tmp_path: Path) -> None:
    assert Place(tmp_path, None).results == tmp_path
    assert Place(tmp_path, tmp_path / "out").results == tmp_path / "out"


def test_papermill_comes_without_the_grammar_of_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    load_papermill()
    assert "papermill" in sys.modules
    assert sys.modules.get("rfc3987_syntax", "not there") is not None  # no mark is left behind


def test_code_is_read_and_an_executed_notebook_becomes_a_page(
    tmp_path: Path, write_notebook: Callable[..., None]
) -> None:
    write_notebook(tmp_path / "reports" / "executed", "01_x", "1 + 1", "2 + 2")
    saved = tmp_path / "reports" / "executed" / "01_x.ipynb"
    assert read_code(saved)[1:] == ["1 + 1", "2 + 2"]
    render(saved, tmp_path)
    page = (tmp_path / "reports" / "notebooks" / "01_x.html").read_text(encoding="utf-8")
    assert "<title>" in page
    assert "2 + 2" in re.sub(r"<[^>]+>", "", page)
