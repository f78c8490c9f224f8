"""Rules on works that have several rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from listometrics.audit.material import Material, Row, name_row
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
            yield Finding(
                line=int(first["line"]),
                rule="duplicate_across_sections",
                what=f"{name_row(first)} stands here ({first['section']}) and also in {places}.",
                found=", ".join(str(row["section"]) for row in (first, *others)),
                subject=first["title"],
                entry=int(first["entry"]),
            )


def find_disagreeing_rows(material: Material) -> Iterator[Finding]:
    """Find rows of one work whose publication cells name different venues or years."""
    for rows in material.rows_by_work.values():
        said = [row for row in rows if row["venue"]]
        published = [row for row in said if row["preprint"] is False]
        best = (published or said)[0] if said else None
        for row in said:
            if best is not None and (row["venue"], row["year"]) != (best["venue"], best["year"]):
                agreed = len({(r["venue"], r["year"]) for r in published}) == 1 and row["preprint"] is True
                yield Finding(
                    line=int(row["line"]),
                    rule="rows_disagree",
                    what=f"{name_row(row)} is {row['publication_raw']} here and {best['publication_raw']} "
                    f"in line {best['line']}.",
                    found=row["publication_raw"],
                    proposed=best["publication_raw"],
                    subject=row["title"],
                    entry=int(row["entry"]),
                    column="publication_raw",
                    safe=agreed and "<" not in best["publication_raw"],
                )


def _in_section(row: Row, kept: Row, section: str) -> Finding:
    return Finding(
        line=int(row["line"]),
        rule="duplicate_in_section",
        what=f"{name_row(row)} stands twice in section {section}: lines {row['line']} and {kept['line']}. "
        f"Remove line {row['line']}: line {kept['line']} says more.",
        found=name_row(row),
        proposed=f"remove the row; keep line {kept['line']}",
        subject=row["title"],
        entry=int(row["entry"]),
    )


def _place(row: Row) -> tuple[str, int]:
    return str(row["section"]), int(row["line"])


def _content(row: Row) -> tuple[int, int]:
    """Rank rows of one work by what they say: the cells filled, then the length of the note."""
    filled = sum(bool(row[c]) for c in ("name", "backbone_raw", "strategy_raw", "publication_raw", "note"))
    return filled, len(row["note"])
