"""`listometrics cite`: a bibliography, table or citation of some of the works."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from listometrics.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

    from listometrics.study.stage import Stage

EXAMPLE = """listometrics cite --where "strategy == 'lora' and year >= 2024"
listometrics cite --aux paper.aux -o paper.bib"""
TABLES = ("papers", "entry_papers", "entries", "entry_strategies", "entry_models")
FORMATS = ("bib", "csl", "ris", "table", "line")
COLUMNS = ("strategy", "model", "venue", "year")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `cite`."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--where", metavar="CONDITION", help="works that fulfil a condition (see docs/citing.md)")
    which.add_argument("--keys", nargs="+", metavar="KEY", help="works by citation key; exit code 1 if one is unknown")
    which.add_argument("--section", metavar="NUMBER", help="works of a section of the list and those below it")
    which.add_argument(
        "--aux", type=Path, metavar="FILE",
        help="works that a paper's .aux, .bcf or .tex cites; its other citations are named and left to its own .bib",
    )  # fmt: skip
    which.add_argument(
        "--stdin", action="store_true",
        help="works by title, name, key or identifier, one a line on standard input; exit code 1 if one is unknown",
    )  # fmt: skip
    parser.add_argument("--format", choices=FORMATS, default="bib", help="what to write (default: bib)")
    parser.add_argument("--columns", default=",".join(COLUMNS), help=f"of the table (default: {','.join(COLUMNS)})")
    parser.add_argument("--root", default=Path("."), type=Path, help="the study (default: the working directory)")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="write there, not to standard output")


def run(options: argparse.Namespace) -> int:
    """Write the chosen works as BibTeX, CSL-JSON, RIS, a LaTeX table or a citation."""
    from listometrics.study import files
    from listometrics.study.stage import open_stage

    if options.output and not options.output.parent.is_dir():
        raise StudyError(f"{options.output}: no folder {options.output.parent}. Make it, or write somewhere else.")
    stage = open_stage("cite", str(options.root))
    chosen = keep_citable(stage.read("papers"), choose(stage, options))
    text = write_works(stage, options, chosen)
    if options.output:
        files.write_text(options.output, text)
    else:
        print(text, end="")
    return chosen.code


@dataclass(frozen=True)
class Choice:
    """Hold the keys to cite: `named` are those asked for one by one, `retired` names today's key of old ones.

    `code` is the exit code: 1 where something was asked for by name and is not there.
    """

    keys: Sequence[str]
    where: str
    named: Sequence[str] = ()
    retired: Mapping[str, str] = field(default_factory=dict)
    code: int = 0


def choose(stage: Stage, options: argparse.Namespace) -> Choice:
    """Return the keys of the works that the options ask for, and name what is not found; StudyError if nothing is."""
    from listometrics.works import citing
    from listometrics.works.citation_keys import retired_keys
    from listometrics.works.query import explain_empty, read_works

    papers = stage.read("papers")
    known = papers["key"].tolist()
    if options.where is not None or options.section is not None:
        works = read_works({name: stage.read(name) for name in TABLES})
        if options.section is not None:
            return Choice(works.in_section(options.section), "--section")
        if not (found := works.where(options.where)):
            raise explain_empty(options.where, works.rows.values())
        return Choice(found, "--where")
    aliases = retired_keys(stage.read_state("keys"))
    everything = False
    if options.stdin:
        where, hint = "standard input", "Give titles, keys or identifiers, one a line."
        rows = [{str(name): cell for name, cell in row.items()} for row in papers.astype("str").to_dict("records")]
        chosen = citing.choose_works(sys.stdin, rows, aliases, list_names(stage))
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
        print(f"listometrics: {where}: {how}: {citing.name_missing(chosen)}", file=sys.stderr)
    titles = dict(zip(known, papers["title"], strict=True))
    for text, key in chosen.begun:
        print(f"listometrics: {text!r} is only a beginning; taken for {key} ({titles[key]})", file=sys.stderr)
    code = 1 if chosen.missing and not options.aux else 0
    return Choice(known if everything else chosen.keys, where, chosen.keys, dict(chosen.retired), code)


def list_names(stage: Stage) -> list[tuple[str, str]]:
    """List the names that the list gives to works, each with the key."""
    entries, keys = stage.read("entries"), stage.read("entry_papers")
    called = dict(zip(entries["entry"], entries["name"], strict=True))
    pairs = ((called.get(entry), key) for entry, key in zip(keys["entry"], keys["key"], strict=True))
    return [(str(name), str(key)) for name, key in pairs if name]


def keep_citable(papers: pd.DataFrame, chosen: Choice) -> Choice:
    """Leave out works without authors, and say so; raises StudyError where one was asked for, or none is left."""
    titles = dict(zip(papers["key"], papers["title"], strict=True))
    partial = set(papers.loc[papers["bib_status"] == "partial", "key"])
    cure = (
        "Put a .bib with their authors into data/bib/sources/ (in Latin letters, or LaTeX cannot set them) and run "
        "notebook 02, or cite them from partial.bib."
    )
    named = [key for key in chosen.named if key in partial]
    if named:
        raise StudyError(f"{chosen.where}: no source knows the authors of {', '.join(named)}. {cure}")
    left_out = [key for key in chosen.keys if key in partial]
    if left_out:
        said = "; ".join(f"{key} ({titles[key]})" for key in left_out)
        if len(left_out) == len(chosen.keys):
            raise StudyError(f"{chosen.where}: no source knows the authors of {said}. {cure}")
        print(f"listometrics: left out, for no source knows their authors: {said}", file=sys.stderr)
    for old, today in chosen.retired.items():
        print(f"listometrics: {old} is retired and still works; cite {today} from now on", file=sys.stderr)
    return replace(chosen, keys=[key for key in chosen.keys if key not in partial])


def read_paper(path: Path) -> tuple[list[str], bool]:
    """Return the keys that a paper cites, with those of the files that it takes in, and whether it cites all."""
    from listometrics.study import files
    from listometrics.works.citing import read_cited, read_inputs

    asked: dict[str, None] = {}
    everything = False
    waiting, seen = [path], {path.resolve()}
    while waiting:
        current = waiting.pop(0)
        text = files.read_text(current)
        keys, all_of_them = read_cited(text)
        asked.update(dict.fromkeys(keys))
        everything = everything or all_of_them
        for name in read_inputs(text):
            taken = path.parent / (name if Path(name).suffix else f"{name}{path.suffix}")
            if (
                taken.is_file()
                and taken.resolve() not in seen
                and taken.resolve().is_relative_to(path.parent.resolve())
            ):
                seen.add(taken.resolve())
                waiting.append(taken)
    return list(asked), everything


def write_works(stage: Stage, options: argparse.Namespace, chosen: Choice) -> str:
    """Return the chosen works in the format that the options ask for."""
    from listometrics.works import citing
    from listometrics.works.query import read_works

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
