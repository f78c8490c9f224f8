"""Linked nodes lie near each other, and the same seed gives the same places."""

import numpy as np

from listometrics.landscape.network import place_nodes


def two_groups(size: int) -> np.ndarray:
    """Return two groups, linked each with each inside, and by one link between them."""
    weights = np.zeros((2 * size, 2 * size))
    weights[:size, :size] = weights[size:, size:] = 1
    weights[0, size] = weights[size, 0] = 1
    np.fill_diagonal(weights, 0)
    return weights


def test_two_groups_lie_apart_whatever_the_seed() -> None:
    for seed in range(5):
        places = place_nodes(two_groups(12), seed)
        one, two = places[:12], places[12:]
        between = np.hypot(*(one.mean(axis=0) - two.mean(axis=0)))
        inside = max(np.hypot(*(group - group.mean(axis=0)).T).mean() for group in (one, two))
        assert between > 1.5 * inside


def test_the_same_seed_gives_the_same_places_and_another_others() -> None:
    weights = two_groups(5)
    assert np.array_equal(place_nodes(weights, 1), place_nodes(weights, 1))
    assert not np.allclose(place_nodes(weights, 1), place_nodes(weights, 2))


def test_nodes_keep_apart_and_stay_finite() -> None:
    places = place_nodes(two_groups(30), 3)
    assert np.isfinite(places).all()
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + 9 * np.eye(60)
    assert apart.min() > 0.01 * np.ptp(places)


def test_a_pair_and_a_single_node_have_places() -> None:
    assert np.isfinite(place_nodes([[0, 1], [1, 0]], 1)).all()
    assert np.isfinite(place_nodes([[0]], 1)).all()
