"""Everything that two versions of a list differ in."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from listometrics.diff.compare import compare_lists
from listometrics.diff.headline import compare_headlines
from listometrics.diff.identity import Version
from listometrics.diff.rejects import compare_rejects


class Difference(NamedTuple):
    """The changes of works, the headline numbers, and the rows that were not understood in one version alone."""

    changes: pd.DataFrame
    headlines: pd.DataFrame
    rejects: pd.DataFrame


def compare_versions(old: Version, new: Version) -> Difference:
    """Compare two versions of a list in every respect."""
    return Difference(compare_lists(old, new), compare_headlines(old, new), compare_rejects(old, new))
