"""What changed between two versions of a list: works, not lines; as Markdown for a pull request, or as JSON."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from listometrics.errors import StudyError
from listometrics.readme.parse import NO_SETTINGS, Parsed, parse_readme
from listometrics.readme.vocabulary import Settings, Vocabulary, make_vocabulary, read_settings
from listometrics.stats.estimates import median_interval, share
from listometrics.study import files
from listometrics.study.files import LIST, OUR_DATA
from listometrics.study.schema import TABLES
from listometrics.study.stage import open_stage
from listometrics.text import show_code, show_text
from listometrics.works.identity import join_versions, list_names

Row = dict[Any, Any]
CHANGES = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved to another section",
    "repeated": "Repeated in the same section",
    "merged": "No longer repeated in the same section",
    "published": "Newly published",
    "relabelled": "Relabelled",
    "read": "Newly read",
    "changed": "Other cells changed",
}
COLUMNS = ["change", "kind", "work", "line", "old_line", "column", "old", "new"]
CODED = {"models": "backbone_raw", "strategies": "strategy_raw"}
CELLS = ("name", "title", "backbone_raw", "strategy_raw", "publication_raw", "links", "note", "other")
GROUPS = {"frozen": "frozen", "full": "fully finetuned", "lora": "tuned by LoRA", "peft_other": "tuned by other PEFT"}
PLACED = ("moved", "repeated", "merged")
NEW, GONE = "new", "gone"
MOST = 50
MOST_COMPARED = 10_000  # pairs of rows of one work
LONGEST = 160
# Signs that turn the reading direction or steer a terminal, which JSON does not escape by itself.
_TURNED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_text = partial(show_text, longest=LONGEST)
_code = partial(show_code, longest=LONGEST)


class Difference(NamedTuple):
    """The changes of works, the headline numbers, and the rows that were not understood in one version alone."""

    changes: pd.DataFrame
    headlines: pd.DataFrame
    rejects: pd.DataFrame


class Pair(NamedTuple):
    """A work (or dataset, benchmark, repository) with its rows in the old and in the new version."""

    old: list[Row]
    new: list[Row]


def describe_changes(
    old: str, new: str, root: Path | None = None, as_json: bool = False, paths: Sequence[str] = ()
) -> str:
    """Return what changed between two versions of a list, as Markdown or JSON.

    A version is a file, or a git revision (see `read_version`); both are coded by the vocabularies of the study at
    `root` (default: the working directory), so that a changed vocabulary or `list.toml` is no change of the list.
    Where no root is given and the working directory is no study, our own vocabularies code them. `paths` are the
    files of the list in the working directory's repository; several are one list.
    """
    here = root or Path(".")
    ours = root is None and not (here / "data/vocab").is_dir()
    if ours and not (OUR_DATA / "vocab").is_dir():
        raise StudyError(
            "the working directory is no study (no folder data/vocab/), and this installation has no vocabularies of "
            "its own. Name a study with --root: listometrics new makes one."
        )
    stage = open_stage("diff", str(OUR_DATA.parent if ours else here))
    vocabulary = make_vocabulary(stage.read("models"), stage.read("strategies"), stage.read("venues"))
    settings = NO_SETTINGS if ours else read_settings(stage.read_choices())
    place, wanted = (Path("."), paths) if paths else (here, [LIST])
    before, after = (read_version(given, place, vocabulary, settings, wanted) for given in (old, new))
    write = make_json if as_json else make_comment
    return write(compare_versions(before, after), (old, new))


def read_version(
    given: str, root: Path, vocabulary: Vocabulary, settings: Settings = NO_SETTINGS, paths: Sequence[str] = (LIST,)
) -> Parsed:
    """Read and parse a version of a list.

    `given` is a file, or a git revision (`HEAD~1`, `main`, `v1.0`) of the files `paths`, seen from the folder `root`;
    or, as `REVISION:PATH`, of another file of its repository. A file that a revision does not have yet is empty, but
    not all of them. Raises StudyError where it is neither, or no list.
    """
    if Path(given).is_file():
        return parse_version(given, files.read_text(Path(given), given), vocabulary, settings)
    what_to_do = "Give a file, REVISION:PATH, or a revision and behind -- the list's file in it."
    if given.startswith(("-", ":")) or not given:
        raise StudyError(f"{given}: no such file, and no git revision. {what_to_do}")
    wanted = [given] if ":" in given else [f"{given}:./{path}" for path in paths]
    try:
        shown = {name: subprocess.run(["git", "show", name, "--"], cwd=root, capture_output=True) for name in wanted}
    except OSError:
        raise StudyError(f"{given}: no such file, and git was not found to look for a revision. Install git.") from None
    if not (texts := [files.decode(one.stdout, name) for name, one in shown.items() if not one.returncode]):
        said = [*shown[wanted[0]].stderr.decode("utf-8", "replace").strip().splitlines(), "no reason given"][0]
        raise StudyError(f"{given}: no such file, and git has no such revision of the list ({said}). {what_to_do}")
    return parse_version(given, files.join_texts(*texts), vocabulary, settings)


def parse_version(name: str, text: str, vocabulary: Vocabulary, settings: Settings = NO_SETTINGS) -> Parsed:
    """Parse a version of a list; an empty text is a list that has begun or ended: a version without a work."""
    if text.strip():
        return parse_readme(text, vocabulary, name, settings)
    tables = ("entries", "entry_models", "entry_strategies", "links", "rejected", "sections", "unknown")
    empty: dict[str, Any] = {table: TABLES[table].empty() for table in tables}
    return Parsed(**empty, rows=0, table_lines=0, header_lines=0)


def compare_versions(old: Parsed, new: Parsed) -> Difference:
    """Compare two versions of a list in every respect."""
    return Difference(compare_lists(old, new), compare_headlines(old, new), compare_rejects(old, new))


def pair_works(*versions: Parsed) -> list[Pair]:
    """Pair the rows of two versions, or group those of one (as the new rows of its pairs), by work.

    Rows are one work where they share an identifier or a normalised title, also by way of a third row: so that
    a renamed work that keeps its arXiv id stays the same, and one that gets its link later, too. Within one version
    an identifier joins only titles that agree, as in the study: a new title on another work's link is a work of its
    own. Works come in the order of the new list, removed ones last.
    """
    sides = range(2 - len(versions), 2)
    rows = [(side, row) for side, version in zip(sides, versions, strict=True) for row in _list_rows(version)]
    groups = join_versions([row.pop("names") for _, row in rows], [side for side, _ in rows])
    pairs: dict[int, Pair] = {}
    for group, (side, row) in zip(groups, rows, strict=True):
        pairs.setdefault(group, Pair([], []))[side].append(row)
    return sorted(pairs.values(), key=lambda pair: (not pair.new, int((pair.new or pair.old)[0]["entry"])))


def compare_lists(old: Parsed, new: Parsed) -> pd.DataFrame:
    """Compare the works of two versions.

    Returns one row a change, in the order of the new list: change (added, removed, moved: its sections are others;
    repeated, merged: it stands more or less often than before in the same sections; published: a preprint by the old
    list, not by the new; relabelled: other models or strategies by the vocabularies; read: newly marked; changed: any
    other cell), kind (paper, dataset, …), work, line (in the new list; empty where removed), old_line (empty where
    added), column, old, new.
    """
    pairs, places = pair_works(old, new), _match_sections(old, new)
    for pair in pairs:
        for row in pair.old:
            row["place"] = places.get(row["section"], f"former {row['section']}")
    rows = [row for pair in pairs for row in _compare(pair)]
    types = {**dict.fromkeys(COLUMNS, "str"), "line": "Int64", "old_line": "Int64"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def compare_headlines(old: Parsed, new: Parsed) -> pd.DataFrame:
    """Return the headline numbers of both versions: number, old, new, old_n, new_n, and changed.

    Counts have no n. Shares and medians count works, each once: shares of strategies among works with a coded one
    (full counting), the median among works with a stated size, by their largest model.
    """
    before, after = _count_headlines(old), _count_headlines(new)
    rows = [(number, before[number][0], after[number][0], before[number][1], after[number][1]) for number in before]
    frame = pd.DataFrame(rows, columns=["number", "old", "new", "old_n", "new_n"])
    frame = frame.astype({"number": "str", "old_n": "Int64", "new_n": "Int64"})
    return frame.assign(changed=(frame["old"] != frame["new"]) & ~(frame["old"].isna() & frame["new"].isna()))


def compare_rejects(old: Parsed, new: Parsed) -> pd.DataFrame:
    """Compare the rows that were not understood, by their text without regard to blanks: they are in no work.

    Returns change (new: the old version has no such row; gone: the new one has none), line (in the new version; in
    the old one where gone), reason and raw, new ones first, each in list order.
    """
    rows = []
    for change, version, other in ((NEW, new, old), (GONE, old, new)):
        there = Counter(map(_flatten, other.rejected["raw"]))
        for row in version.rejected.sort_values("line", kind="stable").to_dict("records"):
            text = _flatten(row["raw"])
            there[text] -= 1
            if there[text] < 0:
                rows.append((change, row["line"], row["reason"], row["raw"]))
    frame = pd.DataFrame(rows, columns=["change", "line", "reason", "raw"])
    return frame.astype({"change": "str", "line": "Int64", "reason": "str", "raw": "str"})


def make_comment(found: Difference, names: tuple[str, str], most: int = MOST) -> str:
    """Return the changes as Markdown: counts, headline numbers, then each kind of change, at most `most` rows each.

    `names` are those of the old and the new version.
    """
    counts = found.changes["change"].value_counts()
    said = ", ".join(f"{counts[change]} {change}" for change in CHANGES if change in counts)
    rejects = ", ".join(f"{n} {change}" for change, n in _count_rejects(found.rejects).items() if n)
    lines = [f"### Changes of the list: {_code(names[0])} to {_code(names[1])}", ""]
    lines += [f"{said or 'No work changed'}." + f" Rows not understood: {rejects}." * bool(rejects), ""]
    moved = found.headlines[found.headlines["changed"]].to_dict("records")
    if moved:
        lines += ["| headline number | old | new |", "|---|---:|---:|"]
        lines += [f"| {_text(row['number'])} | {_value(row, 'old')} | {_value(row, 'new')} |" for row in moved] + [""]
    elif len(found.changes):
        lines += ["No headline number changed.", ""]
    for change, heading in CHANGES.items():
        if len(ours := found.changes[found.changes["change"] == change]):
            lines += _fold(f"{heading} ({len(ours)})", _show_changes(ours.head(most), change), len(ours) - most)
    if len(found.rejects):
        shown = ["| line | | why | row |", "|---:|---|---|---|"]
        for row in found.rejects.head(most).to_dict("records"):
            shown.append(f"| {row['line']} | {row['change']} | {_text(row['reason'])} | {_code(row['raw'])} |")
        lines += _fold(f"Rows not understood ({rejects})", shown, len(found.rejects) - most)
    return "\n".join(lines).rstrip() + "\n"


def make_json(found: Difference, names: tuple[str, str]) -> str:
    """Return the changes as JSON: old, new, counts, headlines, changes, rows_not_understood; unknown is null."""
    counts = found.changes["change"].value_counts()
    content = {
        "old": names[0],
        "new": names[1],
        "counts": {change: int(counts.get(change, 0)) for change in CHANGES},
        "counts_not_understood": _count_rejects(found.rejects),
        "headlines": _list_plain(found.headlines),
        "changes": _list_plain(found.changes),
        "rows_not_understood": _list_plain(found.rejects),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return _TURNED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def _list_rows(version: Parsed) -> list[Row]:
    """List the entries as dicts with their links, coded models and strategies as texts, and what names their work."""
    rows: list[Row] = version.entries.sort_values("entry").to_dict("records")
    links: dict[int, list[Row]] = {}
    for link in version.links.to_dict("records"):
        links.setdefault(link["entry"], []).append(link)
    models, strategies = _join(version.entry_models, "model"), _join(version.entry_strategies, "strategy")
    for row in rows:
        row["place"] = row["section"]
        entry, kind = row["entry"], "title" if row["kind"] == "paper" else row["kind"]
        own = links.get(entry, [])
        row["names"] = list(list_names(row, [(str(link["kind"]), str(link["identifier"])) for link in own]))
        row["links"] = " ".join(str(link["url"]) for link in own)
        row["models"], row["strategies"] = models.get(entry, ""), strategies.get(entry, "")
        row["preprint"] = None if pd.isna(row["preprint"]) else bool(row["preprint"])
        if not any(name.startswith(f"{kind} ") for name in row["names"]):  # such as a title of punctuation
            row["names"].append(f"cells {' | '.join(str(row[cell]) for cell in CELLS)}")
    return rows


def _match_sections(old: Parsed, new: Parsed) -> dict[str, str]:
    """Give the new number of each old section: the section of the same title below the same ones, else of its number.

    A list without numbers is numbered by the parser, anew with each section that comes in.
    """
    paths: list[dict[tuple[Any, ...], str]] = []
    for version in (old, new):
        titles: dict[str, tuple[str, ...]] = {"": ()}
        seen = Counter[tuple[str, ...]]()
        numbers: dict[tuple[Any, ...], str] = {((), 1): ""}
        for row in version.sections.sort_values("line", kind="stable").to_dict("records"):
            path = titles[row["section"]] = (*titles.get(row["parent"], ()), row["title"])
            seen[path] += 1
            numbers[path, seen[path]] = row["section"]
        paths.append(numbers)
    same = {number: paths[1][path] for path, number in paths[0].items() if path in paths[1]}
    left = set(paths[1].values()) - set(same.values())
    return {number: number for number in paths[0].values() if number in left} | same


def _join(coded: pd.DataFrame, column: str) -> dict[Any, str]:
    """Return what the rows of an entry are coded as, in one text."""
    named: dict[Any, set[str]] = {}
    for entry, code in zip(coded["entry"], coded[column], strict=True):
        named.setdefault(entry, set()).add(str(code))
    return {entry: ", ".join(sorted(codes - {""})) for entry, codes in named.items()}


def _compare(pair: Pair) -> list[tuple[object, ...]]:
    old, new = pair
    sections = [", ".join(sorted(str(row["section"]) for row in rows)) for rows in pair]
    if not (old and new):
        return [_row("added" if new else "removed", pair, "section", *sections)]
    rows = []
    places = [sorted(row["place"] for row in rows) for rows in pair]
    if places[0] != places[1]:
        change = "moved"  # to another place; one that holds the work more or less often than before is none
        if set(places[0]) == set(places[1]):
            change = "repeated" if len(new) > len(old) else "merged" if len(new) < len(old) else "moved"
        rows.append(_row(change, pair, "section", *sections))
    best = next((row for row in new if row["preprint"] is False), None)
    published = best is not None and all(row["preprint"] is True for row in old)
    if best is not None and published:
        rows.append(_row("published", pair, "publication_raw", old[0]["publication_raw"], best["publication_raw"]))
    if any(row["read"] for row in new) and not any(row["read"] for row in old):
        rows.append(_row("read", pair, "read", "false", "true"))
    for before, after in _match_rows(pair):
        matched = Pair([before], [after])
        recoded = [coded for coded in CODED if before[coded] != after[coded]]
        rows += [_row("relabelled", matched, coded, before[coded], after[coded]) for coded in recoded]
        told = [CODED[coded] for coded in recoded]
        told += ["publication_raw"] * (published and after["preprint"] is False)
        changed = [cell for cell in CELLS if before[cell] != after[cell] and cell not in told]
        rows += [_row("changed", matched, cell, before[cell], after[cell]) for cell in changed]
    return rows


def _match_rows(pair: Pair) -> list[tuple[Row, Row]]:
    """Match the rows of a work one to one: those of one section first, of these the ones most alike.

    Equal rows are found by their cells, and of very many other ones those in the same place: comparing all with all
    takes as many steps as the product of their numbers.
    """
    matched: dict[int, int] = {}
    by_cells: dict[tuple[Any, ...], list[int]] = {}
    for j in reversed(range(len(pair.new))):
        by_cells.setdefault(_key(pair.new[j]), []).append(j)
    for i, before in enumerate(pair.old):
        if same := by_cells.get(_key(before)):
            matched[i] = same.pop()
    taken = set(matched.values())
    old = [i for i in range(len(pair.old)) if i not in matched]
    new = [j for j in range(len(pair.new)) if j not in taken]
    pairs = product(old, new) if len(old) * len(new) <= MOST_COMPARED else zip(old, new, strict=False)
    likeness = [
        (before["place"] == after["place"], sum(before[cell] == after[cell] for cell in CELLS), -i, -j)
        for i, j in pairs
        for before, after in [(pair.old[i], pair.new[j])]
    ]
    for *_, i, j in sorted(likeness, reverse=True):
        if -i not in matched and -j not in taken:
            matched[-i] = -j
            taken.add(-j)
    return [(pair.old[i], pair.new[j]) for i, j in sorted(matched.items(), key=lambda item: item[1])]


def _key(row: Row) -> tuple[Any, ...]:
    return row["place"], *(str(row[cell]) for cell in CELLS)


def _row(change: str, pair: Pair, column: str, old: object, new: object) -> tuple[object, ...]:
    newest = (pair.new or pair.old)[0]
    work = str(newest["title"] or newest["name"] or f"line {newest['line']}")
    line, old_line = (int(rows[0]["line"]) if rows else pd.NA for rows in (pair.new, pair.old))
    return change, newest["kind"], work, line, old_line, column, str(old), str(new)


def _count_headlines(version: Parsed) -> dict[str, tuple[float, int | None]]:
    """Give each number of a version and its n; NaN where nothing can be said."""
    papers = [pair.new for pair in pair_works(version) if pair.new[0]["kind"] == "paper"]
    work = {int(row["entry"]): number for number, rows in enumerate(papers) for row in rows}
    entries = int((version.entries["kind"] == "paper").sum())
    called = [rows for rows in papers if any(row["preprint"] is not None for row in rows)]
    preprints = sum(all(row["preprint"] is not False for row in rows) for rows in called)
    groups = version.entry_strategies.assign(work=version.entry_strategies["entry"].map(work)).dropna(subset="work")
    coded = groups.loc[groups["strategy_group"] != "", "work"].nunique()
    models = version.entry_models.assign(work=version.entry_models["entry"].map(work)).dropna(subset="work")
    known = models[models["open_weights"].notna()]
    named, open_ones = known["work"].nunique(), known.loc[known["open_weights"].astype(bool), "work"].nunique()
    median = median_interval(models.dropna(subset="params_m").groupby("work")["params_m"].max())
    return {
        "paper entries": (entries, None),
        "works": (len(papers), None),
        "works marked as read": (sum(any(row["read"] for row in rows) for rows in papers), None),
        "other entries": (len(version.entries) - entries, None),
        "works called preprints (%)": _percent(preprints, len(called)),
        **{
            f"works {said} (%)": _percent(groups.loc[groups["strategy_group"] == group, "work"].nunique(), coded)
            for group, said in GROUPS.items()
        },
        "works with closed models alone (%)": _percent(named - open_ones, named),
        "median of stated sizes (millions)": (median.estimate, median.n),
    }


def _percent(hits: int, n: int) -> tuple[float, int]:
    return round(100 * share(hits, n).estimate, 1), n


def _flatten(raw: object) -> str:
    return "|".join(" ".join(cell.split()) for cell in str(raw).split("|"))


def _fold(summary: str, rows: list[str], more: int) -> list[str]:
    left = [f"| … | and {more} more | | |"] if more > 0 else []
    return ["<details>", f"<summary>{summary}</summary>", "", *rows, *left, "", "</details>", ""]


def _count_rejects(rejects: pd.DataFrame) -> dict[str, int]:
    return {change: int((rejects["change"] == change).sum()) for change in (NEW, GONE)}


def _show_changes(changes: pd.DataFrame, change: str) -> list[str]:
    heads = {"added": "section", "removed": "section", "read": ""} | dict.fromkeys(PLACED, "sections")
    lines = [f"| line | work | {heads.get(change, 'old')} | {'' if change in heads else 'new'} |", "|---:|---|---|---|"]
    for row in changes.to_dict("records"):
        line = row["old_line"] if pd.isna(row["line"]) else row["line"]
        told = {"added": row["new"], "removed": row["old"], "read": ""}
        cells = (told | dict.fromkeys(PLACED, f"{row['old']} → {row['new']}")).get(change)
        old, new = (_text(cells), "") if cells is not None else (_code(row["old"]), _code(row["new"]))
        work = _text(row["work"]) + (f" ({row['column'].removesuffix('_raw')})" if change == "changed" else "")
        lines.append(f"| {line} | {work} | {old} | {new} |")
    return lines


def _list_plain(frame: pd.DataFrame) -> list[Row]:
    """List a table's rows as JSON can hold them."""
    plain: list[Row] = json.loads(frame.to_json(orient="records"))
    return plain


def _value(row: Row, side: str) -> str:
    value, n = row[side], row[f"{side}_n"]
    shown: str = "not known" if pd.isna(value) else f"{value:g}"
    return shown if pd.isna(n) else f"{shown} (n = {n})"
