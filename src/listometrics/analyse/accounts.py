"""Who is in a figure and who is not, and why: the works of a caption add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from listometrics.analyse.families import name_families
from listometrics.analyse.sample import EXCLUSIVE, Sample
from listometrics.text import counted

UNDATED = "without an arXiv id"


def account(what: str, total: int, reasons: Sequence[tuple[int, str]], verb: str = "Not drawn") -> str:
    """Say how many of a total are in a figure, and why the others are not; reasons exclude each other.

    >>> account("coded works", 194, [(12, "without an arXiv id"), (7, "with several groups"), (0, "of no kind")])
    'n = 175 of 194 coded works. Not drawn: 12 without an arXiv id, 7 with several groups.'
    """
    left = [(n, why) for n, why in reasons if n]
    drawn = total - sum(n for n, _ in left)
    text = f"n = {drawn} of {total} {what}."
    return f"{text} {verb}: {', '.join(f'{n} {why}' for n, why in left)}." if left else text


def part(works: pd.DataFrame, cases: Sequence[tuple[pd.Series, str]]) -> list[tuple[int, str]]:
    """Count the works of each case, a work in the first case that it meets."""
    left, counted = pd.Series(True, index=works.index), []
    for holds, why in cases:
        mine = left & holds.fillna(False).astype(bool)
        counted.append((int(mine.sum()), why))
        left &= ~mine
    return counted


def _coded(sample: Sample) -> pd.DataFrame:
    return sample.works[sample.works["group"] != ""]


def _named(sample: Sample) -> pd.DataFrame:
    return sample.works[sample.works["size_status"] != ""]


def _dated_coded(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    return account("coded works", len(works), part(works, [(works["month"] == "", UNDATED)]))


def _shares(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    opened = works[works["openness"] == "open"]
    return (
        f"All works: {_dated_coded(sample, table)} Open weights only: "
        + account("coded works", len(opened), part(opened, [(opened["month"] == "", UNDATED)]))
    )  # fmt: skip


def _trend(sample: Sample, table: pd.DataFrame) -> str:
    texts = []
    for name, works in (
        ("All works", _coded(sample)),
        ("Open weights only", _coded(sample).query("openness == 'open'")),
    ):
        cases = [(works["month"] == "", UNDATED), (works["group"] == "mixed", "with several groups"),
                 (~works["group"].isin(EXCLUSIVE), "tuned by an API or in a way not said")]  # fmt: skip
        texts.append(f"{name}: {account('coded works', len(works), part(works, cases), 'Not used')}")
    return " ".join(texts)


def _stages(sample: Sample, table: pd.DataFrame) -> str:
    places = int(table.drop_duplicates("stage")["n"].sum())
    works = len(_coded(sample))
    said = account("coded works", works, [])
    return f"{said} Some stand in several stages: the rows' n add up to {places}." if places > works else said


def _peft(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    return account("coded works", len(works), part(works, [(works["has_peft"] == "no", "that name no such strategy")]))


def _openness(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    cases = [(works["openness"] == "both", "with open and closed models"),
             (works["openness"] == "", "that name no model, or models of unknown openness")]  # fmt: skip
    return account("coded works", len(works), part(works, cases))


def _sizes(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [(works["month"] == "", UNDATED), (works["size_status"] == "unstated", "whose size is not stated")]
    return account("works that name a model", len(works), part(works, cases))


def _classes(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    return account("works that name a model", len(works), part(works, [(works["month"] == "", UNDATED)]))


def _growth(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    status = works["size_status"]
    cases = [(works["month"] == "", UNDATED), (status == "undisclosed", "of undisclosed size"),
             (status == "unstated", "whose size is not stated"),
             (status == "at least", "with a lower bound of their size alone")]  # fmt: skip
    return "Known sizes: " + account("works that name a model", len(works), part(works, cases), "Not used")


def _strategies(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [(works["size_status"] == "undisclosed", "of undisclosed size"),
             (works["size_m"].isna(), "whose size is not stated"), (works["group"] == "mixed", "with several groups"),
             (works["group"] == "", "not coded"),
             (~works["group"].isin(EXCLUSIVE), "tuned by an API or in a way not said")]  # fmt: skip
    bounds = int((works["group"].isin(EXCLUSIVE) & (works["size_status"] == "at least")).sum())
    drawn = account("works that name a model", len(works), part(works, cases))
    are = "is a lower bound" if bounds == 1 else "are lower bounds"
    said = f" {bounds} of the sizes drawn {are}, as a model of undisclosed size stands beside." if bounds else ""
    return f"Left: {drawn}{said}"


def _open_models(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [
        (works["month"] == "", UNDATED),
        (works["openness"] == "", "whose models' weights are of unknown openness"),
    ]
    return account("works that name a model", len(works), part(works, cases))


def _families(sample: Sample, table: pd.DataFrame) -> str:
    uses = name_families(sample.models)[["key", "family"]].drop_duplicates()
    few = table[~table["drawn"].astype(bool)]
    left = counted(few["family"].nunique(), "less used family", "less used families")
    reasons = [(len(uses) - len(table), UNDATED), (len(few), f"of {left}")]
    return account("uses of a family by a work", len(uses), reasons)


def _lags(sample: Sample, table: pd.DataFrame) -> str:
    models = name_families(sample.models)
    uses = models.sort_values("released").drop_duplicates(["key", "family"], keep="last")
    dated = uses["key"].isin(sample.dated["key"])
    cases = [(~dated, UNDATED), (uses["released"] == "", "of a model of unknown release"),
             (uses["family"].isin(table.loc[table["n"] == 1, "family"]), "of families with one use")]  # fmt: skip
    return account("uses of a family by a work", len(uses), part(uses, cases))


ACCOUNTS: dict[str, Callable[[Sample, pd.DataFrame], str]] = {
    "methods_counts": _dated_coded, "methods_shares": _shares, "methods_trend": _trend, "methods_stages": _stages,
    "methods_peft": _peft, "methods_first": _dated_coded, "methods_openness": _openness, "scale_sizes": _sizes,
    "scale_classes": _classes, "scale_growth": _growth, "scale_strategies": _strategies,
    "scale_openness": _open_models, "scale_families": _families, "scale_lags": _lags,
}  # fmt: skip
