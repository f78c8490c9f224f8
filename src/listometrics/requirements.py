"""What the project requires, and what of it the running environment lacks. Standard library only."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?P<bounds>(?:[<>]=?[0-9.]+,?)*)")


def read_project(root: Path) -> dict[str, Any]:
    """Return pyproject.toml of a checkout."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def read_requirements(root: Path, groups: list[str]) -> list[str]:
    """Return the direct requirements of a checkout, those of dependency groups with them."""
    project = read_project(root)
    by_group = [project["dependency-groups"][group] for group in groups]
    return sum(by_group, list(project["project"]["dependencies"]))


def find_missing(root: Path, groups: list[str]) -> list[str]:
    """Return what the running environment lacks, of the direct requirements and of listometrics itself."""
    missing = [requirement for requirement in read_requirements(root, groups) if not is_installed(requirement)]
    # In a process of its own: this one has the checkout on its path in any case.
    asking = [sys.executable, "-P", "-c", "import listometrics as it; print(it.__file__)"]
    answer = subprocess.run(asking, capture_output=True, text=True, cwd=os.sep, check=False).stdout.strip()
    if Path(answer).resolve() != (root / "src" / "listometrics" / "__init__.py").resolve():
        missing.append(f"listometrics from {root}")
    return missing


def split_requirement(requirement: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a requirement's name and bounds.

    >>> split_requirement("flit_core>=3.11,<5")
    ('flit_core', [('>=', '3.11'), ('<', '5')])
    """
    match = REQUIREMENT.fullmatch(requirement.replace(" ", ""))
    if match is None:
        raise ValueError(f"{requirement!r}: only a name with bounds like >=1.2,<3 can be read")
    return match["name"], re.findall(r"([<>]=?)([0-9.]+)", match["bounds"])


def is_installed(requirement: str) -> bool:
    """Tell whether a distribution is there in a version within the requirement's bounds.

    >>> is_installed("pytest>=1"), is_installed("pytest<1"), is_installed("no-such-distribution")
    (True, False, False)
    """
    name, bounds = split_requirement(requirement)
    try:
        return is_within(importlib.metadata.version(name), bounds)
    except importlib.metadata.PackageNotFoundError:
        return False


def is_within(version: str, bounds: list[tuple[str, str]]) -> bool:
    """Tell whether a version keeps to bounds.

    >>> is_within("3.10.1", [(">=", "3.9"), ("<", "4")])
    True
    """
    found = order_version(version)
    for operator, bound in bounds:
        limit = order_version(bound)
        kept = {"<": found < limit, "<=": found <= limit, ">": found > limit, ">=": found >= limit}
        if not kept[operator]:
            return False
    return True


def order_version(version: str) -> list[int]:
    """Return the first four numbers of a version, so that versions compare.

    >>> order_version("3.10")
    [3, 10, 0, 0]
    """
    numbers = [int(number) for number in re.findall(r"[0-9]+", version)[:4]]
    return numbers + [0] * (4 - len(numbers))
