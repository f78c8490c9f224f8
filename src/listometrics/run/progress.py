"""Say how far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO


class Progress:
    """Report the notebooks of a run as they start and end.

    >>> with Progress(2, sys.stdout) as progress:
    ...     progress.skip("01_parse", "nothing it reads has changed")
    ...     progress.start("02_enrich", "data/bib/sources/more.bib is new")
    ...     progress.end("02_enrich", 1.24)
    [1/2] 01_parse  skipped: nothing it reads has changed
          02_enrich  runs: data/bib/sources/more.bib is new
    [2/2] 02_enrich … 1.2 s
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        """Report `total` notebooks to a stream (standard error by default)."""
        self.stream = stream or sys.stderr
        self.total, self.ended = total, 0
        self.running: list[str] = []
        self.bar = None
        if self.stream.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=total, file=self.stream, unit="notebook", leave=False)

    def start(self, name: str, reason: str) -> None:
        """Say that a notebook starts, and why."""
        self.running.append(name)
        self._say(f"{' ' * len(self._count())} {name}  runs: {reason}")

    def end(self, name: str, seconds: float) -> None:
        """Say that a notebook has ended, and its wall time."""
        self.running.remove(name)
        self._advance(f"{name} … {seconds:.1f} s")

    def skip(self, name: str, reason: str) -> None:
        """Say that a notebook need not run, and why."""
        self._advance(f"{name}  skipped: {reason}")

    def _advance(self, line: str) -> None:
        self.ended += 1
        self._say(f"{self._count()} {line}")
        if self.bar is not None:
            self.bar.update()

    def _say(self, line: str) -> None:
        if self.bar is None:
            print(line, file=self.stream, flush=True)
        else:
            self.bar.write(line, file=self.stream)
            self.bar.set_description(", ".join(self.running))

    def _count(self) -> str:
        return f"[{self.ended}/{self.total}]"

    def __enter__(self) -> Self:
        """Start reporting."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
