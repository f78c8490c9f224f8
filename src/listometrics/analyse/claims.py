"""Claims stated before the numbers, held against the sample: estimate, interval, Holm's p value, verdict.

The sample is in large part taken from the survey that makes the claims: what comes out is whether list and
claims agree, not a test of the claims.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from listometrics.analyse.association import adjust_holm, fisher_p
from listometrics.analyse.frames import ESTIMATE, make_frame
from listometrics.analyse.intervals import (
    NAN,
    difference_newcombe,
    difference_stratified,
    share_wilson,
)
from listometrics.analyse.sample import THIN, Sample
from listometrics.errors import StudyError

LEVEL = 0.05
TERM = re.compile(r"(?P<column>[a-z_]+)\s*(?P<sign>>=|<|=)\s*(?P<values>[^&]+)")
COLUMNS = ["claim", "label", "text", "source", "where", "family", "statistic", "expected", "null", *ESTIMATE, "n_a",
           "n_b", "p", "p_holm", "verdict"]  # fmt: skip


def select_works(works: pd.DataFrame, condition: str) -> pd.Series:
    """Tell for each work whether a condition of hypotheses.csv holds; an empty condition holds for all.

    A condition is terms joined by `&`: `column=value|value`, `column>=value`, `column<value`. Values are compared
    as text (months sort so); a cell with several values (`1.1; 1.3`) has each of them; an empty cell fulfils
    no term. `stage` stands for the column stages.

    >>> works = pd.DataFrame({"group": ["full", "peft", ""], "month": ["2022-05", "2023-05", "2023-06"]})
    >>> select_works(works, "group=full|peft & month>=2023-01").tolist()
    [False, True, False]
    """
    kept = np.ones(len(works), dtype=bool)
    for term in filter(None, (part.strip() for part in condition.split("&"))):
        match = TERM.fullmatch(term)
        column = {"stage": "stages"}.get(match["column"], match["column"]) if match else ""
        if match is None or column not in works:
            raise StudyError(
                f"data/vocab/hypotheses.csv: found the condition {term!r}, expected column=value|value, "
                f"column>=value or column<value, with a column of {', '.join(map(str, works.columns))}."
            )
        cells = works[column].astype("str").tolist()
        # One cell stands in many works: each is compared once.
        holds = {cell: _holds(cell, match["sign"], match["values"].strip()) for cell in set(cells)}
        kept &= np.fromiter((holds[cell] for cell in cells), dtype=bool, count=len(cells))
    return pd.Series(kept, index=works.index)


def _holds(cell: str, sign: str, values: str) -> bool:
    if sign == "=":
        return not (set(values.split("|")) - {""}).isdisjoint(cell.split("; "))
    return cell != "" and (cell >= values if sign == ">=" else cell < values)


def check_claim(works: pd.DataFrame, claim: Mapping[Any, Any], seed: int) -> dict[str, Any]:
    """Compute one claim's estimate, p value and the numbers on each side.

    `claim` has the columns of hypotheses.csv. `share`: the outcome's share among the works, against null.
    `difference`: side a less side b; works on both sides are left out. `stratified`: the same within stages
    (a work's first stage), weighed by Mantel and Haenszel; works of a stage that has none on the other side carry no
    weight, and are not in n, n_a and n_b.
    """
    used = works[select_works(works, claim["among"])]
    outcome = select_works(used, claim["outcome"]).to_numpy(dtype=bool)
    if claim["statistic"] == "share":
        estimate, p = share_wilson(int(outcome.sum()), len(used)), NAN
        if len(used):
            p = float(stats.binomtest(int(outcome.sum()), len(used), float(claim["null"])).pvalue)
        return {**estimate._asdict(), "n_a": len(used), "n_b": pd.NA, "p": p}
    a, b = (select_works(used, claim[side]).to_numpy(dtype=bool) for side in ("side_a", "side_b"))
    a, b = a & ~b, b & ~a
    if claim["statistic"] == "difference":
        hits, n = (int(outcome[a].sum()), int(outcome[b].sum())), (int(a.sum()), int(b.sum()))
        estimate = difference_newcombe(hits, n)
        p = fisher_p((hits[0], n[0] - hits[0]), (hits[1], n[1] - hits[1])) if min(n) else NAN
        return {**estimate._asdict(), "n_a": n[0], "n_b": n[1], "p": p}
    if claim["statistic"] != "stratified":
        raise StudyError(
            f"data/vocab/hypotheses.csv: {claim['claim']}: found the statistic {claim['statistic']!r}, expected "
            "share, difference or stratified."
        )
    return _stratify(used["stages"].str.split("; ").str[0], outcome, a, b, seed)


def _stratify(stages: pd.Series, outcome: Any, a: Any, b: Any, seed: int) -> dict[str, Any]:
    tables = []
    for stage in sorted(set(stages)):
        here = (stages == stage).to_numpy(dtype=bool)
        tables.append([[(outcome & side & here).sum(), (~outcome & side & here).sum()] for side in (a, b)])
    estimate, p = difference_stratified(tables, np.random.default_rng(seed))
    sides = np.asarray(tables, dtype=int).reshape(-1, 2, 2).sum(axis=2)
    n_a, n_b = (int(n) for n in sides[sides.min(axis=1) > 0].sum(axis=0))
    return {**estimate._asdict(), "n_a": n_a, "n_b": n_b, "p": p}


def check_claims(sample: Sample, hypotheses: pd.DataFrame) -> pd.DataFrame:
    """Hold every claim of hypotheses.csv against the sample, with Holm's correction within each family.

    Verdicts: `too few` (fewer than 10 works on a side), `consistent` (as the claim says, and Holm's p below
    0.05), `not consistent` (the other way), `undecided` (as the claim says, but chance would do as well). Claims
    with too few works do not count in Holm's correction. Zero rows where the sample holds no work.
    """
    if sample.works.empty:
        return make_frame([], COLUMNS)
    rows = [
        {**claim, **check_claim(sample.works, claim, sample.choices.seed)} for claim in hypotheses.to_dict("records")
    ]
    table = make_frame([{str(k): v for k, v in row.items()} for row in rows], [c for c in COLUMNS
                       if c not in ("p_holm", "verdict")])  # fmt: skip
    few = (table["n_a"] < THIN).fillna(True) | (table["n_b"] < THIN).fillna(False)
    usable = table["p"].mask(few.astype(bool))
    table["p_holm"] = usable.groupby(table["family"]).transform(lambda p: adjust_holm(p.tolist()))
    table = table.astype({"p_holm": "float64"})
    table["verdict"] = pd.Series(
        [_judge(row, bool(f)) for row, f in zip(table.to_dict("records"), few, strict=True)], dtype="str"
    )
    return table


def _judge(row: Any, few: bool) -> str:
    if few:
        return "too few"
    side = 1 if row["expected"] == "+" else -1
    if max(side * (row["low"] - row["null"]), side * (row["high"] - row["null"])) < 0:
        return "not consistent"
    as_claimed = side * (row["estimate"] - row["null"]) > 0
    return "consistent" if as_claimed and row["p_holm"] < LEVEL else "undecided"
