"""Code what a list says as entries, with their models, strategies and links."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from listometrics.readme.cells import LONGEST, drop_styles
from listometrics.readme.dates import find_date
from listometrics.readme.fields import Fields, read_text
from listometrics.readme.links import Link, classify_link, may_link, parse_links
from listometrics.readme.models import NamedModel, parse_models
from listometrics.readme.sections import Section
from listometrics.readme.strategies import NamedStrategy, pair_models, parse_strategies
from listometrics.readme.tables import Reject
from listometrics.readme.venues import Publication, parse_publication
from listometrics.readme.vocabulary import Vocabulary

_CACHED = 4096  # distinct cells; lists repeat their models, strategies and venues
Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What may be an entry: its line, the text as written, the place from 0 of its heading (-1 for none), its kind."""

    line: int
    raw: str
    heading: int
    kind: str
    fields: Fields


class EntryCoder:
    """Collect the rows of the tables of 01_parse, entry by entry, in the order of their columns."""

    def __init__(self, vocabulary: Vocabulary, sections: Sequence[Section]) -> None:
        """Prepare to code entries that stand in these sections."""
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
        self._find_date = cached(find_date)
        self._nearest: dict[str, Callable[[str], list[str]]] = {
            "backbone_raw": cached(vocabulary.models.nearest),
            "strategy_raw": cached(vocabulary.strategies.nearest),
            "publication_raw": cached(vocabulary.venues.nearest),
        }

    def add(self, found: Found) -> None:
        """Code what was found as the next entry, or reject it if it has neither a name nor a title."""
        fields = found.fields
        if not fields.name and not any(letter.isalpha() for letter in fields.title):
            self.rejects.append(Reject(found.line, found.raw.strip(), "neither a name nor a title"))
            return
        entry = len(self.entries) + 1
        publication_text = _read_linked(fields.publication_raw, fields.links)
        publication = self._parse_publication(publication_text)
        if not fields.date and (date := self._find_date(publication_text[:LONGEST])):
            fields = replace(fields, date=date[0])
        section = self._sections[found.heading] if found.heading >= 0 else None
        other = fields.all_other()
        self.entries.append(
            (
                entry,
                found.line,
                section.section if section else "",
                section.title if section else "",
                found.kind,
                fields.name,
                fields.read,
                fields.title,
                fields.backbone_raw,
                fields.strategy_raw,
                fields.publication_raw,
                publication.venue,
                publication.track,
                publication.year or fields.year,
                publication.preprint,
                publication.award,
                fields.note,
                json.dumps(other, ensure_ascii=False) if other else "",
            )
        )
        unknown = [] if publication.is_known else [("publication_raw", publication.venue)]
        unknown += self._add_named(entry, fields)
        for position, link in enumerate(fields.links, start=1):
            self.links.append((entry, position, link.label, link.url, *classify_link(link.url)))
        for column, value in dict.fromkeys(unknown):
            nearest = "; ".join(self._nearest[column](value))
            self.unknown.append((entry, found.line, column, value, nearest))

    def _add_named(self, entry: int, fields: Fields) -> list[tuple[str, str]]:
        """Add an entry's models and strategies; return column and value of those that are not known."""
        models = self._parse_models(drop_styles(read_text(fields.backbone_raw)))
        strategies = self._parse_strategies(drop_styles(read_text(fields.strategy_raw)))
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


def _read_linked(cell: str, links: list[Link]) -> str:
    """Return a cell with the text of its links in place of them, and add those to `links`."""
    linked = parse_links(cell) if may_link(cell) else None
    if linked is None or not linked.links:
        return cell
    links += linked.links
    return linked.text
