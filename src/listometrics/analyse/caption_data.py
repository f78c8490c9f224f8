"""What captions and alternative texts say of a figure: its numbers, and which works are in it and which are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from listometrics.analyse.model_families import MOST_FAMILIES, name_families, rank_families
from listometrics.analyse.model_sizes import MOST
from listometrics.analyse.periods import LAG_MONTHS
from listometrics.analyse.sample import EXCLUSIVE, THIN, Sample, name_periods
from listometrics.analyse.trend import BEYOND, say_times
from listometrics.text import counted


def common_numbers(sample: Sample) -> dict[str, Any]:
    """Return the numbers that every caption may name."""
    works = sample.works
    coded, dated = works[works["group"] != ""], works["month"] != ""
    months = sorted(m for m in coded["month"] if m)
    sized = works[works["size_m"].notna()]
    named = works[works["size_status"] != ""]
    groups = sample.strategies[["key", "strategy_group"]].drop_duplicates()["strategy_group"].value_counts()
    return {
        "period": sample.choices.period, "counting": sample.choices.count, "thin": THIN, "lag": LAG_MONTHS,
        "coded": len(coded), "dated": int((dated & (works["group"] != "")).sum()),
        "undated": int((~dated & (works["group"] != "")).sum()),
        "first": months[0] if months else "", "last": months[-1] if months else "",
        **{g: int(groups.get(g, 0)) for g in ("frozen", "full", "peft")},
        "others": _say_others(_count_others(sample)),
        "sized_dated": int((sized["month"] != "").sum()),
        "hidden": int(((named["size_status"] == "undisclosed") & (named["month"] != "")).sum()),
        "chosen": len(works),
        "list_last": sample.last_month, "strategies": _say_each(sample.strategies["strategy"].nunique()),
        "open": int((works["openness"] == "open").sum()), "closed": int((works["openness"] == "closed").sum()),
    }  # fmt: skip


def _count_others(sample: Sample) -> int:
    """Count dated works that are tuned by an API, or in a way not said."""
    others = sample.strategies[sample.strategies["strategy_group"].isin(["api", "unspecified"])]
    return int(sample.dated["key"].isin(others["key"]).sum())


def _say_each(n: int) -> str:
    """Say for each of how many strategies there is something."""
    return f"each of {counted(n, 'strategy', 'strategies')}" if n > 1 else "the only strategy"


def _say_others(n: int) -> str:
    """Say of works that are tuned by an API, or in a way not said, that they have no panel; nothing without any."""
    verbs = ("has", "counts") if n == 1 else ("have", "count")
    said = f"{counted(n, 'work')} tuned by an API or in a way not said {verbs[0]} no panel, but {verbs[1]} among the"
    return f" The {said} works." if n else ""


def _percent(share: float) -> str:
    return "an unknown share" if pd.isna(share) else f"{share:.0%}".replace("%", " %")


def _peak(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    """Find the period with most coded works."""
    coded = sample.dated[sample.dated["group"] != ""]
    sizes = name_periods(sample, coded["month"])[0].value_counts(sort=False).sort_index()
    peak = str(sizes.idxmax()) if len(sizes) else "no period"
    return {"peak": peak, "peak_n": int(sizes.max()) if len(sizes) else 0}


def _peak_shares(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    shown = table[(table["counting"] == sample.choices.count) & (table["among"] == "all")]
    peak = _peak(sample, table)["peak"]
    rows = shown[(shown["period"] == peak) & shown["strategy_group"].isin(EXCLUSIVE)].to_dict("records")
    text = ", ".join(f"{_percent(r['estimate'])} {r['strategy_group']}" for r in rows)
    return {"peak": peak, "peak_shares": text or "no works", "method": shown["method"].iloc[0]}


def _trend(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    texts = []
    for among, name in (("all", "All works"), ("open", "Open weights only")):
        groups = table[table["among"] == among].groupby("strategy_group", sort=False)["estimate"]
        parts = [f"{g} from {_percent(rows.iloc[0])} to {_percent(rows.iloc[-1])}" for g, rows in groups]
        texts += [f"{name}: {', '.join(parts)}"] if parts else []
    return {"trend": ". ".join(texts)}


def _stages(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    enough = table[~table["thin"].astype(bool)]
    top = enough.sort_values("estimate", ascending=False, kind="stable").drop_duplicates("stage").sort_values("stage")
    rows = top.to_dict("records")
    text = "; ".join(f"{r['stage']}: mostly {r['strategy_group']}, {_percent(r['estimate'])}" for r in rows)
    return {"stages": text or "All stages hold few works"}


def _openness(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    rows = table[(table["stage"] == "all") & (table["strategy_group"] == "frozen")].set_index("openness")["estimate"]
    shares = {f"{kind}_frozen": _percent(rows.get(kind, float("nan"))) for kind in ("open", "closed")}
    return {**shares, "method": "Wilson"}


def _claims(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    verdicts = table["verdict"].value_counts(sort=False)
    sources = " and ".join(dict.fromkeys(table["source"]))
    return {
        "source": sources,
        "claims": counted(len(table), "claim"),
        "verdicts": ", ".join(f"{n} {verdict}" for verdict, n in verdicts.items()),
    }


def _sizes(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    months = sorted(m for m in table.loc[table["size_m"].notna(), "month"] if m)
    top = table["size_m"].dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable").head(2)
    said = " and ".join(f"{name_size(float(str(s)))} ({counted(n, 'work')})" for s, n in top.items())
    return {
        "first_sized": months[0] if months else "", "last_sized": months[-1] if months else "", "top_sizes": said
    }  # fmt: skip


def name_size(millions: float) -> str:
    """Name a size for readers.

    >>> name_size(110), name_size(7000), name_size(1500)
    ('110M', '7B', '1.5B')
    """
    return f"{millions:g}M" if millions < 1000 else f"{millions / 1000:g}B"


def _classes(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    sums = table[table["period"] != "undated"].groupby("size_class", sort=False)["hits"].sum()
    works = sample.works
    bound = works[(works["month"] != "") & (works["size_status"] == "at least")]
    inside = int((bound["size_class"] == "undisclosed").sum())
    return {"classes": ", ".join(f"{n} {name}" for name, n in sums.items() if n), "method": "Wilson",
            "bounds": _say_bounds(len(bound), inside),
            "unstated": _say_unstated(int(sums.get("unstated", 0)))}  # fmt: skip


def _say_bounds(n: int, inside: int) -> str:
    """Say where the works stand whose size is only a lower bound; nothing without any."""
    if not n:
        return ""
    known = f"Of {counted(n, 'work')} with a lower bound alone, as a model of undisclosed size stands beside, "
    above = f"; {n - inside} {'is' if n - inside == 1 else 'are'} in the highest class, which the bound reaches"
    said = f"{inside or 'none'} {'is' if inside == 1 else 'are'} in this class"
    return f" {known}{said}{above if n > inside else ''}."


def _say_unstated(n: int) -> str:
    """Explain the class of unstated sizes; nothing where it holds no work."""
    said = "neither the list nor the vocabulary of models states a size, as of a name that stands for several sizes"
    return f" Unstated ({counted(n, 'work')}): {said}." if n else ""


def _open_models(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    return {"method": "Wilson"}


def _growth(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    first = table[table["statistic"] == table["statistic"].iloc[0]]
    rows = first[first["low"].notna() & (first["n"] >= THIN)].to_dict("records")
    text = ", ".join(
        f"{say_times(r['estimate'])} times by {r['method']} ({say_times(r['low'])} to {say_times(r['high'])})"
        for r in rows
    )
    told = table[table["n"] >= THIN]
    clipped = ((told["high"] > BEYOND) | (told["low"] < 1 / BEYOND)).any()
    drawn = any("drawn at random" in method for method in table["method"])
    return {
        "growth": text or "there are too few works",
        "ties": _percent(table["ties"].iloc[0]),
        "clipped": f"Arrows: intervals that go beyond a factor of {BEYOND:,}. " if clipped else "",
        "few": f"Too few: fewer than {THIN} works. " if len(told) < len(table) else "",
        "drawn": f"Of more than {MOST:,} works so many are drawn at random, in each row anew. " if drawn else "",
    }


def _strategies(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    rows = table[(table["assumption"] == "stated") & (table["statistic"] == "median") & (table["n"] > 0)]
    text = ", ".join(f"{r['group_a']} {name_size(r['estimate'])} (n = {r['n']})" for r in rows.to_dict("records"))
    return {"strategies_text": f"Median stated sizes: {text}"}


def _families(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    first = rank_families(table).head(MOST_FAMILIES).to_dict("records")
    text = ", ".join(f"{row['family']} ({row['n']:,})" for row in first)
    return {"families_text": f"Most used: {text or 'none that the vocabulary knows'}"}


def _lags(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    rows = table[~table["thin"].astype(bool)].to_dict("records")
    text = ", ".join(f"{r['family']} {r['estimate']:g} of at most {r['observable']}" for r in rows)
    return {"lags_text": f"Median months: {text}" if text else "All families have few works"}


def _sensitivity(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    texts = {
        outcome.replace(" ", "_"): ", ".join(
            f"{label} ({'; '.join(rows['variant'])})"
            for label, rows in table[table["outcome"] == outcome].groupby("label", sort=False)
        )
        or "none"
        for outcome in ("reverses", "no longer", "only here")
    }
    sides = {f"{side}s": counted(table[side].nunique(), side) for side in ("headline", "variant")}
    return {**sides, **texts}


def say_undecided(table: pd.DataFrame, claims: pd.DataFrame | None) -> str:
    """Say which headlines of the table are claims that Holm's correction leaves undecided; nothing without any."""
    if claims is None:
        return ""
    named = claims[claims["claim"].isin(table["headline"]) & (claims["verdict"] == "undecided")]["label"].tolist()
    verb = "is" if len(named) == 1 else "are"
    return f"; after Holm's correction {' and '.join(named)} {verb} undecided to begin with" if named else ""


def _peft(sample: Sample, table: pd.DataFrame) -> dict[str, Any]:
    return {"peft_first": str(table["strategy"].iloc[0]).replace("_", " "), "peft_first_n": int(table["hits"].iloc[0])}


NUMBERS: dict[str, Callable[[Sample, pd.DataFrame], dict[str, Any]]] = {
    "methods_counts": _peak, "methods_shares": _peak_shares, "methods_trend": _trend, "methods_stages": _stages,
    "methods_peft": _peft, "methods_openness": _openness, "methods_claims": _claims, "scale_sizes": _sizes,
    "scale_classes": _classes, "scale_growth": _growth, "scale_strategies": _strategies, "scale_families": _families,
    "scale_lags": _lags, "scale_openness": _open_models, "sensitivity": _sensitivity,
}  # fmt: skip

UNDATED = "without an arXiv id"


def say_drawn(what: str, total: int, reasons: Sequence[tuple[int, str]], verb: str = "Not drawn") -> str:
    """Say how many of a total are in a figure, and why the others are not; reasons exclude each other.

    >>> say_drawn("coded works", 194, [(12, "without an arXiv id"), (7, "with several groups"), (0, "of no kind")])
    'n = 175 of 194 coded works. Not drawn: 12 without an arXiv id, 7 with several groups.'
    """
    left = [(n, why) for n, why in reasons if n]
    drawn = total - sum(n for n, _ in left)
    text = f"n = {drawn} of {total} {what}."
    return f"{text} {verb}: {', '.join(f'{n} {why}' for n, why in left)}." if left else text


def count_cases(works: pd.DataFrame, cases: Sequence[tuple[pd.Series, str]]) -> list[tuple[int, str]]:
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
    return say_drawn("coded works", len(works), count_cases(works, [(works["month"] == "", UNDATED)]))


def _shares(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    opened = works[works["openness"] == "open"]
    return (
        f"All works: {_dated_coded(sample, table)} Open weights only: "
        + say_drawn("coded works", len(opened), count_cases(opened, [(opened["month"] == "", UNDATED)]))
    )  # fmt: skip


def _drawn_trend(sample: Sample, table: pd.DataFrame) -> str:
    texts = []
    for name, works in (
        ("All works", _coded(sample)),
        ("Open weights only", _coded(sample).query("openness == 'open'")),
    ):
        cases = [(works["month"] == "", UNDATED), (works["group"] == "mixed", "with several groups"),
                 (~works["group"].isin(EXCLUSIVE), "tuned by an API or in a way not said")]  # fmt: skip
        texts.append(f"{name}: {say_drawn('coded works', len(works), count_cases(works, cases), 'Not used')}")
    return " ".join(texts)


def _drawn_stages(sample: Sample, table: pd.DataFrame) -> str:
    places = int(table.drop_duplicates("stage")["n"].sum())
    works = len(_coded(sample))
    said = say_drawn("coded works", works, [])
    return f"{said} Some stand in several stages: the rows' n add up to {places}." if places > works else said


def _drawn_peft(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    return say_drawn(
        "coded works", len(works), count_cases(works, [(works["has_peft"] == "no", "that name no such strategy")])
    )


def _drawn_openness(sample: Sample, table: pd.DataFrame) -> str:
    works = _coded(sample)
    cases = [(works["openness"] == "both", "with open and closed models"),
             (works["openness"] == "", "that name no model, or models of unknown openness")]  # fmt: skip
    return say_drawn("coded works", len(works), count_cases(works, cases))


def _drawn_sizes(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [(works["month"] == "", UNDATED), (works["size_status"] == "unstated", "whose size is not stated")]
    return say_drawn("works that name a model", len(works), count_cases(works, cases))


def _drawn_classes(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    return say_drawn("works that name a model", len(works), count_cases(works, [(works["month"] == "", UNDATED)]))


def _drawn_growth(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    status = works["size_status"]
    cases = [(works["month"] == "", UNDATED), (status == "undisclosed", "of undisclosed size"),
             (status == "unstated", "whose size is not stated"),
             (status == "at least", "with a lower bound of their size alone")]  # fmt: skip
    return "Known sizes: " + say_drawn("works that name a model", len(works), count_cases(works, cases), "Not used")


def _drawn_strategies(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [(works["size_status"] == "undisclosed", "of undisclosed size"),
             (works["size_m"].isna(), "whose size is not stated"), (works["group"] == "mixed", "with several groups"),
             (works["group"] == "", "not coded"),
             (~works["group"].isin(EXCLUSIVE), "tuned by an API or in a way not said")]  # fmt: skip
    bounds = int((works["group"].isin(EXCLUSIVE) & (works["size_status"] == "at least")).sum())
    drawn = say_drawn("works that name a model", len(works), count_cases(works, cases))
    are = "is a lower bound" if bounds == 1 else "are lower bounds"
    said = f" {bounds} of the sizes drawn {are}, as a model of undisclosed size stands beside." if bounds else ""
    return f"Left: {drawn}{said}"


def _drawn_open_models(sample: Sample, table: pd.DataFrame) -> str:
    works = _named(sample)
    cases = [
        (works["month"] == "", UNDATED),
        (works["openness"] == "", "whose models' weights are of unknown openness"),
    ]
    return say_drawn("works that name a model", len(works), count_cases(works, cases))


def _drawn_families(sample: Sample, table: pd.DataFrame) -> str:
    uses = name_families(sample.models)[["key", "family"]].drop_duplicates()
    few = table[~table["drawn"].astype(bool)]
    left = counted(few["family"].nunique(), "less used family", "less used families")
    reasons = [(len(uses) - len(table), UNDATED), (len(few), f"of {left}")]
    return say_drawn("uses of a family by a work", len(uses), reasons)


def _drawn_lags(sample: Sample, table: pd.DataFrame) -> str:
    models = name_families(sample.models)
    uses = models.sort_values("released").drop_duplicates(["key", "family"], keep="last")
    dated = uses["key"].isin(sample.dated["key"])
    cases = [(~dated, UNDATED), (uses["released"] == "", "of a model of unknown release"),
             (uses["family"].isin(table.loc[table["n"] == 1, "family"]), "of families with one use")]  # fmt: skip
    return say_drawn("uses of a family by a work", len(uses), count_cases(uses, cases))


DRAWN: dict[str, Callable[[Sample, pd.DataFrame], str]] = {
    "methods_counts": _dated_coded, "methods_shares": _shares, "methods_trend": _drawn_trend,
    "methods_stages": _drawn_stages, "methods_peft": _drawn_peft, "methods_first": _dated_coded,
    "methods_openness": _drawn_openness, "scale_sizes": _drawn_sizes, "scale_classes": _drawn_classes,
    "scale_growth": _drawn_growth, "scale_strategies": _drawn_strategies, "scale_openness": _drawn_open_models,
    "scale_families": _drawn_families, "scale_lags": _drawn_lags,
}  # fmt: skip
