"""Who is counted: one row a work, with its month, stages, strategies and models, and how many were left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from listometrics.analyse.periods import check_period, cut_period, list_periods
from listometrics.analyse.stages import cut_stage
from listometrics.errors import StudyError
from listometrics.study import schema

CLASSES = schema.TABLES["scale_classes"]["size_class"].allowed
GROUPS = schema.TABLES["strategies"]["strategy_group"].allowed
TABLES = ("entries", "entry_models", "entry_strategies", "papers", "entry_papers")
"""What build_sample needs."""
THIN = 10
"""Fewer works than this are too few for a statement."""
EXCLUSIVE = ("frozen", "full", "peft")
"""The groups that a model of exclusive classes needs: works with one of them alone."""
COUNTINGS = ("full", "fractional")
APART = re.compile(r"survey|pending", re.IGNORECASE)


@dataclass(frozen=True)
class Choices:
    """What a reader may choose; made by `check_choices`."""

    first_year: int = 0
    last_date: str = ""
    count: str = "full"
    period: str = "quarter"
    sections: tuple[str, ...] = ()
    seed: int = 20240601


@dataclass(frozen=True)
class Sample:
    """The works analysed and what is known of them.

    `works`: key, month (`YYYY-MM`, empty where only a year is known), year, list_year, stages and sections
    (joined by "; "), group (one of the strategy groups, `mixed`, or empty), openness (`open` `closed` `both` or
    empty), size_m (largest stated size, millions), size_status (`known`; `at least` where a model of undisclosed
    size stands beside; `undisclosed`; `unstated`), size_class, billion (`yes` `no` or empty), has_peft and
    has_lora (`yes` `no`), read.
    `strategies`: key, stage, strategy, strategy_group, each once. `models`: key, model, family, params_m,
    params_status, open_weights, released, each once. `flow`: step, n, what. `last_month`: of the whole list.
    """

    works: pd.DataFrame
    strategies: pd.DataFrame
    models: pd.DataFrame
    flow: pd.DataFrame
    choices: Choices
    last_month: str

    @property
    def dated(self) -> pd.DataFrame:
        """Return the works that have a month."""
        return self.works[self.works["month"] != ""]

    def keep(self, keys: pd.Series | Sequence[str]) -> Sample:
        """Return the sample of these works alone."""
        parts = {name: getattr(self, name) for name in ("works", "strategies", "models")}
        return replace(self, **{n: f[f["key"].isin(keys)].reset_index(drop=True) for n, f in parts.items()})


def check_choices(
    first_year: int = 0, last_date: str = "", count: str = "full", period: str = "quarter", **further: object
) -> Choices:
    """Check a notebook's parameters; further are `sections` (text or a list) and `seed`.

    Values that leave no work are allowed; a value that has no meaning raises StudyError.

    >>> check_choices(first_year=2023, sections="1.1., 1.3").sections
    ('1.1', '1.3')
    """
    if count not in COUNTINGS:
        raise StudyError(f"count: found {count!r}, expected one of {', '.join(COUNTINGS)}.")
    if last_date and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?", last_date):
        raise StudyError(f"last_date: found {last_date!r}, expected YYYY, YYYY-MM or YYYY-MM-DD, or nothing.")
    sections = further.pop("sections", ())
    named = re.findall(r"[^\s,;]+", sections) if isinstance(sections, str) else [str(s) for s in sections]  # type: ignore[attr-defined]
    chosen = [name.rstrip(".") for name in named]
    seed = int(str(further.pop("seed", Choices.seed)))
    if seed < 0:
        raise StudyError(f"seed: found {seed}, expected at least 0.")
    if further:
        raise StudyError(f"{', '.join(further)}: not a parameter of the analyses. Known: sections, seed.")
    return Choices(int(first_year), last_date, count, check_period(period), tuple(chosen), seed)


def build_sample(tables: Mapping[str, pd.DataFrame], choices: Choices) -> Sample:
    """Build the sample from the tables entries, entry_models, entry_strategies, papers and entry_papers."""
    entries = tables["entries"].merge(tables["entry_papers"], on="entry", how="left")
    flow = [("listed", len(entries), "rows of the list that are not blank")]
    papers = entries[entries["kind"] == "paper"]
    flow.append(("papers", len(papers), "rows that are papers"))
    papers = papers[papers["key"].fillna("") != ""]
    flow.append(("works", papers["key"].nunique(), "distinct works among them"))
    last_month = max([d for d in tables["papers"]["first_date"] if len(d) == 7], default="")
    papers = papers[_in_sections(papers["section"], choices.sections)]
    works = tables["papers"][tables["papers"]["key"].isin(papers["key"])]
    works = works[_in_time(works["first_date"], choices)]
    papers = papers[papers["key"].isin(works["key"])]
    flow.append(("chosen", len(works), "works in the chosen sections and years"))
    coded = tables["entry_strategies"]
    strategies = _join(papers, coded[coded["strategy_group"] != ""], ["strategy", "strategy_group"])
    models = _join(papers, tables["entry_models"],
                   ["model", "family", "params_m", "params_status", "open_weights", "released"])  # fmt: skip
    models = models.drop(columns="stage").drop_duplicates(ignore_index=True)
    rows = _describe_works(works, papers, strategies, models)
    flow += _count_flow(rows)
    steps = pd.DataFrame(flow, columns=["step", "n", "what"]).astype({"n": "Int64", "step": "str", "what": "str"})
    return Sample(rows, strategies, models, steps, choices, last_month)


def _in_sections(sections: pd.Series, chosen: tuple[str, ...]) -> pd.Series:
    if not chosen:
        return pd.Series(True, index=sections.index)
    return sections.map(lambda s: any(s == c or s.startswith(c + ".") for c in chosen)).astype(bool)


def _in_time(dates: pd.Series, choices: Choices) -> pd.Series:
    kept = pd.Series(True, index=dates.index)
    if choices.first_year:
        kept &= dates >= f"{choices.first_year:04d}"
    if choices.last_date:
        last = choices.last_date[:7]
        kept &= dates.map(lambda d: d[: len(last)] <= last[: len(d)]).astype(bool)
    return kept


def _join(papers: pd.DataFrame, coded: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the distinct rows of key, stage and columns for the papers' entries."""
    joined = papers[["entry", "key", "section"]].merge(coded, on="entry").sort_values(["entry", "position"])
    joined = joined.assign(stage=joined["section"].map(cut_stage).astype("str"))
    return joined[["key", "stage", *columns]].drop_duplicates(ignore_index=True)


def _describe_works(
    works: pd.DataFrame, papers: pd.DataFrame, strategies: pd.DataFrame, models: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a work, in the order of keys."""
    rows = works[["key", "first_date", "list_year"]].sort_values("key").reset_index(drop=True)
    keys = rows["key"]
    rows["month"] = rows["first_date"].where(rows["first_date"].str.len() == 7, "")
    rows["year"] = pd.to_numeric(rows["first_date"].str[:4], errors="coerce").astype("Int64")
    placed = papers.assign(stage=papers["section"].map(cut_stage))
    coded = placed[placed["key"].isin(strategies["key"])].merge(strategies[["key", "stage"]].drop_duplicates())
    placed = pd.concat([coded, placed[~placed["key"].isin(strategies["key"])]])
    rows["stages"] = _gather(placed, "stage", keys)
    rows["sections"] = _gather(papers, "section", keys)
    titles = papers.groupby("key")["section_title"].agg(lambda t: all(bool(APART.search(x)) for x in t))
    rows["apart"] = keys.map(titles).fillna(False).astype("boolean")
    rows["entries"] = keys.map(papers.groupby("key").size()).fillna(0).astype("Int64")
    rows["read"] = keys.map(papers.groupby("key")["read"].any()).fillna(False).astype("boolean")
    groups = strategies.groupby("key")["strategy_group"].agg(lambda g: g.iloc[0] if g.nunique() == 1 else "mixed")
    rows["group"] = _look_up(keys, groups)
    rows["has_peft"] = _flag(keys, strategies, strategies["strategy_group"] == "peft")
    rows["has_lora"] = _flag(keys, strategies, strategies["strategy"].isin(["lora", "qlora"]))
    return _describe_sizes(rows, models).drop(columns="first_date")


def _describe_sizes(rows: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    keys = rows["key"]
    is_open = models["open_weights"].fillna(False).astype(bool)
    is_closed = (~models["open_weights"].astype("boolean")).fillna(False).astype(bool)
    opened, closed = keys.isin(models.loc[is_open, "key"]), keys.isin(models.loc[is_closed, "key"])
    rows["openness"] = _choose([(opened & closed, "both"), (opened, "open"), (closed, "closed")], keys)
    rows["size_m"] = keys.map(models.groupby("key")["params_m"].max()).astype("float64")
    stated = rows["size_m"].notna()
    hidden = keys.isin(models.loc[models["params_status"] == "undisclosed", "key"])
    named = keys.isin(models["key"])
    status = [(stated & hidden, "at least"), (stated, "known"), (hidden, "undisclosed"), (named, "unstated")]
    rows["size_status"] = _choose(status, keys)
    size = rows["size_m"]
    censored = rows["size_status"].eq("at least")
    rows["size_class"] = _choose(
        [(size >= 1e5, CLASSES[3]), (hidden, "undisclosed"), (size >= 1e4, CLASSES[2]), (size >= 1e3, CLASSES[1]),
         (stated, CLASSES[0]), (named, "unstated")], keys)  # fmt: skip
    rows["billion"] = _choose([(size >= 1e3, "yes"), (stated & ~censored, "no")], keys)
    return rows


def _choose(cases: list[tuple[pd.Series, str]], keys: pd.Series) -> pd.Series:
    """Return for each key the text of the first case that holds, else nothing."""
    chosen = pd.Series("", index=keys.index, dtype="str")
    for holds, text in reversed(cases):
        chosen = chosen.mask(holds, text)
    return chosen.astype("str")


def _gather(frame: pd.DataFrame, column: str, keys: pd.Series) -> pd.Series:
    joined = frame.groupby("key")[column].agg(lambda values: "; ".join(dict.fromkeys(values)))
    return _look_up(keys, joined)


def _look_up(keys: pd.Series, texts: pd.Series) -> pd.Series:
    found = texts.to_dict()
    return pd.Series([found.get(key, "") for key in keys], index=keys.index, dtype="str")


def _flag(keys: pd.Series, frame: pd.DataFrame, holds: pd.Series) -> pd.Series:
    return keys.isin(frame.loc[holds, "key"]).map({True: "yes", False: "no"}).astype("str")


def _count_flow(works: pd.DataFrame) -> list[tuple[str, int, str]]:
    coded, dated = works["group"] != "", works["month"] != ""
    return [
        ("coded", int(coded.sum()), "works with a tuning strategy as coded by the list"),
        ("coded_dated", int((coded & dated).sum()), "of these, dated to the month by an arXiv id"),
        ("modelled", int((works["size_status"] != "").sum()), "works with a model named"),
        ("sized", int(works["size_m"].notna().sum()), "works with a stated size"),
        ("sized_dated", int((works["size_m"].notna() & dated).sum()), "of these, dated to the month"),
    ]


def name_periods(sample: Sample, months: pd.Series) -> tuple[pd.Series, list[str]]:
    """Return each month's period (`undated` for none), and all periods in order, `undated` last if there."""
    period = sample.choices.period
    named = cut_period(months, period).astype("str").replace("", "undated")
    filled = sorted(month for month in months if month)
    periods = list_periods(filled[0], filled[-1], period) if filled else []
    return named, [*periods, "undated"] if (named == "undated").any() else periods
