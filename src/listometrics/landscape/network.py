"""Who wrote with whom: the co-authorship network, its components and communities, and where to draw its nodes."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_DRAWN = 600
LABELS = 2
NOWHERE = (float("nan"), float("nan"))
NAMED = 8  # communities with a colour and a name in the figure


class Network(NamedTuple):
    """The co-authorship network.

    authors: author, n (works), degree (co-authors), strength (sum of weights), component (1 is the largest),
    community (within the largest component; empty elsewhere), x, y (place in the figure; empty where not drawn).
    links: author, other, n (works together), weight (sum over them of 1 / (authors - 1)).
    communities: community (most works first), label (its most central authors), n (authors), works.
    modularity: of the communities (NaN without any).
    """

    authors: pd.DataFrame
    links: pd.DataFrame
    communities: pd.DataFrame
    modularity: float


def make_network(authors: pd.DataFrame, seed: int, largest_team: int = 100) -> Network:
    """Link authors who wrote together, from one row a work and author (key, author, authors).

    Weights are Newman's: each joint work adds 1 / (authors - 1), so that every author's strength is the number
    of works with others. Communities are Louvain's, with a seed, on the largest component. Works of more than
    `largest_team` authors make nodes but no links.

    Sources: Newman (2001), Physical Review E 64:016132; Blondel et al. (2008), J. Stat. Mech. P10008.
    """
    names = sorted(set(authors["author"]))
    number = {name: i for i, name in enumerate(names)}
    together: dict[tuple[int, int], tuple[int, float]] = {}
    for _, team in authors.groupby("key", sort=True)["author"]:
        people = sorted(number[name] for name in team)
        if 1 < len(people) <= largest_team:
            for pair in combinations(people, 2):
                n, weight = together.get(pair, (0, 0.0))
                together[pair] = (n + 1, weight + 1 / (len(people) - 1))
    # Numbers, not names: sets of strings come in another order in each process.
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), (_, weight) in sorted(together.items()))
    components = sorted((sorted(c) for c in nx.connected_components(graph)), key=lambda c: (-len(c), c[0]))
    giant = graph.subgraph(components[0]).copy() if components and len(components[0]) > 1 else nx.Graph()
    found = nx.community.louvain_communities(giant, weight="weight", seed=seed) if giant else []
    works = authors.groupby("author").size()
    keys = {number[name]: set(keys) for name, keys in authors.groupby("author")["key"]}
    by_works = {tuple(sorted(group)): len(set().union(*(keys[node] for node in group))) for group in found}
    groups = [list(group) for group in sorted(by_works, key=lambda group: (-by_works[group], -len(group), group))]
    nodes = pd.DataFrame(
        {
            "author": names,
            "n": [int(works[name]) for name in names],
            "degree": [graph.degree(i) for i in range(len(names))],
            # A sum of fractions that make whole works: its last digits differ between versions of Python.
            "strength": [round(float(graph.degree(i, weight="weight")), 9) for i in range(len(names))],
            "component": _memberships(components, len(names)),
            "community": _memberships(groups, len(names)),
        }
    )
    places = _place(giant, nodes, seed)
    nodes["x"] = [places.get(i, NOWHERE)[0] for i in range(len(names))]
    nodes["y"] = [places.get(i, NOWHERE)[1] for i in range(len(names))]
    nodes = nodes.astype({"author": "str", "x": "float64", "y": "float64"} | dict.fromkeys(_INTEGERS, "Int64"))
    links = pd.DataFrame(
        [(names[a], names[b], n, weight) for (a, b), (n, weight) in sorted(together.items())],
        columns=["author", "other", "n", "weight"],
    ).astype({"author": "str", "other": "str", "n": "Int64", "weight": "float64"})
    modularity = nx.community.modularity(giant, groups, weight="weight") if groups else float("nan")
    return Network(nodes, links, _describe(nodes, authors), modularity)


def say_why_empty(network: Network, works: int) -> str:
    """Say why there is nothing to draw; nothing where there is.

    >>> say_why_empty(make_network(pd.DataFrame({"key": [], "author": [], "authors": []}), 1), 0)
    'no network: no work has known authors'
    """
    if network.authors.empty:
        return "no network: no work has known authors"
    if network.links.empty:
        return f"no network: each of the {works} works has a single author"
    return ""


_INTEGERS = ("n", "degree", "component", "community")


def _memberships(groups: list[list[int]], size: int) -> list[int | None]:
    """Give each node the number of its group, from 1."""
    members: list[int | None] = [None] * size
    for group_number, group in enumerate(groups, start=1):
        for node in group:
            members[node] = group_number
    return members


def _place(giant: nx.Graph, nodes: pd.DataFrame, seed: int) -> dict[int, tuple[float, float]]:
    """Place the nodes of the largest component; of a huge one, the authors with most works."""
    if not giant:
        return {}
    shown = nodes.loc[sorted(giant)].sort_values(["n", "degree", "author"], ascending=[False, False, True])
    drawn = sorted(shown.index[:MOST_DRAWN])
    places = place_nodes(nx.to_numpy_array(giant, nodelist=drawn, weight="weight"), seed)
    places = places - places.mean(axis=0)
    size = float(np.abs(places).max()) or 1.0
    return {
        int(node): (round(float(x) / size, 4), round(float(y) / size, 4))
        for node, (x, y) in zip(drawn, places, strict=True)
    }


def _describe(nodes: pd.DataFrame, authors: pd.DataFrame) -> pd.DataFrame:
    """Name each community by its most central authors: most works with others, then most works."""
    rows = []
    inside = nodes[nodes["community"].notna()]
    for community, members in inside.groupby("community"):
        central = members.sort_values(["strength", "n", "author"], ascending=[False, False, True])["author"]
        works = authors.loc[authors["author"].isin(members["author"]), "key"].nunique()
        rows.append((community, ", ".join(central.head(LABELS)), len(members), works))
    table = pd.DataFrame(rows, columns=["community", "label", "n", "works"])
    return table.astype({"community": "Int64", "label": "str", "n": "Int64", "works": "Int64"})


Values = npt.NDArray[np.float64]
ROUNDS = 200
REPULSION, GRAVITY = 2.0, 1.0
TOLERANCE, SLOWEST, RISE = 1.0, 0.1, 1.5  # of swinging; the paper's k_s; and how fast the speed may rise
FARTHEST = 10.0  # that a node may move in a round


def place_nodes(weights: npt.ArrayLike, seed: int, rounds: int = ROUNDS) -> Values:
    """Return a place (x, y) a node, from the symmetric matrix of the links' weights, zero where there is none.

    Links pull with their weight and length, nodes push each other off by their numbers of links over the distance,
    and gravity holds all together; a node that swings to and fro is slowed down. Written without a third axis of the
    pairs, which a general layout pays for.

    Source: Jacomy, Venturini, Heymann and Bastian (2014), ForceAtlas2, PLoS ONE 9:e98679.
    """
    pull = np.asarray(weights, dtype=float)
    mass = (pull > 0).sum(axis=1) + 1.0
    push = REPULSION * np.outer(mass, mass)
    places = np.random.default_rng(seed).random((len(mass), 2))
    before, speed = np.zeros_like(places), 1.0
    room = np.empty((4, *pull.shape))  # asking the system for it anew in each round takes as long as the sums
    for _ in range(rounds):
        force = _sum_forces(places, pull, push, room) - GRAVITY * mass[:, None] * _directions(
            places - places.mean(axis=0)
        )
        swing, traction = np.hypot(*(force - before).T), np.hypot(*(force + before).T) / 2
        swings = float((mass * swing).sum())
        target = TOLERANCE * float((mass * traction).sum()) / swings if swings else speed
        speed = min(target, RISE * speed)
        length = np.hypot(*force.T)
        step = SLOWEST * speed / (1 + speed * np.sqrt(swing))
        step = np.minimum(step, FARTHEST / np.where(length > 0, length, 1))
        places = places + step[:, None] * force
        before = force
    return places


def _sum_forces(places: Values, pull: Values, push: Values, room: Values) -> Values:
    """Sum for each node what links and the other nodes do to it; `room` holds four matrices to work in."""
    (x, y, factor), forces = room[:3], np.empty_like(places)
    for distances, column in zip((x, y), places.T, strict=True):
        np.subtract(column[:, None], column[None, :], out=distances)
    np.multiply(x, x, out=factor)
    factor += np.multiply(y, y, out=room[3])
    np.fill_diagonal(factor, 1)
    np.maximum(factor, 1e-12, out=factor)
    np.divide(push, factor, out=factor)
    factor -= pull
    for axis, distances in enumerate((x, y)):
        np.einsum("ij,ij->i", factor, distances, out=forces[:, axis])
    return forces


def _directions(vectors: Values) -> Values:
    lengths = np.hypot(*vectors.T)[:, None]
    directions: Values = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return directions
