"""`fetch list`: bring a new version of the list, and pin where it came from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from listometrics.diff.difference import compare_versions
from listometrics.diff.identity import FRAMES, Version
from listometrics.diff.page import make_comment
from listometrics.errors import StudyError
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Settings, Vocabulary, make_vocabulary, read_settings
from listometrics.sources.client import Budget, Client, Fault
from listometrics.sources.services import GITHUB, RAW, Service, least_seconds, move
from listometrics.sources.shapes import decode, dig, load_json, text_at
from listometrics.study import files
from listometrics.study.files import LIST
from listometrics.study.stage import open_stage

PROVENANCE = "data/provenance.json"
_DELIMITER = re.compile(r"[|: ]*-[|:\- ]*")


@dataclass(frozen=True)
class Place:
    """Say where a list is: in a GitHub repository at a branch, tag or commit, or at an address."""

    repository: str = ""
    ref: str = "HEAD"
    path: str = "README.md"
    url: str = ""


@dataclass(frozen=True)
class Brought:
    """Hold a list as it came, and where from."""

    content: bytes
    address: str
    repository: str = ""
    path: str = ""
    commit: str = ""
    commit_date: str = ""


def find_place(root: Path, place: Place) -> Place:
    """Return a place, taken from the provenance record where none is given."""
    if place.url or place.repository:
        name = place.repository
    else:
        known = re.search(r"github\.com/([^/]+/[^/#?]+?)(?:\.git)?/?$", _read_record(root).get("repository", ""))
        if known is None:
            raise StudyError(f"{PROVENANCE}: names no GitHub repository of the list. Give --repo or --url.")
        name = known.group(1)
    if name and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise StudyError(f"--repo {name}: expected OWNER/NAME, such as github/docs.")
    if place.path.startswith("/") or ".." in place.path.split("/"):
        raise StudyError(f"--path {place.path}: expected a path in the repository, such as README.md.")
    return Place(name, place.ref, place.path, place.url)


def plan_list(place: Place, services: dict[str, Service]) -> tuple[list[str], float]:
    """Return the addresses that a fetch would ask, and the least seconds that it takes."""
    if place.url:
        return [place.url], 0.0
    api, raw = services["github"], services["raw"]
    start = "" if place.ref == "HEAD" else f"sha={quote(place.ref, safe='')}&"
    asked = f"{api.base}/repos/{place.repository}/commits?{start}path={quote(place.path)}&per_page=1"
    return [asked, f"{raw.base}/{place.repository}/COMMIT/{quote(place.path)}"], least_seconds(1, api.interval)


def make_services(places: dict[str, str]) -> dict[str, Service]:
    """Return the services that lists come from, some at other addresses."""
    made = {"github": GITHUB, "raw": RAW}
    return {name: move(service, places[name]) if name in places else service for name, service in made.items()}


def bring_list(place: Place, services: dict[str, Service], budget: Budget, environment: dict[str, str]) -> Brought:
    """Ask for a list; raises StudyError where it cannot be had."""
    try:
        if place.url:
            parts = urlsplit(place.url)
            service = move(Service("list", "https://example.org", "", 1.0), f"{parts.scheme}://{parts.netloc}")
            client = Client(service, budget, environment)
            content = client.ask(unquote(parts.path) or "/", dict(parse_qsl(parts.query)), _read_list)
            return Brought(content, place.url)
        return _bring_from_github(place, services, budget, environment)
    except Fault as fault:
        raise StudyError(f"{place.url or place.repository}: {fault.reason}. The list is as it was.") from None


def _bring_from_github(
    place: Place, services: dict[str, Service], budget: Budget, environment: dict[str, str]
) -> Brought:
    api = Client(services["github"], budget, environment)
    parameters = {"path": place.path, "per_page": "1"} | ({} if place.ref == "HEAD" else {"sha": place.ref})
    # The commit that last changed the file: it stays the same while others are made.
    said = api.ask(f"/repos/{place.repository}/commits", parameters, load_json, "application/vnd.github+json")
    commit = text_at(said, 0, "sha")
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise Fault(f"no commit of {place.path} at {place.ref}")
    raw = Client(services["raw"], budget, {})
    path = f"/{place.repository}/{commit}/{place.path}"
    content = raw.ask(path, {}, _read_list)
    date = text_at(dig(said, 0, "commit"), "committer", "date")
    return Brought(
        content, f"{RAW.base}{quote(path)}", f"https://github.com/{place.repository}", place.path, commit, date
    )


def _read_list(body: bytes) -> bytes:
    decode(body)
    return body


def take_list(root: Path, brought: Brought, day: str, accept_loss: bool = False) -> str:
    """Put a list in the place of the study's own, with its provenance, and return what changed as Markdown.

    A list that is byte for byte the same changes nothing. Raises StudyError where it holds no row, or has lost
    more than half of its rows and `accept_loss` does not say that this is right.
    """
    stage = open_stage("fetch", str(root))
    vocabulary = make_vocabulary(stage.read("models"), stage.read("strategies"), stage.read("venues"))
    target = stage.root / LIST
    old = target.read_bytes() if target.exists() else b""
    if old == brought.content:
        return f"{LIST} is the same: nothing is new.\n"
    settings = read_settings(stage.read_choices())
    before = _read_version("before", files.decode(old, LIST), vocabulary, settings)
    text = files.decode(brought.content, brought.address)
    try:
        after = _read_version(brought.commit[:12] or "fetched", text, vocabulary, settings)
    except StudyError as error:
        raise StudyError(f"{brought.address}: {error} The list is as it was.") from None
    kept, had = len(after.entries), len(before.entries)
    if not kept:
        raise StudyError(f"{brought.address}: no table row that can be read. The list is as it was.")
    if 2 * kept < had and not accept_loss:
        raise StudyError(
            f"{brought.address}: {kept} entries, the list has {had}. The list is as it was. If the new one is right, "
            "say --accept-loss."
        )
    files.write_inside(stage.root, LIST, brought.content)
    record = json.dumps(_write_record(stage.root, brought, day), ensure_ascii=False, indent=2) + "\n"
    files.write_inside(stage.root, PROVENANCE, record.encode())
    return make_comment(compare_versions(before, after), (before.name, after.name))


def _read_version(name: str, text: str, vocabulary: Vocabulary, settings: Settings) -> Version:
    parsed = parse_readme(text, vocabulary, name, settings)
    return Version(name, *(getattr(parsed, frame) for frame in FRAMES))


def _read_all(root: Path) -> dict[str, Any]:
    path = root / PROVENANCE
    if not path.exists():
        return {}
    try:
        said = json.loads(files.read_text(path, PROVENANCE))
    except ValueError as error:
        raise StudyError(f"{PROVENANCE}: not JSON: {error}. Restore the file.") from None
    return said if isinstance(said, dict) else {}


def _read_record(root: Path) -> dict[str, Any]:
    record = _read_all(root).get("raw_readme.md", {})
    return record if isinstance(record, dict) else {}


def _write_record(root: Path, brought: Brought, day: str) -> dict[str, Any]:
    old = _read_record(root)
    same = bool(brought.repository) and old.get("repository") == brought.repository
    unknown = "none stated: see where the list is from"
    lines = brought.content.decode("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    record: dict[str, Any] = {
        "source": old["source"] if same else f"{brought.path or 'list'} of {brought.repository or brought.address}",
        "repository": brought.repository,
        **({} if brought.repository else {"repository_why_empty": "the list was fetched from an address alone"}),
        "address": brought.address,
        **({"path": brought.path, "commit": brought.commit, "commit_date": brought.commit_date}
           if brought.commit else {}),
        "retrieved": day,
        "licence": old.get("licence", unknown) if same else unknown,
        "edited": False,
        "bytes": len(brought.content),
        "lines": brought.content.count(b"\n"),
        "table_rows": len(rows) - 2 * sum(_DELIMITER.fullmatch(row) is not None for row in rows),
        "sha256": files.sha256(brought.content),
    }  # fmt: skip
    return {**_read_all(root), "raw_readme.md": record}
