"""The package alone, without its checkout: what its wheel brings, and a study made and run with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIST = """# Awesome Retrieval

## Methods

- **Retrieval with a Frozen Language Model**, ICLR 2024, [[paper]](https://arxiv.org/abs/2305.00001)
- **Retrieval with Adapters**, arXiv 2023, [[paper]](https://arxiv.org/abs/2306.00002)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_package_notebooks_and_vocabularies_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    ours = {path.removeprefix("src/") for path in tracked if path.startswith("src/")}
    brought = {f"listometrics/bundled/{path}" for path in tracked if path.startswith(("notebooks/", "data/vocab/"))}
    assert names == ours | brought
    assert wheel.stat().st_size < 1_000_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_installed_package_studies_a_list_without_its_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    lines = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", lines], check=True, capture_output=True, text=True).stdout.strip())
    # What the package needs is there already; the package itself is not, nor is the checkout on any path.
    for path in Path(next(each for each in sys.path if each.endswith("site-packages"))).iterdir():
        if "listometrics" not in path.name:
            (site / path.name).symlink_to(path)
    (home / "share").mkdir(exist_ok=True)
    (home / "share" / "jupyter").symlink_to(Path(sys.prefix) / "share" / "jupyter")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, check=True)
    installed = site / "listometrics"
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*") if path.suffix != ".pyc"}
    (tmp_path / "README.md").write_text(LIST, encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def call(*arguments: str) -> str:
        command = [home / "bin" / "listometrics", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    call("new", "study", "--list", "README.md")
    assert "Report: " in call("run", "study")
    assert "Retrieval with Adapters" in (tmp_path / "study/data/02_enriched/papers.csv").read_text(encoding="utf-8")
    assert (tmp_path / "study/reports/report.pdf").stat().st_size > 10_000
    assert before == {path: path.stat().st_mtime_ns for path in installed.rglob("*") if path.suffix != ".pyc"}
