"""Which requests a run would make, and how long they take at least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from listometrics.sources.acl import Acl
from listometrics.sources.arxiv import Arxiv
from listometrics.sources.crossref import Crossref
from listometrics.sources.dblp import Dblp
from listometrics.sources.openalex import OpenAlex
from listometrics.sources.services import move
from listometrics.sources.shapes import Ask, Request, Source, Wanted
from listometrics.sources.state import State

KINDS: dict[str, type[Arxiv] | type[Crossref] | type[OpenAlex] | type[Dblp] | type[Acl]] = {
    "arxiv": Arxiv,
    "crossref": Crossref,
    "openalex": OpenAlex,
    "dblp": Dblp,
    "acl": Acl,
}


@dataclass(frozen=True)
class Choice:
    """Say what a run is to ask.

    Default: what was never answered, or is now asked for by something better. `refresh`: everything; `since`:
    also what was last answered before that day.
    """

    refresh: bool = False
    since: str = ""


def make_sources(names: Sequence[str], places: dict[str, str]) -> list[Source]:
    """Make the sources named, in their order, some at other addresses."""
    made: list[Source] = []
    for name in names:
        kind = KINDS[name]
        made.append(kind(move(kind().service, places[name])) if name in places else kind())
    return made


def choose_asks(
    source: Source, works: Iterable[Wanted], state: State, choice: Choice, done: set[tuple[str, str, str]]
) -> list[Ask]:
    """List what to ask a source; `done` (source, work, asked) is not asked again in one run."""
    name = source.service.name
    asks = []
    for wanted in works:
        by = source.choose(wanted)
        if not by or (name, wanted.work, by) in done:
            continue
        row = state.checked.get((wanted.work, name))
        fresh = row is not None and row.outcome and row.asked == by and not row.failed
        if fresh and row is not None and not choice.refresh and not (choice.since and row.checked < choice.since):
            continue
        asks.append(Ask(wanted.work, by))
    return asks


def make_requests(source: Source, asks: Sequence[Ask]) -> list[Request]:
    """Put asks into as few requests as the service takes: identifiers in batches, titles one by one."""
    requests = []
    for kind in dict.fromkeys(ask.kind for ask in asks):
        mine = [ask for ask in asks if ask.kind == kind]
        size = 1 if kind == "title" else source.service.batch
        requests += [source.write(tuple(mine[i : i + size])) for i in range(0, len(mine), size)]
    return requests
