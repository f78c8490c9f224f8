"""Rules on the list as a page: rows that cannot be read, HTML, the table of contents, and table columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from listometrics.audit.layout import ListTable, split_lines
from listometrics.audit.material import Material
from listometrics.audit.rules import Finding

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_TAG = re.compile(r"(?<!\\)<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>", re.I)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]+`|<!--(?:(?!<!--).)*?-->", re.S)
_ANCHOR = re.compile(r"\]\(#([^()\s]+)\)")
_UNSPACED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)*)(\[([^\[\]]+)\]\(#[^()\s]+\))")
_ID = re.compile(r"""<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""", re.I)
_ITEM = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])(?:\s|$)|<li\b|\*\*)", re.I)
MOST_LINES = 300


def find_rejected(material: Material) -> Iterator[Finding]:
    """Find table rows that were left out: blank ones, and those that cannot be read.

    Items and blocks that are no papers, such as a table of contents, are no fault of a list.
    """
    for row in material.rejected.to_dict("records"):
        if _ITEM.match(str(row["raw"])):
            continue
        blank = not re.sub(r"[|\s]", "", str(row["raw"]))
        rule = "blank_row" if blank else "unreadable_row"
        what = "The row is blank." if blank else f"The row is not read: {row['reason']}."
        shown = " ".join(str(row["raw"]).split())[:MOST_LINES]
        proposed = "remove the row" if blank else ""
        yield Finding(int(row["line"]), rule, what, shown, proposed, str(row["reason"]))


def find_unbalanced_html(material: Material) -> Iterator[Finding]:
    """Find elements that are opened and not closed, or closed and not opened; escaped tags and code do not count.

    Equal tags of a line are one finding, which says how many they are.
    """
    for (line, tag, what), n in sorted(Counter(_unbalanced(material)).items()):
        times = f" ({n} times)" if n > 1 else ""
        yield Finding(line, "unbalanced_html", f"{tag} {what}{times}.", tag, "", f"{tag} {what}")


def _unbalanced(material: Material) -> Iterator[tuple[int, str, str]]:
    """Yield line, tag and what is wrong with it."""
    text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), material.text)
    opened: list[tuple[str, int, str]] = []
    for line, content in enumerate(split_lines(text), start=1):
        for match in _TAG.finditer(content):
            closes, tag = bool(match[1]), match[2].lower()
            if tag in VOID or match[3].rstrip().endswith("/"):
                continue
            if not closes:
                opened.append((tag, line, match[0]))
                continue
            places = [i for i, (name, _, _) in enumerate(opened) if name == tag]
            if not places:
                yield line, match[0], "is closed here and was not opened"
                continue
            for _, at, unclosed in opened[places[-1] + 1 :]:
                yield at, unclosed, "is opened here and not closed"
            del opened[places[-1] :]
    for _, at, unclosed in opened:
        yield at, unclosed, "is opened here and not closed"


def find_contents(material: Material, tables: list[ListTable]) -> Iterator[Finding]:
    """Find what the table of contents (links to headings, above the first table) lacks: sections, headings, blanks."""
    lines = split_lines(material.text)
    head = lines[: tables[0].line - 1] if tables else lines
    linked = {anchor: n for n, line in enumerate(head, start=1) for anchor in _ANCHOR.findall(line)}
    if not linked:
        return
    there = set(_ID.findall(material.text)) | {_slug(str(title)) for title in material.sections["title"]}
    for anchor, line in linked.items():
        if anchor not in there:
            what = f"The table of contents links to #{anchor}, which no heading bears."
            yield Finding(line, "broken_anchor", what, f"#{anchor}", "", anchor)
    for line, content in enumerate(head, start=1):
        for number, link, title in _UNSPACED.findall(content):
            what = f"The table of contents has no blank between {number} and its title."
            yield Finding(line, "contents_blank", what, f"{number}{link}", f"{number} {link}", title)
    for section in material.sections.to_dict("records"):
        number, title, at = str(section["section"]), str(section["title"]), int(section["line"])
        if at < min(linked.values()):
            continue
        own = [*_ID.findall(lines[at - 1]), _slug(title), _slug(f"{number} {title}"), number]
        if not any(name in linked for name in own):
            what = f"Section {number} {title} is not in the table of contents."
            yield Finding(at, "not_in_contents", what, number, f"{number} [{title}](#{own[0]})", title)


def find_columns(tables: list[ListTable]) -> Iterator[Finding]:
    """Find tables whose columns are not those of most tables of their kind under the same top section."""
    families: dict[tuple[str, str], list[ListTable]] = {}
    for table in tables:
        families.setdefault((table.section.partition(".")[0], table.header.kind), []).append(table)
    for family in families.values():
        counted = Counter(table.header.names for table in family)
        usual, n = counted.most_common(1)[0]
        if n < 2:
            continue
        for table in family:
            if table.header.names != usual:
                lacks = [name for name in usual if name not in table.header.names]
                more = [name for name in table.header.names if name not in usual]
                said = [f"lacks {', '.join(lacks)}"] * bool(lacks) + [f"has {', '.join(more)}"] * bool(more)
                what = f"The table of section {table.section} {' and '.join(said) or 'orders its columns otherwise'}."
                yield Finding(table.line, "columns_differ", what, " | ".join(table.header.names), "", table.section)


def _slug(title: str) -> str:
    """Return the anchor that GitHub gives a Markdown heading."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
