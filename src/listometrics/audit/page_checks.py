"""Rules on the list as a page: rows that cannot be read, HTML, the table of contents, and table columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from listometrics.audit.audit_input import AuditInput, group, split_whole_lines
from listometrics.audit.audit_rules import Finding, finder

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_TAG = re.compile(r"(?<!\\)<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>", re.I)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]+`|<!--(?:(?!<!--).)*?-->", re.S)
_ANCHOR = re.compile(r"\]\(#([^()\s]+)\)")
_UNSPACED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)*)(\[([^\[\]]+)\]\(#[^()\s]+\))")
_ID = re.compile(r"""<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""", re.I)
_ITEM = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])(?:\s|$)|<li\b|\*\*)", re.I)
LONGEST = 300  # characters of a row that cannot be read


@finder
def find_rejected(audit: AuditInput) -> Iterator[Finding]:
    """Find table rows that were left out: blank ones, and those that cannot be read.

    Items and blocks that are no papers, such as a table of contents, are no fault of a list.
    """
    for row in audit.frames["rejected"].to_dict("records"):
        raw, reason, line = str(row["raw"]), str(row["reason"]), int(row["line"])
        shown = " ".join(raw.split())[:LONGEST]
        if _ITEM.match(raw):
            continue
        if re.sub(r"[|\s]", "", raw):
            yield Finding(line, "unreadable_row", f"The row is not read: {reason}.", shown, subject=reason)
        else:
            yield Finding(line, "blank_row", "The row is blank.", shown, "remove the row", subject=reason)


@finder
def find_unbalanced_html(audit: AuditInput) -> Iterator[Finding]:
    """Find elements that are opened and not closed, or closed and not opened; escaped tags and code do not count.

    Equal tags of a line are one finding, which says how many they are.
    """
    for (line, tag, what), n in sorted(Counter(_find_unbalanced(audit.text)).items()):
        times = f" ({n} times)" if n > 1 else ""
        yield Finding(line, "unbalanced_html", f"{tag} {what}{times}.", tag, subject=f"{tag} {what}")


def _find_unbalanced(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, tag and what is wrong with it."""
    without_code = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    opened: list[tuple[str, int, str]] = []
    for line, content in enumerate(split_whole_lines(without_code), start=1):
        for match in _TAG.finditer(content):
            closes, tag = bool(match[1]), match[2].lower()
            if tag in VOID or match[3].rstrip().endswith("/"):
                continue
            place = max((i for i, (name, _, _) in enumerate(opened) if name == tag), default=-1)
            if not closes:
                opened.append((tag, line, match[0]))
            elif place < 0:
                yield line, match[0], "is closed here and was not opened"
            else:
                yield from ((at, tag, "is opened here and not closed") for _, at, tag in opened[place + 1 :])
                del opened[place:]
    yield from ((at, tag, "is opened here and not closed") for _, at, tag in opened)


@finder
def find_contents(audit: AuditInput) -> Iterator[Finding]:
    """Find what the table of contents (links to headings, above the first table) lacks: sections, headings, blanks."""
    head = audit.lines[: audit.tables[0].line - 1] if audit.tables else audit.lines
    linked = {anchor: n for n, line in enumerate(head, start=1) for anchor in _ANCHOR.findall(line)}
    if not linked:
        return
    there = set(_ID.findall(audit.text)) | {_slug(str(title)) for title in audit.frames["sections"]["title"]}
    for anchor, line in linked.items():
        if anchor not in there:
            what = f"The table of contents links to #{anchor}, which no heading bears."
            yield Finding(line, "broken_anchor", what, f"#{anchor}", subject=anchor)
    for line, content in enumerate(head, start=1):
        for number, link, title in _UNSPACED.findall(content):
            what = f"The table of contents has no blank between {number} and its title."
            yield Finding(line, "contents_blank", what, f"{number}{link}", f"{number} {link}", subject=title)
    for section in audit.frames["sections"].to_dict("records"):
        number, title, line = str(section["section"]), str(section["title"]), int(section["line"])
        anchors = [*_ID.findall(audit.lines[line - 1]), _slug(title), _slug(f"{number} {title}"), number]
        if line >= min(linked.values()) and not any(anchor in linked for anchor in anchors):
            what = f"Section {number} {title} is not in the table of contents."
            proposed = f"{number} [{title}](#{anchors[0]})"
            yield Finding(line, "not_in_contents", what, number, proposed, subject=title)


@finder
def find_columns(audit: AuditInput) -> Iterator[Finding]:
    """Find tables whose columns are not those of most tables of their kind under the same top section."""
    for family in group(audit.tables, lambda table: (table.section.partition(".")[0], table.header.kind)).values():
        usual, n = Counter(table.header.names for table in family).most_common(1)[0]
        for table in (table for table in family if n > 1 and table.header.names != usual):
            lacks = ", ".join(name for name in usual if name not in table.header.names)
            more = ", ".join(name for name in table.header.names if name not in usual)
            said = " and ".join([f"lacks {lacks}"] * bool(lacks) + [f"has {more}"] * bool(more))
            what = f"The table of section {table.section} {said or 'orders its columns otherwise'}."
            yield Finding(table.line, "columns_differ", what, " | ".join(table.header.names), subject=table.section)


def _slug(title: str) -> str:
    """Return the anchor that GitHub gives a Markdown heading."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
