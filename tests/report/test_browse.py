"""Tables to browse in a notebook: all rows, nothing loaded, plain without scripts."""

import json
from typing import Any

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.report import browse as module
from listometrics.report.browse import browse, keep_table, read_library
from listometrics.report.notebook_pages import make_notebook_page

FRAME = pd.DataFrame(
    {"n": range(25), "title": [f"Work {n}" for n in range(24)] + ["<script>window.attacked = 1</script>"]}
)


def test_a_page_of_the_notebook_has_the_plain_table_with_all_rows() -> None:
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    output["data"] = {"text/html": browse(FRAME)._repr_html_(), "text/plain": repr(browse(FRAME))}
    cell = {"cell_type": "code", "id": "b", "execution_count": 1, "metadata": {}, "source": "a", "outputs": [output]}
    kernel = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    book = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    page = make_notebook_page(json.dumps(book), "a")
    assert page.count("<tr") == 1 + len(FRAME)
    assert "DataTable" not in page and "<script>" not in page


def test_html_of_another_kind_is_kept() -> None:
    assert keep_table("<p>text</p>") == "<p>text</p>"


def test_equal_frames_give_equal_bytes() -> None:
    assert browse(FRAME)._repr_html_() == browse(FRAME.copy())._repr_html_()


def test_a_bundle_that_exports_no_jquery_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read_library.cache_clear()
    monkeypatch.setattr(module, "_read", lambda name: "let a = 1; export { a };")
    with pytest.raises(StudyError, match=r"exports no jQuery\. Install the locked packages"):
        read_library()


@pytest.mark.requires_tool("chromium")
def test_a_table_is_searched_sorted_and_paged_in_a_browser_and_runs_nothing(open_page: Any) -> None:
    two = browse(FRAME)._repr_html_() + browse(FRAME.head(3))._repr_html_()
    page = open_page(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title>{two}</html>')
    first, second = page.locator(".browse").all()
    assert first.locator("tbody tr").count() == module.PAGE and second.locator("tbody tr").count() == 3
    assert second.locator("input").count() == 0  # three rows need no search
    for order in ("ascending", "descending"):
        first.locator("th", has_text="n").first.click()
        first.locator(f"th[aria-sort={order}]").first.wait_for()
    assert first.locator("tbody tr").first.inner_text().split()[0] == "24"
    first.locator("input[type=search]").fill("Work 13")
    assert first.locator("tbody tr").all_inner_texts() == ["13\tWork 13"]
    assert page.noted == [] and page.evaluate("window.attacked") is None
