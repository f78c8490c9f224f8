"""How many works appeared when, and in which stage."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from listometrics.analyse.periods import cut_period, list_periods
from listometrics.analyse.stages import cut_stage
from listometrics.identifiers import date_arxiv

PAPER = "paper"
UNDATED = "undated"


def count_production(
    entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame, period: str = "month"
) -> pd.DataFrame:
    """Count works by period of first appearance and stage.

    Returns period, stage, n (full counting: a work counts in each of its stages), n_fractional (a work of k
    stages counts 1/k in each) for every period between the first and the last, zeros included; then the works
    of which only the year is known, with period `undated`.
    """
    works = join_works(entries, entry_papers, papers)
    works = works.assign(period=cut_period(works["month"], period).where(works["month"] != "", UNDATED))
    counted = works.groupby(["period", "stage"])["weight"].agg(n="size", n_fractional="sum")
    dated = works.loc[works["month"] != "", "month"]
    periods = list_periods(dated.min(), dated.max(), period) if len(dated) else []
    if (works["month"] == "").any():
        periods.append(UNDATED)
    stages = sorted(works["stage"].unique())
    full = pd.MultiIndex.from_product([periods, stages], names=["period", "stage"])
    table = counted.reindex(full, fill_value=0).reset_index()
    return table.astype({"period": "str", "stage": "str", "n": "Int64", "n_fractional": "float64"})


def count_months(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count what the list holds by month of first appearance, stage and kind.

    `frames` holds entries, entry_papers, papers and links. Papers are counted as works and dated as such; datasets,
    benchmarks and repositories are counted as entries, and dated by the arXiv id that they link to, if any. Returns
    month, stage, kind, n and n_fractional (see count_production) for every month between the first and the last
    and each kind of a stage, zeros included; then what has no month, as month `undated`.
    """
    entries = frames["entries"]
    works = join_works(entries, frames["entry_papers"], frames["papers"]).assign(kind=PAPER)
    others = entries[entries["kind"] != PAPER]
    others = others.assign(stage=others["section"].map(cut_stage), weight=1.0, month=_date_entries(others, frames))
    columns = ["month", "stage", "kind", "weight"]
    every = pd.concat([works[columns], others[columns]]).astype(dict.fromkeys(columns[:3], "str"))
    dated = every.loc[every["month"] != "", "month"]
    months = list_periods(dated.min(), dated.max(), "month") if len(dated) else []
    months += [UNDATED] * bool((every["month"] == "").any())
    counted = every.assign(month=every["month"].replace("", UNDATED)).groupby(columns[:3])["weight"]
    table = counted.agg(n="size", n_fractional="sum")
    kinds = sorted(set(zip(every["stage"], every["kind"], strict=True)))
    full = pd.MultiIndex.from_tuples([(m, *k) for m in months for k in kinds], names=columns[:3])
    filled = table.reindex(full, fill_value=0).reset_index() if len(full) else table.reset_index()
    text = dict.fromkeys(columns[:3], "str")
    return filled.astype({**text, "n": "Int64", "n_fractional": "float64"})


def _date_entries(entries: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the month of the first arXiv id that each entry links to; empty for none."""
    arxiv = frames["links"][frames["links"]["kind"] == "arxiv"].sort_values(["entry", "position"])
    first = arxiv.drop_duplicates("entry").set_index("entry")["identifier"].map(lambda i: date_arxiv(str(i))[:7])
    return entries["entry"].map(first).astype("str").where(entries["entry"].isin(first.index), "")


def join_works(entries: pd.DataFrame, entry_papers: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each work and stage that it stands in.

    Columns: key, stage (the first two levels of the section, such as 1.3), section_title (of the stage's
    first row), month (`YYYY-MM`; empty where only the year is known), year (Int64), weight (one over the
    number of the work's stages, for fractional counting).
    """
    rows = entry_papers[["entry", "key"]].merge(entries[["entry", "section", "kind"]], on="entry")
    rows = rows[rows["kind"] == "paper"]
    stages = rows.assign(stage=rows["section"].map(cut_stage)).drop_duplicates(["key", "stage"])
    stages = stages.assign(weight=1 / stages.groupby("key")["stage"].transform("size"))
    dated = papers[["key", "first_date"]]
    joined = stages[["key", "stage", "weight"]].merge(dated, on="key")
    whole = joined["first_date"].str.fullmatch(r"\d{4}-\d{2}")
    joined = joined.assign(
        month=joined["first_date"].where(whole, ""),
        year=pd.to_numeric(joined["first_date"].str[:4], errors="coerce").astype("Int64"),
    )
    return joined[["key", "stage", "month", "year", "weight"]].sort_values(["key", "stage"]).reset_index(drop=True)
