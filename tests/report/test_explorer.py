"""The explorer's page: its data whole, nothing but its own scripts may run. What it does: test_browser.py."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from listometrics.report.explorer import make_explorer
from listometrics.report.work_list import list_works
from listometrics.study.schema import TABLES, from_csv
from listometrics.text import clean


@pytest.fixture(scope="session")
def explorer(make_tables: Any, bibliography: str) -> Any:
    def make(titles: tuple[str, ...] = ("A", "B", "C")) -> str:
        return make_explorer(list_works(make_tables(titles)), bibliography, titles[0], titles[-1])

    return make


def read_data(page: str) -> dict[str, Any]:
    content = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert content
    data: dict[str, Any] = json.loads(content.group(1))
    return data


def test_the_data_are_all_works_with_their_bibtex(explorer: Any) -> None:
    works = read_data(explorer())["works"]
    assert [work["key"] for work in works] == ["key-1", "key-2", "key-3"]
    assert works[1] == works[1] | {"year": 2023, "read": "yes", "strategies": "lora", "sizes": "1B to 10B"}
    assert works[0]["bibtex"].startswith("@misc{key-1,")


def test_hostile_titles_cannot_leave_the_data(explorer: Any, hostile_titles: tuple[str, ...]) -> None:
    page = explorer(hostile_titles)
    assert sorted(work["title"] for work in read_data(page)["works"]) == sorted(map(clean, hostile_titles))
    assert len(re.findall(r"<script\b", re.sub(r'(?s)<script type="module">.*?</script>', "", page))) == 1
    assert "<title>&lt;script&gt;" in page


def test_only_the_pages_own_scripts_may_run_and_nothing_is_loaded(explorer: Any) -> None:
    page = explorer()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and "default-src 'none'" in policy.group(1)
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/=]{44}'", policy.group(1))) == 2
    assert "unsafe" not in policy.group(1).partition("script-src")[2] and "http" not in policy.group(1)
    assert not re.search(r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"']?http", page)


def test_the_studys_own_page_holds_the_lists_notes_and_stays_below_two_megabytes() -> None:
    root = Path(__file__).resolve().parents[2]
    names = ("entries", "entry_models", "entry_strategies", "links", "papers", "entry_papers")
    tables = {n: from_csv((root / TABLES[n].path).read_bytes(), TABLES[n], TABLES[n].path) for n in names}
    bibliography = "".join((root / f"data/bib/{n}.bib").read_text(encoding="utf-8") for n in ("references", "partial"))
    page = make_explorer(list_works(tables), bibliography, "Works")
    assert len(page.encode()) < 2_000_000
    noted = tables["entries"].merge(tables["entry_papers"], on="entry").query("note != ''")
    assert sum(work["note"] != "" for work in read_data(page)["works"]) == noted["key"].nunique() > 0
