"""How often Wilson's interval holds a share, computed and not simulated: a sum of binomial chances."""

from __future__ import annotations

import numpy as np
from scipy import stats

from listometrics.analyse.intervals import Values, share_wilson


def wilson_coverage(n: int, share: float) -> float:
    """Return the chance that Wilson's 95 % interval of n works holds the share they are drawn with.

    The coverage falls far below 95 % at shares that one work's interval just misses (Brown, Cai and DasGupta 2001,
    Statistical Science 16:101-133).

    >>> round(wilson_coverage(10, 0.0175), 3), round(wilson_coverage(10, 0.5), 3)
    (0.838, 0.979)
    """
    low, high = _bounds(n)
    held = (low - 1e-9 <= share) & (share <= high + 1e-9)
    return float(stats.binom.pmf(np.arange(n + 1), n, share)[held].sum())


def worst_share(n: int) -> float:
    """Return the share that Wilson's 95 % interval of n works holds least often.

    It lies at an interval's end, just outside it: between two ends the coverage is a smooth arch.

    >>> round(worst_share(10), 4)
    0.0179
    """
    low, high = _bounds(n)
    ends = np.concatenate([low[1:] - 1e-6, high[:-1] + 1e-6])
    return float(min(ends[(ends > 0) & (ends <= 0.5)], key=lambda share: wilson_coverage(n, share)))


def _bounds(n: int) -> tuple[Values, Values]:
    """Return the lower and the upper bounds for 0 to n works of n."""
    found = [share_wilson(hits, n) for hits in range(n + 1)]
    return np.array([e.low for e in found]), np.array([e.high for e in found])
