"""Say how far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO


class Progress:
    """Report the notebooks of a run as they start and end.

    >>> with Progress(2, sys.stdout) as progress:
    ...     progress.start("01_parse")
    ...     progress.end("01_parse", 1.24)
    [1/2] 01_parse … 1.2 s
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        """Report `total` notebooks to a stream (standard error by default)."""
        self.stream = stream or sys.stderr
        self.total, self.number = total, 0
        self.bar = None
        if self.stream.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=total, file=self.stream, unit="notebook", leave=False)

    def start(self, name: str) -> None:
        """Say that a notebook starts."""
        self.number += 1
        if self.bar is not None:
            self.bar.set_description(name)

    def end(self, name: str, seconds: float) -> None:
        """Say that a notebook has ended, and its wall time."""
        line = f"[{self.number}/{self.total}] {name} … {seconds:.1f} s"
        if self.bar is None:
            print(line, file=self.stream, flush=True)
        else:
            self.bar.write(line, file=self.stream)
            self.bar.update()

    def __enter__(self) -> Self:
        """Start reporting."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
