"""The files that say how to cite and what one may do agree with the package."""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import yaml

from listometrics import __version__

ROOT = Path(__file__).resolve().parents[1]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
ZENODO = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))


def test_citation_has_what_the_format_requires() -> None:
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["message"] and CITATION["title"] and CITATION["authors"]


def test_version_title_authors_and_licence_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert CITATION["version"] == ZENODO["version"] == __version__
    assert CITATION["title"] == ZENODO["title"]
    assert CITATION["authors"] == ZENODO["creators"] == project["authors"]
    assert CITATION["license"] == ZENODO["license"] == project["license"] == "MIT"
    assert project["description"].lower() in CITATION["title"].lower()


def test_the_licence_names_the_same_authors() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n")
    assert CITATION["authors"][0]["name"] in licence


def test_the_licence_of_the_data_leaves_the_list_to_its_authors() -> None:
    text = (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")
    ours, theirs = text.split("## What we did not make", 1)
    assert "CC0 1.0" in ours and "data/raw_readme.md" not in ours
    assert "data/raw_readme.md" in theirs


def test_the_changelog_has_a_section_for_what_is_not_released_or_for_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "\n## [Unreleased]\n" in text or f"\n## [{__version__}]" in text


def test_every_file_of_data_and_reports_is_under_one_of_the_two_regimes() -> None:
    said = re.findall(r"`((?:data|reports)/[^`]*)`", (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8"))
    files = [path for top in ("data", "reports") for path in (ROOT / top).rglob("*") if path.is_file()]
    names = [path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith(".")]
    uncovered = [n for n in names if not any(n.startswith(p) if p.endswith("/") else fnmatch(n, p) for p in said)]
    assert len(names) > 100
    assert uncovered == []
