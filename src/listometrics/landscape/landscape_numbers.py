"""The landscape's numbers for prose: plain values with their denominators, and intervals where they are estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from listometrics.analyse.intervals import share_wilson
from listometrics.landscape.contents import MOST_DEVELOPERS, NOT_NAMED
from listometrics.landscape.network import NAMED, Network
from listometrics.landscape.publishing import ALL, LEAST, MOST_DRAWN, find_least, find_ties
from listometrics.landscape.title_words import MOST_TERMS


def landscape_numbers(tables: Mapping[str, pd.DataFrame], network: Network) -> dict[str, Any]:
    """Return the numbers of all tables given, by table name; a table that is left out gives no numbers.

    `tables` may hold production, production_months, production_kinds, venues_used, zones, lotka_law, authors,
    variants, teams, title_words, title_pairs, themes, publishing, reading and developers, as their functions return
    them.
    """
    found: dict[str, Any] = {"network": _network(network)}
    for name, read, table in _READERS:
        if table in tables:
            found[name] = read(tables[table])
    return found


def _production(table: pd.DataFrame) -> dict[str, Any]:
    dated = table[table["period"] != "undated"]
    totals = dated.groupby("period")["n_fractional"].sum().round().astype(int)
    peak = str(totals.idxmax()) if len(totals) else ""
    return {
        "works_dated": int(totals.sum()),
        "works_undated": round(float(table.loc[table["period"] == "undated", "n_fractional"].sum())),
        "first": min(dated["period"], default=""),
        "last": max(dated["period"], default=""),
        "peak": peak,
        "peak_n": int(totals.get(peak, 0)),
        "by_period": {str(period): int(n) for period, n in totals.items()},
        "by_stage": {str(stage): int(n) for stage, n in table.groupby("stage")["n"].sum().items()},
    }


def _months(table: pd.DataFrame) -> dict[str, Any]:
    """Sum works (n_fractional) and entries by kind: in all, with a month, and those of the months with most."""
    dated = table[table["month"] != "undated"]
    by_month = dated.groupby("month")["n_fractional"].sum().round().astype(int)
    peak = str(by_month.idxmax()) if by_month.sum() else ""
    parts = {"all": table, "dated": dated}
    return {
        "first": min(dated["month"], default=""),
        "last": max(dated["month"], default=""),
        "peak": peak,
        "peak_n": int(by_month.get(peak, 0)),
        **{name: _by_kind(part) for name, part in parts.items()},
    }


def _by_kind(table: pd.DataFrame) -> dict[str, int]:
    return {str(kind): round(float(n)) for kind, n in table.groupby("kind")["n_fractional"].sum().items()}


def _kinds(table: pd.DataFrame) -> dict[str, Any]:
    by_kind = {str(kind): int(n) for kind, n in table.groupby("kind")["n"].sum().items()}
    return {"entries": int(table["n"].sum()), "sections": int(table["section"].nunique()), "by_kind": by_kind}


def _venues(table: pd.DataFrame) -> dict[str, Any]:
    least = find_least(table["n"], MOST_DRAWN)
    return {
        "least_drawn": least,
        "not_drawn": int((table["n"] < least).sum()),
        "ties": _records(find_ties(table), ["zone", "n", "venues"]),
        "works": int(table["n"].sum()),
        "venues": len(table),
        "single": int((table["n"] == 1).sum()),
        "top": [{"venue": v, "n": int(n)} for v, n in zip(table["venue"].head(5), table["n"].head(5), strict=True)],
    }


def _zones(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "zone": int(row["zone"]),
            "venues": int(row["venues"]),
            "n": int(row["n"]),
            "multiplier": _plain(row["multiplier"]),
        }
        for row in table.to_dict("records")
    ]


def _bradford(table: pd.DataFrame) -> dict[str, Any]:
    """Say how large the core is, and how far the zones grow: Bradford's law asks for equal multipliers."""
    core = table[table["zone"] == 1]
    grown = table["multiplier"].dropna()
    works = int(table["n"].sum())
    return {
        "works": works,
        "core_venues": int(core["venues"].sum()),
        "core_works": int(core["n"].sum()),
        "core_share": int(core["n"].sum()) / works if works else None,
        "venues_by_zone": [int(n) for n in table["venues"]],
        "works_by_zone": [int(n) for n in table["n"]],
        "multiplier_least": _plain(grown.min()),
        "multiplier_most": _plain(grown.max()),
    }


def _law(table: pd.DataFrame) -> dict[str, Any]:
    return _records(table, ["estimate", "low", "high", "n", "method", "p_fit", "rejected"])[0]


def _network(network: Network) -> dict[str, Any]:
    sizes = network.authors["component"].value_counts()
    giant = int(sizes.get(1, 0))
    return {
        "authors": len(network.authors),
        "links": len(network.links),
        "components": len(sizes),
        "largest": giant,
        "largest_share": giant / len(network.authors) if len(network.authors) else None,
        "communities": len(network.communities),
        "named": min(NAMED, len(network.communities)),
        "modularity": _plain(network.modularity),
        "drawn": int(network.authors["x"].notna().sum()),
        "top_communities": [
            {"label": row["label"], "authors": int(row["n"]), "works": int(row["works"])}
            for row in network.communities.head(3).to_dict("records")
        ],
    }


def _authors(table: pd.DataFrame) -> dict[str, Any]:
    once = share_wilson(int((table["n"] == 1).sum()), len(table))
    top = zip(table["author"].head(5), table["n"].head(5), strict=True)
    return {
        "authors": len(table),
        "one_work": {name: _plain(value) for name, value in once._asdict().items()},
        "most_works": int(table["n"].max()) if len(table) else 0,
        "top": [{"author": author, "n": int(n)} for author, n in top],
    }


def _teams(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "works": int(table["n"].sum()),
        "solo": int(table["solo"].sum()),
        "largest": int(table["largest"].max()) if len(table) else 0,
        "by_year": _records(table, ["year", "estimate", "low", "high", "n"]),
    }


def _published(table: pd.DataFrame) -> dict[str, Any]:
    columns = ["horizon", "hits", "n", "unknown", "estimate", "low", "high", "bound_low", "bound_high", "complete"]
    return {str(cohort): _records(ours, columns) for cohort, ours in table.groupby("cohort", sort=False)}


def _small_cohorts(table: pd.DataFrame) -> dict[str, int]:
    """Give the cohorts that are too small to be drawn, with their works."""
    small = table[(table["n"] < LEAST) & (table["cohort"] != ALL) & (table["horizon"] == 0)]
    return {str(cohort): int(n) for cohort, n in zip(small["cohort"], small["n"], strict=True)}


def _read(table: pd.DataFrame) -> dict[str, Any]:
    hits, n = int(table["hits"].sum()), int(table["n"].sum())
    share = share_wilson(hits, n)
    return {
        "hits": hits,
        "sections": len(table),
        "untouched": int((table["hits"] == 0).sum()),
        "finished": int((table["hits"] == table["n"]).sum()),
        **{name: _plain(value) for name, value in share._asdict().items()},
    }


def _developers(table: pd.DataFrame) -> dict[str, Any]:
    totals = table.groupby("developer", sort=False)["n"].sum()
    least = find_least(totals, MOST_DEVELOPERS)
    columns = ["developer", "openness", "n", "n_fractional", "models"]
    return {
        "developers": int((totals.index != NOT_NAMED).sum()),
        "not_named": int(totals.get(NOT_NAMED, 0)),
        "least_drawn": least,
        "not_drawn": int(((totals < least) & (totals.index != NOT_NAMED)).sum()),
        "top": _records(table[table["developer"].isin(totals.index[:3])], columns),
    }


def _themes(table: pd.DataFrame) -> dict[str, Any]:
    every = table[table["stage"] == "all"]
    return {
        "works": int(every["n"].max()) if len(every) else 0,
        "themes": int((every["hits"] > 0).sum()),
        "top": _records(every.head(5), ["theme", "hits", "n", "estimate", "low", "high"]),
    }


def _terms(table: pd.DataFrame) -> dict[str, Any]:
    columns = [str(table.columns[0]), "hits", "n", "estimate", "low", "high"]
    least = find_least(table["hits"], MOST_TERMS)
    drawn = {"least_drawn": least, "not_drawn": int((table["hits"] < least).sum())}
    return {"terms": len(table), **drawn, "top": _records(table.head(10), columns)}


def _variants(table: pd.DataFrame) -> dict[str, Any]:
    return {"pairs": len(table)}


_READERS = (
    ("production", _production, "production"),
    ("production_months", _months, "production_months"),
    ("production_kinds", _kinds, "production_kinds"),
    ("venues_used", _venues, "venues_used"),
    ("zones", _zones, "zones"),
    ("bradford", _bradford, "zones"),
    ("authors", _authors, "authors"),
    ("lotka", _law, "lotka_law"),
    ("variants", _variants, "variants"),
    ("teams", _teams, "teams"),
    ("title_words", _terms, "title_words"),
    ("title_pairs", _terms, "title_pairs"),
    ("themes", _themes, "themes_found"),
    ("publishing", _published, "publishing"),
    ("publishing_not_drawn", _small_cohorts, "publishing"),
    ("reading", _read, "reading"),
    ("developers", _developers, "developers"),
)


def _records(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in table[columns].to_dict("records")]


def _plain(value: Any) -> Any:
    """Turn a cell into a JSON value; what is not known is null."""
    if isinstance(value, str | bool) or value is None:
        return value
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
