"""Who is counted: one row a work, with when it appeared, how its models are tuned and how large they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study.parameters import read_parameter

Tables = Mapping[str, pd.DataFrame]
TABLES = ("entries", "entry_models", "entry_strategies", "papers", "entry_papers", "strategies")
"""What `build_sample` needs."""
SIZE_CLASSES = {"below 1B": 0.0, "1B to 10B": 1e3, "10B to 100B": 1e4, "100B and more": 1e5}
"""The classes of disclosed sizes, with the least size of each in millions of parameters."""
SIZE_STATUS = ("known", "at least", "undisclosed", "unstated")
"""What is known of the size of a work that names a model."""
THIN = 10
"""Fewer works than this are too few for a statement."""
NO_SECTION = "in no section"
APART = re.compile(r"survey|pending", re.IGNORECASE)
"""Titles of sections whose works are left out in one of the robustness checks."""


@dataclass(frozen=True)
class Choices:
    """What a reader may choose; made by `check_choices`."""

    first_year: int = 0
    last_date: str = ""
    sections: tuple[str, ...] = ()
    split: int = 2023
    seed: int = 20240601
    section_was_number: bool = False


@dataclass(frozen=True)
class Sample:
    """The works that are counted, and what is known of each.

    `works`, a row a work: key, title, month (`YYYY-MM`; empty where only a year is known), year, list_year, period
    (`before 2023` or `since 2023`, by `Choices.split`), quarter (`2023Q2`; empty without a month), stages and groups
    (joined by "; "), group (the only strategy group, `mixed` for several, empty where the list codes none), rollups and
    rollup (likewise, of the wider groups that data/vocab/strategies.csv names), openness (`open` `closed` `both` or
    empty), size_m (largest disclosed size in millions), size_status (`known`; `at least`
    where a model of undisclosed size stands beside it; `undisclosed`; `unstated`; empty where no model is named),
    size_class, billion (`yes` `no` or empty), read, apart.
    `coded`, a row a work and strategy: key, stage, strategy, strategy_group and the columns of `works`.
    `models`, a row a work and model: key, model, family, params_m, params_status, open_weights, released, year.
    `flow`: step, n, what.
    """

    works: pd.DataFrame
    coded: pd.DataFrame
    models: pd.DataFrame
    flow: pd.DataFrame
    choices: Choices

    @property
    def tuned(self) -> pd.DataFrame:
        """The works whose strategy the list codes."""
        return self.works[self.works["groups"] != ""]

    @property
    def by_group(self) -> pd.DataFrame:
        """A row a work and strategy group, with the columns of `works`."""
        return self.coded.drop_duplicates(["key", "strategy_group"]).drop(columns=["stage", "strategy"])

    @property
    def sized(self) -> pd.DataFrame:
        """The works of which a size is disclosed."""
        return self.works[self.works["size_m"].notna()]

    def keep(self, kept: pd.Series) -> Sample:
        """Return the sample of the works for which `kept` (aligned with `works`) holds."""
        keys = self.works.loc[kept, "key"]
        parts = {name: getattr(self, name) for name in ("works", "coded", "models")}
        return replace(self, **{n: f[f["key"].isin(keys)].reset_index(drop=True) for n, f in parts.items()})


def check_choices(**given: Any) -> Choices:
    """Check a notebook's parameters, in whatever type they were given; a value without a meaning raises StudyError.

    >>> check_choices(first_year=2023, sections="1.1., 1.3").sections, check_choices(sections=1.3).sections
    (('1.1', '1.3'), ('1.3',))
    """
    values: dict[str, Any] = {"first_year": 0, "last_date": "", "sections": "", "split": 2023, "seed": Choices.seed}
    values |= {name: read_parameter(name, value) for name, value in given.items()}
    first_year, last_date, sections, split, seed = (values.pop(name) for name in list(values)[:5])
    if values:
        raise StudyError(f"{', '.join(values)}: not a parameter of the analyses.")
    if last_date and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?", last_date):
        raise StudyError(f"last_date: found {last_date!r}, expected YYYY, YYYY-MM or YYYY-MM-DD, or nothing.")
    if seed < 0:
        raise StudyError(f"seed: found {seed}, expected at least 0.")
    if not (first_year == 0 or 1900 <= first_year <= 2200):
        raise StudyError(f"first_year: found {first_year}, expected a year such as 2022, or 0 for all.")
    chosen = tuple(name.rstrip(".") for name in re.findall(r"[^\s,;]+", sections))
    return Choices(first_year, last_date, chosen, split, seed, isinstance(given.get("sections"), float))


def build_sample(tables: Tables, choices: Choices) -> Sample:
    """Build the sample from the tables of TABLES; sections that the list does not have raise StudyError."""
    entries = tables["entries"]
    _check_sections(entries["section"], choices)
    papers = entries[entries["kind"] == "paper"].merge(tables["entry_papers"], on="entry")
    flow = [
        ("listed", len(entries), "rows read as entries"),
        ("papers", int((entries["kind"] == "paper").sum()), "entries for papers"),
        ("works", papers["key"].nunique(), "distinct works among them"),
    ]
    if choices.sections:
        inside = "|".join(re.escape(name) for name in choices.sections)
        papers = papers[papers["section"].str.match(rf"(?:{inside})(?:\.|$)")]
    works = tables["papers"][tables["papers"]["key"].isin(papers["key"])]
    works = _choose_dates(works, choices)
    papers = papers[papers["key"].isin(works["key"])]
    flow.append(("chosen", len(works), "works in the chosen sections and years"))
    papers = papers.assign(stage=papers["section"].map(find_stage).astype("str"))
    coded = _join(papers, tables["entry_strategies"], ["stage", "strategy", "strategy_group"])
    wider = tables["strategies"].drop_duplicates("strategy_group").set_index("strategy_group")["rollup"]
    coded = coded[coded["strategy_group"] != ""].reset_index(drop=True)
    coded["rollup"] = coded["strategy_group"].map(wider).where(lambda found: found != "", coded["strategy_group"])
    models = _join(papers, tables["entry_models"],
                   ["model", "family", "params_m", "params_status", "open_weights", "released"])  # fmt: skip
    works = _describe_works(works, papers, coded, models, choices)
    flow += [
        ("coded", int((works["groups"] != "").sum()), "works with a tuning strategy as coded by the list"),
        ("modelled", int((works["size_status"] != "").sum()), "works with a model named"),
        ("sized", int(works["size_m"].notna().sum()), "works with a disclosed size"),
    ]
    steps = pd.DataFrame(flow, columns=["step", "n", "what"]).astype({"n": "Int64", "step": "str", "what": "str"})
    models = models.merge(works[["key", "year", "month", "period"]], on="key")
    return Sample(works, coded.drop(columns="rollup").merge(works, on="key"), models, steps, choices)


def find_stage(section: str) -> str:
    """Return the section of the second level that a section belongs to: a stage of the list.

    What stands in no section belongs to the list itself.

    >>> find_stage("1.3.2"), find_stage("2"), find_stage("")
    ('1.3', '2', '0')
    """
    return ".".join(section.split(".")[:2]) or "0"


def name_stages(sections: pd.DataFrame) -> dict[str, str]:
    """Return the title of each stage, by the headings of the list (the table sections)."""
    titles = {str(s): str(t) for s, t in zip(sections["section"], sections["title"], strict=True)}
    return {section: title for section, title in titles.items() if find_stage(section) == section} | {"0": NO_SECTION}


def name_quarter(months: pd.Series) -> pd.Series:
    """Return the quarter of each month; empty stays empty.

    >>> name_quarter(pd.Series(["2023-04", ""])).tolist()
    ['2023Q2', '']
    """
    quarter = (pd.to_numeric(months.str[5:7], errors="coerce") + 2) // 3
    return (months.str[:4] + "Q" + quarter.astype("Int64").astype("str")).where(months != "", "").astype("str")


def _check_sections(listed: pd.Series, choices: Choices) -> None:
    known = sorted({str(section) for section in listed})
    for name in choices.sections:
        longer = [section for section in known if re.fullmatch(rf"{re.escape(name)}0+(\..*)?", section)]
        if choices.section_was_number and longer:
            raise StudyError(
                f"sections: {name} arrived as a number, and the list has {name} and {longer[0]}. "
                f"Give it as text: papermill … -r sections {longer[0]}."
            )
        if not any(section == name or section.startswith(f"{name}.") for section in known):
            raise StudyError(f"sections: the list has no section {name!r} with entries; it has {', '.join(known)}.")


def _choose_dates(works: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Keep the works in the chosen years, with the date of each: of its arXiv id, else the year of publication.

    Where years are chosen, works without any date are left out.
    """
    years = works[["year", "list_year"]].astype("Int64").bfill(axis=1)["year"].astype("str").replace("<NA>", "")
    works = works.assign(date=works["first_date"].where(works["first_date"] != "", years))
    kept = pd.Series(True, index=works.index)
    if choices.first_year:
        kept &= works["date"] >= str(choices.first_year)
    if choices.last_date:
        last = choices.last_date[:7]
        kept &= works["date"].map(lambda date: "" < date[: len(last)] <= last[: len(date)]).astype(bool)
    return works[kept]


def _join(papers: pd.DataFrame, coded: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    joined = papers[["entry", "key", "stage"]].merge(coded, on="entry").sort_values(["entry", "position"])
    return joined[["key", *columns]].drop_duplicates(ignore_index=True)


def _describe_works(
    works: pd.DataFrame, papers: pd.DataFrame, coded: pd.DataFrame, models: pd.DataFrame, choices: Choices
) -> pd.DataFrame:
    rows = works[["key", "title", "date", "list_year"]].sort_values("key").set_index("key")
    rows["month"] = rows["date"].where(rows["date"].str.len() == 7, "").astype("str")
    rows["year"] = pd.to_numeric(rows["date"].str[:4], errors="coerce").astype("Int64")
    sides = {True: f"before {choices.split}", False: f"since {choices.split}"}
    rows["period"] = (rows["year"] < choices.split).map(sides).astype("str").where(rows["year"].notna(), "")
    rows["quarter"] = name_quarter(rows["month"])
    rows["stages"] = _list(coded if len(coded) else papers, "stage").reindex(rows.index).fillna(_list(papers, "stage"))
    rows["groups"] = _list(coded, "strategy_group").reindex(rows.index, fill_value="")
    rows["rollups"] = _list(coded, "rollup").reindex(rows.index, fill_value="")
    for one, several in (("group", "groups"), ("rollup", "rollups")):
        rows[one] = rows[several].where(~rows[several].str.contains(";", regex=False), "mixed").astype("str")
    rows["read"] = papers.groupby("key")["read"].any().reindex(rows.index, fill_value=False).astype("boolean")
    apart = papers.groupby("key")["section_title"].agg(lambda titles: all(map(APART.search, titles)))
    rows["apart"] = apart.reindex(rows.index, fill_value=False).astype("boolean")
    rows = rows.astype(dict.fromkeys(("stages", "groups", "rollups"), "str"))
    return _describe_sizes(rows, models).drop(columns="date").reset_index()


def _describe_sizes(rows: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    weights = models["open_weights"].astype("boolean")
    opened, closed = (rows.index.isin(models.loc[side.fillna(False), "key"]) for side in (weights, ~weights))
    hidden = rows.index.isin(models.loc[models["params_status"] == "undisclosed", "key"])
    named = rows.index.isin(models["key"])
    size = models.groupby("key")["params_m"].max().reindex(rows.index).astype("float64")
    known = size.notna()
    rows["openness"] = _first_that_holds(rows, [(opened & closed, "both"), (opened, "open"), (closed, "closed")])
    rows["size_m"] = size
    rows["size_status"] = _first_that_holds(
        rows, [(known & hidden, "at least"), (known, "known"), (hidden, "undisclosed"), (named, "unstated")]
    )
    classes = [(size >= least, name) for name, least in reversed(SIZE_CLASSES.items())]
    rows["size_class"] = _first_that_holds(rows, [*classes, (hidden, "undisclosed"), (named, "unstated")])
    rows["billion"] = _first_that_holds(rows, [(size >= 1e3, "yes"), (known & ~hidden, "no")])
    return rows


def _first_that_holds(rows: pd.DataFrame, cases: Sequence[tuple[Any, str]]) -> pd.Series:
    """Return for each row the text of the first case that holds, else nothing."""
    return pd.Series("", index=rows.index, dtype="str").case_when(list(cases)).astype("str")


def _list(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return the distinct values of a column for each work, joined by "; "."""
    return frame.groupby("key")[column].agg(lambda values: "; ".join(dict.fromkeys(values)))
