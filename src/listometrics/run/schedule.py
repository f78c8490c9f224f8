"""Which notebook runs when: after those it waits for, side by side where there are processors for it."""

from __future__ import annotations

import os
import queue
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from listometrics.run.execute import Event, Job
from listometrics.run.progress import Progress
from listometrics.run.skip import UNCHANGED, Check

ENDING = 10  # seconds that a kernel which was ended has until its thread is left alone


@dataclass(frozen=True)
class Order:
    """What the caller of a run asks for: run all again, or from a notebook on, and how many side by side."""

    force: bool = False
    start: str = ""
    jobs: int = 0


@dataclass
class Schedule:
    """The notebooks of a run with what each waits for, and how far each is."""

    checks: Mapping[str, Check]
    graph: Mapping[str, set[str]]
    order: Order
    jobs: dict[str, Job] = field(default_factory=dict)  # with a kernel, waiting or running
    vain: list[Job] = field(default_factory=list)  # with a kernel that nobody needed
    running: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    times: dict[str, float] = field(default_factory=dict)
    events: queue.Queue[Event] = field(default_factory=queue.Queue)

    def why(self, name: str) -> str:
        """Return why a notebook must run; nothing where it need not."""
        if self.order.force:
            return "asked for by --force"
        if self.order.start and (name == self.order.start or self._waits_for(name, self.order.start)):
            return f"asked for by --from {self.order.start}"
        return self.checks[name].why()

    def is_idle(self) -> bool:
        """Tell whether no notebook must run."""
        return not any(self.why(name) for name in self.checks)

    def run(self, progress: Progress) -> dict[str, float]:
        """Run what must run, and return the seconds each notebook took; an error of one ends all kernels."""
        try:
            self._advance(progress)
            while self.jobs:
                self._handle(self.events.get(), progress)
                self._advance(progress)
        finally:
            for job in self.jobs.values():
                job.cancel()
            for job in [*self.jobs.values(), *self.vain]:
                job.join(ENDING)
        return self.times

    def _advance(self, progress: Progress) -> None:
        """Skip or start every notebook whose turn it is, and start kernels for those that come next."""
        while ready := self._ready():
            name = ready[0]
            reason = self.why(name)
            if not reason:
                self.done.add(name)
                progress.skip(name, UNCHANGED)
                if name in self.jobs:  # its kernel was started in vain
                    self.vain.append(self.jobs.pop(name))
                    self.vain[-1].cancel()
                continue
            if len(self.running) >= self._slots:
                break
            progress.start(name, reason)
            self.checks[name].forget()
            self.running.add(name)
            self._job(name).go()
        self._start_kernels_ahead()

    def _start_kernels_ahead(self) -> None:
        waiting = sorted((n for n in self.checks if n not in self.running | self.done), key=self._rank)
        for name in waiting[: self._slots]:
            if self._changes(name):
                self._job(name)

    def _handle(self, event: Event, progress: Progress) -> None:
        name = event.job.notebook.name
        if name not in self.jobs:
            return  # cancelled: nobody waits for it
        if event.error is not None:
            raise event.error
        if event.what == "executed":
            self.running.discard(name)
            self.done.add(name)
            self.times[name] = event.seconds
            progress.end(name, event.seconds)
        else:
            del self.jobs[name]
            self.checks[name].remember(self.times[name])

    def _ready(self) -> list[str]:
        free = [n for n in self.checks if n not in self.running | self.done and self.graph[n] <= self.done]
        return sorted(free, key=self._rank)

    def _rank(self, name: str) -> tuple[int, float, str]:
        """Sort by depth in the graph, then the longest first, so that none is left over alone at the end."""
        return self._depth(name), -self.checks[name].seconds(), name

    def _depth(self, name: str) -> int:
        return 1 + max(map(self._depth, self.graph[name]), default=0)

    def _changes(self, name: str) -> bool:
        """Tell whether a notebook will run, or may since one that it waits for runs."""
        return any(self._waits_for(name, other) for other in self.running) or bool(self.why(name))

    def _waits_for(self, name: str, other: str) -> bool:
        return other in self.graph[name] or any(self._waits_for(each, other) for each in self.graph[name])

    def _job(self, name: str) -> Job:
        if name not in self.jobs:
            check = self.checks[name]
            self.jobs[name] = Job(check.notebook, check.place, check.values, self.events)
            self.jobs[name].start()
        return self.jobs[name]

    @property
    def _slots(self) -> int:
        return self.order.jobs or _count_processors()


def make_schedule(
    checks: Sequence[Check],
    graph: Mapping[str, set[str]],
    order: Order,
) -> Schedule:
    """Return the schedule of a run that has not begun."""
    return Schedule({check.notebook.name: check for check in checks}, graph, order)


def _count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
