"""What a stage's results depend on besides its files: its notebook, the modules behind it, and versions.

Standard library only: a run that finds nothing to do must not take the time to load what it does not use.
"""

from __future__ import annotations

import json
import platform
import re
import sys
from functools import cache
from pathlib import Path

import listometrics
from listometrics.study import files

PACKAGE = Path(listometrics.__file__).resolve().parent
LOCK = PACKAGE.parents[1] / "requirements.lock"
PAGES = "listometrics.report.notebook_pages"  # makes the page of every executed notebook
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(listometrics[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(listometrics[\w.]*))",
    re.MULTILINE,
)


def hash_code(notebook: Path) -> dict[str, str]:
    """Return the SHA-256 of a notebook's cells and of every file of the package that its code can reach, by path.

    Outputs, counts and metadata of the notebook do not matter, but for the tags. Data files of the package (the
    templates) count for every notebook: its page is made from them.
    """
    cells = json.loads(files.read_text(notebook))["cells"]
    kept = [[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])] for cell in cells]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found = {f"notebooks/{notebook.name}": files.sha256(json.dumps(kept).encode())}
    for path in sorted(_reach(code) | set(_data_files())):
        found[f"listometrics/{path.relative_to(PACKAGE).as_posix()}"] = _hash(path)
    return found


def list_versions() -> dict[str, str]:
    """Return the version of Python, its platform, and of every installed package that the lock names.

    Names and versions are read from the folders that installers leave: asking each package takes much longer.
    """
    names = _locked()
    versions = {"Python": sys.version.split()[0], "platform": f"{sys.platform} {platform.machine()}"}
    for folder in reversed(sys.path):
        try:
            found = [path.name for path in Path(folder).iterdir() if path.name.endswith(".dist-info")]
        except OSError:
            continue
        for entry in found:
            name, _, version = entry.removesuffix(".dist-info").partition("-")
            if not names or _normal(name) in names:
                versions[_normal(name)] = version
    return dict(sorted(versions.items()))


def _reach(code: str) -> set[Path]:
    """Return the package's modules that code imports, directly or through others."""
    waiting = _named(code) | set(_find(PAGES))
    reached: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting |= _imports(path)
    return reached


def _named(code: str) -> set[Path]:
    found: set[Path] = set()
    for module, names, plain in _IMPORT.findall(code):
        found.update(_find(module or plain))
        for name in re.findall(r"\w+", names):
            found.update(_find(f"{module}.{name}"))
    return found


@cache
def _imports(path: Path) -> set[Path]:
    return _named(path.read_text(encoding="utf-8"))


@cache
def _find(module: str) -> tuple[Path, ...]:
    """Return the files that importing a module runs: its own and those of the packages around it."""
    parts = module.split(".")[1:]
    base = PACKAGE.joinpath(*parts)
    own = base / "__init__.py" if (base / "__init__.py").exists() else base.with_suffix(".py")
    if module != "listometrics" and not own.exists():
        return ()  # a name in a module, and no module
    around = [PACKAGE.joinpath(*parts[:depth], "__init__.py") for depth in range(len(parts))]
    return tuple(path for path in [*around, own] if path.exists())


@cache
def _data_files() -> tuple[Path, ...]:
    found = (path for path in PACKAGE.rglob("*") if path.suffix not in (".py", ".pyc", ".typed") and path.is_file())
    return tuple(path for path in found if not path.name.startswith("."))


@cache
def _hash(path: Path) -> str:
    return files.sha256(path.read_bytes())


@cache
def _locked() -> frozenset[str]:
    try:
        text = LOCK.read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    return frozenset(_normal(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
