"""`fetch bib`: ask the sources about the works of a study, and keep what they say as `.bib` files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from listometrics.sources.client import Budget, Client, Fault, Spent
from listometrics.sources.plan import Choice, choose_asks, make_requests
from listometrics.sources.progress import Progress
from listometrics.sources.services import least_seconds
from listometrics.sources.settle import Settler
from listometrics.sources.shapes import Answer, Ask, Found, Request, Source
from listometrics.sources.state import Checked, State
from listometrics.sources.works import Study

TURNS = 4  # what one source answers may tell another what to ask by
SPLIT = frozenset({400, 413, 414, 431})  # one bad identifier among many, or too many
GIVE_UP = 3  # requests that fail in a row
PAGES = 100


@dataclass
class Tally:
    """Count what a source was asked and what it answered."""

    requests: int = 0
    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    left: int = 0


@dataclass
class Outcome:
    """Hold what a run did: counts by source, files that changed, and why it stopped early, if it did."""

    tallies: dict[str, Tally]
    changed: list[str] = field(default_factory=list)
    resumed: int = 0
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """Tell whether everything that was to be asked was answered."""
        return not self.stopped and not any(t.outcomes["failed"] or t.left for t in self.tallies.values())


@dataclass
class Known:
    """Hold what a run knows so far: the study, what is on disk, what was asked, and who has been given up."""

    study: Study
    state: State
    done: set[tuple[str, str, str]]
    outcome: Outcome
    given_up: set[str] = field(default_factory=set)


@dataclass
class Run:
    """Ask sources about the works of a study."""

    root: Path
    sources: Sequence[Source]
    choice: Choice
    day: str
    budget: Budget
    environment: Mapping[str, str]
    progress: Callable[[str, int], Progress]

    def go(self) -> Outcome:
        """Ask until nothing is left to ask; whatever happens, what was answered is kept."""
        clients = {s.service.name: Client(s.service, self.budget, self.environment) for s in self.sources}
        state, study = State(self.root), Study(self.root)
        done = {(step.source, row.work, row.asked) for step in state.carried for row in step.rows}
        outcome = Outcome({name: Tally() for name in clients}, resumed=len(state.carried))
        known = Known(study, state, done, outcome)
        try:
            for _ in range(TURNS):
                before = len(done)
                for source in self.sources:
                    if source.service.name not in known.given_up:
                        self._ask_source(source, clients[source.service.name], known)
                if len(done) == before:
                    break
        except Spent as spent:
            outcome.stopped = str(spent)
        finally:
            outcome.changed = state.save()
        return outcome

    def _ask_source(self, source: Source, client: Client, known: Known) -> None:
        name, tally, state = source.service.name, known.outcome.tallies[source.service.name], known.state
        works = known.study.list_works(state.texts())
        asks = choose_asks(source, works, state, self.choice, known.done)
        settler = Settler(name, {w.work: w for w in works}, state, self.day)
        requests = make_requests(source, asks)
        tally.asked += len(asks)
        tally.left += len(asks)
        in_a_row = 0
        with self.progress(name, len(asks)) as progress:
            while requests:
                request = requests.pop(0)
                try:
                    step = settler.settle(request.asks, self._ask(source, client, request, tally))
                    in_a_row = 0
                except Fault as fault:
                    if fault.status in SPLIT and len(request.asks) > 1:
                        half = len(request.asks) // 2
                        requests[:0] = [source.write(request.asks[:half]), source.write(request.asks[half:])]
                        continue
                    # Where one address is one work, that it is not there is an answer; elsewhere it is a fault.
                    if fault.status == 404 and source.service.batch == 1 and request.asks[0].kind != "title":
                        step = settler.settle(request.asks, ())
                    else:
                        in_a_row += 1
                        step = settler.fail(request.asks, fault.reason)
                state.keep(step)
                _count(tally, step.rows, request.asks)
                known.done.update((name, ask.work, ask.by) for ask in request.asks)
                progress.add(len(request.asks))
                if in_a_row >= GIVE_UP:
                    known.given_up.add(name)
                    return

    def _ask(self, source: Source, client: Client, request: Request, tally: Tally) -> list[Found | None]:
        """Return the records of all pages of an answer."""
        found: list[Found | None] = []
        page: Request | None = request
        for _ in range(PAGES):
            if page is None:
                return found
            asked = page
            tally.requests += 1

            def read(body: bytes, asked: Request = asked) -> Answer:
                return source.read(asked, body)

            answer = client.ask(asked.path, asked.parameters, read, source.accept)
            found.extend(answer.found)
            page = answer.more
        raise Fault(f"an answer of more than {PAGES} pages")


def _count(tally: Tally, rows: Sequence[Checked], asks: Sequence[Ask]) -> None:
    for row in rows:
        tally.outcomes["failed" if row.failed else row.outcome] += 1
        tally.faults += [row.reason] if row.failed else []
    tally.left -= len(asks)


def plan(root: Path, sources: Sequence[Source], choice: Choice) -> list[tuple[Source, list[Request], float]]:
    """Return the requests that a run would start with, and the least seconds that each source takes."""
    state, study = State(root), Study(root)
    works = study.list_works(state.texts())
    done = {(step.source, row.work, row.asked) for step in state.carried for row in step.rows}
    planned = []
    for source in sources:
        requests = make_requests(source, choose_asks(source, works, state, choice, done))
        planned.append((source, requests, least_seconds(len(requests), source.service.interval)))
    return planned
