"""A multinomial logit of a class on time, with a penalty against separation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from listometrics.analyse.intervals import Values

PRIOR_SD = 2.5
REFITS = 500


class Band(NamedTuple):
    """Fitted shares and how they differ from those at the first point, with 95 % intervals; each points x classes."""

    shares: Values
    low: Values
    high: Values
    change: Values
    change_low: Values
    change_high: Values


class Fit(NamedTuple):
    """Coefficients, classes x (intercept, slope), and how x was centred and scaled before the fit."""

    coefficients: Values
    centre: float
    scale: float


def fit_logit(x: npt.ArrayLike, labels: npt.ArrayLike, classes: int, prior_sd: float = PRIOR_SD) -> Fit:
    """Fit the shares of classes 0, 1, … as a multinomial logit of x, by Newton's method.

    x is centred and scaled to standard deviation 1. A normal prior with standard deviation `prior_sd` on each
    class's slope (a ridge penalty), symmetric in the classes, keeps estimates finite where the classes are
    separated in time: 2.5 is the weakly informative scale of Gelman et al. (2008), Annals of Applied Statistics
    2:1360-1383. Intercepts have a prior ten times as wide, so that an empty class does no harm.
    """
    xs, y = np.asarray(x, dtype=float), np.asarray(labels, dtype=int)
    design, where, centre, scale = _standardise(xs)
    return Fit(_newton(design, _count(where, y[None], len(design), classes), prior_sd)[0], centre, scale)


def _standardise(xs: Values) -> tuple[Values, npt.NDArray[np.intp], float, float]:
    """Return the distinct x as a design (intercept, standardised x), each point's row in it, centre and scale."""
    centre, scale = float(xs.mean()), float(xs.std()) or 1.0
    distinct, where = np.unique((xs - centre) / scale, return_inverse=True)
    return np.column_stack([np.ones_like(distinct), distinct]), where, centre, scale


def _count(where: npt.NDArray[np.intp], labels: npt.NDArray[np.int_], points: int, classes: int) -> Values:
    """Return fits x distinct x x classes: how many points of each class, for each row of labels."""
    counts = np.zeros((len(labels), points, classes))
    np.add.at(counts, (np.arange(len(labels))[:, None], where[None, :], labels), 1)
    return counts


def _newton(design: Values, counts: Values, prior_sd: float) -> Values:
    """Maximise the penalised likelihood of all fits over all classes' coefficients; the prior makes them unique."""
    (fits, _, classes), width = counts.shape, design.shape[1]
    precision = np.tile([1 / (10 * prior_sd) ** 2, 1 / prior_sd**2], classes)
    totals = counts.sum(axis=2)
    beta = np.zeros((fits, classes, width))
    for _ in range(50):
        p = _softmax(design @ beta.transpose(0, 2, 1))
        gradient = ((counts - totals[:, :, None] * p).transpose(0, 2, 1) @ design).reshape(fits, -1)
        gradient -= precision * beta.reshape(fits, -1)
        spread = totals[:, :, None, None] * (p[:, :, :, None] * np.eye(classes) - p[:, :, :, None] * p[:, :, None, :])
        hessian = np.einsum("dnij,na,nb->diajb", spread, design, design, optimize=True)
        hessian = hessian.reshape(fits, classes * width, -1) + np.diag(precision)
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        step *= np.minimum(1.0, 5.0 / np.maximum(1e-12, np.abs(step).max(axis=1)))[:, None]
        beta += step.reshape(beta.shape)
        if np.abs(step).max() < 1e-9:
            break
    return beta


def _softmax(eta: Values) -> Values:
    raised = np.exp(eta - eta.max(axis=-1, keepdims=True))
    shares: Values = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def predict_shares(fit: Fit, at: npt.ArrayLike) -> Values:
    """Return points x classes: the fitted shares."""
    z = (np.asarray(at, dtype=float) - fit.centre) / fit.scale
    return _softmax(np.column_stack([np.ones_like(z), z]) @ fit.coefficients.T)


def share_band(
    x: npt.ArrayLike, labels: npt.ArrayLike, classes: int, at: npt.ArrayLike, rng: np.random.Generator
) -> Band:
    """Return the fitted shares with their 95 % band and their change since the first point, by parametric bootstrap.

    Each refit draws new labels at the observed x from the fitted shares. The band is around the fit as it is
    (percentiles), point by point: it does not cover a whole curve at once. The change is that of each refit, so
    that it tells more than whether two bands overlap.
    """
    xs = np.asarray(x, dtype=float)
    fit = fit_logit(xs, labels, classes)
    shares = np.cumsum(predict_shares(fit, xs), axis=1)
    drawn = (rng.random((REFITS, xs.size))[:, :, None] > shares[None, :, :-1]).sum(axis=2)
    design, where, centre, scale = _standardise(xs)
    refits = _newton(design, _count(where, drawn, len(design), classes), PRIOR_SD)
    z = (np.asarray(at, dtype=float) - centre) / scale
    curves = _softmax(np.column_stack([np.ones_like(z), z]) @ refits.transpose(0, 2, 1))
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    change_low, change_high = np.quantile(curves - curves[:, :1], [0.025, 0.975], axis=0)
    middle = predict_shares(fit, at)
    return Band(middle, low, high, middle - middle[:1], change_low, change_high)
