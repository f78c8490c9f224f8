"""Effect sizes and tests against the literature and R, and where there is little to go by."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.stats.contingency import association

from listometrics.analyse.association import (
    adjust_holm,
    association_by_permutation,
    cliffs_delta,
    cramers_v,
    fisher_p,
    kruskal_wallis,
)

RNG = np.random.default_rng


def test_cliffs_delta_agrees_with_r_effsize() -> None:
    # effsize 0.8.1, example of cliff.delta: -0.25, 95 percent confidence interval -0.7265846 to 0.3890062.
    found = cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    assert found.estimate == -0.25
    assert (round(found.low, 7), round(found.high, 7)) == (-0.7265846, 0.3890062)


def test_cliffs_delta_without_overlap_is_one_and_keeps_an_interval() -> None:
    found = cliffs_delta([5, 6, 7, 8, 9, 10], [1, 2, 3, 4])
    assert found.estimate == found.high == 1
    assert found.low == pytest.approx((4 - 1.96**2) / (4 + 1.96**2), abs=1e-3)
    assert cliffs_delta([1, 2, 3, 4], [5, 6, 7, 8, 9, 10]).low == -1


def test_cliffs_delta_of_equal_values_is_zero() -> None:
    found = cliffs_delta([7, 7, 7], [7, 7])
    assert found.estimate == 0
    assert found.low < 0 < found.high


def test_cliffs_delta_of_one_value_says_nothing() -> None:
    assert math.isnan(cliffs_delta([1], [2, 3]).estimate)


def test_kruskal_wallis_agrees_with_r() -> None:
    # R, example of kruskal.test (Hollander and Wolfe 1973, p. 116): 0.77143, p = 0.68.
    h, p, n = kruskal_wallis([[2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0]])
    assert (round(h, 5), round(p, 2), n) == (0.77143, 0.68, 14)


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1, 2], []], [[3, 3], [3]]])
def test_kruskal_wallis_needs_two_groups_and_two_values(groups: list[list[float]]) -> None:
    assert math.isnan(kruskal_wallis(groups)[0])


def test_fisher_agrees_with_the_lady_tasting_tea() -> None:
    assert round(fisher_p((3, 1), (1, 3)), 4) == 0.4857  # R: fisher.test(TeaTasting)


def test_holm_agrees_with_r() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.
    assert [round(p, 10) for p in adjust_holm([0.01, 0.04, 0.03, 0.005])] == [0.03, 0.06, 0.06, 0.02]


def test_holm_leaves_unknown_p_values_out() -> None:
    found = adjust_holm([0.01, float("nan"), 0.04])
    assert found[0] == 0.02
    assert math.isnan(found[1])
    assert found[2] == 0.04
    assert adjust_holm([]) == []


def test_cramers_v_is_the_usual_one_less_its_bias() -> None:
    table = np.array([[20, 10, 5], [5, 15, 25]])
    n, plain = table.sum(), association(table)  # scipy's is not corrected
    phi2 = plain**2 - 2 / (n - 1)
    assert cramers_v(table) == pytest.approx(math.sqrt(phi2 / (min(2 - 1 / (n - 1), 3 - 4 / (n - 1)) - 1)))


def test_cramers_v_ignores_empty_rows_and_columns() -> None:
    assert cramers_v([[10, 0, 0], [0, 0, 10], [0, 0, 0]]) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[3, 4]], [[1, 0], [0, 0]], []])
def test_cramers_v_of_less_than_two_by_two_says_nothing(table: list[list[int]]) -> None:
    assert math.isnan(cramers_v(table))


def test_permutation_finds_a_strong_association_and_no_other() -> None:
    labels, stages = np.repeat([0, 1], 30), np.eye(2)[np.repeat([0, 1], 30)]
    found, p = association_by_permutation(labels, stages, RNG(1), 199)
    assert p == 1 / 200
    assert found.low < found.estimate <= found.high <= 1
    mixed = np.tile([0, 1], 30)
    found, p = association_by_permutation(mixed, stages, RNG(1), 199)
    assert (found.estimate, found.low) == (0, 0)
    assert p > 0.5


def test_a_perfect_association_is_one_within_its_interval() -> None:
    labels = np.repeat([0, 1, 2], 20)
    found, _ = association_by_permutation(labels, np.eye(3)[labels], RNG(1), 99)
    assert found.low <= found.estimate == found.high == pytest.approx(1)
    assert found.low > 0.7


@pytest.mark.parametrize(
    ("labels", "stages"), [([0], [0]), ([0, 1], [0, 1]), ([0, 0, 0], [0, 1, 1]), ([0, 1, 1], [0, 0, 0])]
)
def test_one_or_two_works_and_equal_values_say_nothing(labels: list[int], stages: list[int]) -> None:
    found, p = association_by_permutation(labels, np.eye(2)[stages], RNG(1), 99)
    assert math.isnan(found.estimate)
    assert math.isnan(p)


def test_works_in_several_classes_are_moved_as_one() -> None:
    # Each work stands in both classes, so that nothing can go together, whatever the labels.
    found, p = association_by_permutation([0, 1] * 20, np.ones((40, 2)), RNG(1), 199)
    assert (found.estimate, found.low, p) == (0, 0, 1)
    assert found.high < 0.05


def test_permutation_of_nothing_says_nothing() -> None:
    found, p = association_by_permutation([], [], RNG(1))
    assert math.isnan(found.estimate)
    assert math.isnan(p)


def test_cliffs_delta_is_that_of_all_pairs_compared_one_by_one() -> None:
    rng = np.random.default_rng(5)
    for size in (2, 7, 40):
        x, y = rng.integers(0, 6, size).astype(float), rng.integers(1, 7, size + 3).astype(float)
        dominance = np.sign(x[:, None] - y[None, :])
        n, m, d = x.size, y.size, dominance.mean()
        rows, columns = ((dominance.mean(axis=1) - d) ** 2).sum(), ((dominance.mean(axis=0) - d) ** 2).sum()
        variance = (m**2 * rows + n**2 * columns - ((dominance - d) ** 2).sum()) / (n * m * (n - 1) * (m - 1))
        variance = max(variance, (1 - d**2) / (n * m - 1))
        t = stats.t.ppf(0.975, n + m - 2)
        root = t * np.sqrt(variance) * np.sqrt((1 - d**2) ** 2 + t**2 * variance)
        found = cliffs_delta(x, y)
        assert found.estimate == pytest.approx(d)
        assert found.low == pytest.approx(max(-1, (d - d**3 - root) / (1 - d**2 + t**2 * variance)))
