"""Collect what the analyses left for the report: numbers, findings and captions of figures, tables of the appendix."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from importlib.metadata import version
from typing import Any

import pandas as pd

from listometrics import __version__
from listometrics.audit.audit_page import count_findings
from listometrics.audit.audit_rules import SEVERITIES
from listometrics.errors import StudyError
from listometrics.report.cited_sources import cite_sources, list_keys, names_sources
from listometrics.report.filters import interval, month, p_value, share
from listometrics.stats.robustness import AS_ANALYSED, REPETITIONS
from listometrics.stats.wording import find_direction, join_words
from listometrics.stats.work_sample import THIN
from listometrics.study.files import LIST, sha256
from listometrics.study.stage import Stage
from listometrics.text import Markdown, counted, escape_markdown

LIBRARIES = ("bibtexparser", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn", "statsmodels")
PEFT_SOURCE = "arXiv:2303.15647"
NEEDED = {"coded": {"methods_shares"}, "sized": {"scale_sizes", "scale_strategies"}}
"""The figures without which the report says nothing of tuning, and of sizes: a list without dates has none of them."""
ANSWERED = {
    "tuning": ("frozen use", "full finetuning", "LoRA"), "size": ("models of at least 1B",),
    "strategy": ("LoRA at 1B or more",),
}  # fmt: skip
"""What each of the report's three answers says, as `check_robustness` names it."""
SURE = 0.95
"""An answer that holds in a smaller share of draws with wrong labels is printed with that share."""
NARROWING = ("first_year", "last_date", "sections")
"""Parameters that leave works out of the methods and of the sizes."""


def read_numbers(stage: Stage, stages: Iterable[str]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the numbers of each stage by its name without the ordinal, and all figures by name.

    `03_methods` gives `numbers["methods"]`; a figure has its `title` (the finding), `caption`, `alt` text and the
    `stage` that draws it. Raises StudyError where a stage left no numbers, or two stages draw a figure of one name.
    """
    numbers: dict[str, Any] = {}
    figures: dict[str, dict[str, str]] = {}
    for name in stages:
        found = stage.read_numbers(name)
        for figure, drawn in found.pop("figures", {}).items():
            if figure in figures:
                raise StudyError(f"figure '{figure}': drawn by {figures[figure]['stage']} and {name}. Rename one.")
            figures[figure] = {**drawn, "stage": name}
        numbers[name.partition("_")[2]] = found
    return numbers, figures


def read_drawings(stage: Stage, names: Iterable[str]) -> dict[str, bytes]:
    """Return the SVG of each named figure; a missing one raises StudyError."""
    return {name: stage.read_bytes(f"reports/figures/{name}.svg") for name in names}


def make_context(stage: Stage, numbers: dict[str, Any], figures: Mapping[str, Any], title: str = "") -> dict[str, Any]:
    """Return what the report's source is filled with beside figures; `title` is the report's, empty: the list's.

    Where fewer than 10 works have a coded strategy, or a disclosed size, or none has a date, the report says nothing of
    it.
    """
    headings = stage.read("sections").sort_values("line", kind="stable")["title"]
    name = next((heading for heading in headings if any(letter.isalpha() for letter in heading)), "")
    methods, scale, papers = numbers["methods"], numbers["scale"], stage.read("papers")
    if 2 * numbers["landscape"]["authored"] < len(papers):  # the few known ones stand for nothing
        numbers = {**numbers, "landscape": {**numbers["landscape"], "authors": 0}}
    tuned, sized = (
        methods["flow"][step] if methods["flow"][step] >= THIN and needed <= figures.keys() else 0
        for step, needed in NEEDED.items()
    )
    claims = methods["claims"] if tuned else []
    sources = sorted({row["source"] for row in claims})
    keys = list_keys(papers)
    narrowed = {parameter: value for parameter, value in methods["choices"].items() if parameter in NARROWING and value}
    chosen = ", ".join(f"{parameter} = {value}" for parameter, value in narrowed.items())
    shown = title or (f"A study of the reading list {name}" if name else "A study of a reading list")
    before, since = methods["sides"]
    was, now = (_count_groups(methods, side) for side in (before, since))
    large = _by_keys(scale["periods"], "period")
    says = {
        "list": _say_list(numbers, papers, tuned),
        "tuning": _say_tuning(was, now, before, since),
        "size": _say_large(large, before, since),
        **{f"{said}_doubt": _say_doubts(methods["robustness"], *answers) for said, answers in ANSWERED.items()},
    }
    checks = [row for row in methods["robustness"] if row["variant"] != AS_ANALYSED and row["same"] is not None]
    fragile = [f"“{row['answer']}” ({row['variant']})" for row in checks if not row["same"]]
    venues = papers.loc[papers["list_venue"] != "", "list_venue"].value_counts()
    factors = [row for row in scale["regimes"] if row["quantity"] == "times a year"]
    return {
        **numbers,
        "title": f"{shown} ({chosen})" if chosen else shown,
        "summary": f"{says['list']} {says['tuning']}" if tuned else says["list"],
        "narrowed": chosen,
        "command": " ".join(["listometrics run .", *(f"-p '{p}={v}'" for p, v in narrowed.items())]),
        "says": says,
        "tuned": tuned,
        "sized": sized if tuned else 0,
        "split": methods["choices"]["split"],
        "was": was,
        "now": now,
        "replaced": all(
            _find_change(methods, group, among) == change
            for group, change in (("full", -1), ("lora", 1))
            for among in ("all works", "open weights")
        ),
        "frozen_rose": _find_change(methods, "frozen", "all works") == 1,
        "quarters": _compare_quarters(stage, methods) if tuned and "methods_quarters" in figures else [],
        "thinning": _find_thinning(methods["coding"]),
        "frozen_open": _find_change(methods, "frozen") if tuned else None,
        "between": scale["break"]["n"] - sum(r["n"] for r in scale["regimes"] if r["quantity"] == "median size"),
        "regimes": _by_keys(scale["regimes"], "regime", "quantity"),
        "steady": bool(factors) and all((r["low"] or 0) <= 1 <= (r["high"] or math.inf) for r in factors),
        "bounds": _by_keys(scale["bounds"], "quantity"),
        "robustness": {"checks": len(checks), "fragile": fragile},
        "verdicts": {row["claim"]: row["verdict"] for row in claims},
        "claim_sources": cite_sources(sources, keys),
        "shared_origin": names_sources(stage.read_text(LIST), sources),
        "peft_source": cite_sources([PEFT_SOURCE], keys)[0],
        "sourced": bool((stage.read("source_counts")["records"] > 0).any()),
        "citable": (stage.root / "CITATION.cff").is_file(),
        "listed_venues": venues.to_dict(),
        "top_venues": [f"{venue} ({n})" for venue, n in venues.head(5).items()],
        "versions": [f"{library} {version(library)}" for library in LIBRARIES],
        "list_hash": sha256(stage.read_bytes(LIST)),
        "version": __version__,
        "tables": {
            "claims": _claims(claims),
            "robustness": _robustness(methods["robustness"] if tuned else []),
            "coding": pd.DataFrame(methods["coding"], columns=["period", "n", "coded"]),
            "audit": list_rules(stage.read("findings")),
        },
    }


def _count_groups(methods: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Return the coded works of a period (`n`), and of the groups in the lead the works and the shares, by name."""
    rows = {r["strategy_group"]: r for r in methods["periods"] if r["period"] == side and r["among"] == "all works"}
    n = max((row["n"] for row in rows.values()), default=0)
    hits = {methods["names"][group]: int(rows[group]["hits"]) if group in rows else 0 for group in methods["lead"]}
    shares = [
        Markdown(f"{share(rows[g]['estimate'])} ({interval(rows[g])}) {escape_markdown(methods['names'][g])}")
        for g in methods["lead"] if g in rows
    ]  # fmt: skip
    return {"n": int(n), "hits": hits, "shares": shares}


def _find_change(methods: Mapping[str, Any], group: str, among: str = "open weights") -> int:
    """Return whether a group's share rose (1) or fell (-1) clearly."""
    rows = {r["period"]: r for r in methods["periods"] if r["among"] == among and r["strategy_group"] == group}
    before, since = (rows.get(side) for side in methods["sides"])
    return find_direction(before, since) if before and since else 0


def _compare_quarters(stage: Stage, methods: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the first and the last quarter of at least 10 works on open weights: period, n, and hits by group."""
    rows = stage.read("methods_quarters")
    rows = rows[(rows["n"] >= THIN) & (rows["among"] == "open weights") & rows["strategy_group"].isin(["full", "lora"])]
    quarters = [
        {"period": end, "n": int(now["n"].iloc[0])}
        | {"hits": {methods["names"][g]: int(n) for g, n in zip(now["strategy_group"], now["hits"], strict=True)}}
        for end, now in rows.sort_values("strategy_group").groupby("period")
    ]
    return [quarters[0], quarters[-1]] if len(quarters) > 1 else []


def _say_list(numbers: Mapping[str, Any], papers: pd.DataFrame, tuned: int) -> str:
    """Say in one sentence what the list holds."""
    years = papers["year"].fillna(papers["list_year"]).astype("string").fillna("")
    dates = papers["first_date"].where(papers["first_date"] != "", years)
    first, last = (month(end(filter(None, dates), default="")) for end in (min, max))
    when = f" that appeared from {first} to {last}" if first != last else f" of {first}" if any(dates) else ""
    codes = f", and codes how {tuned:,} of them tune a language model" if tuned else ""
    about = f" on {numbers['parse']['subject']}" if numbers["parse"]["subject"] else ""
    return f"This reading list{about} names {counted(numbers['enrich']['works'], 'work')}{when}{codes}."


def _say_tuning(was: Mapping[str, Any], now: Mapping[str, Any], before: str, since: str) -> str:
    """Say how many works of each period use each strategy of the lead, the most frequent of today first."""
    if not now["n"]:  # all works are of the one period
        was, now, before, since = now, was, since, before
    names = sorted(now["hits"], key=lambda name: -now["hits"][name])
    parts = [f"{now['hits'][name]:,} are {'coded as ' if not i else ''}{name}" for i, name in enumerate(names)]
    if not now["n"] or not parts:
        return ""
    said = (
        f"Of {counted(now['n'], 'work')} {since}, {join_words([parts[0], *(p.replace(' are', '') for p in parts[1:])])}"
    )
    earlier = [f"{was['hits'][name]:,} {name}" for name in names]
    return f"{said}. Of {was['n']:,} {before}, it was {join_words(earlier)}." if was["n"] else f"{said}."


def _say_doubts(rows: Iterable[Mapping[str, Any]], *answers: str) -> str:
    """Say of those answers that wrong labels would often change in how many random draws they hold."""
    last = {row["answer"]: row for row in rows if row["agree"] is not None}  # with the most wrong labels
    return " ".join(
        f"With {row['variant']}, the conclusion on {answer} holds in {row['agree'] * REPETITIONS:.0f} of {REPETITIONS} "
        "random draws."
        for answer, row in last.items()
        if answer in answers and row["agree"] < SURE
    )


def _say_large(large: Mapping[str, Any], before: str, since: str) -> str:
    """Say how many works of each period use a model of at least 1B parameters."""
    parts = [f"{large[s]['hits']:,} of {large[s]['n']:,} {s}" for s in (before, since) if s in large]
    return (
        f"Of works with a disclosed size, {join_words(parts)} use a model of at least 1B parameters." if parts else ""
    )


def _find_thinning(coding: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the quarter with the largest share of coded works and a later one with a smaller share, in words."""
    quarters = [row for row in coding if row["period"] != "no month" and row["n"] >= THIN]
    best = max(quarters, key=lambda row: row["coded"] / row["n"], default=None)
    later = [row for row in quarters if best and row["period"] > best["period"]]
    if not best or not later:
        return []
    return [f"{row['coded']:,} of {row['n']:,} works in {row['period']}" for row in (best, later[-1])]


def _by_keys(rows: list[dict[str, Any]], *columns: str) -> dict[str, Any]:
    """Return rows as dicts within dicts, by the values of the columns."""
    found: dict[str, Any] = {}
    for row in rows:
        *before, last = (str(row[column]) for column in columns)
        reduce(lambda place, key: place.setdefault(key, {}), before, found)[last] = row
    return found


def _claims(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the claims as the appendix prints them: an estimate and its interval in one cell."""
    columns = {
        "claim": [f"{row['text']}{'' if row['family'] == 'survey' else ' (this study’s variant)'}" for row in rows],
        "shown": [Markdown(f"{share(row['estimate'])} ({interval(row)})") for row in rows],
        "null": [row["null"] for row in rows],
        "sides": [" / ".join(f"{int(n):,}" for n in (row["n_a"], row["n_b"]) if n is not None) for row in rows],
        "p": [p_value(row["p_holm"]) if row["p_holm"] is not None else Markdown("not corrected") for row in rows],
        "verdict": [row["verdict"] for row in rows],
    }
    return pd.DataFrame(columns)


def _robustness(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a row a variant and a column an answer: the difference of shares, marked where the conclusion changes."""
    said = pd.DataFrame(rows, columns=["answer", "variant", "estimate", "conclusion", "same"])
    if said.empty:
        return said
    mark = said["same"].map({True: "", False: " †"}).fillna(" ‡")
    points = (100 * said["estimate"].astype("float64")).map("{:+.0f}".format).str.replace("-", "−", regex=False)
    said["cell"] = (points + mark).where(said["estimate"].notna(), "")
    table = said.pivot(index="variant", columns="answer", values="cell")
    return table.reindex(index=said["variant"].unique(), columns=said["answer"].unique()).reset_index()


def list_rules(findings: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each rule that found something, worst first: severity, title, standing, accepted, patch."""
    found = count_findings(findings).query("n > 0")
    found = found.assign(
        standing=found["n"] - found["accepted"],
        worst=found["severity"].map(list(SEVERITIES).index),
    ).sort_values(["worst", "standing", "rule"], ascending=[True, False, True])
    return found[["severity", "title", "standing", "accepted", "fixed_by_patch"]]
