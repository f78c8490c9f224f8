"""What the sentences of the report say beside the shares: counts in another way, trends, sizes, families, lags.

Each function takes a table as its notebook wrote it and returns plain values; where a table holds too little, the
value is empty, and the template says what is missing.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from listometrics.analyse.model_families import MOST_FAMILIES, NOT_A_FAMILY
from listometrics.analyse.model_families import rank_families as families_by_works
from listometrics.landscape.contents import NOT_NAMED
from listometrics.report.filters import number
from listometrics.report.work_list import label
from listometrics.study.stage import Stage

CHANGE = {"estimate": "change", "low": "change_low", "high": "change_high"}
GROUPS = {"frozen": "frozen use", "full": "full finetuning", "peft": "parameter-efficient finetuning"}
OPENNESS = ("open", "closed", "both")
STATED, BOUNDS = "stated", ("closed small", "closed large")
OPEN = "open weights"
TOLD = ("above", "below")
UNTIL = ("the calendar year of first appearance", "the next year", "the year after that")
LEADS = {
    "above": "frozen use is the more common in both ways of counting",
    "below": "full finetuning is the more common in both ways of counting",
    "around": "which of them is more common cannot be told from chance in either",
}

Row = dict[str, Any]


def make_findings(stage: Stage, numbers: dict[str, Any]) -> dict[str, Any]:
    """Return the values that the report's sentences need, from the tables of the stage's study."""
    trend = stage.read("methods_trend")
    headlines, thin = numbers["scale"].get("sensitivity", []), numbers["scale"]["sample"]["thin"]
    return {
        "fractional": sum_fractional(stage.read("methods_shares"), numbers["methods"].get("shares_fractional", {})),
        "trend": compare_ends(choose_works(trend, "all")),
        "open_trend": compare_ends(choose_works(trend, "open")),
        "sizes": compare_sizes(numbers["scale"].get("strategies", [])),
        "openness": sum_openness(stage.read("scale_openness")),
        "families": rank_families(stage.read("scale_families")),
        "lags": compare_lags(stage.read("scale_lags")),
        **compare_countings([row for row in headlines if row["n"] >= thin]),
        "readings": compare_readings(headlines, thin),
        "undecided": list_undecided(headlines, numbers["methods"].get("claims", [])),
        **describe_field(numbers["landscape"]),
        "peft_first": find_first(numbers["methods"].get("peft", [])),
    }


def find_first(peft: list[Row]) -> Row | None:
    """Return the parameter-efficient strategy that most works use, with its name for readers; None without works."""
    used = sorted((row for row in peft if row["hits"]), key=lambda row: (-row["hits"], row["strategy"]))
    return {**used[0], "strategy": label(used[0]["strategy"])} if used else None


def compare_countings(headlines: list[Row]) -> dict[str, Any]:
    """Return frozen use less full finetuning in full and in fractional counting, and what both together say."""
    found = {row["variant"]: row for row in headlines if row["headline"] == "frozen_less_full"}
    rows = [found[name] for name in ("as analysed", "fractional counting") if name in found]
    if len(rows) < 2 or any(row["conclusion"] not in LEADS for row in rows):
        return {"frozen_less_full": [], "leads": ""}
    one, other = (row["conclusion"] for row in rows)
    return {"frozen_less_full": rows, "leads": LEADS[one] if one == other else "the ways of counting do not agree"}


def describe_field(landscape: dict[str, Any]) -> dict[str, Any]:
    """Return zones of venues, the share published by the end of each year, and the developer used most."""
    zones = landscape["zones"]
    every = landscape["publishing"].get("all", [])
    known = [row for row in landscape["developers"]["top"] if row["developer"] != NOT_NAMED]
    return {
        "zone_sizes": [number(row["venues"]) for row in zones],
        "multipliers": [number(row["multiplier"], 1) for row in zones if row["multiplier"] is not None],
        "published": [{**row, "until": UNTIL[row["horizon"]]} for row in every if row["n"]],
        "developer": max(known, key=lambda row: row["n"], default=None),
    }


def sum_fractional(shares: pd.DataFrame, intervals: dict[str, Row]) -> list[Row]:
    """Return the share of each group over all works when a work counts as one in all, with its interval.

    `shares` is methods_shares.csv, in which each period has its weighted works (`hits`) and its works (`n`);
    `intervals` has `low` and `high` by group, which cannot be summed from those of the periods.

    >>> table = pd.DataFrame({"counting": "fractional", "period": ["2022", "2023"], "strategy_group": "full",
    ...     "hits": [1.5, 0.5], "n": [3, 1]})
    >>> sum_fractional(table, {"full": {"low": 0.1, "high": 0.9}})
    [{'group': 'full finetuning', 'estimate': 0.5, 'low': 0.1, 'high': 0.9, 'n': 4}]
    """
    rows = choose_works(shares[shares["counting"] == "fractional"], "all")
    found = []
    for group, name in GROUPS.items():
        of_group = rows[rows["strategy_group"] == group]
        n = int(of_group["n"].sum())
        if n:
            ends = {end: intervals.get(group, {}).get(end) for end in ("low", "high")}
            found.append({"group": name, "estimate": float(of_group["hits"].sum()) / n, **ends, "n": n})
    return found


def compare_ends(trend: pd.DataFrame) -> list[Row]:
    """Return how the fitted share of each group goes from the first month to the last.

    Rows have `group`, `first`, `last` (each with `month`, `estimate`, `low`, `high`), `change` (with `estimate`, `low`,
    `high`) and `way`: 1 where the interval of the change lies above zero, -1 below, 0 around it.
    """
    found = []
    for group, name in GROUPS.items():
        rows = trend[trend["strategy_group"] == group].sort_values("month")
        if len(rows) < 2:
            continue
        first, last = (_ends(rows.iloc[i]) for i in (0, -1))
        change = {end: float(rows.iloc[-1][column]) for end, column in CHANGE.items()}
        found.append({"group": name, "first": first, "last": last, "change": change, "way": _place(change, 0, 0)})
    return found


def compare_sizes(rows: list[Row]) -> dict[str, Any]:
    """Return how sizes differ between the groups, from the rows of scale_strategies.csv.

    `medians` has a row a group; `test` the Kruskal-Wallis row of the stated sizes; `pairs` a row for each two
    groups with Cliff's delta, `way` (1: the first has larger models, -1: smaller, 0: not told apart), `stays`: whether
    that way is the same when undisclosed sizes are small and when they are large, and `open`: whether it is so on
    open weights alone, where that was tried.
    """
    stated = [row for row in rows if row["assumption"] == STATED]
    pairs = []
    for row in (row for row in stated if row["statistic"] == "cliffs_delta" and row["estimate"] is not None):
        others = [r for r in rows if r["statistic"] == "cliffs_delta"
                  and (r["group_a"], r["group_b"]) == (row["group_a"], row["group_b"])]  # fmt: skip
        same = [r for r in others if r["assumption"] in BOUNDS]
        on_open = [_place(r, 0, 0) for r in others if r["assumption"] == OPEN and r["estimate"] is not None]
        way = _place(row, 0, 0)
        pairs.append(
            {**row, "first": GROUPS[row["group_a"]], "second": GROUPS[row["group_b"]], "way": way,
             "stays": all(_place(r, 0, 0) == way for r in same), "open": [way == other for other in on_open]}
        )  # fmt: skip
    tests = [row for row in stated if row["statistic"] == "kruskal_wallis" and row["p"] is not None]
    medians = [
        {**row, "group": GROUPS[row["group_a"]]}
        for row in stated
        if row["statistic"] == "median" and row["estimate"] is not None
    ]
    return {"medians": medians, "test": tests[0] if tests else None, "pairs": pairs}


def sum_openness(openness: pd.DataFrame) -> dict[str, int]:
    """Return how many dated works use open models only, closed ones only, and both; empty where there are none.

    >>> sum_openness(pd.DataFrame({"openness": ["open", "closed", "open"], "hits": [3, 2, 4]}))
    {'open': 7, 'closed': 2, 'both': 0, 'n': 9}
    """
    sums = {kind: int(openness.loc[openness["openness"] == kind, "hits"].sum()) for kind in OPENNESS}
    return {**sums, "n": sum(sums.values())} if any(sums.values()) else {}


def rank_families(families: pd.DataFrame) -> dict[str, Any]:
    """Return the families of models that most works use: `families`, how many there are, and the names of `top`.

    `families` is scale_families.csv, with a row for each family of each work.

    >>> rank_families(pd.DataFrame({"family": ["T5", "BERT", "T5"], "key": ["a", "b", "b"]}))["top"]
    ['T5 (2)', 'BERT (1)']
    """
    ranked = families_by_works(families)
    top = [f"{r['family']} ({r['n']:,})" for r in ranked.head(MOST_FAMILIES).to_dict("records")]
    return {"families": len(ranked), "top": top}


def compare_lags(lags: pd.DataFrame) -> list[Row]:
    """Return the families with the shortest and the longest median lag among those with enough works.

    Rows are those of scale_lags.csv; fewer than two such families give none.
    """
    named = lags[~lags["family"].isin(NOT_A_FAMILY)]
    enough = named[~named["thin"].astype("bool") & named["estimate"].notna()].sort_values(["estimate", "family"])
    if len(enough) < 2:
        return []
    return [{str(name): value for name, value in enough.iloc[i].items()} for i in (0, -1)]


def compare_readings(headlines: list[Row], thin: int) -> dict[str, Any]:
    """Return which headlines other readings of the list turn round, lose or gain: `label`, and `variants` that do so.

    `reversed`: the interval lies on the other side of the null value; `lost`: it comes to hold it; `gained`: it no
    longer does; `told`: whether any headline could be told as analysed.
    """
    first = {row["headline"]: row["conclusion"] for row in headlines if row["variant"] == "as analysed"}
    found: dict[str, dict[str, list[str]]] = {"reversed": {}, "lost": {}, "gained": {}}
    for row in headlines:
        was, now = first[row["headline"]], row["conclusion"]
        if was in TOLD and now in TOLD and was != now:
            found["reversed"].setdefault(row["label"], []).append(row["variant"])
        if was in TOLD and now == "around":
            found["lost"].setdefault(row["label"], []).append(row["variant"])
        if was == "around" and now in TOLD:
            found["gained"].setdefault(row["label"], []).append(row["variant"])
    told = any(r["conclusion"] in LEADS and r["n"] >= thin for r in headlines if r["variant"] == "as analysed")
    rows = {name: [{"label": label, "variants": by} for label, by in sorted(of.items())] for name, of in found.items()}
    return {**rows, "told": told}


def list_undecided(headlines: list[Row], claims: list[Row]) -> list[str]:
    """Return the headlines that are claims, and undecided after Holm's correction, by label in quotation marks."""
    tried = {row["headline"] for row in headlines}
    return [f"“{row['label']}”" for row in claims if row["claim"] in tried and row["verdict"] == "undecided"]


def choose_works(table: pd.DataFrame, among: str) -> pd.DataFrame:
    """Return the rows over all works or those over `open` weights alone; a table that has no others is over all."""
    return table[table["among"] == among] if "among" in table.columns else table[[among == "all"] * len(table)]


def _ends(row: pd.Series[Any]) -> Row:
    return {"month": str(row["month"]), **{name: float(row[name]) for name in ("estimate", "low", "high")}}


def _place(row: Row, low: float, high: float) -> int:
    """Tell whether an interval lies above another (1), below it (-1), or touches it (0)."""
    if row["low"] is None or row["high"] is None or pd.isna(row["low"]) or pd.isna(row["high"]):
        return 0
    return int(row["low"] > high) - int(row["high"] < low)
