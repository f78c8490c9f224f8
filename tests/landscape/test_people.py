"""Authors, their laws and their network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import zeta

from listometrics.landscape.authorship import (
    estimate_lotka,
    list_authors,
)
from listometrics.landscape.network import make_network


def papers_by(make_frames: Callable[..., Any], *names: str) -> pd.DataFrame:
    return make_frames(*({"key": f"w{i}", "authors": n} for i, n in enumerate(names))).papers  # type: ignore[no-any-return]


def test_spellings_of_one_name_are_one_person(make_frames: Callable[..., Any]) -> None:
    authors = list_authors(papers_by(make_frames, "Ed H. Chi; Wei Wang", "Ed H. Chi", "ED  H Chi"))
    assert authors["author"].tolist() == ["Ed H. Chi", "Wei Wang", "Ed H. Chi", "Ed H. Chi"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Wei Wang", "W. Wang", id="an initial"),
        pytest.param("Ed Chi", "Ed H. Chi", id="a middle name"),
        pytest.param("Hao Wang", "Haofen Wang", id="a longer given name"),
        pytest.param("José Silva", "Jose Silva", id="an accent"),
    ],
)
def test_names_are_not_merged_by_surname_and_initial(make_frames: Callable[..., Any], one: str, other: str) -> None:
    assert list_authors(papers_by(make_frames, one, other))["author"].nunique() == 2


def test_the_exponent_solves_the_likelihood_equation() -> None:
    """At the maximum the law's mean of log k, -zeta'(a) / zeta(a), is the observed one."""
    works = np.array([1] * 743 + [2] * 125 + [3] * 57 + [4] * 15 + [5] * 4 + [6] * 10)
    estimate, _ = estimate_lotka(works, np.random.default_rng(1))
    step, a = 1e-6, estimate.estimate
    mean = -(np.log(zeta(a + step)) - np.log(zeta(a - step))) / (2 * step)
    assert mean == pytest.approx(np.log(works).mean(), abs=1e-4)
    assert estimate.low < a < estimate.high
    assert estimate.n == works.size


def test_the_fit_is_refused_for_counts_that_follow_no_such_law() -> None:
    rng = np.random.default_rng(3)
    assert estimate_lotka(rng.poisson(6, 400) + 1, rng)[1] < 0.01
    assert estimate_lotka(rng.zipf(2.5, 400), rng)[1] > 0.05


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
