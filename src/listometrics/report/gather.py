"""Collect what the analyses left for the report: numbers, captions and drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import pandas as pd

from listometrics import __version__
from listometrics.errors import StudyError
from listometrics.report.works import label
from listometrics.study.files import sha256
from listometrics.study.places import LIST, numbers_path
from listometrics.study.stage import Stage

LIBRARIES = ("bibtexparser", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn", "statsmodels")
_SAID = {"Theil-Sen": "the median of all pairs", "median regression": "median regression"}
PARAMETERS = ("first_year", "last_date", "count", "period", "sections")
_PLURALS = {"paper": "papers", "dataset": "datasets", "benchmark": "benchmarks", "repository": "repositories"}


def read_numbers(stage: Stage, stages: Iterable[str]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the numbers of each stage by its name without the ordinal, and all figures by name.

    `03_methods` gives `numbers["methods"]`; a figure has its `caption`, its `alt` text and the `stage` that draws
    it. Raises StudyError where a stage left no numbers, or two stages draw a figure of the same name.
    """
    numbers: dict[str, Any] = {}
    figures: dict[str, dict[str, str]] = {}
    for name in stages:
        if not any((base / numbers_path(name)).is_file() for base in (stage.out, stage.root)):
            raise StudyError(f"{numbers_path(name)}: not found. Run {name} first.")
        found = stage.read_numbers(name)
        for figure, drawn in found.pop("figures", {}).items():
            if figure in figures:
                raise StudyError(f"figure '{figure}': drawn by {figures[figure]['stage']} and {name}. Rename one.")
            figures[figure] = {**drawn, "stage": name}
        numbers[name.partition("_")[2]] = found
    return numbers, figures


def read_drawings(stage: Stage, names: Iterable[str], figures: dict[str, dict[str, str]]) -> dict[str, bytes]:
    """Return the SVG of each named figure; raises StudyError naming the stage that draws a missing one."""
    drawings = {}
    for name in names:
        path = f"reports/figures/{name}.svg"
        if not any((base / path).is_file() for base in (stage.out, stage.root)):
            raise StudyError(f"{path}: not found. Run {figures[name]['stage']} first.")
        drawings[name] = stage.read_bytes(path)
    return drawings


def make_context(stage: Stage, numbers: dict[str, Any], title: str = "") -> dict[str, Any]:
    """Return what the report's source is filled with beside figures and tables.

    `title` is the report's; empty: after the list's first heading.
    """
    parse, methods, scale = numbers["parse"], numbers["methods"], numbers["scale"]
    sections = stage.read("sections")
    name = sections.sort_values("line")["title"].iloc[0] if len(sections) else "without a heading"
    growth = scale["growth"]
    bounds = [row for row in growth if row["statistic"].startswith("undisclosed")]
    claims = methods.get("claims", [])
    given = methods["sample"]
    return {
        **numbers,
        "title": title or f"A study of the reading list {name}",
        "flow_kinds": [f"{n} {_PLURALS[kind] if n != 1 else kind}" for kind, n in sorted(parse["kinds"].items())],
        "growth": growth[0] if growth else None,
        "bounds": bounds,
        "regression": growth[1] if len(growth) > 1 else None,
        "survives": [
            (
                _SAID[_method(row)],
                all(_direction(row) == _direction(b) for b in bounds if _method(b) == _method(row)),
            )
            for row in growth[:2]
        ],
        "level": 0.05,
        "versions": [f"{name} {version(name)}" for name in LIBRARIES],
        "verdicts": Counter(row["verdict"] for row in claims),
        "claim_sources": sorted({row["source"] for row in claims}),
        "firsts": list_firsts(stage),
        "top_sizes": [f"{row['params_m']:,.0f} million ({row['n']})" for row in scale["most_frequent_sizes"]],
        "changing": sorted({row["label"] for row in scale.get("sensitivity", []) if row["changes"]}),
        "list_hash": sha256(stage.read_bytes(LIST)),
        "version": __version__,
        "parameters": [f"{name} = {given[name]}" for name in PARAMETERS if given[name]],
        "unchanged": 1,
        "nothing": 0,
    }


def list_firsts(stage: Stage) -> list[dict[str, str]]:
    """Return the first work of each strategy that can be cited: `strategy` and `key`, in order of their months."""
    papers = stage.read("papers")
    citable = set(papers.loc[papers["bib_status"] != "partial", "key"])
    # An arXiv id counts up within its month, so that works of one month stand in their true order.
    appeared = stage.read("methods_first").merge(papers[["key", "arxiv"]], on="key")
    first = appeared.sort_values(["month", "arxiv"]).drop_duplicates("strategy")
    return [
        {"strategy": label(str(row["strategy"])), "key": str(row["key"])}
        for row in first.to_dict("records")
        if row["key"] in citable
    ]


def frame_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows of a JSON table as a frame."""
    return pd.DataFrame(rows)


def _method(row: Mapping[str, Any]) -> str:
    """Return a row's method without what it says of works drawn at random."""
    return str(row["method"]).partition(",")[0]


def _direction(row: dict[str, Any]) -> int:
    """Tell whether a yearly factor lies above no change (1), below (-1), or around it (0)."""
    if row["low"] is None or row["high"] is None:
        return 0
    return int(row["low"] > 1) - int(row["high"] < 1)
