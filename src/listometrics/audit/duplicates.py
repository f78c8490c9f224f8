"""Rules on works that have several rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from listometrics.audit.material import Material, Row, in_row, name_row
from listometrics.audit.rules import Finding


def find_duplicates(material: Material) -> Iterator[Finding]:
    """Find works with several rows: in one section, and across sections."""
    for rows in material.rows_by_work.values():
        sections = {s: list(group) for s, group in groupby(sorted(rows, key=_place), key=lambda row: row["section"])}
        for section, same in sections.items():
            kept = max(same, key=_content)
            for row in same:
                if row is not kept:
                    yield _in_section(row, kept, section)
        firsts = [same[0] for same in sections.values()]
        if len(firsts) > 1:
            first, *others = sorted(firsts, key=lambda row: int(row["line"]))
            places = ", ".join(f"line {row['line']} ({row['section']})" for row in others)
            what = f"{name_row(first)} stands here ({first['section']}) and also in {places}."
            found = ", ".join(str(row["section"]) for row in (first, *others))
            yield in_row(first, "duplicate_across_sections", what, found=found)


def _in_section(row: Row, kept: Row, section: str) -> Finding:
    what = (
        f"{name_row(row)} stands twice in section {section}: lines {row['line']} and {kept['line']}. "
        f"Remove line {row['line']}: line {kept['line']} says more."
    )
    proposed = f"remove the row; keep line {kept['line']}"
    return in_row(row, "duplicate_in_section", what, found=name_row(row), proposed=proposed)


def _place(row: Row) -> tuple[str, int]:
    return str(row["section"]), int(row["line"])


def _content(row: Row) -> tuple[int, int]:
    """Rank rows of one work by what they say: the cells filled, then the length of the note."""
    filled = sum(bool(row[c]) for c in ("name", "backbone_raw", "strategy_raw", "publication_raw", "note"))
    return filled, len(row["note"])
