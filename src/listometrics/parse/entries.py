"""Code the rows of a list's tables as entries, with their models, strategies and links."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from listometrics.parse.cells import is_blank, make_text, split_read_mark
from listometrics.parse.columns import Header
from listometrics.parse.links import Link, LinkedText, classify_link, may_link, parse_links
from listometrics.parse.models import NamedModel, parse_models
from listometrics.parse.sections import Section
from listometrics.parse.strategies import NamedStrategy, pair_models, parse_strategies
from listometrics.parse.tables import Reject, Row
from listometrics.parse.venues import Publication, parse_publication
from listometrics.parse.vocabulary import Vocabulary

_CACHED = 4096  # distinct cells; lists repeat their models, strategies and venues
_WORD = re.compile(r"\w")
Cells = tuple[object, ...]


@dataclass(slots=True)
class _Fields:
    """What the cells of a row hold, by column."""

    name: str = ""
    title: str = ""
    read: bool = False
    backbone_raw: str = ""
    strategy_raw: str = ""
    publication_raw: str = ""
    note: str = ""
    links: list[Link] = field(default_factory=list)
    other: dict[str, str] = field(default_factory=dict)


class EntryCoder:
    """Collect the rows of the tables of 01_parse, entry by entry, in the order of their columns."""

    def __init__(self, vocabulary: Vocabulary, sections: Sequence[Section]) -> None:
        """Prepare to code rows that stand in these sections."""
        self.entries: list[Cells] = []
        self.models: list[Cells] = []
        self.strategies: list[Cells] = []
        self.links: list[Cells] = []
        self.unknown: list[tuple[int, int, str, str, str]] = []
        self.rejects: list[Reject] = []
        self._sections = sections
        cached = lru_cache(maxsize=_CACHED)
        self._parse_models: Callable[[str], tuple[NamedModel, ...]] = cached(
            partial(parse_models, aliases=vocabulary.models)
        )
        self._parse_strategies: Callable[[str], tuple[NamedStrategy, ...]] = cached(
            partial(parse_strategies, aliases=vocabulary.strategies)
        )
        self._parse_publication: Callable[[str], Publication] = cached(
            partial(parse_publication, aliases=vocabulary.venues)
        )
        self._nearest: dict[str, Callable[[str], list[str]]] = {
            "backbone_raw": cached(vocabulary.models.nearest),
            "strategy_raw": cached(vocabulary.strategies.nearest),
            "publication_raw": cached(vocabulary.venues.nearest),
        }

    def add(self, row: Row) -> None:
        """Code a row as the next entry, or reject it if it has neither a name nor a title."""
        fields = _read_fields(row.cells, row.header)
        if not fields.name and not fields.title:
            self.rejects.append(Reject(row.line, row.raw.strip(), "neither a name nor a title"))
            return
        entry = len(self.entries) + 1
        publication = self._parse_publication(_read_text(fields.publication_raw, fields.links))
        section = self._sections[row.heading] if row.heading >= 0 else None
        self.entries.append(
            (
                entry,
                row.line,
                section.section if section else "",
                section.title if section else "",
                row.header.kind,
                fields.name,
                fields.read,
                fields.title,
                fields.backbone_raw,
                fields.strategy_raw,
                fields.publication_raw,
                publication.venue,
                publication.track,
                publication.year,
                publication.preprint,
                publication.award,
                fields.note,
                json.dumps(fields.other, ensure_ascii=False) if fields.other else "",
            )
        )
        unknown = [] if publication.is_known else [("publication_raw", publication.venue)]
        unknown += self._add_named(entry, fields)
        for position, link in enumerate(fields.links, start=1):
            self.links.append((entry, position, link.label, link.url, *classify_link(link.url)))
        for column, value in dict.fromkeys(unknown):
            nearest = "; ".join(self._nearest[column](value))
            self.unknown.append((entry, row.line, column, value, nearest))

    def _add_named(self, entry: int, fields: _Fields) -> list[tuple[str, str]]:
        """Add an entry's models and strategies; return column and value of those that are not known."""
        models = self._parse_models(_read_text(fields.backbone_raw))
        strategies = self._parse_strategies(_read_text(fields.strategy_raw))
        pairs = pair_models(fields.backbone_raw, fields.strategy_raw, len(models), len(strategies))
        for position, named in enumerate(models, start=1):
            model = named.model
            self.models.append(
                (
                    entry,
                    position,
                    named.raw,
                    model.model if model else named.name,
                    model.family if model else "",
                    named.params_m,
                    named.params_source,
                    named.params_status,
                    model.open_weights if model else None,
                    model.released if model else "",
                )
            )
        for position, (label, pair) in enumerate(zip(strategies, pairs, strict=True), start=1):
            known = label.strategy
            codes = (known.strategy, known.strategy_group) if known else ("", "")
            self.strategies.append((entry, position, label.raw, *codes, pair))
        return [("backbone_raw", named.name) for named in models if named.model is None] + [
            ("strategy_raw", label.raw) for label in strategies if label.strategy is None
        ]


def _read_fields(cells: Sequence[str], header: Header) -> _Fields:
    fields = _Fields()
    for index, (cell, target, column) in enumerate(zip(cells, header.targets, header.names, strict=True)):
        if not cell:
            continue
        if target in ("name", "title"):
            text, is_read = split_read_mark(_read_text(cell, fields.links))
            setattr(fields, target, "" if is_blank(text) else make_text(text))
            fields.read = fields.read or is_read
        elif target == "link":
            linked = parse_links(cell)
            fields.links += linked.links
            if _WORD.search(linked.rest) and not is_blank(linked.rest):
                _put(fields.other, column or f"column {index + 1}", linked.rest)
        elif target == "other":
            _put(fields.other, column or f"column {index + 1}", _read_text(cell, fields.links))
        else:
            setattr(fields, target, cell)
    return fields


def _read_text(cell: str, links: list[Link] | None = None) -> str:
    """Return a cell with the text of its links in place of them, and add those to `links`."""
    linked = parse_links(cell) if may_link(cell) else LinkedText((), cell, cell)
    if not linked.links:
        return cell
    if links is not None:
        links += linked.links
    return linked.text


def _put(other: dict[str, str], column: str, cell: str) -> None:
    """Keep a cell under its column's name; a name that comes twice gets a number."""
    name, count = column, 2
    while name in other:
        name, count = f"{column} ({count})", count + 1
    other[name] = cell
