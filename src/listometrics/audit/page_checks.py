"""Rules on the list as a page: rows that cannot be read, HTML, the table of contents, and table columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from urllib.parse import unquote

from listometrics.audit.audit_input import AuditInput, Row, group, split_whole_lines
from listometrics.audit.audit_rules import Finding, finder
from listometrics.readme.inline_text import make_plain
from listometrics.readme.phrases import has_paper_address

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_TAG = re.compile(r"(?<!\\)<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>", re.I)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]+`|<!--(?:(?!<!--).)*?-->", re.S)
_ANCHOR = re.compile(r"""(?:\]\(|\bhref\s*=\s*["']?)#([^()\s"'<>]+)""")
_UNSPACED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)*)(\[([^\[\]]+)\]\(#[^()\s]+\))")
_ID = re.compile(r"""<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""", re.I)
_ROW = re.compile(r"\s*(?:\||<t[rdh]\b)", re.I)
LONGEST = 300  # characters of a row that cannot be read


@finder
def find_rejected(audit: AuditInput) -> Iterator[Finding]:
    """Find table rows that were left out: blank ones, and those that cannot be read.

    Rows of tables that hold no papers, such as a table of contents, are no fault of a list.
    """
    for row in audit.frames["rejected"].to_dict("records"):
        raw, reason, line = str(row["raw"]), str(row["reason"]), int(row["line"])
        shown, header = " ".join(raw.split())[:LONGEST], audit.headers.get(line)
        if not re.sub(r"[|\s]", "", raw):
            yield Finding(line, "blank_row", "The row is blank.", shown, "remove the row", subject=reason)
        elif _ROW.match(raw) and "inside" not in reason and (header.names_entries if header else _links_paper(raw)):
            yield Finding(line, "unreadable_row", f"The row is not read: {reason}.", shown, subject=reason)


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
    """Find what the table of contents (the links to headings) lacks: sections, headings, blanks.

    A section with entries is missing where others of its level are there.
    """
    linked: dict[str, tuple[int, str]] = {}
    for line, content in enumerate(audit.lines, start=1):
        for anchor in _ANCHOR.findall(content):
            linked.setdefault(_fold(anchor), (line, anchor))
    if not linked:
        return
    sections = audit.frames["sections"].to_dict("records")
    anchors = dict(zip((row["line"] for row in sections), _list_anchors(audit, sections), strict=True))
    there = {*map(_fold, _ID.findall(audit.text)), *chain.from_iterable(anchors.values())}
    for anchor, (line, written) in linked.items():
        if anchor not in there:
            what = f"The table of contents links to #{written}, which no heading bears."
            yield Finding(line, "broken_anchor", what, f"#{written}", subject=written)
    for line, content in enumerate(audit.lines, start=1):
        for number, link, title in _UNSPACED.findall(content):
            what = f"The table of contents has no blank between {number} and its title."
            yield Finding(line, "contents_blank", what, f"{number}{link}", f"{number} {link}", subject=title)
    named = {str(row["section"]) for row in sections if not anchors[row["line"]].isdisjoint(linked)}
    filled = {number for row in audit.rows for number in audit.list_around(row["section"])}
    levels = {row["level"] for row in sections if str(row["section"]) in named}
    for section in sections:
        number, title, line = str(section["section"]), str(section["title"]), int(section["line"])
        if number in filled - named and section["level"] in levels and line >= min(linked.values())[0]:
            what = f"Section {number} {title} is not in the table of contents."
            anchor = [*_ID.findall(audit.lines[line - 1]), _slug(title)][0]
            yield Finding(line, "not_in_contents", what, number, f"{number} [{title}](#{anchor})", subject=title)


def _list_anchors(audit: AuditInput, sections: Sequence[Row]) -> Iterator[set[str]]:
    """Yield the anchors of each section: its ids, and as GitHub makes them, the second of equal ones with `-1`."""
    seen: Counter[str] = Counter()
    for section in sections:
        number, title, written = str(section["section"]), str(section["title"]), audit.lines[section["line"] - 1]
        slug = _fold(_slug(make_plain(re.sub(r"^\s*#+|#+\s*$|<[^<>]*>", "", written))))
        repeated = f"-{seen[slug]}" * (seen[slug] > 0)
        seen[slug] += 1
        own = {slug, _fold(_slug(title)), _fold(_slug(f"{number} {title}"))}
        yield {*map(_fold, _ID.findall(written)), number, *(f"{name}{repeated}" for name in own)}


@finder
def find_columns(audit: AuditInput) -> Iterator[Finding]:
    """Find tables whose columns are not those of most tables of their kind under the same top section."""
    for family in group(audit.tables, lambda table: (table.section.partition(".")[0], table.header.kind)).values():
        usual, n = Counter(table.header.names for table in family).most_common(1)[0]
        for table in (table for table in family if n > 1 and table.header.names != usual):
            lacks = ", ".join(name for name in usual if name not in table.header.names)
            more = ", ".join(name for name in table.header.names if name not in usual)
            said = " and ".join([f"lacks {lacks}"] * bool(lacks) + [f"has {more}"] * bool(more))
            what = f"The table of section {audit.say_section(table.section)} {said or 'orders its columns otherwise'}."
            yield Finding(table.line, "columns_differ", what, " | ".join(table.header.names), subject=table.section)


def _fold(anchor: str) -> str:
    """Return an anchor as it is compared: decoded, in lower case, without the signs that make a character an emoji."""
    return re.sub("[\ufe0f\u200d]", "", unquote(anchor)).lower()


def _links_paper(raw: str) -> bool:
    return any(map(has_paper_address, re.findall(r"https?://[^\s<>\"')\]]+", raw)))


def _slug(title: str) -> str:
    """Return the anchor that GitHub gives a Markdown heading."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
