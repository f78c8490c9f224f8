"""Cut a paragraph's runs into chunks: lines, parts between bars, and parts that begin with a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from listometrics.parse.columns import find_target
from listometrics.parse.inline import Run

_CUT = re.compile(
    r"(?:(?<!\s)\s+(?:(?<=\s)\|(?=\s)|[·•‖]|；)|(?<=\S)\|(?=\s)|[·•‖]|；)\s*|[;,.。]\s+(?=([A-Z][\w ]{1,25})[:：])"
)


def cut_runs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the chunks between breaks, bars, and full stops or commas before a label.

    >>> [[run.text for run in chunk] for chunk in cut_runs([Run("A title | Venue: "), Run("ACL", bold=True)])]
    [['A title'], ['Venue: ', 'ACL']]
    """
    chunk: list[Run] = []
    for index, run in enumerate(runs):
        if run.is_break:
            yield chunk
            chunk = []
        elif run.bold and not run.is_link and _is_label(runs, index):
            yield chunk
            chunk = [run]
        elif run.code and ":" in run.text:
            yield chunk
            yield [run]
            chunk = []
        elif run.is_plain:
            position = 0
            for cut in _CUT.finditer(run.text):
                if cut.group(1) is None or find_target(cut.group(1)) != "other":
                    chunk.append(replace(run, text=run.text[position : cut.start()]))
                    yield chunk
                    chunk, position = [], cut.end()
            chunk.append(replace(run, text=run.text[position:]))
        else:
            chunk.append(run)
    yield chunk


def _is_label(runs: Sequence[Run], index: int) -> bool:
    """Tell whether a run is the label of what follows."""
    follows = runs[index + 1].text if index + 1 < len(runs) else ""
    colon = runs[index].text.rstrip().endswith((":", "：")) or follows.lstrip().startswith((":", "："))
    return colon and find_target(runs[index].text) != "other"


def is_emphasis(run: Run) -> bool:
    """Tell whether a run is bold or in italics, and no link."""
    return (run.bold or run.italic) and not run.is_link
