"""The exact coverage of Wilson's interval agrees with what was published and with simulation."""

import numpy as np
import pytest

from listometrics.analyse.coverage import wilson_coverage, worst_share
from listometrics.analyse.intervals import share_wilson


@pytest.mark.parametrize(
    ("n", "share", "rate"),
    [(10, 0.0175, 0.9825**10), (20, 0.0088, 0.9912**20), (1, 0.5, 1.0)],
    ids=["ten works", "twenty works", "one work"],
)
def test_below_the_lower_bound_of_one_work_only_none_holds_the_share(n: int, share: float, rate: float) -> None:
    assert wilson_coverage(n, share) == pytest.approx(rate, abs=1e-9)


def test_the_exact_rate_is_that_of_simulated_samples() -> None:
    rng = np.random.default_rng(3)
    found = [share_wilson(int(hits), 30) for hits in rng.binomial(30, 0.05, 4000)]
    held = np.mean([e.low <= 0.05 <= e.high for e in found])
    assert held == pytest.approx(wilson_coverage(30, 0.05), abs=4 * (0.06 * 0.94 / 4000) ** 0.5)


@pytest.mark.parametrize("n", [4, 10, 57])
def test_no_share_of_a_fine_grid_is_held_less_often_than_the_worst(n: int) -> None:
    worst = wilson_coverage(n, worst_share(n))
    rates = [wilson_coverage(n, share) for share in np.linspace(0.0005, 0.9995, 2000)]
    assert worst <= min(rates) + 1e-9 and worst == pytest.approx(min(rates), abs=0.02)
