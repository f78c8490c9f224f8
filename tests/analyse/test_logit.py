"""The penalised logit against statsmodels, under separation, and with little to go by."""

import numpy as np
import pytest
import statsmodels.api as sm

from listometrics.analyse.trend import (
    PRIOR_SD,
    _count,
    _newton,
    _standardise,
    fit_logit,
    predict_shares,
    share_band,
)

RNG = np.random.default_rng


def test_without_a_penalty_it_is_statsmodels_mnlogit() -> None:
    x, y = RNG(0).normal(size=200), RNG(1).integers(0, 3, 200)
    fit = fit_logit(x, y, 3, prior_sd=1e4)
    reference = sm.MNLogit(y, sm.add_constant((x - x.mean()) / x.std())).fit(disp=0)
    against_first = fit.coefficients - fit.coefficients[0]
    assert against_first[1:] == pytest.approx(np.asarray(reference.params).T, abs=1e-5)


def test_classes_that_time_separates_get_finite_slopes() -> None:
    fit = fit_logit([1, 2, 3, 4], [0, 0, 1, 1], 2)
    assert np.isfinite(fit.coefficients).all()
    assert abs(fit.coefficients).max() < 5


@pytest.mark.parametrize(("x", "y"), [([5], [0]), ([5, 5], [0, 1]), ([1, 2, 3], [1, 1, 1])])
def test_one_month_or_one_class_does_no_harm(x: list[int], y: list[int]) -> None:
    shares = predict_shares(fit_logit(x, y, 3), [1, 9])
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert (shares > 0).all()


def test_the_band_holds_the_fit_and_widens_where_works_are_few() -> None:
    x = np.concatenate([np.arange(0, 24, 6), np.repeat(np.arange(24, 36), 6)])
    y = RNG(2).integers(0, 2, x.size)
    middle, low, high, *_ = share_band(x, y, 2, [0, 30], RNG(3))
    assert (low <= middle).all()
    assert (middle <= high).all()
    width = (high - low)[:, 0]
    assert width[0] > width[1]


def test_a_change_is_told_where_the_bands_of_its_ends_overlap() -> None:
    x = np.repeat(np.arange(30), 6)
    y = (RNG(6).random(x.size) < 0.3 + x / 120).astype(int)
    band = share_band(x, y, 2, [0, 29], RNG(7))
    assert band.change == pytest.approx(band.shares - band.shares[0])
    assert (band.change_low[0], band.change_high[0]) == (pytest.approx([0, 0]), pytest.approx([0, 0]))
    assert band.low[1, 1] < band.high[0, 1] and band.change_low[1, 1] > 0


def test_refits_together_are_the_fits_one_by_one() -> None:
    x, labels = RNG(4).integers(0, 9, 60), RNG(5).integers(0, 3, (4, 60))
    design, where, _, _ = _standardise(x.astype(float))
    together = _newton(design, _count(where, labels, len(design), 3), PRIOR_SD)
    for row, found in zip(labels, together, strict=True):
        assert found == pytest.approx(fit_logit(x, row, 3).coefficients, abs=1e-7)
