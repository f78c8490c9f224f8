"""A multinomial logit of a class on time, with a penalty against separation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from listometrics.analyse.intervals import Values

PRIOR_SD = 2.5
REFITS = 500


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
    centre, scale = float(xs.mean()), float(xs.std()) or 1.0
    counts_at, where = np.unique((xs - centre) / scale, return_inverse=True)
    counts = np.zeros((counts_at.size, classes))
    np.add.at(counts, (where, y), 1)
    design = np.column_stack([np.ones_like(counts_at), counts_at])
    return Fit(_newton(design, counts, prior_sd), centre, scale)


def _newton(design: Values, counts: Values, prior_sd: float) -> Values:
    """Maximise the penalised likelihood over all classes' coefficients; the prior makes them unique."""
    classes, width = counts.shape[1], design.shape[1]
    precision = np.tile([1 / (10 * prior_sd) ** 2, 1 / prior_sd**2], classes)
    totals = counts.sum(axis=1)
    beta = np.zeros((classes, width))
    for _ in range(50):
        p = _softmax(design @ beta.T)
        gradient = ((counts - totals[:, None] * p).T @ design).ravel() - precision * beta.ravel()
        spread = totals[:, None, None] * (p[:, :, None] * np.eye(classes) - p[:, :, None] * p[:, None, :])
        hessian = np.einsum("nij,na,nb->iajb", spread, design, design).reshape(classes * width, -1)
        step = np.linalg.solve(hessian + np.diag(precision), gradient)
        step *= min(1.0, 5.0 / max(1e-12, float(np.abs(step).max())))
        beta += step.reshape(classes, width)
        if np.abs(step).max() < 1e-9:
            break
    return beta


def _softmax(eta: Values) -> Values:
    raised = np.exp(eta - eta.max(axis=1, keepdims=True))
    shares: Values = raised / raised.sum(axis=1, keepdims=True)
    return shares


def predict_shares(fit: Fit, at: npt.ArrayLike) -> Values:
    """Return points x classes: the fitted shares."""
    z = (np.asarray(at, dtype=float) - fit.centre) / fit.scale
    return _softmax(np.column_stack([np.ones_like(z), z]) @ fit.coefficients.T)


def share_band(
    x: npt.ArrayLike, labels: npt.ArrayLike, classes: int, at: npt.ArrayLike, rng: np.random.Generator
) -> tuple[Values, Values, Values]:
    """Return the fitted shares and their 95 % band, each points x classes, by parametric bootstrap.

    Each refit draws new labels at the observed x from the fitted shares. The band is around the fit as it is
    (percentiles), point by point: it does not cover a whole curve at once.
    """
    xs = np.asarray(x, dtype=float)
    fit = fit_logit(xs, labels, classes)
    shares = np.cumsum(predict_shares(fit, xs), axis=1)
    draws = []
    for _ in range(REFITS):
        drawn = (rng.random(xs.size)[:, None] > shares[:, :-1]).sum(axis=1)
        draws.append(predict_shares(fit_logit(xs, drawn, classes), at))
    low, high = np.quantile(np.array(draws), [0.025, 0.975], axis=0)
    return predict_shares(fit, at), low, high
