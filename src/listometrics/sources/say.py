"""Say in words what a fetch would do and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from listometrics.sources.bib import Outcome, Tally
from listometrics.sources.shapes import Request, Source
from listometrics.sources.state import JOURNAL, State, bib_path

OUTCOMES = ("published", "preprint", "candidate", "none", "failed")


def say_plan(planned: Sequence[tuple[Source, list[Request], float]]) -> str:
    """Return the requests that a run would start with, one a line, and the least time that they take."""
    lines = []
    for source, requests, _ in planned:
        lines += [f"GET {write_url(source, request)}" for request in requests]
    lines += [
        f"{source.service.name}: {len(requests)} requests for {sum(len(r.asks) for r in requests)} works, "
        f"{source.service.interval:g} s apart: at least {seconds:g} s"
        for source, requests, seconds in planned
    ]
    total = sum(seconds for _, _, seconds in planned)
    lines.append(f"all: {sum(len(r) for _, r, _ in planned)} requests, at least {total:g} s")
    return "\n".join(lines)


def write_url(source: Source, request: Request) -> str:
    """Return a request's address; a key is never part of it."""
    url = f"{source.service.base}{quote(request.path)}"
    if request.parameters:
        url += "?" + urlencode(request.parameters, safe=":|,/", quote_via=quote)
    return url


def say_outcome(outcome: Outcome, root: Path) -> str:
    """Return what a run did: every ask accounted for, files that changed, what needs a decision."""
    lines = [f"{JOURNAL}: carried on after {outcome.resumed} requests of a run that was cut off"] * bool(
        outcome.resumed
    )
    lines += [f"{name}: {_say_tally(tally)}" for name, tally in outcome.tallies.items()]
    state = State(root)
    for path in outcome.changed:
        name = next((n for n in state.files if bib_path(n) == path), "")
        lines.append(f"wrote {path}" + (f" ({len(state.files[name].entries)} entries)" if name else ""))
    lines += ["nothing is new: no file was written"] * (not outcome.changed)
    said = [str(row["decision"]) for row in state.upgrades.values()]
    if said:
        lines.append(
            f"upgrades: {said.count('rule')} by rule, {said.count('accepted')} accepted, "
            f"{said.count('rejected')} rejected, {said.count('open')} open"
            + (": see data/bib/upgrades.csv, decide in data/bib/decisions.csv" if "open" in said else "")
        )
    if outcome.stopped:
        lines.append(f"stopped: {outcome.stopped}. Run again to carry on.")
    return "\n".join(lines)


def _say_tally(tally: Tally) -> str:
    counts = ", ".join(f"{tally.outcomes[name]} {name}" for name in OUTCOMES if tally.outcomes[name])
    text = f"{tally.asked} asked in {tally.requests} requests" + (f": {counts}" if counts else "")
    text += f", {tally.left} left unasked" if tally.left else ""
    for reason in dict.fromkeys(tally.faults):
        text += f"\n  failed: {reason}"
    return text
