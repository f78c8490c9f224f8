"""Counts with their nouns, for captions and alternative texts."""

from __future__ import annotations


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun, in the singular for one and with `no` for none.

    >>> counted(0, "work"), counted(1, "work"), counted(1200, "entry", "entries")
    ('no works', '1 work', '1,200 entries')
    """
    return f"{f'{n:,}' if n else 'no'} {one if n == 1 else many or one + 's'}"
