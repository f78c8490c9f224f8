"""A value says what is wrong with it."""

import pytest

from listometrics.works.bibtex_reading import read_value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("{a} {b}", "a comma is missing before '{b}'"),
        ("{a", "braces or quotes do not balance"),
        ('"a', "braces or quotes do not balance"),
        ("=x", "a value of an unknown form"),
    ],
)
def test_a_value_that_cannot_be_read_says_why(value: str, reason: str) -> None:
    assert reason in read_value(value, {})[1]
