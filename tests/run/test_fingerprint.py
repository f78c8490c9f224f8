"""What a stage depends on besides its files is found without running it, and completely."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from listometrics.run import fingerprint
from listometrics.run.execute import read_code
from listometrics.run.kernel import list_imports
from listometrics.run.pipeline import find_notebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = find_notebooks(ROOT)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_every_module_of_the_package_that_a_notebook_loads_is_hashed(notebook) -> None:  # type: ignore[no-untyped-def]
    imports = list_imports(read_code(notebook.path))
    code = f"import sys\nfor n, w in {imports!r}: __import__(n, None, None, w)\n"
    code += "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('listometrics')), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(line).resolve().relative_to(fingerprint.PACKAGE).as_posix() for line in done.stdout.split()}
    assert len(loaded) > 5
    hashed = fingerprint.hash_code(notebook.path)
    assert sorted(path for path in loaded if f"listometrics/{path}" not in hashed) == []


def test_a_notebook_does_not_depend_on_modules_it_cannot_reach() -> None:
    hashed = fingerprint.hash_code(ROOT / "notebooks" / "01_parse.ipynb")
    assert "listometrics/readme/readme.py" in hashed
    assert "listometrics/analyse/trend.py" not in hashed
    assert "listometrics/sources/client.py" not in hashed


def test_the_templates_of_pages_belong_to_every_notebook() -> None:
    assert "listometrics/report/templates/page.css" in fingerprint.hash_code(ROOT / "notebooks" / "01_parse.ipynb")


def test_outputs_and_counts_do_not_change_a_notebook_but_its_code_and_text_do(tmp_path: Path) -> None:
    path = tmp_path / "01_parse.ipynb"
    book = json.loads((ROOT / "notebooks" / "01_parse.ipynb").read_text(encoding="utf-8"))

    def hashed() -> str:
        path.write_text(json.dumps(book), encoding="utf-8")
        return fingerprint.hash_code(path)["notebooks/01_parse.ipynb"]

    before = hashed()
    code = next(cell for cell in book["cells"] if cell["cell_type"] == "code")
    code["execution_count"], code["outputs"] = 7, [{"output_type": "stream", "name": "stdout", "text": "x"}]
    assert hashed() == before
    book["cells"][0]["source"] = "# Another question?"
    assert hashed() != before


def test_versions_are_those_of_the_lock_and_of_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import version

    versions = fingerprint.list_versions()
    assert versions["Python"] == sys.version.split()[0]
    assert versions["pandas"] == version("pandas")
    assert versions["jupyter-client"] == version("jupyter_client")
    assert "pytest" not in versions
    (tmp_path / "pandas-0.0.1.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert fingerprint.list_versions()["pandas"] == "0.0.1"
