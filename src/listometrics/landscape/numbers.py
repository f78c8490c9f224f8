"""The landscape's numbers for prose: plain values with their denominators, and intervals where they are estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from listometrics.analyse.intervals import Estimate, share_wilson
from listometrics.landscape.network import NAMED, Network


def landscape_numbers(
    tables: Mapping[str, pd.DataFrame], lotka: tuple[Estimate, float], network: Network
) -> dict[str, Any]:
    """Return the numbers of all tables given, by table name; a table that is left out gives no numbers.

    `tables` may hold production, venues_used, zones, authors, variants, teams, title_words, title_pairs, themes,
    publishing, reading and developers, as their functions return them; `lotka` is estimate_lotka's result.
    """
    found: dict[str, Any] = {"lotka": _lotka(lotka), "network": _network(network)}
    for name, read in _READERS.items():
        if name in tables:
            found[name] = read(tables[name])
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


def _venues(table: pd.DataFrame) -> dict[str, Any]:
    return {
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


def _lotka(lotka: tuple[Estimate, float]) -> dict[str, Any]:
    estimate, p = lotka
    return {**{name: _plain(value) for name, value in estimate._asdict().items()}, "p_fit": _plain(p)}


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
    order = list(dict.fromkeys(table["developer"]))
    columns = ["developer", "openness", "n", "n_fractional", "models"]
    return {"developers": len(order), "top": _records(table[table["developer"].isin(order[:3])], columns)}


def _themes(table: pd.DataFrame) -> dict[str, Any]:
    every = table[table["stage"] == "all"]
    return {
        "works": int(every["n"].max()) if len(every) else 0,
        "themes": int((every["hits"] > 0).sum()),
        "top": _records(every.head(5), ["theme", "hits", "n", "estimate", "low", "high"]),
    }


def _terms(table: pd.DataFrame) -> dict[str, Any]:
    columns = [str(table.columns[0]), "hits", "n", "estimate", "low", "high"]
    return {"terms": len(table), "top": _records(table.head(10), columns)}


def _variants(table: pd.DataFrame) -> dict[str, Any]:
    return {"pairs": len(table)}


_READERS = {
    "production": _production,
    "venues_used": _venues,
    "zones": _zones,
    "authors": _authors,
    "variants": _variants,
    "teams": _teams,
    "title_words": _terms,
    "title_pairs": _terms,
    "themes": _themes,
    "publishing": _published,
    "reading": _read,
    "developers": _developers,
}


def _records(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in table[columns].to_dict("records")]


def _plain(value: Any) -> Any:
    """Turn a cell into a JSON value; what is not known is null."""
    if isinstance(value, str | bool) or value is None:
        return value
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
