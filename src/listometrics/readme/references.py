"""Put the addresses that a list defines apart from its links, as `[r1]: https://…`, in the place of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DEFINITION = re.compile(r" {0,3}\[([^\[\]]+)\]:[ \t]*<?([^\s<>]+)>?(?:[ \t].*)?")
_USE = re.compile(r"(\[\[[^\[\]]*\]\]|\[[^\[\]]*\])\[([^\[\]]*)\]")


def resolve_references(lines: Sequence[str]) -> list[str]:
    """Return lines with links by name as links with their address; a name that is not defined stays as it is.

    >>> resolve_references(["- [A work][r1], [other][r2]", "[R1]: <https://a.org>"])[0]
    '- [A work](https://a.org), [other][r2]'
    """
    urls: dict[str, str] = {}
    for line in lines:
        if "]:" in line and (found := _DEFINITION.fullmatch(line)):
            urls.setdefault(_fold(found.group(1)), found.group(2))
    if not urls:
        return list(lines)

    def link(found: re.Match[str]) -> str:
        label, name = found.groups()
        url = urls.get(_fold(name or label.strip("[]")))
        return found.group() if url is None else f"{label}({url})"

    return [_USE.sub(link, line) if "][" in line else line for line in lines]


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
