"""`listometrics cite`: choose works, say what is not citable, and write the rest in the form that was asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study import files
from listometrics.study.stage import Stage, open_stage
from listometrics.works import citing
from listometrics.works.citation_keys import retired_keys
from listometrics.works.query import explain_empty, read_works

TABLES = ("papers", "entry_papers", "entries", "entry_strategies", "entry_models")


class Choice(NamedTuple):
    """The keys to cite: `named` are those asked for one by one, `retired` names today's key of old ones.

    `code` is the exit code: 1 where something was asked for by name and is not there.
    """

    keys: Sequence[str]
    where: str
    named: Sequence[str] = ()
    retired: Mapping[str, str] = {}
    code: int = 0


def cite(options: argparse.Namespace) -> int:
    """Write the chosen works, and return the exit code."""
    if options.output and not options.output.parent.is_dir():
        raise StudyError(f"{options.output}: no folder {options.output.parent}. Make it, or write somewhere else.")
    stage = open_stage("cite", str(options.root))
    papers = stage.read("papers")
    query = options.where is not None or options.section is not None
    chosen = _query(stage, options) if query else _choose(stage, options, papers)
    chosen = _keep_citable(papers, chosen)
    text = _write(stage, options, chosen)
    if options.output:
        files.write_text(options.output, text)
    else:
        print(text, end="")
    return chosen.code


def read_paper(path: Path) -> tuple[list[str], bool]:
    """Return the keys that a paper cites, with those of the files that it takes in, and whether it cites all."""
    asked: dict[str, None] = {}
    everything = False
    folder = path.parent.resolve()
    waiting, seen = [path], {path.resolve()}
    while waiting:
        text = files.read_text(waiting.pop(0))
        keys, all_of_them = citing.read_cited(text)
        asked.update(dict.fromkeys(keys))
        everything = everything or all_of_them
        for name in citing.read_inputs(text):
            taken = path.parent / (name if Path(name).suffix else f"{name}{path.suffix}")
            real = taken.resolve()
            if taken.is_file() and real not in seen and real.is_relative_to(folder):
                seen.add(real)
                waiting.append(taken)
    return list(asked), everything


def _query(stage: Stage, options: argparse.Namespace) -> Choice:
    """Choose the works of a section, or those that fulfil a condition; StudyError where none does."""
    works = read_works({name: stage.read(name) for name in TABLES})
    if options.section is not None:
        return Choice(works.in_section(options.section), "--section")
    if not (found := works.where(options.where)):
        raise explain_empty(options.where, works.rows.values())
    return Choice(found, "--where")


def _choose(stage: Stage, options: argparse.Namespace, papers: pd.DataFrame) -> Choice:
    """Choose the works that are asked for one by one, and name what is not found; StudyError where nothing is."""
    known = papers["key"].tolist()
    aliases = retired_keys(stage.read_state("keys"))
    everything = False
    if options.stdin:
        where, hint = "standard input", "Give titles, keys or identifiers, one a line."
        rows = [{str(name): cell for name, cell in row.items()} for row in papers.astype("str").to_dict("records")]
        named = stage.read("entry_papers").merge(stage.read("entries"), on="entry").query("name != ''")
        names = list(zip(named["name"], named["key"], strict=True))
        chosen = citing.choose_works(sys.stdin, rows, aliases, names)
    elif options.keys:
        where, hint = "--keys", ""
        chosen = citing.choose_keys(options.keys, known, aliases)
    else:
        where, hint = str(options.aux), "Give a paper that has been compiled, or its source."
        if not options.aux.exists():
            raise StudyError(f"{where}: no such file. {hint}")
        asked, everything = read_paper(options.aux)
        chosen = citing.choose_keys(asked, known, aliases)
    if not chosen.keys and not everything:
        citing.explain_missing(chosen, where)
        raise StudyError(f"{where}: cites no work. {hint}")
    if chosen.missing:
        # A paper cites other works as well, from a bibliography of its own.
        how = "not of the list, left to your own .bib" if options.aux else "not found"
        _say(f"{where}: {how}: {citing.name_missing(chosen)}")
    titles = dict(zip(known, papers["title"], strict=True))
    for text, key in chosen.begun:
        _say(f"{text!r} is only a beginning; taken for {key} ({titles[key]})")
    code = 1 if chosen.missing and not options.aux else 0
    return Choice(known if everything else chosen.keys, where, chosen.keys, dict(chosen.retired), code)


def _keep_citable(papers: pd.DataFrame, chosen: Choice) -> Choice:
    """Leave out works without authors, and say so; raises StudyError where one was asked for, or none is left."""
    titles = dict(zip(papers["key"], papers["title"], strict=True))
    partial = set(papers.loc[papers["bib_status"] == "partial", "key"])
    left_out = [key for key in chosen.keys if key in partial]
    refused = ", ".join(key for key in chosen.named if key in partial)
    said = "; ".join(f"{key} ({titles[key]})" for key in left_out)
    if refused or (left_out and len(left_out) == len(chosen.keys)):
        raise StudyError(
            f"{chosen.where}: no source knows the authors of {refused or said}. Put a .bib with their authors into "
            "data/bib/sources/ (in Latin letters, or LaTeX cannot set them) and run notebook 02, or cite them from "
            "partial.bib."
        )
    if left_out:
        _say(f"left out, for no source knows their authors: {said}")
    for old, today in chosen.retired.items():
        _say(f"{old} is retired and still works; cite {today} from now on")
    return chosen._replace(keys=[key for key in chosen.keys if key not in partial])


def _write(stage: Stage, options: argparse.Namespace, chosen: Choice) -> str:
    """Return the chosen works in the format that the options ask for."""
    if options.format == "line":
        return citing.write_cite_line(chosen.keys)
    if options.format == "table":
        columns = [name.strip() for name in options.columns.split(",") if name.strip()]
        rows = read_works({name: stage.read(name) for name in TABLES}).describe(chosen.keys, columns)
        return citing.write_table(rows, [(name, name) for name in columns])
    if options.format == "csl":
        return citing.cut_csl(stage.read_text("data/bib/references.json"), chosen.keys, chosen.retired)
    if options.format == "ris":
        return citing.cut_ris(stage.read_text("data/bib/references.ris"), chosen.keys)
    return citing.cut_bibtex(stage.read_text("data/bib/references.bib"), chosen.keys, chosen.retired)


def _say(what: str) -> None:
    print(f"listometrics: {what}", file=sys.stderr)
