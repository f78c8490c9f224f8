r"""Survey tables in LaTeX: booktabs and longtable, each work with its `\cite`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from listometrics.report.work_list import label, split_values
from listometrics.stats.wording import upper_first
from listometrics.stats.work_sample import find_stage, name_stages
from listometrics.text import clean
from listometrics.works.latex_text import encode

NEEDS = (
    "% In the preamble: \\usepackage{booktabs,longtable,array}\n"
    "% At the end: \\bibliography{references}. Works without known authors are in partial.bib: named here, not cited."
)
LEAD = ("frozen", "full", "lora")
LONGEST = 90
BREAK = r"\hspace{0pt}"  # not \allowbreak: behind a blank TeX also hyphenates
_MARK = "\0"
_BEHIND = re.compile(r"(?<=[@/_])(?=[A-Za-z0-9])")
_LONG = re.compile(r"[A-Za-z0-9]{11,}")
_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z]{12})(?=[A-Za-z]{12})")


def make_survey_tables(works: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the survey tables by file name, for a paper to `\\input`.

    `works` is the frame of `listometrics.report.work_list.list_works`, `tables` what it was made from, `sections`
    and `strategies`. Only works with a coded strategy are in them; without any there are no tables.
    """
    titles = name_stages(tables["sections"])
    placed = place_works(works, tables)
    if placed.empty:
        return {}
    groups = name_groups(tables["strategies"])
    return {
        "works_by_stage.tex": write_works(placed, titles),
        "stage_by_strategy.tex": write_grid(placed, titles, groups),
    }


def name_groups(strategies: pd.DataFrame) -> dict[str, str]:
    """Return the name of each group of strategies, with a capital; frozen, full and LoRA first."""
    names = dict(zip(strategies["strategy_group"], strategies["group_label"], strict=True))
    lead = [group for group in LEAD if group in names]
    return {group: upper_first(names[group]) for group in [*lead, *sorted(names.keys() - set(lead))]}


def place_works(works: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row for each work, stage and group of strategies, in that order of the stages and by date.

    A work stands in a stage with what its own entries there are coded as, not with what the work is coded as
    elsewhere. `strategies` are those of the stage, joined by `; `.
    """
    entries = tables["entries"][tables["entries"]["kind"] == "paper"][["entry", "section"]]
    coded = tables["entry_strategies"][tables["entry_strategies"]["strategy_group"] != ""]
    coded = entries.merge(tables["entry_papers"], on="entry").merge(coded, on="entry")
    coded = coded.assign(stage=coded["section"].map(find_stage), group=coded["strategy_group"])
    strategies = coded.groupby(["key", "stage"])["strategy"].agg(lambda s: "; ".join(dict.fromkeys(s)))
    once = coded[["key", "stage", "group"]].drop_duplicates()
    rows = once.merge(works.drop(columns="strategies"), on="key")
    rows = rows.join(strategies.rename("strategies"), ["key", "stage"])
    rows["order"] = [tuple(int(part) if part.isdecimal() else 0 for part in s.split(".")) for s in rows["stage"]]
    rows["citable"] = rows["bib_status"] != "partial"  # without authors: not in references.bib
    rows["rank"] = rows["group"].map(list(name_groups(tables["strategies"])).index)
    return rows.sort_values(["order", "rank", "first_date", "key"], kind="stable", ignore_index=True)


def write_works(placed: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Write the table of works: a part for each stage; name and citation, models, strategies, venue and year."""
    across = r">{\raggedright\arraybackslash}p{\dimexpr\linewidth-2\tabcolsep}"
    lines: list[str] = []
    for stage, rows in placed.drop_duplicates(["stage", "key"]).groupby("stage", sort=False):
        lines += [r"\addlinespace"] if lines else []
        lines.append(f"\\multicolumn{{4}}{{{across}}}{{\\emph{{{_stage(str(stage), titles)}}}}} \\\\*")
        lines += [_row(_work(row)) for row in rows.to_dict("records")]
    caption = "Works by stage, with models and tuning strategies as coded by the list."
    heads = [("Work", 0.28), ("Models", 0.26), ("Strategies", 0.24), ("Venue", 0.22)]
    return _table(caption, "works-by-stage", heads, lines)


def write_grid(placed: pd.DataFrame, titles: Mapping[str, str], named: Mapping[str, str]) -> str:
    """Write the table of stages against groups of strategies, with the works of each cell cited, else named."""
    groups = [group for group in named if (placed["group"] == group).any()]
    lines = []
    for stage, rows in placed.groupby("stage", sort=False):
        cells = [_cite_all(rows[rows["group"] == group]) for group in groups]
        lines += [_row([_stage(str(stage), titles), *cells]), r"\addlinespace"]
    caption = "Stages of the pipeline and groups of tuning strategies, as coded by the list."
    heads = [("Stage", 0.19), *((write_text(named[group]), 0.8 / len(groups)) for group in groups)]
    return _table(caption, "stage-by-strategy", heads, lines[:-1])


def write_text(text: str, otherwise: str = "") -> str:
    r"""Write plain text for LaTeX on one line, `otherwise` where nothing of it can be set; long words may break.

    >>> write_text("[R&D] 100%"), write_text("综述", "hou2023large"), write_text("LLM2BERT4Rec")
    ('{}[R\\&D] 100\\%', 'hou2023large', 'LLM2\\hspace{0pt}BERT4\\hspace{0pt}Rec')
    """
    marked = _LONG.sub(lambda match: _INSIDE.sub(_MARK, match[0]), _BEHIND.sub(_MARK, clean(text)))
    pieces = [encode(piece)[0] for piece in marked.split(_MARK)]
    written = BREAK.join(piece for piece in pieces if piece) or encode(otherwise)[0]
    # A bracket or star after \\ would be read as its option.
    return f"{{}}{written}" if written[:1] in ("[", "*") else written


def _table(caption: str, label: str, heads: Sequence[tuple[str, float]], lines: Iterable[str]) -> str:
    r"""Write a table of ragged columns; `heads` are their heads with the widths, as shares of the line.

    TeX hyphenates the first word of a cell only behind a blank, be it of no width.
    """
    columns = (
        rf">{{\raggedright\arraybackslash\hspace{{0pt}}}}p{{\dimexpr {width:.3f}\linewidth-2\tabcolsep}}"
        for _, width in heads
    )
    head = [r"\toprule", _row(name for name, _ in heads), r"\midrule"]
    return "\n".join([
        NEEDS,
        f"\\begin{{longtable}}{{{''.join(columns)}}}",
        f"\\caption{{{caption}}}\\label{{tab:{label}}}\\\\",
        *head, r"\endfirsthead", *head, r"\endhead", r"\bottomrule", r"\endlastfoot",
        *lines,
        "\\end{longtable}\n",
    ])  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"


def _stage(stage: str, titles: Mapping[str, str]) -> str:
    return write_text(f"{stage} {titles.get(stage, '')}".strip(), "Not given")


def _work(row: Mapping[Any, Any]) -> list[str]:
    cited = f"~\\cite{{{row['key']}}}" if row["citable"] else ""
    strategies = map(label, split_values(row["strategies"]))
    venue = f"{row['venue']} {row['year'] if pd.notna(row['year']) else ''}".strip()
    texts = (", ".join(split_values(row["models"])), ", ".join(strategies), venue)
    return [_name(row) + cited, *map(write_text, texts)]


def _name(row: Mapping[Any, Any]) -> str:
    named, title = split_values(str(row["names"])), str(row["title"])
    shown = named[0] if named else title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "..."
    return write_text(shown, str(row["key"]))


def _cite_all(rows: pd.DataFrame) -> str:
    """Cite works at once; those that cannot be cited are named behind."""
    keys = ",".join(rows.loc[rows["citable"], "key"])
    named = [_name(row) for row in rows[~rows["citable"]].to_dict("records")]
    return ", ".join([f"\\cite{{{keys}}}"] * bool(keys) + named) or "--"
