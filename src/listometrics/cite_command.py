"""`listometrics cite`: choose works, say what is not citable, and write the rest in the form that was asked for."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from listometrics.errors import StudyError
from listometrics.study import files
from listometrics.study.schema import TABLES
from listometrics.study.stage import Stage, open_stage
from listometrics.works import citing
from listometrics.works.citation_keys import retired_keys
from listometrics.works.paper_citations import Cited, read_cited
from listometrics.works.query import Works, explain_empty, read_works


def cite(options: argparse.Namespace) -> int:
    """Write the chosen works; return the exit code: 1 where something was asked for by name and is not there."""
    if options.output and not (folder := Path(os.path.realpath(options.output)).parent).is_dir():
        raise StudyError(f"{options.output}: no folder {folder}. Make it, or write somewhere else.")
    stage = open_stage("cite", str(options.root))
    if not (stage.root / TABLES["papers"].path).exists():
        raise StudyError(f"{options.root}: has no works yet. Run the study first: listometrics run {options.root}")
    papers, aliases, missing = stage.read("papers"), retired_keys(stage.read_state("keys")), False
    titles = dict(zip(papers["key"], papers["title"], strict=True))
    named, retired = list[str](), dict[str, str]()
    if options.section is not None:
        sections = stage.read("sections")
        titles_by_number = dict(zip(sections["section"], sections["title"], strict=True))
        where, keys = "--section", list(_read_works(stage).in_section(options.section, titles_by_number))
    elif options.where is not None:
        works = _read_works(stage)
        where, keys = "--where", list(works.where(options.where))
        if not keys:
            raise explain_empty(options.where, works.rows.values())
    else:
        where, everything, chosen = _choose(stage, options, papers, aliases, titles)
        named, retired, missing = chosen.keys, chosen.retired, bool(chosen.missing)
        keys = list(titles) if everything else named
    partial = set(papers.loc[papers["bib_status"] == "partial", "key"])
    _say_left_out(where, keys, partial, titles)
    for old, today in retired.items():
        _say(f"{old} is retired and still works; cite {today} from now on")
    text = _write(stage, options, [key for key in keys if key not in partial], retired)
    if options.output:
        _check_output(options, {*titles, *aliases})
        files.write_output(options.output, text.encode("utf-8"))
    else:
        print(text, end="")
    return int(missing or not partial.isdisjoint(named))


def _read_works(stage: Stage) -> Works:
    tables = ("papers", "entry_papers", "entries", "entry_strategies", "entry_models")
    return read_works({name: stage.read(name) for name in tables})


def _check_output(options: argparse.Namespace, known: set[str]) -> None:
    """Refuse to write over a file that `cite` did not write, and over those of the study."""
    output: Path = options.output
    if options.force or not output.is_file():
        return
    inside = Path(os.path.realpath(output)).is_relative_to(os.path.realpath(options.root / "data"))
    if inside or not citing.is_ours(files.read_bytes(output).decode("utf-8", errors="replace"), known):
        raise StudyError(f"{output}: holds what cite did not write. Name another file, or write over it by --force.")


def read_paper(path: Path) -> Cited:
    """Return what a paper cites, with the files that it takes in, looked for where TeX does: beside the paper."""
    seen = {os.path.realpath(path)}

    def take_in(folder: str, name: str) -> str | None:
        for place in (os.path.join(path.parent, folder, name), os.path.join(path.parent, name)):
            for file in filter(os.path.isfile, (f"{place}.tex", place)):
                first = (real := os.path.realpath(file)) not in seen
                seen.add(real)
                return _read_latex(Path(file)) if first else ""
        return None

    return read_cited(_read_latex(path), take_in)


def _read_latex(path: Path) -> str:
    """Return a file's text, in whatever encoding: keys are ASCII."""
    return files.read_bytes(path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def _list_own(paper: Path, cited: Cited) -> set[str]:
    """Return the keys of the bibliographies that a paper has beside it."""
    places = [os.path.join(paper.parent, f"{name.removesuffix('.bib')}.bib") for name in cited.bibliographies]
    texts = [_read_latex(Path(place)) for place in places if os.path.isfile(place)]
    return {key for text in texts for key in re.findall(r"@\s*\w+\s*[{(]\s*([^\s,{}()]+)\s*,", text)}


def _choose(
    stage: Stage, options: argparse.Namespace, papers: pd.DataFrame, aliases: Mapping[str, str],
    titles: Mapping[str, str],
) -> tuple[str, bool, citing.Chosen]:  # fmt: skip
    """Choose the works that are asked for one by one, and name what is not found; StudyError where nothing is.

    Returns where they were asked for, and whether all works of the list are, beside these.
    """
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
        cited = read_paper(options.aux)
        everything = cited.everything
        chosen = citing.choose_keys(cited.keys, list(titles), aliases)
        if own := _list_own(options.aux, cited) & {*chosen.missing}:
            _say(f"{where}: {len(own)} of its citations are not of the list, and left to its own .bib")
            chosen.missing = {key: near for key, near in chosen.missing.items() if key not in own}
        if cited.absent:
            _say(f"{where}: not beside it, so that what they cite is not known: {', '.join(cited.absent)}")
    nothing = not chosen.keys and not everything
    if nothing and chosen.missing:
        raise StudyError(
            f"{where}: not found: {chosen.name_missing()}. Expected keys, titles, identifiers or names that one work "
            "alone bears, of data/02_enriched/papers.csv."
        )
    if nothing:
        raise StudyError(f"{where}: cites no work of the list. {hint}")
    if chosen.missing:
        how = "neither of the list nor in a .bib beside the paper" if options.aux else "not found"
        _say(f"{where}: {how}: {chosen.name_missing()}")
    for text, key in chosen.begun.items():
        _say(f"{text!r} is only a beginning; taken for {key} ({titles[key]})")
    return where, everything, chosen


def _say_left_out(where: str, keys: Sequence[str], partial: set[str], titles: Mapping[str, str]) -> None:
    """Say which works are left out for want of authors; raises StudyError where no other is asked for."""
    if left_out := [key for key in keys if key in partial]:
        named = "; ".join(f"{key} ({titles[key]})" for key in left_out)
        said = (
            f"no source knows the authors of {named}. Put a .bib with their authors into data/bib/sources/ (in Latin "
            "letters, or LaTeX cannot set them) and run notebook 02, or cite them from partial.bib."
        )
        if len(left_out) == len(keys):
            raise StudyError(f"{where}: {said}")
        _say(f"left out: {said}")


def _write(stage: Stage, options: argparse.Namespace, keys: Sequence[str], retired: Mapping[str, str]) -> str:
    """Return the chosen works in the format that the options ask for."""
    if options.format == "line":
        return f"\\cite{{{','.join(keys)}}}\n"
    if options.format == "table":
        columns = [name.strip() for name in options.columns.split(",") if name.strip()]
        return citing.write_table(_read_works(stage).describe(keys, columns), columns)
    if options.format == "csl":
        return citing.cut_csl(stage.read_text("data/bib/references.json"), keys, retired)
    if options.format == "ris":
        return citing.cut_ris(stage.read_text("data/bib/references.ris"), keys)
    return citing.cut_bibtex(stage.read_text("data/bib/references.bib"), keys, retired)


def _say(what: str) -> None:
    print(f"listometrics: {what}", file=sys.stderr)
