"""`listometrics cite`: choose works, say what is not citable, and write the rest in the form that was asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study import files
from listometrics.study.stage import Stage, open_stage
from listometrics.works import citing
from listometrics.works.citation_keys import retired_keys
from listometrics.works.query import Works, explain_empty, read_works


@dataclass
class Choice:
    """The keys to cite: `named` are those asked for one by one, `retired` names today's key of old ones.

    `code` is the exit code: 1 where something was asked for by name and is not there.
    """

    keys: Sequence[str]
    where: str
    named: Sequence[str] = ()
    retired: Mapping[str, str] = field(default_factory=dict)
    code: int = 0


def cite(options: argparse.Namespace) -> int:
    """Write the chosen works, and return the exit code."""
    if options.output and not options.output.parent.is_dir():
        raise StudyError(f"{options.output}: no folder {options.output.parent}. Make it, or write somewhere else.")
    stage = open_stage("cite", str(options.root))
    papers = stage.read("papers")
    titles = dict(zip(papers["key"], papers["title"], strict=True))
    if options.section is not None:
        chosen = Choice(_read_works(stage).in_section(options.section), "--section")
    elif options.where is not None:
        works = _read_works(stage)
        chosen = Choice(works.where(options.where), "--where")
        if not chosen.keys:
            raise explain_empty(options.where, works.rows.values())
    else:
        chosen = _choose(stage, options, papers, titles)
    _leave_out_partial(chosen, set(papers.loc[papers["bib_status"] == "partial", "key"]), titles)
    text = _write(stage, options, chosen)
    if options.output:
        files.write_text(options.output, text)
    else:
        print(text, end="")
    return chosen.code


def _read_works(stage: Stage) -> Works:
    tables = ("papers", "entry_papers", "entries", "entry_strategies", "entry_models")
    return read_works({name: stage.read(name) for name in tables})


def read_paper(path: Path) -> tuple[list[str], bool]:
    """Return the keys that a paper cites, with those of the files that it takes in, and whether it cites all."""
    asked: list[str] = []
    everything = False
    waiting, seen = [path], {path.resolve()}
    for file in waiting:
        text = files.read_text(file)
        keys, all_of_them = citing.read_cited(text)
        asked += keys
        everything = everything or all_of_them
        for name in citing.read_inputs(text):
            taken = path.parent / (name if Path(name).suffix else f"{name}{path.suffix}")
            real = taken.resolve()
            if taken.is_file() and real not in seen and real.is_relative_to(path.parent.resolve()):
                seen.add(real)
                waiting.append(taken)
    return asked, everything


def _choose(stage: Stage, options: argparse.Namespace, papers: pd.DataFrame, titles: Mapping[str, str]) -> Choice:
    """Choose the works that are asked for one by one, and name what is not found; StudyError where nothing is."""
    aliases = retired_keys(stage.read_state("keys"))
    everything = False
    if options.stdin:
        where, hint = "standard input", "Give titles, keys or identifiers, one a line."
        named = stage.read("entry_papers").merge(stage.read("entries"), on="entry").query("name != ''")
        rows = [{str(name): cell for name, cell in row.items()} for row in papers.astype("str").to_dict("records")]
        chosen = citing.choose_works(sys.stdin, rows, aliases, zip(named["name"], named["key"], strict=True))
    elif options.keys:
        where, hint = "--keys", ""
        chosen = citing.choose_keys(options.keys, list(titles), aliases)
    else:
        where, hint = str(options.aux), "Give a paper that has been compiled, or its source."
        if not options.aux.exists():
            raise StudyError(f"{where}: no such file. {hint}")
        asked, everything = read_paper(options.aux)
        chosen = citing.choose_keys(asked, list(titles), aliases)
    nothing = not chosen.keys and not everything
    if nothing and chosen.missing:
        raise StudyError(
            f"{where}: not found: {chosen.name_missing()}. Expected keys, titles, identifiers or names that one work "
            "alone bears, of data/02_enriched/papers.csv."
        )
    if nothing:
        raise StudyError(f"{where}: cites no work. {hint}")
    if chosen.missing:
        # A paper cites other works as well, from a bibliography of its own.
        how = "not of the list, left to your own .bib" if options.aux else "not found"
        _say(f"{where}: {how}: {chosen.name_missing()}")
    for text, key in chosen.begun.items():
        _say(f"{text!r} is only a beginning; taken for {key} ({titles[key]})")
    code = 1 if chosen.missing and not options.aux else 0
    return Choice(list(titles) if everything else chosen.keys, where, chosen.keys, chosen.retired, code)


def _leave_out_partial(chosen: Choice, partial: set[str], titles: Mapping[str, str]) -> None:
    """Leave out works without authors, and say so; raises StudyError where one was asked for, or none is left."""
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
    chosen.keys = [key for key in chosen.keys if key not in partial]


def _write(stage: Stage, options: argparse.Namespace, chosen: Choice) -> str:
    """Return the chosen works in the format that the options ask for."""
    if options.format == "line":
        return f"\\cite{{{','.join(chosen.keys)}}}\n"
    if options.format == "table":
        columns = [name.strip() for name in options.columns.split(",") if name.strip()]
        return citing.write_table(_read_works(stage).describe(chosen.keys, columns), columns)
    if options.format == "csl":
        return citing.cut_csl(stage.read_text("data/bib/references.json"), chosen.keys, chosen.retired)
    if options.format == "ris":
        return citing.cut_ris(stage.read_text("data/bib/references.ris"), chosen.keys)
    return citing.cut_bibtex(stage.read_text("data/bib/references.bib"), chosen.keys, chosen.retired)


def _say(what: str) -> None:
    print(f"listometrics: {what}", file=sys.stderr)
