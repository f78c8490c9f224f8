"""`listometrics fetch list`: bring a new version of the list, and record where it came from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from listometrics.diff import compare_versions, make_comment
from listometrics.errors import StudyError
from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import make_vocabulary, read_settings
from listometrics.sources.client import Budget, BudgetSpent, Client, Fault, Service
from listometrics.sources.source_base import decode_answer, load_json
from listometrics.study import files
from listometrics.study.files import LIST
from listometrics.study.stage import Stage, open_stage

PROVENANCE, NAME = "data/provenance.json", "raw_readme.md"
SERVICES = {  # https://docs.github.com/en/rest/commits/commits, https://docs.github.com/en/rest/repos/contents
    "github": Service("github", "https://api.github.com", key="GITHUB_TOKEN"),
    "raw": Service("raw", "https://raw.githubusercontent.com"),
}


@dataclass
class RemoteList:
    """A list in a GitHub repository at a branch, tag or commit, or at an address; with its content once it is here."""

    root: Path
    repository: str
    ref: str
    path: str
    url: str
    commit: str = "COMMIT"
    commit_date: str = ""
    content: bytes = b""

    def __post_init__(self) -> None:
        """Refuse a place that cannot be; take the repository from the study's provenance where none is given."""
        if not (self.url or self.repository):
            known = str(read_provenance(self.root)[NAME].get("repository"))
            match = re.search(r"github\.com/([^/]+/[^/#?]+?)(?:\.git)?/?$", known)
            if match is None:
                raise StudyError(f"{PROVENANCE}: names no GitHub repository of the list. Give --repo or --url.")
            self.repository = match[1]
        if self.repository and not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repository):
            raise StudyError(f"--repo {self.repository}: expected OWNER/NAME, such as github/docs.")
        if self.path.startswith("/") or ".." in self.path.split("/"):
            raise StudyError(f"--path {self.path}: expected a path in the repository, such as README.md.")

    @property
    def question(self) -> tuple[str, dict[str, str]]:
        """Return what to ask GitHub: which commit last changed the file. It stays while others are made."""
        start = {} if self.ref == "HEAD" else {"sha": self.ref}
        return f"/repos/{self.repository}/commits", {**start, "path": self.path, "per_page": "1"}

    def list_addresses(self, services: dict[str, Service] = SERVICES) -> list[str]:
        """Return what a fetch would ask for, the list itself last."""
        raw = services["raw"].address(f"/{self.repository}/{self.commit}/{self.path}", {})
        return [self.url] if self.url else [services["github"].address(*self.question), raw]

    def fetch(self, services: dict[str, Service], budget: Budget) -> None:
        """Ask for the list; raises StudyError where it cannot be had."""
        try:
            if self.url:
                parts = urlsplit(self.url)
                service = Service("list", "https://example.org").move(f"{parts.scheme}://{parts.netloc}")
                path, parameters = unquote(parts.path) or "/", dict(parse_qsl(parts.query))
            else:
                accept = "application/vnd.github+json"
                said = Client(services["github"], budget).ask(*self.question, load_json, accept)
                self.commit, self.commit_date = said.text(0, "sha"), said.text(0, "commit", "committer", "date")
                if not re.fullmatch(r"[0-9a-f]{40}", self.commit):
                    raise Fault(f"no commit of {self.path} at {self.ref}")
                service, path, parameters = services["raw"], f"/{self.repository}/{self.commit}/{self.path}", {}
            self.content = Client(service, budget, {}).ask(path, parameters, _check_text)
        except (Fault, BudgetSpent) as fault:
            raise StudyError(f"{self.url or self.repository}: {fault}. The list is as it was.") from None

    def describe(self, old: dict[str, Any], day: str, table_rows: int) -> dict[str, Any]:
        """Return the list's provenance; what is known of its repository stays with its next version."""
        address, repository = self.list_addresses()[-1], "" if self.url else f"https://github.com/{self.repository}"
        kept = {name: old[name] for name in ("source", "licence") if old.get(name)}
        pinned = {"path": self.path, "commit": self.commit, "commit_date": self.commit_date}
        return {
            "source": f"{self.path if repository else 'list'} of {repository or address}",
            "licence": "none stated: see where the list is from",
            **(kept if repository and old.get("repository") == repository else {}),
            "repository": repository,
            **(pinned if repository else {"repository_why_empty": "the list was fetched from an address alone"}),
            "address": address,
            "retrieved": day,
            "edited": False,
            "bytes": len(self.content),
            "lines": self.content.count(b"\n"),
            "table_rows": table_rows,
            "sha256": files.sha256(self.content),
        }


def _check_text(body: bytes) -> bytes:
    decode_answer(body)
    return body


def take_list(remote: RemoteList, day: str, accept_loss: bool = False) -> str:
    """Put a list in the place of the study's own, with its provenance, and return what changed as Markdown.

    Raises StudyError where it holds no row, or lost more than half of them and `accept_loss` does not allow that.
    """
    stage, address = open_stage("fetch", str(remote.root)), remote.list_addresses()[-1]
    old = stage.read_bytes(LIST) if (stage.root / LIST).exists() else b""
    if old == remote.content:
        return f"{LIST} is the same: nothing is new.\n"
    before, name = parse_list(stage, files.decode(old, LIST), "before"), "fetched" if remote.url else remote.commit[:12]
    try:
        after = parse_list(stage, files.decode(remote.content, address), name)
    except StudyError as error:
        raise StudyError(f"{address}: {error} The list is as it was.") from None
    kept, had = len(after.entries), len(before.entries)
    if not kept:
        raise StudyError(f"{address}: no table row that can be read. The list is as it was.")
    if 2 * kept < had and not accept_loss:
        raise StudyError(
            f"{address}: {kept} entries, the list has {had}. The list is as it was. If the new one is right, "
            "say --accept-loss."
        )
    provenance = read_provenance(stage.root)
    provenance[NAME] = remote.describe(provenance[NAME], day, after.table_lines - after.header_lines)
    files.write_inside(stage.root, LIST, remote.content)
    files.write_inside(stage.root, PROVENANCE, f"{json.dumps(provenance, ensure_ascii=False, indent=2)}\n".encode())
    return make_comment(compare_versions(before, after), ("before", name))


def parse_list(stage: Stage, text: str, shown: str) -> Parsed:
    """Read a list as the study codes it."""
    vocabulary = make_vocabulary(stage.read("models"), stage.read("strategies"), stage.read("venues"))
    return parse_readme(text, vocabulary, shown, read_settings(stage.read_choices()))


def read_provenance(root: Path) -> dict[str, dict[str, Any]]:
    """Return where a study's files are from, with an entry for the list; raises StudyError for what is no JSON."""
    files.check_inside(root, PROVENANCE)
    try:
        said = json.loads(files.read_text(root / PROVENANCE, PROVENANCE)) if (root / PROVENANCE).exists() else {}
        return {**said, NAME: {**said.get(NAME, {})}}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(f"{PROVENANCE}: not what was written there: {error}. Restore the file.") from None
