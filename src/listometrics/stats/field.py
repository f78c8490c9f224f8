"""The field around the works: who wrote them, with whom, where they were published, and how soon."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from listometrics.stats.estimates import NAN, Estimate

MOST_MONTHS = 36
SIMULATED = 199
LARGEST_TEAM = 100


class Network(NamedTuple):
    """The co-authorship network.

    `authors`: author, n (works), degree (co-authors), component (1 is the largest), community (within the largest
    component, by works; empty elsewhere). `links`: author, other, n (works together), weight (sum of
    1 / (authors - 1) over them). `communities`: community, label (its most central authors), n (authors), works.
    """

    authors: pd.DataFrame
    links: pd.DataFrame
    communities: pd.DataFrame


def list_authors(papers: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each work and author: key, author (as most often written), authors (their number).

    Names are one person where they are written alike but for case, blanks and full stops; never by surname and
    initial. Works without known authors have no row.
    """
    table = papers[["key", "authors"]].assign(author=papers["authors"].str.split(";")).explode("author")
    table["author"] = table["author"].fillna("").str.split().str.join(" ").astype("str")
    table = table[table["author"] != ""]
    table["person"] = table["author"].map(fold_name).astype("str")
    table = table.drop_duplicates(["key", "person"])
    forms = table.groupby(["person", "author"]).size().rename("n").reset_index()
    forms = forms.sort_values(["person", "n", "author"], ascending=[True, False, True]).drop_duplicates("person")
    table["author"] = table["person"].map(forms.set_index("person")["author"]).astype("str")
    return table.assign(authors=table.groupby("key")["key"].transform("size"))[["key", "author", "authors"]]


def fold_name(name: str) -> str:
    """Return what is compared of a name.

    >>> fold_name("Ed  H. Chi") == fold_name("Ed H CHI"), fold_name("E. Chi") == fold_name("Ed Chi")
    (True, False)
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace(".", " ").split())


def make_network(authors: pd.DataFrame, seed: int) -> Network:
    """Link authors who wrote together, from `list_authors`; works of more than 100 authors make no links.

    Weights are Newman's (2001, Physical Review E 64:016132); communities are Louvain's (Blondel et al. 2008, J. Stat.
    Mech. P10008) on the largest component, and depend on the seed.
    """
    names = sorted(set(authors["author"]))
    number = {name: i for i, name in enumerate(names)}  # sets of numbers, unlike texts, keep their order
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    for _, team in authors.groupby("key")["author"]:
        people = sorted(number[name] for name in team)
        for a, b in combinations(people, 2) if len(people) <= LARGEST_TEAM else ():
            before = graph.get_edge_data(a, b, {"n": 0, "weight": 0.0})
            graph.add_edge(a, b, n=before["n"] + 1, weight=before["weight"] + 1 / (len(people) - 1))
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    largest = graph.subgraph(parts[0]).copy() if parts and len(parts[0]) > 1 else nx.Graph()
    found = nx.community.louvain_communities(largest, weight="weight", seed=seed) if largest else []
    keys = {number[name]: set(keys) for name, keys in authors.groupby("author")["key"]}
    groups = sorted((sorted(g) for g in found), key=lambda g: (-len(set().union(*(keys[i] for i in g))), -len(g), g))
    places = {node: rank for part, members in ((0, parts), (1, groups)) for rank, group in enumerate(members, 1)
              for node in ((part, member) for member in group)}  # fmt: skip
    nodes = pd.DataFrame(
        {
            "author": pd.Series(names, dtype="str"),
            "n": [len(keys[i]) for i in range(len(names))],
            "degree": [graph.degree(i) for i in range(len(names))],
            "component": [places.get((0, i)) for i in range(len(names))],
            "community": [places.get((1, i)) for i in range(len(names))],
        }
    ).astype(dict.fromkeys(("n", "degree", "component", "community"), "Int64"))
    links = pd.DataFrame(
        [(names[a], names[b], d["n"], d["weight"]) for a, b, d in sorted(graph.edges(data=True), key=lambda e: e[:2])],
        columns=["author", "other", "n", "weight"],
    ).astype({"author": "str", "other": "str", "n": "Int64", "weight": "float64"})
    rows = []
    for rank, group in enumerate(groups, 1):
        central = sorted(group, key=lambda i: (-round(graph.degree(i, weight="weight"), 9), names[i]))[:2]
        works = len(set().union(*(keys[i] for i in group)))
        rows.append((rank, ", ".join(names[i] for i in central), len(group), works))
    communities = pd.DataFrame(rows, columns=["community", "label", "n", "works"])
    return Network(
        nodes, links, communities.astype({"label": "str"} | dict.fromkeys(("community", "n", "works"), "Int64"))
    )


def place_nodes(network: Network, most: int, seed: int) -> pd.DataFrame:
    """Return the authors of the largest component with most works, with their places x and y (-1 to 1) in a drawing."""
    inside = network.authors[network.authors["community"].notna()]
    shown = inside.sort_values(["n", "degree", "author"], ascending=[False, False, True]).head(most)
    both = network.links[network.links["author"].isin(shown["author"]) & network.links["other"].isin(shown["author"])]
    graph = nx.from_pandas_edgelist(both, "author", "other", "weight")
    graph.add_nodes_from(shown["author"])
    places = nx.spring_layout(graph, seed=seed, k=0.25, iterations=80)
    x, y = (shown["author"].map({name: place[axis] for name, place in places.items()}) for axis in (0, 1))
    return shown.assign(x=x, y=y)


def fit_lotka(works: pd.Series, seed: int) -> tuple[Estimate, float]:
    """Estimate the exponent of Lotka's law, P(k) = k**-a / zeta(a), from authors' numbers of works, and its fit.

    Returns the estimate (interval: bootstrap of authors) and the p value of the Kolmogorov-Smirnov distance under the
    law. Sources: Nicholls (1986), Information Processing & Management 22:417-419; Clauset, Shalizi and Newman (2009),
    SIAM Review 51:661-703.
    """
    method, k = "maximum likelihood, bootstrap of authors", works.to_numpy(dtype=float)
    if not k.size or k.max() == 1:
        return Estimate(NAN, NAN, NAN, k.size, method), NAN
    rng = np.random.default_rng(seed)
    exponent = _solve(np.log(k).mean())
    drawn = [_solve(np.log(rng.choice(k, k.size)).mean()) for _ in range(SIMULATED)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    beyond = 0
    for _ in range(SIMULATED):
        again = rng.zipf(exponent, k.size).astype(float)
        beyond += _distance(again, _solve(np.log(again).mean())) >= _distance(k, exponent)
    return Estimate(exponent, float(low), float(high), k.size, method), (beyond + 1) / (SIMULATED + 1)


def _solve(mean_log: float) -> float:
    """Return the exponent of the greatest likelihood: that of the least a * mean log k + log zeta(a)."""
    found = optimize.minimize_scalar(lambda a: a * mean_log + np.log(special.zeta(a)), bounds=(1.01, 20))
    return float(found.x)


def _distance(k: np.ndarray, exponent: float) -> float:
    values, counts = np.unique(k, return_counts=True)
    return float(np.abs(np.cumsum(counts) / k.size - stats.zipf.cdf(values, exponent)).max())


def follow_publication(papers: pd.DataFrame, read_until: str) -> pd.DataFrame:
    """Return the share of works known to be published within so many months of their first appearance.

    Of a publication only the year is known, so that each share has bounds: `low` counts works whose year had ended by
    then, `high` those whose year had begun. `papers` are works dated by month; months up to which every work can be
    followed until `read_until` (`YYYY-MM`), 36 at most. Columns: months, low, high, n.
    """
    dated = papers[papers["first_date"].str.len() == 7]
    first = _count_months(dated["first_date"])
    year = dated["year"].where(dated["status"] == "published").astype("float64")
    last = _count_months(pd.Series([read_until])).iloc[0] - first.max() if len(dated) else -1
    began, ended = year * 12 - first, year * 12 + 11 - first
    months = range(min(MOST_MONTHS, int(last)) + 1)
    rows = [(m, float((ended <= m).mean()), float((began <= m).mean()), len(dated)) for m in months]
    table = pd.DataFrame(rows, columns=["months", "low", "high", "n"])
    return table.astype({"months": "Int64", "low": "float64", "high": "float64", "n": "Int64"})


def _count_months(months: pd.Series) -> pd.Series:
    return months.str[:4].astype(int) * 12 + months.str[5:7].astype(int) - 1


def count_venues(papers: pd.DataFrame) -> pd.DataFrame:
    """Count published works by venue, most first: venue, venue_type, n, zone.

    `zone` is Bradford's (1934, Engineering 137:85-86): each holds about a third of the works.
    """
    published = papers[(papers["status"] == "published") & (papers["venue"] != "")]
    counted = published.groupby("venue").agg(venue_type=("venue_type", "first"), n=("key", "size")).reset_index()
    counted = counted.sort_values(["n", "venue"], ascending=[False, True], ignore_index=True)
    before, total = counted["n"].cumsum() - counted["n"], max(int(counted["n"].sum()), 1)
    return counted.assign(zone=before * 3 // total + 1).astype({"n": "Int64", "zone": "Int64"})
