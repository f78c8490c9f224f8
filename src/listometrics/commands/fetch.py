"""`listometrics fetch`: the one command that touches the network."""

from __future__ import annotations

import argparse
import datetime
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from listometrics.errors import StudyError
from listometrics.sources.services import SOURCES
from listometrics.study.files import hold_study

if TYPE_CHECKING:
    from listometrics.sources.bib import Outcome

EXAMPLE = """listometrics fetch bib --dry-run
listometrics fetch bib --source arxiv --source crossref
listometrics fetch list --repo owner/name"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `fetch`."""
    parser.add_argument("what", choices=("bib", "list"), help="what sources say of the works, or a new list")
    parser.add_argument("--root", default=Path("."), type=Path, help="the study (default: the working directory)")
    parser.add_argument("--dry-run", action="store_true", help="print the requests and their least time; ask nothing")
    parser.add_argument("--at", action="append", default=[], metavar="SERVICE=URL", help="ask a service elsewhere")
    parser.add_argument("--date", metavar="DAY", help="the day to write beside what was asked (default: today)")
    parser.add_argument("--requests", type=int, default=20_000, metavar="N", help="at most N requests")
    parser.add_argument("--minutes", type=float, default=120.0, metavar="N", help="at most N minutes")
    bib = parser.add_argument_group("fetch bib")
    bib.add_argument("--source", action="append", choices=SOURCES, help="ask this source (default: all)")
    which = bib.add_mutually_exclusive_group()
    which.add_argument("--only-missing", action="store_true", help="ask what was not answered yet (the default)")
    which.add_argument("--refresh", action="store_true", help="ask everything again")
    which.add_argument("--since", metavar="DAY", help="ask again what was last answered before a day (YYYY-MM-DD)")
    listed = parser.add_argument_group("fetch list")
    where = listed.add_mutually_exclusive_group()
    where.add_argument("--url", help="the list's address")
    where.add_argument("--repo", metavar="OWNER/NAME", help="the list's GitHub repository")
    listed.add_argument("--ref", default="HEAD", help="a branch, tag or commit (default: the newest)")
    listed.add_argument("--path", default="README.md", help="the list's file in the repository (default: README.md)")
    listed.add_argument("--accept-loss", action="store_true", help="take a list that lost half of its rows")


def run(options: argparse.Namespace) -> int:
    """Bring in what sources say of the works, or a new version of the list, over the network."""
    options.places = dict(_split(text) for text in options.at)
    options.day = _day(options.date, "--date") or datetime.date.today().isoformat()
    fetch = _fetch_bib if options.what == "bib" else _fetch_list
    if options.dry_run:
        return fetch(options)
    with hold_study(options.root):
        return fetch(options)


def _fetch_bib(options: argparse.Namespace) -> int:
    from listometrics.sources.bib import Run, plan
    from listometrics.sources.client import Budget, Clock
    from listometrics.sources.plan import Choice, make_sources
    from listometrics.sources.progress import Progress
    from listometrics.sources.say import say_outcome, say_plan

    names = [name for name in SOURCES if not options.source or name in options.source]
    if not options.source and "openalex" in names and not _has_key("openalex", options.places):
        names.remove("openalex")
        print("openalex: left out, since OPENALEX_API_KEY is not set. A key is free: https://openalex.org/settings/api")
    sources = make_sources(names, options.places)
    choice = Choice(options.refresh, _day(options.since, "--since"))
    if options.dry_run:
        print(say_plan(plan(options.root, sources, choice)))
        return 0
    budget = Budget(options.requests, options.minutes * 60, Clock())
    outcome: Outcome = Run(options.root, sources, choice, options.day, budget, os.environ, Progress).go()
    print(say_outcome(outcome, options.root))
    return 0 if outcome.complete else 1


def _fetch_list(options: argparse.Namespace) -> int:
    from listometrics.sources.client import Budget, Clock, Spent
    from listometrics.sources.listing import Place, bring_list, find_place, make_services, plan_list, take_list

    place = find_place(options.root, Place(options.repo or "", options.ref, options.path, options.url or ""))
    services = make_services(options.places)
    if options.dry_run:
        asked, seconds = plan_list(place, services)
        print("\n".join([*(f"GET {url}" for url in asked), f"all: {len(asked)} requests, at least {seconds:g} s"]))
        return 0
    try:
        budget = Budget(options.requests, options.minutes * 60, Clock())
        brought = bring_list(place, services, budget, dict(os.environ))
    except Spent as spent:
        print(f"stopped: {spent}. The list is as it was.")
        return 1
    print(take_list(options.root, brought, options.day, options.accept_loss), end="")
    return 0


def _has_key(name: str, places: dict[str, str]) -> bool:
    from listometrics.sources.services import OPENALEX, is_loopback

    return bool(os.environ.get(OPENALEX.key)) or (name in places and is_loopback(places[name]))


def _split(text: str) -> tuple[str, str]:
    name, equals, address = text.partition("=")
    if not equals or name not in (*SOURCES, "github", "raw"):
        raise StudyError(f"--at {text}: expected SERVICE=URL, such as --at arxiv=http://127.0.0.1:8000.")
    return name, address


def _day(text: str | None, option: str) -> str:
    if not text:
        return ""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise StudyError(f"{option} {text}: expected a day such as 2026-01-31.") from None
