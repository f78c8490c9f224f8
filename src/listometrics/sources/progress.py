"""Say how far a fetch is: a bar with rate and remaining time on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self, TextIO


class Progress:
    """Report the works that one source has been asked about."""

    def __init__(self, source: str, total: int, stream: TextIO | None = None) -> None:
        """Report `total` works to a stream (standard error by default)."""
        stream = stream or sys.stderr
        self.bar: Any = None
        if total and stream.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=total, desc=source, file=stream, unit="work", leave=False)

    def add(self, count: int) -> None:
        """Say that so many works more have been asked about."""
        if self.bar is not None:
            self.bar.update(count)

    def __enter__(self) -> Self:
        """Start reporting."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
