"""Cut a paragraph's runs into chunks: lines, parts between bars, and parts that begin with a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from listometrics.readme.columns import find_target
from listometrics.readme.inline import Run
from listometrics.readme.words import count_words, is_link_label, is_talk

_CUT = re.compile(
    r"(?:(?<!\s)\s+(?:(?<=\s)\|(?=\s)|[·•‖]|；)|(?<=\S)\|(?=\s)|[·•‖]|；)\s*|[;,.。]\s+(?=([A-Z][\w ]{1,25})[:：])"
)
_EDGES = " \t\n])）】,:：-–—·|"
_ACRONYM = re.compile(r"[A-Z]{3,8}(?:[ '’-]?\d{2,4})?")
_LEAST_WORDS = 3


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


def move_labels(runs: Sequence[Run]) -> list[Run]:
    """Return runs with links such as `[paper]` behind the plain title that they open, if they open one.

    >>> [run.text for run in move_labels([Run("["), Run("pdf", url="x"), Run("] A title of rows")])]
    ['A title of rows', ' [', 'pdf', ']']
    """
    count = 0
    while count < len(runs) and not runs[count].is_break and (_opens(runs[count]) or _is_acronym(runs, count)):
        count += 1
    if count == len(runs) or not any(run.is_link for run in runs[:count]) or not runs[count].is_plain:
        return list(runs)
    text = runs[count].text.lstrip(_EDGES)
    if count_words(text) < _LEAST_WORDS or is_talk(text):
        return list(runs)
    opened = "".join(run.text for run in runs[:count] if not run.is_link).rstrip(" ").endswith(("[", "(", "（", "【"))
    first = replace(runs[0], text=f" {runs[0].text.lstrip()}")
    closing = [Run("]")] if opened and not runs[0].is_link else []
    lead = [Run(" "), *runs[:count]] if runs[0].is_link else [first, *runs[1:count]]
    end = next((place for place in range(count, len(runs)) if runs[place].is_break), len(runs))
    return [replace(runs[count], text=text), *runs[count + 1 : end], *lead, *closing, *runs[end:]]


def _opens(run: Run) -> bool:
    """Tell whether a run is a link such as `[paper]`, or brackets and blanks around one."""
    return is_link_label(run.text) if run.is_link else run.is_plain and not run.text.strip(_EDGES + "[(（【")


def _is_acronym(runs: Sequence[Run], place: int) -> bool:
    """Tell whether a run is a link such as `ICCV` within the brackets that open a text."""
    before = runs[place - 1].text.rstrip() if place else ""
    return runs[place].is_link and before.endswith("[") and _ACRONYM.fullmatch(runs[place].text) is not None


def _is_label(runs: Sequence[Run], index: int) -> bool:
    """Tell whether a run is the label of what follows."""
    follows = runs[index + 1].text if index + 1 < len(runs) else ""
    colon = runs[index].text.rstrip().endswith((":", "：")) or follows.lstrip().startswith((":", "："))
    return colon and find_target(runs[index].text) != "other"


def is_emphasis(run: Run) -> bool:
    """Tell whether a run is bold or in italics, and no link."""
    return (run.bold or run.italic) and not run.is_link
