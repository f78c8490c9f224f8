"""One row a work, with what the list and the sources say of it: what the explorer and the survey tables show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from listometrics.stats.wording import name_size
from listometrics.stats.work_sample import SIZE_CLASSES
from listometrics.text import is_web
from listometrics.works.merging import PREPRINT

LABELS = {"lora": "LoRA", "qlora": "QLoRA", "other_peft": "other PEFT", "api_finetuning": "API finetuning"}
BY_LIST = " (by the list)"
JOINED = {
    "entries": {"names": "name", "awards": "award", "note": "note", "sections": "section", "headings": "heading"},
    "entry_models": {"models": "model", "sized_models": "sized", "families": "family", "sizes": "size"},
    "entry_strategies": {"strategies": "strategy", "groups": "strategy_group"},
    "links": {"code": "identifier"},
}
"""What the entries of a work say, by table: the name of the column here and there."""
_FROM_PAPERS = ["key", "title", "authors", "first_date", "year", "venue", "venue_type", "status", "bib_status"]


def list_works(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a work, in the order of its key, from the tables of the contract.

    `tables` holds `papers`, `entry_papers`, `entries`, `entry_models`, `entry_strategies` and `links`. What the
    entries of a work say is joined by `; ` in list order, each value once; `read` is true where an entry is read.
    """
    papers = tables["papers"].set_index("key", drop=False)
    said = {name: tables[name].merge(tables["entry_papers"], on="entry") for name in JOINED}
    entries, models, links = said["entries"], said["entry_models"], said["links"]
    entries["heading"] = (entries["section"] + " " + entries["section_title"]).str.strip()
    models["size"] = [classify_size(m, s) for m, s in zip(models["params_m"], models["params_status"], strict=True)]
    models["sized"] = [name_model(m, size) for m, size in zip(models["model"], models["params_m"], strict=True)]
    said["links"] = links[links["kind"] == "github"]
    joined = {name: _join(said[table], column) for table, columns in JOINED.items() for name, column in columns.items()}
    works = papers[_FROM_PAPERS].assign(
        **{name: values.reindex(papers.index).fillna("") for name, values in joined.items()},
        read=entries.groupby("key")["read"].any().reindex(papers.index).fillna(False).astype("boolean"),
        **{name: papers[name] for name in ("list_venue", "list_year", "arxiv", "doi")},
        url=[url if is_web(url) else "" for url in papers["url"]],
    )
    return works.reset_index(drop=True).sort_values("key", kind="stable", ignore_index=True)


def name_model(model: str, millions: float) -> str:
    """Return a model's name with its size, given in millions of parameters, where that is known.

    >>> name_model("LLaMA", 7000), name_model("T5-base", 223), name_model("ChatGPT", float("nan"))
    ('LLaMA (7B)', 'T5-base (223M)', 'ChatGPT')
    """
    return f"{model} ({name_size(millions)})" if model and pd.notna(millions) else model


def classify_size(millions: float, status: str) -> str:
    """Return the class of a model's size, given in millions of parameters.

    >>> classify_size(7000, "stated"), classify_size(float("nan"), "undisclosed"), classify_size(110, "stated")
    ('1B to 10B', 'undisclosed', 'below 1B')
    """
    if pd.isna(millions):
        return "undisclosed" if status == "undisclosed" else "unstated"
    return [name for name, least in SIZE_CLASSES.items() if float(millions) >= least][-1]


def name_publication(work: Mapping[Any, Any]) -> dict[str, str]:
    """Return a work's venue, its year, and both in one, as readers see them.

    What no source knows is taken from the list and marked as the list's: a venue or year that is missing, and both for
    a work without a published record, where the list names a venue.

    >>> known = {"status": "unknown", "venue": "arXiv", "year": 2023}
    >>> name_publication({**known, "list_venue": "KDD", "list_year": 2024})["where"]
    'KDD 2024 (by the list)'
    >>> name_publication({**known, "list_venue": "arXiv", "list_year": 2023})["where"]
    'arXiv 2023'
    """
    venue, list_venue = str(work["venue"]), str(work["list_venue"])
    year, list_year = ("" if pd.isna(work[name]) else str(int(work[name])) for name in ("year", "list_year"))
    unknown = work["status"] == "unknown"  # then the venue is a preprint server, the year that of the preprint
    named = bool(list_venue) and (not venue or (unknown and list_venue != PREPRINT))
    dated = bool(list_year) and (not year or (named and unknown and list_year != year))
    shown = {
        "shown_venue": list_venue + BY_LIST if named else venue,
        "shown_year": list_year + BY_LIST if dated else year,
    }
    if named and list_year and (dated or list_year == year):
        return shown | {"where": f"{list_venue} {list_year}{BY_LIST}"}
    apart = ", " if named or dated else " "  # the mark is of one of them alone
    return shown | {"where": apart.join(filter(None, shown.values()))}


def split_values(joined: str) -> list[str]:
    """Return the values of a joined cell.

    >>> split_values("lora; qlora"), split_values("")
    (['lora', 'qlora'], [])
    """
    return [value for value in joined.split("; ") if value]


def label(strategy: str) -> str:
    """Return how a strategy's code is written for readers.

    >>> label("lora"), label("full_finetuning")
    ('LoRA', 'full finetuning')
    """
    return LABELS.get(strategy, strategy.replace("_", " "))


def _join(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    filled = frame[frame[column].astype("str") != ""].sort_values("entry", kind="stable")
    return filled.groupby("key")[column].agg(lambda values: "; ".join(dict.fromkeys(values)))
