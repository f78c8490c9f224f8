"""Collect what the analyses left for the report: numbers, captions and drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import pandas as pd

from listometrics import __version__
from listometrics.analyse.sample import THIN
from listometrics.audit.audit_page import list_rules, name_severities
from listometrics.errors import StudyError
from listometrics.report.cited_sources import cite_sources, list_keys, names_sources
from listometrics.report.filters import WAYS, interval, is_known, p_value, size
from listometrics.report.record_flow import name_narrowing
from listometrics.report.report_findings import make_findings
from listometrics.report.work_list import label
from listometrics.study.files import LIST, numbers_path, sha256
from listometrics.study.stage import Stage
from listometrics.text import Markdown

LIBRARIES = ("bibtexparser", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn", "statsmodels")
LEVEL = 0.05
PEFT_SOURCE = "arXiv:2303.15647"
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
    """Return what the report's source is filled with beside figures.

    `title` is the report's; empty: after the list's first heading.
    """
    sections = stage.read("sections")
    name = sections.sort_values("line")["title"].iloc[0] if len(sections) else "without a heading"
    given = numbers["methods"]["sample"]
    return {
        **numbers,
        **describe_origin(stage, numbers["methods"].get("claims", [])),
        **describe_growth(numbers["scale"]),
        **make_findings(stage, numbers),
        "sourced": bool((stage.read("source_counts")["records"] > 0).any()),
        "severities": [Markdown(said) for said in name_severities(numbers["audit"]["by_severity"])],
        "shares_claimed": describe_shares(stage, numbers["methods"].get("claims", [])),
        "title": title or f"A study of the reading list {name}",
        "flow_kinds": [
            f"{n} {_PLURALS[kind] if n != 1 else kind}" for kind, n in sorted(numbers["parse"]["kinds"].items())
        ],
        "unread": find_unread(stage),
        "level": LEVEL,
        "confidence": 1 - LEVEL,
        "versions": [f"{name} {version(name)}" for name in LIBRARIES],
        "firsts": list_firsts(stage),
        "list_hash": sha256(stage.read_bytes(LIST)),
        "version": __version__,
        "parameters": [f"{name} = {given[name]}" for name in PARAMETERS if given[name]],
        "narrowing": name_narrowing(given),
        "unchanged": 1,
        "nothing": 0,
        "tables": {**make_tables(numbers), "audit": list_rules(stage.read("findings"))},
        "coverage": bool(numbers["methods"].get("coverage")),
    }


def describe_origin(stage: Stage, claims: list[dict[str, Any]]) -> dict[str, Any]:
    """Return where claims and terms come from, as citations, and the verdicts on the claims."""
    keys = list_keys(stage.read("papers"))
    sources = sorted({row["source"] for row in claims})
    return {
        "claim_sources": cite_sources(sources, keys),
        "peft_source": cite_sources([PEFT_SOURCE], keys)[0],
        "shared_origin": names_sources(stage.read_text(LIST), sources),
        "verdicts": Counter(row["verdict"] for row in claims),
    }


def describe_shares(stage: Stage, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the claims on a share with enough works, each with its `hits`, and `why` data/vocab/hypotheses.csv says.

    `why` tells what is counted, and why it is held against that value.
    """
    hypotheses = stage.read("hypotheses")
    why = dict(zip(hypotheses["claim"], hypotheses["why"], strict=True))
    shares = [row for row in claims if row["statistic"] == "share" and row["verdict"] != "too few"]
    return [{**row, "hits": round(row["estimate"] * row["n"]), "why": why.get(row["claim"], "")} for row in shares]


def describe_growth(scale: dict[str, Any]) -> dict[str, Any]:
    """Return the growth of the largest model, under other assumptions too, and the most frequent sizes."""
    growth = scale["growth"]
    bounds = [row for row in growth if row["statistic"].startswith("undisclosed")]
    return {
        "growth": growth[0] if growth else None,
        "tried": any(row["n"] >= scale["sample"]["thin"] for row in growth),
        "bounds": bounds,
        "regression": growth[1] if len(growth) > 1 else None,
        "survives": [
            (
                _SAID[_method(row)],
                all(_direction(row) == _direction(b) for b in bounds if _method(b) == _method(row)),
            )
            for row in growth[:2]
        ],
        "top_sizes": [Markdown(f"{size(row['params_m'])} ({row['n']})") for row in scale["most_frequent_sizes"]],
    }


def make_tables(numbers: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the tables that the report prints, an estimate and its interval in one cell."""
    claims, growth = frame_rows(numbers["methods"].get("claims", [])), frame_rows(numbers["scale"]["growth"])
    thin = numbers["scale"]["sample"]["thin"]
    if len(claims):
        claims["shown"] = [_with_interval(row, "share") for row in claims.to_dict("records")]
        claims["p_shown"] = [
            Markdown("not corrected") if is_known(row["p"]) and not is_known(row["p_holm"]) else p_value(row["p_holm"])
            for row in claims.to_dict("records")
        ]
        claims["sides"] = [" / ".join(f"{int(n):,}" for n in pair if pd.notna(n)) for pair in _sides(claims)]
    if len(growth):
        growth["shown"] = [
            _with_interval(row, "times") if row["n"] >= thin else "too few works" for row in growth.to_dict("records")
        ]
    tables = {"claims": claims, "growth": growth}
    simulated = numbers["methods"].get("coverage", [])
    return {**tables, "coverage": sum_coverage(simulated)} if simulated else tables


def sum_coverage(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a row a method from simulated intervals: scenarios, smallest n, lowest and highest rate, repetitions.

    A method whose rates are computed and not simulated is called exact. `below` counts the scenarios of fewer works
    than are called thin.

    >>> rows = [{"method": "Wilson", "scenario": name, "n": n, "coverage": rate, "repetitions": 60}
    ...         for name, n, rate in [("a", 4, 0.94), ("b", 9, 0.96)]]
    >>> sum_coverage(rows).to_dict("records")  # doctest: +NORMALIZE_WHITESPACE
    [{'method': 'Wilson', 'scenarios': 2, 'smallest': 4, 'lowest': 0.94, 'highest': 0.96, 'below': 2,
      'repetitions': 60}]
    """
    by_method = pd.DataFrame(rows).groupby("method", sort=False)
    found = by_method.agg(
        scenarios=("scenario", "size"),
        smallest=("n", "min"),
        lowest=("coverage", "min"),
        highest=("coverage", "max"),
        below=("n", lambda n: int((n < THIN).sum())),
        repetitions=("repetitions", "min"),
    ).reset_index()
    exact = found["repetitions"].isna()
    return found.assign(repetitions=found["repetitions"].astype("Int64").astype("object").mask(exact, "exact"))


def find_unread(stage: Stage) -> dict[str, bool]:
    """Tell of strategies and models whether the list names some and the vocabulary knows none of them."""
    entries = stage.read("entries")
    strategies, models = stage.read("entry_strategies"), stage.read("entry_models")
    return {
        "strategies": bool((entries["strategy_raw"] != "").any()) and not (strategies["strategy"] != "").any(),
        "models": bool((entries["backbone_raw"] != "").any()) and not (models["model"] != "").any(),
    }


def list_firsts(stage: Stage) -> list[dict[str, str]]:
    """Return the first work of each strategy that can be cited: `strategy`, `key` and `month`, in order of months."""
    papers = stage.read("papers")
    citable = set(papers.loc[papers["bib_status"] != "partial", "key"])
    # An arXiv id counts up within its month, so that works of one month stand in their true order.
    appeared = stage.read("methods_first").merge(papers[["key", "arxiv"]], on="key")
    first = appeared.sort_values(["month", "arxiv"]).drop_duplicates("strategy")
    return [
        {"strategy": label(str(row["strategy"])), "key": str(row["key"]), "month": str(row["month"])}
        for row in first.to_dict("records")
        if row["key"] in citable
    ]


def frame_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows of a JSON table as a frame."""
    return pd.DataFrame(rows)


def _with_interval(row: Mapping[Any, Any], form: str, digits: int = 0) -> Markdown:
    """Write an estimate and its interval in a table's cell."""
    written = WAYS[form](row["estimate"], digits)
    return Markdown(f"{written} ({interval(row, form, digits)})") if is_known(row["low"]) else written


def _sides(claims: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    return zip(claims["n_a"], claims["n_b"], strict=True)


def _method(row: Mapping[str, Any]) -> str:
    """Return a row's method without what it says of works drawn at random."""
    return str(row["method"]).partition(",")[0]


def _direction(row: dict[str, Any]) -> int:
    """Tell whether a yearly factor lies above no change (1), below (-1), or around it (0)."""
    if row["low"] is None or row["high"] is None:
        return 0
    return int(row["low"] > 1) - int(row["high"] < 1)
