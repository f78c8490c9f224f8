"""The notebooks in a real JupyterLab: each runs to its end, shows its figures, and follows its parameters."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "only-for-this-test"
NOT_COPIED = shutil.ignore_patterns(".*", "executed", "__pycache__")
IDLE = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
CELLS = "jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
pytestmark = [pytest.mark.requires_tool("chromium"), pytest.mark.xdist_group("lab")]


@pytest.mark.slow
def test_the_script_hands_its_options_to_jupyterlab() -> None:
    script = str(ROOT / "scripts" / "lab.py")
    done = subprocess.run([sys.executable, script, "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("4.")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the study with its results, so that any notebook can be the first one run."""
    folder = tmp_path_factory.mktemp("lab") / "a study"
    for part in ("data", "notebooks", "reports"):
        shutil.copytree(ROOT / part, folder / part, ignore=NOT_COPIED)
    return folder


@pytest.fixture(scope="module")
def lab(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that stands on the study and touches no settings of the user."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    variables = {
        **os.environ,
        **folders,
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "s"),
    }
    variables["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "w")
    command = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={study}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=variables, cwd=study, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api?token={TOKEN}", server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def open_notebook(lab: str, browser: Any) -> Iterator[Any]:
    """A function that opens a notebook in JupyterLab with its kernel ready."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})

    def open_(name: str) -> Any:
        page = context.new_page()
        page.beyond = []
        page.on("request", lambda r: None if is_local(r.url, lab) else page.beyond.append(r.url))
        page.goto(f"{lab}/lab/tree/notebooks/{name}?token={TOKEN}&reset", timeout=60_000)
        page.wait_for_function(IDLE, timeout=60_000)  # asked anew after the reload that `reset` brings
        return page

    yield open_
    context.close()


def is_local(url: str, lab: str) -> bool:
    return url.startswith((lab, lab.replace("http:", "ws:"), "data:", "blob:"))


def run_all(page: Any) -> dict[str, Any]:
    """Run all cells, and return what the notebook then holds of each kind of output."""
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        f"{CELLS}.filter((c) => c.cell_type === 'code').every((c) => c.execution_count || c.outputs.some((o) => "
        f"o.output_type === 'error')) || {CELLS}.some((c) => c.outputs?.some((o) => o.output_type === 'error'))",
        timeout=120_000,
    )
    page.wait_for_function(IDLE, timeout=60_000)
    outputs = page.evaluate(f"{CELLS}.flatMap((c) => c.toJSON().outputs ?? [])")
    return {
        "errors": [o["traceback"][-1] for o in outputs if o["output_type"] == "error"],
        "said": ["".join(o["text"]) for o in outputs if o["output_type"] == "stream" and o["name"] == "stderr"],
        "figures": [shown for o in outputs if "<img" in (shown := "".join(o.get("data", {}).get("text/html", "")))],
    }


def check(page: Any, name: str, study: Path) -> dict[str, Any]:
    found = run_all(page)
    assert found["errors"] == [] and found["said"] == []
    source = (study / "notebooks" / name).read_text(encoding="utf-8")
    if "stage.save" in source:
        assert found["figures"]
        figure = page.locator(".jp-OutputArea-output img").last
        figure.scroll_into_view_if_needed()
        assert figure.bounding_box()["width"] > 200
    assert page.beyond == []
    return found


@pytest.mark.slow
def test_a_notebook_runs_to_its_end_and_its_figure_follows_a_parameter(open_notebook: Any, study: Path) -> None:
    name = "03_landscape.ipynb"
    page = open_notebook(name)
    before = check(page, name, study)
    page.evaluate(
        f"(() => {{ const cell = {CELLS}[1];"
        " cell.setSource(cell.getSource().replace('\"2026-11\"', '\"2025-06\"')); })()"
    )
    after = check(page, name, study)
    assert len(after["figures"]) == len(before["figures"]) and after["figures"] != before["figures"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["01_parse.ipynb", "04_report.ipynb"])
def test_a_notebook_of_another_kind_runs_to_its_end(open_notebook: Any, study: Path, name: str) -> None:
    check(open_notebook(name), name, study)
