"""What one needs to see to trust a parse: the flow of rows, samples raw beside parsed, unknowns, names used."""

from __future__ import annotations

from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.readme.inline_text import classify_link, parse_links
from listometrics.readme.markdown_blocks import split_lines
from listometrics.readme.parse import Parsed
from listometrics.readme.phrases import has_paper_address
from listometrics.study.files import CHOICES

_MANY = 0.1  # of the rejected rows; where more link to a paper, something is not understood


def count_flow(parsed: Parsed) -> pd.DataFrame:
    """Return the flow of the list's rows, items and blocks: columns `step` and `n`; the parts add up.

    The first line is counted in the text, without the parser: lines that begin with `|`.
    """
    kinds = parsed.entries["kind"].value_counts()
    steps = [("table lines, counted in the text", parsed.table_lines), ("headers and separators", parsed.header_lines)]
    steps += [("rows, items and blocks read", parsed.rows), ("rejected", len(parsed.rejected))]
    steps += [("entries", len(parsed.entries)), *((f"entries: {kind}", n) for kind, n in sorted(kinds.items()))]
    steps += [("entries read by the list's authors", int(parsed.entries["read"].sum()))]
    return pd.DataFrame(steps, columns=["step", "n"])


def sum_up(parsed: Parsed) -> pd.DataFrame:
    """Return the end of the account: rows kept and rejected, and values unknown by column; columns `what` and `n`.

    Raises StudyError where a row is neither kept nor rejected, which no list can cause, and where none is kept.
    """
    kept, rejected = len(parsed.entries), len(parsed.rejected)
    if kept + rejected != parsed.rows:
        raise StudyError(
            f"01_parse: {parsed.rows} rows were read, {kept} kept and {rejected} rejected; expected a sum. Report it."
        )
    if unread := say_unread(parsed):
        raise StudyError(unread)
    unknown = parsed.unknown["column"].value_counts().sort_index()
    account = [("rows, items and blocks read", parsed.rows), ("kept", kept), ("rejected", rejected)]
    account += [("values unknown", int(unknown.sum()))]
    account += [(f"values unknown: {name}", n) for name, n in unknown.items()]
    return pd.DataFrame(account, columns=["what", "n"])


def say_unread(parsed: Parsed) -> str:
    """Say that nothing of a list was read, the reason that most of it was rejected for, and what to do; else nothing.

    An empty list of works would give an empty report.
    """
    if len(parsed.entries):
        return ""
    reasons = parsed.rejected["reason"].value_counts()
    most = f"; most often: {reasons.index[0]} ({reasons.iloc[0]} of {parsed.rows})" if len(reasons) else ""
    return (
        f"data/raw_readme.md: none of {parsed.rows} rows, items and blocks is an entry{most}. Expected works with a "
        f"link to a paper, a venue or authors. See data/01_parsed/rejected.csv; name columns and kinds in {CHOICES}."
    )


def say_account(kept: int, rejected: pd.DataFrame) -> str:
    """Say in one line what became of a list: entries, what was rejected and mostly why, and whether papers are lost.

    A list of software gets a clear answer.
    """
    raws = rejected["raw"]
    line = f"{kept} entries, {len(raws)} rejected"
    if not len(raws):
        return f"{line}."
    reasons = rejected["reason"].value_counts()
    urls = [[link.url for link in parse_links(raw).links] for raw in raws]
    papers = sum(any(map(has_paper_address, found)) for found in urls) / len(urls)
    line += f", most often: {reasons.index[0]} ({reasons.iloc[0]}); {papers:.0%} of the rejected link to a paper."
    if papers > _MANY:
        line += " Warning: entries may be missing; see data/01_parsed/rejected.csv."
    software = sum(any(classify_link(url)[0] == "github" for url in found) for found in urls)
    if software > max(kept, len(urls) / 2):
        line += " This is a list of software: most of its rows link to code and to no paper, so that little is studied."
    return line


def count_sections(parsed: Parsed) -> pd.DataFrame:
    """Return the number of entries by section (rows, in list order) and kind (columns), with a sum."""
    names = ["section", "section_title"]
    in_order = parsed.entries[names].drop_duplicates()
    counts = parsed.entries.groupby([*names, "kind"]).size().unstack(fill_value=0)
    counts = counts.loc[list(in_order.itertuples(index=False, name=None))]
    return counts.assign(sum=counts.sum(axis="columns"))


def show_rows(text: str, parsed: Parsed, n: int, seed: int) -> pd.DataFrame:
    """Return `n` entries drawn at random: the row as written beside what was understood of it."""
    drawn = parsed.entries.sample(min(n, len(parsed.entries)), random_state=seed).sort_values("entry")
    lines = split_lines(text)
    models = parsed.entry_models.assign(said=parsed.entry_models.apply(_say_model, axis="columns"))
    return pd.DataFrame(
        {
            "line": drawn["line"],
            "as written": [" ".join(lines[line - 1].split()) for line in drawn["line"]],
            "name": drawn["name"],
            "title": drawn["title"],
            "models": _join(models, "said", drawn["entry"]),
            "strategies": _join(parsed.entry_strategies, "strategy", drawn["entry"]),
            "venue": drawn["venue"],
            "year": drawn["year"],
            "links": _join(parsed.links, "identifier", drawn["entry"]),
        }
    ).set_index("line")


def check_choices(parsed: Parsed) -> None:
    """Raise StudyError where `data/list.toml` names a column or a section that the list has not."""
    if parsed.unused:
        raise StudyError(
            f"{CHOICES}: {'; '.join(parsed.unused)}: no column or section of the list has that name. "
            "Write it as in the list, or drop it."
        )


def check_unknown(unknown: pd.DataFrame, strict: bool) -> None:
    """Raise StudyError under `strict` where a vocabulary lacks a value."""
    if strict and len(unknown):
        first = unknown.iloc[0]
        raise StudyError(
            f"data/raw_readme.md:{first['line']}: {first['column']} {first['value']!r} is in no vocabulary "
            f"(nearest: {first['nearest'] or 'none'}), and {len(unknown) - 1} more. "
            "Add an alias in data/vocab/, or run without strict."
        )


def count_names(parsed: Parsed) -> pd.DataFrame:
    """Return each canonical name with the number of entries that use it: `vocabulary`, `name`, `n`."""
    frames = {"models": (parsed.entry_models, "model"), "strategies": (parsed.entry_strategies, "strategy")}
    frames["venues"] = (parsed.entries, "venue")
    used = {
        vocabulary: frame[["entry", column]].drop_duplicates()[column].value_counts().rename_axis("name")
        for vocabulary, (frame, column) in frames.items()
    }
    counted = pd.concat(used, names=["vocabulary"]).rename("n").reset_index().query("name != ''")
    return counted.sort_values(["vocabulary", "n", "name"], ascending=[True, False, True], ignore_index=True)


def parse_numbers(parsed: Parsed) -> dict[str, Any]:
    """Return the counts that prose needs: rows read, items and blocks among them, rejected, kinds of entries, more."""
    return {
        "rows": parsed.rows,
        "items": parsed.rows - (parsed.table_lines - parsed.header_lines),
        "rejected": len(parsed.rejected),
        "entries": len(parsed.entries),
        "kinds": {kind: int(n) for kind, n in parsed.entries["kind"].value_counts().items()},
        "read": int(parsed.entries["read"].sum()),
        "sections": len(parsed.sections),
        "unknown": len(parsed.unknown),
    }


def _say_model(row: pd.Series[Any]) -> str:
    size = f"{row['params_m']:g} M" if pd.notna(row["params_m"]) else row["params_status"]
    return f"{row['model']} ({size})"


def _join(frame: pd.DataFrame, column: str, entries: pd.Series[int]) -> list[str]:
    joined = frame.groupby("entry")[column].agg(", ".join)
    return [joined.get(entry, "") for entry in entries]
