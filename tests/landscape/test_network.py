from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest

from listometrics.landscape.network import make_network, say_why_empty

TRIANGLES = {
    "w1": ["A", "B", "C"], "w2": ["A", "B", "C"], "w3": ["D", "E", "F"], "w4": ["D", "E", "F"], "w5": ["C", "D"],
    "w6": ["X", "Y"], "w7": ["Z"],
}  # fmt: skip


def team(works: dict[str, list[str]]) -> pd.DataFrame:
    rows = [(key, name, len(names)) for key, names in works.items() for name in names]
    return pd.DataFrame(rows, columns=["key", "author", "authors"])


def test_links_weigh_joint_works_by_team_size() -> None:
    network = make_network(team({"w1": ["A", "B", "C"], "w2": ["A", "B"]}), seed=1)
    links = network.links.set_index(["author", "other"])
    assert links.loc[("A", "B")].tolist() == [2, 1.5]
    assert links.loc[("A", "C")].tolist() == [1, 0.5]
    strength = network.authors.set_index("author")["strength"]
    assert strength.to_dict() == {"A": 2.0, "B": 2.0, "C": 1.0}  # works with others, as Newman has it


def test_components_and_communities() -> None:
    network = make_network(team(TRIANGLES), seed=1)
    authors = network.authors.set_index("author")
    assert authors["component"].to_dict() == dict.fromkeys("ABCDEF", 1) | {"X": 2, "Y": 2, "Z": 3}
    groups = authors.groupby("community").groups
    assert sorted(sorted(group) for group in groups.values()) == [["A", "B", "C"], ["D", "E", "F"]]
    assert authors.loc[["X", "Z"], "community"].isna().all()
    assert network.communities[["n", "works"]].values.tolist() == [[3, 3], [3, 3]]
    assert set(network.communities["label"]) == {"C, A", "D, E"}
    assert network.modularity > 0.3


def test_only_the_largest_component_has_places() -> None:
    authors = make_network(team(TRIANGLES), seed=1).authors.set_index("author")
    assert authors.loc[list("ABCDEF"), ["x", "y"]].notna().all(axis=None)
    assert authors.loc[["X", "Y", "Z"], ["x", "y"]].isna().all(axis=None)
    assert authors[["x", "y"]].abs().max().max() <= 1


@pytest.mark.parametrize(
    ("works", "why"),
    [
        pytest.param({}, "no network: no work has known authors", id="no authors"),
        pytest.param(
            {"w1": ["A"], "w2": ["B"]}, "no network: each of the 2 works has a single author", id="single authors"
        ),
    ],
)
def test_an_empty_network_says_why(works: dict[str, list[str]], why: str) -> None:
    network = make_network(team(works), seed=1)
    assert say_why_empty(network, len(works)) == why
    assert network.links.empty
    assert network.communities.empty
    assert network.modularity != network.modularity


def test_a_huge_team_makes_no_links() -> None:
    crowd = {"w1": [f"N{i:03}" for i in range(101)], "w2": ["A", "B"]}
    network = make_network(team(crowd), seed=1)
    assert len(network.authors) == 103
    assert len(network.links) == 1


def test_the_same_seed_gives_the_same_network_in_every_process() -> None:
    code = (
        "import pandas as pd; from listometrics.landscape.network import make_network\n"
        "rows = [(f'w{i}', f'P{(i * k) % 37}', 4) for i in range(60) for k in (1, 2, 3, 5)]\n"
        "n = make_network(pd.DataFrame(rows, columns=['key', 'author', 'authors']).drop_duplicates(), 5)\n"
        "print(n.authors.to_csv(), n.communities.to_csv())"
    )
    said = set()
    for salt in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": salt}
        run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        said.add(run.stdout)
    assert len(said) == 1
