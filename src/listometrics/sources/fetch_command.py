"""`listometrics fetch`: the one command that touches the network."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
from pathlib import Path

from listometrics.errors import StudyError
from listometrics.sources import SOURCES
from listometrics.study.files import find_root, hold_study

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
    which.add_argument("--refresh", action="store_true", help="ask again also what was answered already")
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
    addresses = dict(_read_address(text) for text in options.at)
    day = _read_day(options.date, "--date") or datetime.date.today().isoformat()
    fetch, root = _fetch_bib if options.what == "bib" else _fetch_list, find_root(str(options.root))
    with contextlib.nullcontext() if options.dry_run else hold_study(root):
        return fetch(options, root, addresses, day)


def _fetch_bib(options: argparse.Namespace, root: Path, addresses: dict[str, str], day: str) -> int:
    from listometrics.sources.client import Budget
    from listometrics.sources.fetch_bib import ALWAYS, FetchRun, make_sources, say_outcome, say_plan

    sources = make_sources([name for name in SOURCES if name in (options.source or SOURCES)], addresses)
    for service in [source.service for source in sources.values()]:
        if service.key_page and not options.source and not os.environ.get(service.key):
            del sources[service.name]
            print(f"{service.name}: left out, since {service.key} is not set. A key is free: {service.key_page}")
    fetching = FetchRun(root, sources, day, ALWAYS if options.refresh else _read_day(options.since, "--since"))
    if options.dry_run:
        print(say_plan(fetching))
        return 0
    fetching.go(Budget(options.requests, options.minutes * 60))
    print(say_outcome(fetching))
    unanswered = any(count["failed"] or count["left"] for count in fetching.counts.values())
    return 1 if fetching.stopped or unanswered else 0


def _fetch_list(options: argparse.Namespace, root: Path, addresses: dict[str, str], day: str) -> int:
    from listometrics.sources.client import Budget
    from listometrics.sources.fetch_list import SERVICES, RemoteList, take_list

    services = {name: s.move(addresses[name]) if name in addresses else s for name, s in SERVICES.items()}
    remote = RemoteList(root, options.repo or "", options.ref, options.path, options.url or "")
    if options.dry_run:
        asked = remote.list_addresses(services)
        print("\n".join([*(f"GET {address}" for address in asked), f"all: {len(asked)} requests, at least 0 s"]))
    else:
        remote.fetch(services, Budget(options.requests, options.minutes * 60))
        print(take_list(remote, day, options.accept_loss), end="")
    return 0


def _read_address(text: str) -> tuple[str, str]:
    name, equals, address = text.partition("=")
    if not equals or name not in (*SOURCES, "github", "raw"):
        raise StudyError(f"--at {text}: expected SERVICE=URL, such as --at arxiv=http://127.0.0.1:8000.")
    return name, address


def _read_day(text: str | None, option: str) -> str:
    with contextlib.suppress(ValueError):
        if not text or datetime.date.fromisoformat(text).isoformat() == text:
            return text or ""
    raise StudyError(f"{option} {text}: expected a day such as 2026-01-31.")
