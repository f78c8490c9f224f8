"""One notebook under papermill: its errors, its executed copy, its page."""

import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.cli import main
from listometrics.errors import StudyError
from listometrics.run import pipeline
from listometrics.run.execute import Place, load_papermill, read_code, render
from listometrics.run.kernel import Kernel


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


def test_an_executed_notebook_gets_its_name_when_it_is_whole_also_where_a_cell_fails(
    study: Path, write_notebook: Callable[..., None]
) -> None:
    executed = study / "reports" / "executed"
    look = "import pathlib\nprint(sorted(path.name[:6] for path in pathlib.Path('reports/executed').iterdir()))"
    write_notebook(study / "notebooks", "01_x", look, "1 / 0")
    with pytest.raises(pipeline.NotebookError, match=r"^01_x failed in cell "):
        pipeline.run(study, None, {})
    assert [path.name for path in executed.iterdir()] == ["01_x.ipynb"]
    book = json.loads((executed / "01_x.ipynb").read_text(encoding="utf-8"))
    assert book["metadata"]["papermill"]["output_path"] == str(executed / "01_x.ipynb")
    shown = [cell["outputs"][0]["text"] for cell in book["cells"] if cell["source"] in (look, look.splitlines(True))]
    assert "".join(shown[0]) == "['.01_x.']\n"


def test_a_disk_that_fills_while_a_notebook_is_saved_is_said_and_the_earlier_executed_copy_stays(
    study: Path, write_notebook: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from papermill.iorw import LocalHandler

    write_notebook(study / "notebooks", "01_x", "1 + 1")
    pipeline.run(study, None, {})
    saved = study / "reports" / "executed" / "01_x.ipynb"
    before = saved.read_bytes()

    def fill(handler: object, text: str, path: str) -> None:
        Path(path).write_text(text[: len(text) // 2], encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LocalHandler, "write", fill)
    with pytest.raises(StudyError, match=rf"^{saved}: cannot be written: No space left on device\. Free or unlock"):
        pipeline.run(study, None, {})
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir() if ".part" in path.name] == []


def test_a_full_folder_for_temporary_files_is_named(
    study: Path,
    write_notebook: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fill(kernel: object, cwd: Path) -> None:
        raise OSError(28, "No space left on device")

    write_notebook(study / "notebooks", "01_x", "1 + 1")
    monkeypatch.setattr(Kernel, "start", fill)
    assert main(["run", str(study)]) == 2
    said = capsys.readouterr().err
    assert f"listometrics: {tempfile.gettempdir()}: No space left on device. Free or unlock the place" in said
