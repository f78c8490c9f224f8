"""docs/architecture.md is true: its map holds every file, imports go down it, and a row's way is short."""

import ast
import inspect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from types import FrameType
from typing import Any

from listometrics.study.stage import open_stage

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "listometrics"
MODULES = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*.py") if path.name != "__init__.py"}
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_FILES = 25  # that run code on the way of a row of the list to papers.csv
SHOWN = {"plots.py", "readme/parse_overview.py", "study/export.py"}  # what notebooks only show


def list_layers() -> list[set[str]]:
    """Return the layers of the map from the highest to the lowest: the packages and modules that each row names."""
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", MAP, re.MULTILINE)
    return [set(re.findall(r"`(\w+)(?:\.py|/)`", row)) for row in rows]


def list_imports(module: str) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in its code it does."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "listometrics":
            base = "/".join((node.module or "").split(".")[1:])
            for name in node.names:
                inner = f"{base}/{name.name}.py".lstrip("/")
                yield inner if inner in MODULES else f"{base}.py"


def test_the_map_names_every_file_once_and_no_other() -> None:
    named = re.findall(r"^\| `([\w/]+\.py)` \|", MAP, re.MULTILINE)
    assert sorted(named) == sorted(MODULES)


def test_imports_go_down_the_layers_of_the_map_and_never_round_in_a_circle() -> None:
    depth = {name: number for number, layer in enumerate(list_layers()) for name in layer}
    layer_of = {module: depth[module.split("/")[0].removesuffix(".py")] for module in MODULES}
    graph = {module: [other for other in list_imports(module) if other in MODULES] for module in MODULES}
    upward = [
        f"{module} -> {other}"
        for module, found in graph.items()
        for other in found
        if layer_of[other] < layer_of[module]
    ]
    assert upward == []
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)  # raises CycleError on a cycle


def test_no_two_files_and_no_two_classes_share_a_name() -> None:
    files = Counter(path.name for path in MODULES.values())
    classes = Counter(
        node.name
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, n in (files + classes).items() if n > 1] == []


def test_few_files_run_code_between_a_row_and_papers_csv(tmp_path: Path) -> None:
    """Measured in a process of its own, in which nothing else is traced."""
    command = [sys.executable, __file__, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    ours = [name for name in done.stdout.splitlines()[-1].split() if name not in SHOWN]
    stage = open_stage("02_enrich", str(ROOT), str(tmp_path))
    assert stage.read("papers").equals(open_stage("02_enrich", str(ROOT)).read("papers"))
    assert 0 < len(ours) <= MOST_FILES, ours


def list_files_that_run(out: str) -> set[str]:
    """Run the cells of the first two notebooks, and return the files of the package of which a function ran."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_flags & inspect.CO_OPTIMIZED:  # no body of a module or class
            seen.add(frame.f_code.co_filename)

    for name in ("01_parse", "02_enrich"):
        space: dict[str, Any] = {"root": str(ROOT), "out": out}
        for source in read_cells(name):
            code = compile(source, name, "exec")
            sys.setprofile(note)
            try:
                exec(code, space)
            finally:
                sys.setprofile(None)
    return {Path(name).relative_to(SOURCE).as_posix() for name in seen if name.startswith(str(SOURCE))}


def read_cells(name: str) -> Iterator[str]:
    """Yield the code of a notebook that reads, computes and writes; not what only shows (overviews, samples)."""
    import nbformat

    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            yield "\n".join(line for line in cell.source.splitlines() if not line.startswith(("root", "out")))
        elif cell.cell_type == "code":
            yield cell.source


if __name__ == "__main__":
    print(*sorted(list_files_that_run(sys.argv[1])))
