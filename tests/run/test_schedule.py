"""Who runs when: after those it waits for, two at once, the longest first, and nothing after an error."""

import io
import queue
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from listometrics.run import schedule
from listometrics.run.execute import Event
from listometrics.run.progress import Progress
from listometrics.run.schedule import Order, Schedule

GRAPH = {
    "01_a": set(),
    "02_b": {"01_a"},
    "03_c": {"02_b"},
    "03_d": {"02_b"},
    "02_e": {"01_a"},
    "04_f": {"03_c", "02_e"},
}


class FakeCheck:
    """A stage with a reason to run, or none, that may depend on what has happened."""

    def __init__(self, name: str, log: list[str], why: Callable[[], str], seconds: float = 1) -> None:
        self.notebook, self.place, self.values = SimpleNamespace(name=name), None, None
        self.log, self.why, self.seconds = log, why, lambda: seconds

    def forget(self) -> None:
        self.log.append(f"forget {self.notebook.name}")

    def remember(self, seconds: float) -> None:
        self.log.append(f"remember {self.notebook.name}")


class FakeJob:
    """A job that ends as soon as the events are read, the first to go first, unless it fails."""

    log: list[str] = []  # noqa: RUF012
    failing = ""

    def __init__(self, notebook: Any, place: Any, values: Any, events: "queue.Queue[Event]") -> None:
        self.notebook, self.events = notebook, events

    def start(self) -> None:
        self.log.append(f"kernel {self.notebook.name}")

    def go(self) -> None:
        self.log.append(f"go {self.notebook.name}")
        if self.notebook.name == self.failing:
            self.events.put(Event(self, "ended", error=RuntimeError("failed")))  # type: ignore[arg-type]
            return
        self.events.put(Event(self, "executed", 1.0))  # type: ignore[arg-type]
        self.events.put(Event(self, "ended"))  # type: ignore[arg-type]

    def cancel(self) -> None:
        self.log.append(f"cancel {self.notebook.name}")

    def join(self, timeout: float) -> None:
        self.log.append(f"join {self.notebook.name}")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    log: list[str] = []
    monkeypatch.setattr(FakeJob, "log", log)
    monkeypatch.setattr(schedule, "Job", FakeJob)
    return log


def make(
    log: list[str], order: Order, why: str | dict[str, str] = "new", seconds: dict[str, float] | None = None
) -> Any:
    reasons = {name: why if isinstance(why, str) else why.get(name, "") for name in GRAPH}
    checks = {
        name: FakeCheck(name, log, lambda name=name: reasons[name], (seconds or {}).get(name, 1))  # type: ignore[misc]
        for name in GRAPH
    }
    return Schedule(checks, GRAPH, order)  # type: ignore[arg-type]


def run(made: Schedule) -> str:
    stream = io.StringIO()
    with Progress(len(GRAPH), stream) as progress:
        made.run(progress)
    return stream.getvalue()


def only(log: list[str], verb: str) -> list[str]:
    return [line.split()[1] for line in log if line.startswith(f"{verb} ")]


def test_each_runs_after_those_it_waits_for_and_is_remembered(log: list[str]) -> None:
    run(make(log, Order(jobs=2)))
    ran = only(log, "go")
    assert sorted(ran) == sorted(GRAPH)
    assert all(ran.index(before) < ran.index(name) for name, waits in GRAPH.items() for before in waits)
    assert sorted(only(log, "remember")) == sorted(GRAPH)
    assert only(log, "cancel") == []


def test_kernels_of_the_next_start_while_one_runs(log: list[str]) -> None:
    run(make(log, Order(jobs=2)))
    assert log[:4] == ["forget 01_a", "kernel 01_a", "go 01_a", "kernel 02_b"]


def test_two_that_are_free_run_side_by_side_and_one_by_one_where_one_is_asked_for(log: list[str]) -> None:
    run(make(log, Order(jobs=2)))
    assert log.index("go 02_b") < log.index("go 02_e") < log.index("remember 02_b")
    log.clear()
    stream = run(make(log, Order(jobs=1))).splitlines()
    assert [line for line in stream[::2] if "runs:" not in line] == []
    assert [line for line in stream[1::2] if "1.0 s" not in line] == []


def test_of_those_that_are_free_the_longest_runs_first(log: list[str]) -> None:
    run(make(log, Order(jobs=1), seconds={"03_c": 2, "03_d": 5, "02_e": 3}))
    assert only(log, "go") == ["01_a", "02_e", "02_b", "03_d", "03_c", "04_f"]


def test_what_has_not_changed_is_skipped_with_the_reason_and_starts_no_kernel(log: list[str]) -> None:
    said = run(make(log, Order(jobs=2), why={"03_d": "data/x.csv changed"}))
    assert only(log, "kernel") == only(log, "go") == ["03_d"]
    assert "[1/6] 01_a  skipped: nothing it reads has changed\n" in said
    assert "      03_d  runs: data/x.csv changed\n" in said


def test_what_waits_for_a_notebook_that_gives_the_same_result_is_skipped_and_its_kernel_ended(log: list[str]) -> None:
    run(make(log, Order(jobs=2), why={"01_a": "code changed"}))
    assert only(log, "go") == ["01_a"]
    assert sorted(only(log, "kernel")) == ["01_a", "02_b", "02_e"]
    assert sorted(only(log, "cancel")) == sorted(only(log, "join")) == ["02_b", "02_e"]


def test_force_runs_all_and_from_runs_a_notebook_and_what_depends_on_it(log: list[str]) -> None:
    run(make(log, Order(force=True, jobs=2), why=""))
    assert sorted(only(log, "go")) == sorted(GRAPH)
    log.clear()
    said = run(make(log, Order(start="02_b", jobs=2), why=""))
    assert sorted(only(log, "go")) == ["02_b", "03_c", "03_d", "04_f"]
    assert "      03_c  runs: asked for by --from 02_b\n" in said
    assert "02_e  skipped: nothing it reads has changed" in said


def test_after_an_error_nothing_starts_and_every_kernel_is_ended(
    log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeJob, "failing", "02_b")
    with pytest.raises(RuntimeError, match="failed"):
        run(make(log, Order(jobs=2)))
    assert "04_f" not in only(log, "go")
    assert "02_b" in only(log, "cancel")
    assert "02_b" not in only(log, "remember")
    assert only(log, "cancel") == only(log, "join")
    assert set(only(log, "kernel")) - set(only(log, "remember")) == set(only(log, "cancel"))


def test_it_is_idle_where_nothing_must_run(log: list[str]) -> None:
    assert make(log, Order(), why="").is_idle()
    assert not make(log, Order(force=True), why="").is_idle()
    assert not make(log, Order(), why={"04_f": "reports/report.html is gone"}).is_idle()


def test_as_many_run_side_by_side_as_there_are_processors(monkeypatch: pytest.MonkeyPatch, log: list[str]) -> None:
    monkeypatch.setattr(schedule, "_count_processors", lambda: 3)
    assert make(log, Order())._slots == 3
    assert make(log, Order(jobs=1))._slots == 1
