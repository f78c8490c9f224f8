"""Claims stated before the numbers, held against the list: estimate, interval, Holm's p value, verdict.

The list itself refers to the survey that makes the claims: this is a consistency check, not a test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests

from listometrics.errors import StudyError
from listometrics.stats.estimates import NAN, Estimate, difference, fisher_p, share
from listometrics.stats.work_sample import THIN, Sample

LEVEL = 0.05
TERM = re.compile(r"(?P<column>[a-z_]+)\s*(?P<sign>>=|<|=)\s*(?P<values>[^&]+)")
FILE = "data/vocab/hypotheses.csv"


def select_works(works: pd.DataFrame, condition: str) -> pd.Series:
    """Tell for each work whether a condition of hypotheses.csv holds; an empty condition holds for all.

    A condition is terms joined by `&`: `column=value|value`, `column>=value`, `column<value`. Values are compared
    as text (months sort so); a cell with several values (`1.1; 1.3`) has each of them; an empty cell fulfils
    no term.

    >>> works = pd.DataFrame({"rollup": ["full", "peft", ""], "month": ["2022-05", "2023-05", "2023-06"]})
    >>> select_works(works, "rollup=full|peft & month>=2023-01").tolist()
    [False, True, False]
    """
    kept = pd.Series(True, index=works.index)
    for term in filter(None, (part.strip() for part in condition.split("&"))):
        match = TERM.fullmatch(term)
        if match is None or match["column"] not in works:
            raise StudyError(
                f"{FILE}: found the condition {term!r}, expected column=value|value, column>=value or column<value, "
                f"with a column of {', '.join(map(str, works.columns))}."
            )
        cells, values = works[match["column"]].astype("str").replace("<NA>", ""), match["values"].strip()
        if match["sign"] == "=":
            wanted = set(values.split("|")) - {""}
            kept &= cells.map(lambda cell, wanted=wanted: not wanted.isdisjoint(cell.split("; "))).astype(bool)
        else:
            kept &= (cells != "") & ((cells >= values) if match["sign"] == ">=" else (cells < values))
    return kept


def check_claim(works: pd.DataFrame, claim: Mapping[Any, Any]) -> dict[str, Any]:
    """Compute one claim's estimate, p value and the works on each side; `claim` is a row of hypotheses.csv.

    `share`: the outcome's share among the works, against null. `difference`: side a less side b; works on both sides
    are left out. `stratified`: the same within stages (a work's first), weighed by Mantel and Haenszel.
    """
    used = works[select_works(works, claim["among"])]
    outcome = select_works(used, claim["outcome"])
    if claim["statistic"] == "share":
        found = share(int(outcome.sum()), len(used))
        p = stats.binomtest(int(outcome.sum()), len(used), float(claim["null"])).pvalue if len(used) else NAN
        return {**found._asdict(), "n_a": len(used), "n_b": pd.NA, "p": float(p)}
    a, b = select_works(used, claim["side_a"]), select_works(used, claim["side_b"])
    a, b = a & ~b, b & ~a
    n, hits = (int(a.sum()), int(b.sum())), (int((outcome & a).sum()), int((outcome & b).sum()))
    if claim["statistic"] == "stratified":
        found, p = _stratify(used["stages"].str.split("; ").str[0], outcome, a, b)
    elif claim["statistic"] == "difference":
        found, p = difference(hits, n), fisher_p(hits, n)
    else:
        known = "share, difference or stratified"
        raise StudyError(f"{FILE}: {claim['claim']}: found the statistic {claim['statistic']!r}, expected {known}.")
    return {**found._asdict(), "n_a": n[0], "n_b": n[1], "p": p}


def _stratify(stages: pd.Series, outcome: pd.Series, a: pd.Series, b: pd.Series) -> tuple[Estimate, float]:
    """Return the difference within stages, weighed by Mantel and Haenszel, and the Cochran-Mantel-Haenszel p value.

    Its interval has the variance of Sato, Greenland and Robins (Greenland and Robins 1985, Biometrics 41:55-68).
    """
    method, tables = "Mantel-Haenszel", []
    for stage in sorted(set(stages)):
        here = stages == stage
        table = np.array([[(hit & side & here).sum() for hit in (outcome, ~outcome)] for side in (a, b)], dtype=float)
        if table.sum(axis=1).min() > 0:  # a stage with works on one side says nothing
            tables.append(table)
    if not tables:
        return Estimate(NAN, NAN, NAN, 0, method), NAN
    t = np.array(tables)
    n1, n2 = t[:, 0].sum(axis=1), t[:, 1].sum(axis=1)
    weight = n1 * n2 / (n1 + n2)
    estimate = float((weight * (t[:, 0, 0] / n1 - t[:, 1, 0] / n2)).sum() / weight.sum())
    spread = (t[:, 0, 0] * t[:, 0, 1] * n2**3 + t[:, 1, 0] * t[:, 1, 1] * n1**3) / (n1 * n2 * (n1 + n2) ** 2)
    reach = stats.norm.ppf(0.975) * float(np.sqrt(spread.sum())) / float(weight.sum())
    varied = (t.sum(axis=1) > 0).all()  # else all works, or none, have the outcome: nothing to test
    p = float(StratifiedTable(list(t.transpose(0, 2, 1))).test_null_odds(correction=False).pvalue) if varied else 1.0
    return Estimate(estimate, max(-1, estimate - reach), min(1, estimate + reach), int(t.sum()), method), p


def check_claims(sample: Sample, hypotheses: pd.DataFrame) -> pd.DataFrame:
    """Hold every claim of hypotheses.csv against the sample, with Holm's correction within each family.

    Verdicts: `too few` (fewer than 10 works on a side), `consistent` (as the claim says, and Holm's p below
    0.05), `not consistent` (the other way), `undecided` (as the claim says, but chance would do as well). Claims
    with too few works do not count in Holm's correction.
    """
    kept = ["claim", "label", "text", "source", "where", "family", "statistic", "expected", "null"]
    rows = [{**{name: c[name] for name in kept}, **check_claim(sample.works, c)} for c in hypotheses.to_dict("records")]
    columns = [*kept, *Estimate._fields, "n_a", "n_b", "p"]
    floats = dict.fromkeys(("estimate", "low", "high", "p", "null"), "float64")
    table = pd.DataFrame(rows, columns=columns).astype(floats | dict.fromkeys(("n", "n_a", "n_b"), "Int64"))
    few = (table["n_a"] < THIN) | (table["n_b"] < THIN).fillna(False) | table["estimate"].isna()
    usable = table["p"].mask(few.astype(bool))
    table["p_holm"] = usable.groupby(table["family"]).transform(_adjust_holm).astype("float64")
    said = [_judge(row, bool(f)) for row, f in zip(table.to_dict("records"), few, strict=True)]
    return table.assign(verdict=pd.Series(said, index=table.index, dtype="str"))


def _adjust_holm(p: pd.Series) -> pd.Series:
    known = p.dropna()
    return p.where(p.isna(), pd.Series(multipletests(known, method="holm")[1] if len(known) else [], known.index))


def _judge(row: Mapping[Any, Any], few: bool) -> str:
    if few:
        return "too few"
    side = 1 if row["expected"] == "+" else -1
    if max(side * (row["low"] - row["null"]), side * (row["high"] - row["null"])) < 0:
        return "not consistent"
    as_claimed = side * (row["estimate"] - row["null"]) > 0
    return "consistent" if as_claimed and row["p_holm"] < LEVEL else "undecided"
