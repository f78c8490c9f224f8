"""`listometrics cite`: a bibliography, table or citation of some of the works."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from listometrics.errors import StudyError

if TYPE_CHECKING:
    from listometrics.enrich.cite import Chosen
    from listometrics.study.stage import Stage

EXAMPLE = """listometrics cite --where "strategy == 'lora' and year >= 2024"
listometrics cite --aux paper.aux -o paper.bib"""
TABLES = ("papers", "entry_papers", "entries", "entry_strategies", "entry_models")
FORMATS = ("bib", "csl", "ris", "table", "line")
COLUMNS = ("strategy", "model", "venue", "year")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `cite`."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--where", metavar="CONDITION", help="works that fulfil a condition")
    which.add_argument("--keys", nargs="+", metavar="KEY", help="works by citation key")
    which.add_argument("--section", metavar="NUMBER", help="works of a section of the list and those below it")
    which.add_argument("--aux", type=Path, metavar="FILE", help="works that a paper's .aux, .bcf or .tex cites")
    which.add_argument(
        "--stdin", action="store_true", help="works by title, key or identifier, one a line on standard input"
    )
    parser.add_argument("--format", choices=FORMATS, default="bib", help="what to write (default: bib)")
    parser.add_argument("--columns", default=",".join(COLUMNS), help=f"of the table (default: {','.join(COLUMNS)})")
    parser.add_argument("--root", default=Path("."), type=Path, help="the study (default: the working directory)")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="write there, not to standard output")


def run(options: argparse.Namespace) -> int:
    """Write the chosen works as BibTeX, CSL-JSON, RIS, a LaTeX table or a citation."""
    from listometrics.study import files
    from listometrics.study.stage import open_stage

    stage = open_stage("cite", str(options.root))
    text = write_works(stage, options, choose(stage, options))
    if options.output:
        files.write_text(options.output, text)
    else:
        print(text, end="")
    return 0


def choose(stage: Stage, options: argparse.Namespace) -> list[str]:
    """Return the keys of the works that the options ask for; raises StudyError where one is not found."""
    from listometrics.enrich import cite
    from listometrics.enrich.subset import read_works

    papers = stage.read("papers")
    known = papers["key"].tolist()
    if options.where is not None or options.section is not None:
        works = read_works({name: stage.read(name) for name in TABLES})
        return works.where(options.where) if options.where is not None else works.in_section(options.section)
    if options.stdin:
        rows = [{str(name): cell for name, cell in row.items()} for row in papers.astype("str").to_dict("records")]
        chosen = cite.choose_works(sys.stdin, rows)
        cite.explain_missing(chosen, "standard input")
        return list(chosen.keys)
    if options.keys:
        return _known(stage, options.keys, known, "--keys")
    asked, everything = read_paper(options.aux)
    return known if everything else _known(stage, asked, known, str(options.aux))


def read_paper(path: Path) -> tuple[list[str], bool]:
    """Return the keys that a paper cites, with those of the files that it takes in, and whether it cites all."""
    from listometrics.enrich.cite import read_cited, read_inputs
    from listometrics.study import files

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


def write_works(stage: Stage, options: argparse.Namespace, keys: Sequence[str]) -> str:
    """Return the works with these keys in the format that the options ask for."""
    from listometrics.enrich import cite
    from listometrics.enrich.subset import read_works

    if options.format == "line":
        return cite.write_cite_line(keys)
    if options.format == "table":
        columns = [name.strip() for name in options.columns.split(",") if name.strip()]
        rows = read_works({name: stage.read(name) for name in TABLES}).describe(keys, columns)
        return cite.write_table(rows, [(name, name) for name in columns])
    if options.format == "csl":
        items = json.loads(stage.read_text("data/bib/references.json"))
        return json.dumps([item for item in items if item["id"] in set(keys)], ensure_ascii=False, indent=2) + "\n"
    if options.format == "ris":
        return cite.cut_ris(stage.read_text("data/bib/references.ris"), keys)
    return cite.cut_bibtex(stage.read_text("data/bib/references.bib"), keys)


def _known(stage: Stage, asked: Sequence[str], known: list[str], where: str) -> list[str]:
    from listometrics.enrich.cite import choose_keys, explain_missing

    registry = stage.read_state("keys")
    retired = registry[registry["kind"] == "alias"]
    aliases = dict(zip(retired["key"], retired["identity"], strict=True))
    chosen: Chosen = choose_keys(asked, known, aliases)
    explain_missing(chosen, where)
    if not chosen.keys:
        raise StudyError(f"{where}: cites no work. Give a paper that has been compiled, or its source.")
    return list(chosen.keys)
