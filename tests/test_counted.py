"""Counts read well at none, one and many."""

import pytest

from listometrics.counted import counted


@pytest.mark.parametrize(
    ("n", "says"), [(0, "no entries"), (1, "1 entry"), (2, "2 entries"), (1200, "1,200 entries")]
)  # fmt: skip
def test_a_count_agrees_with_its_noun(n: int, says: str) -> None:
    assert counted(n, "entry", "entries") == says
    assert counted(n, "work").endswith("work" if n == 1 else "works")
