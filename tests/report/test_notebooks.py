"""An executed notebook as a page."""

import json
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.report.notebook_pages import make_notebook_page

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def notebook(**times: str) -> str:
    rows = '<table border="1" class="dataframe"><tr><td>&lt;b&gt;</td></tr></table>'
    table = f"<div>\n<style scoped>td {{}}</style>\n{rows}</div>"
    outputs: list[dict[str, Any]] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/html": table}},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE\x1b[0m: v"]},
    ]
    cells = [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {"papermill": times},
            "source": ["# What is *it*?\n", "$x^2$"],
        },
        {
            "cell_type": "code",
            "id": "b",
            "execution_count": 1,
            "metadata": {"execution": times, "papermill": times},
            "source": "frame = 1  # one",
            "outputs": outputs,
        },
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}, "papermill": times}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def test_text_code_and_outputs_stand_in_one_page() -> None:
    page = make_notebook_page(notebook(), "03_scale", "Version 1")
    assert "<title>What is *it*?</title>" in page and "<em>it</em>" in page and "<math" in page
    assert '<span class="co"># one</span>' in page and '<table class="dataframe">' in page and "&lt;b&gt;" in page
    assert f'<img alt="Figure drawn by the cell above" src="data:image/png;base64,{PIXEL}">' in page
    assert "\x1b" not in page and "<style scoped" not in page and "Version 1" in page
    assert "default-src 'none'" in page


def test_times_leave_no_trace() -> None:
    assert make_notebook_page(notebook(start="2026-01-01"), "a") == make_notebook_page(notebook(start="2027"), "a")


def test_the_corner_of_a_frame_is_no_heading() -> None:
    book = json.loads(notebook())
    frame = "<table><thead><tr><th></th><th>n</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    book["cells"][-1]["outputs"] = [
        {"output_type": "execute_result", "data": {"text/html": frame}, "execution_count": 1, "metadata": {}}
    ]
    page = make_notebook_page(json.dumps(book), "a")
    assert "<th></th>" not in page and "<td></td><th>n</th>" in page


def test_markdown_that_a_cell_shows_is_rendered_and_its_html_is_text() -> None:
    book = json.loads(notebook())
    data = {"text/markdown": "## Abstract\n\nA *finding* <script>1</script>", "text/plain": "<Markdown object>"}
    book["cells"][-1]["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    page = make_notebook_page(json.dumps(book), "a")
    assert ">Abstract</h2>" in page and "<em>finding</em> &lt;script&gt;1" in page and "Markdown object" not in page


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [1], "metadata": {}}'])
def test_what_is_not_a_notebook_is_named(text: str) -> None:
    with pytest.raises(StudyError, match=r"03_scale: not a notebook: .* Run the study again"):
        make_notebook_page(text, "03_scale")
