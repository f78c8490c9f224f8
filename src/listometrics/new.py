"""Make a new study of another list: its folder with the list, vocabularies as a start, and room for BibTeX."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from listometrics.errors import StudyError
from listometrics.readme import parse_overview as overview
from listometrics.readme.markdown_blocks import split_lines
from listometrics.readme.parse import parse_readme, walk_list
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study import files, schema
from listometrics.study.files import LIST, OUR_DATA
from listometrics.study.schema import TABLES
from listometrics.study.stage import open_stage

VOCABULARY = "data/vocab/"
# Verdicts and claims are about one list: another study starts with the header alone.
ABOUT_ONE_LIST = ("data/vocab/findings_reviewed.csv", "data/vocab/hypotheses.csv")


def create_study(folder: Path, *sources: Path) -> list[str]:
    """Make a study of the list in one file or several at `folder`; return the paths that were made, relative to it.

    The folder comes into being whole or not at all. Raises StudyError where it is there already and not empty,
    where it cannot be made, or where the list holds nothing to study.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder}: is there already. Name a folder that is new or empty.")
    names = ", ".join(map(str, sources))
    text = files.join_texts(*map(files.read_text, sources))
    walk_list(split_lines(text), names)
    content = text.encode("utf-8")
    made = {LIST: content, **collect_vocabularies(), **_describe(content, [source.name for source in sources])}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        unfinished.mkdir()
    except OSError as error:
        raise StudyError(f"{folder}: cannot be made: {error.strerror}. Name another folder.") from None
    try:
        for path, what in made.items():
            files.write_bytes(unfinished / path, what)
        os.replace(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return sorted(made)


def say_account(folder: Path) -> str:
    """Say in one line what is read of a new study's list, or that nothing is, and what to do."""
    stage = open_stage("new", str(folder))
    vocabulary = make_vocabulary(*(stage.read(name) for name in ("models", "strategies", "venues")))
    parsed = parse_readme(stage.read_text(LIST), vocabulary)
    unread = overview.say_unread(parsed)
    return f"But {unread}" if unread else overview.say_account(len(parsed.entries), parsed.rejected)


def collect_vocabularies() -> dict[str, bytes]:
    """Return the vocabularies that a new study starts with, by path: ours, without what is about our list."""
    found = {}
    for table in (table for table in TABLES.values() if table.path.startswith(VOCABULARY)):
        empty = table.path in ABOUT_ONE_LIST
        ours = OUR_DATA.parent / table.path
        found[table.path] = schema.to_csv(table.empty(), table) if empty else files.read_bytes(ours)
    return found


def _describe(content: bytes, names: Sequence[str]) -> dict[str, bytes]:
    """Return what stands beside a list: its provenance as far as it is known, a page, and an empty folder's mark."""
    record = {
        "source": "", "repository": "", "repository_why_empty": "", "retrieved": "", "licence": "", "edited": False,
        "bytes": len(content), "lines": content.count(b"\n"), "sha256": files.sha256(content),
    }  # fmt: skip
    page = files.read_text(Path(__file__).with_name("new_study.md.in")).replace("{{list}}", "`, `".join(names))
    return {
        "data/provenance.json": (json.dumps({Path(LIST).name: record}, indent=2) + "\n").encode(),
        "data/bib/sources/.gitkeep": b"",
        "README.md": page.encode(),
        ".gitignore": b"reports/executed/\n",
    }
