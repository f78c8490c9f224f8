"""Read a paragraph's text as runs: what is bold, in italics, a link, or a break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from listometrics.readme.links import Link, clean_url, href_of, inline_parser, unwrap_label
from listometrics.readme.rows import BLANKS

_HARD = "\n\n"  # the text of a break that the list asks for, not one that only wraps a line
LONGEST = 5_000  # characters; a longer paragraph is prose
_BAR = "\ue07c"  # stands for an escaped bar, which divides nothing
_MARKED = re.compile(r"[\\`*_&<]")
_TAG = re.compile(r"<(/?)(b|strong|i|em|br|code)\b[^<>]*>", re.I)
# Elements that change how text looks; any other one, such as <script> or <Output>, is text of its author's.
_MARKUP = re.compile(
    r"<!--|</?(?:a|abbr|big|blockquote|center|cite|dd|del|details|div|dl|dt|figure|figcaption|font|h[1-6]|hr|img|ins|kbd|li|"
    r"mark|ol|p|picture|pre|q|s|samp|small|source|span|strike|sub|summary|sup|t[dhrt]|table|tbody|thead|u|ul|var)\b",
    re.I,
)
_BARE = re.compile(r"https?://[^\s<>()\[\]{}|\"，。；]+", re.I)
_RUNS_ON = re.compile(r"(?:,|\band|&|-|[a-z]{2})$")


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `url` is None where it is no link; a break is the text `\\n`; a badge is a linked image."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str | None = None
    badge: bool = False

    @property
    def is_link(self) -> bool:
        """Tell whether the run is a link."""
        return self.url is not None

    @property
    def is_break(self) -> bool:
        """Tell whether the run is a break."""
        return self.text in ("\n", _HARD) and self.url is None

    @property
    def is_plain(self) -> bool:
        """Tell whether the run is text without style."""
        return not (self.bold or self.italic or self.code or self.is_link or self.is_break)


def read_runs(text: str) -> list[Run]:
    r"""Return the runs of a text; images are left out, a link around an image has its alternative text.

    >>> [(run.text, run.bold, run.url) for run in read_runs("**A title**\n[[pdf](x)]")]
    [('A title', True, None), ('\n', False, None), ('[', False, None), ('pdf', False, 'x'), (']', False, None)]
    """
    tokens: list[Token] = []
    parser = inline_parser()
    parser.inline.parse(text[:LONGEST], parser, {}, tokens)
    return _join(_walk(tokens))


def plain_text(text: str) -> str:
    r"""Return the text of a name or a title: escapes and entities resolved, no marks of emphasis or code.

    >>> plain_text(r"Rows \[MASK\] &amp; `columns` of $k$ *wide* tables")
    'Rows [MASK] & columns of $k$ wide tables'
    """
    if len(text) > LONGEST or _MARKED.search(text) is None:
        return text
    said = "".join(run.text or run.url or "" for run in read_runs(text))
    return restore_bars(" ".join(said.split()))


def restore_bars(text: str) -> str:
    """Return a text of runs with its escaped bars as bars."""
    return text.replace(_BAR, "|") if _BAR in text else text


def list_links(runs: Sequence[Run]) -> list[Link]:
    """Return the links of runs; a badge's is left out where another leads to the same address."""
    others = {run.url for run in runs if run.is_link and not run.badge}
    return [
        Link(restore_bars(run.text), run.url)
        for run in runs
        if run.url is not None and not run.url.startswith("#") and not (run.badge and run.url in others)
    ]


def _walk(tokens: list[Token]) -> Iterator[Run]:
    style = {"bold": 0, "italic": 0, "code": 0}
    label: list[str] | None = None
    url = ""
    bold = italic = badge = False
    for token in tokens:
        kind, content = token.type, token.content
        if kind == "text_special" and content == "|":
            content = _BAR
        tag = _TAG.match(content) if kind == "html_inline" else None
        address = href_of(content) if kind == "html_inline" else None
        if kind in ("strong_open", "strong_close"):
            style["bold"] += token.nesting
        elif kind in ("em_open", "em_close"):
            style["italic"] += token.nesting
        elif tag and tag.group(2).lower() != "br":
            name = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code"}[tag.group(2).lower()]
            style[name] = max(0, style[name] + (-1 if tag.group(1) else 1))
        elif kind == "link_open" or address is not None:
            label, url = [], address if address is not None else str(token.attrGet("href") or "")
            bold, italic, badge = style["bold"] > 0, style["italic"] > 0, False
        elif label is not None and (kind == "link_close" or content[:3].lower() == "</a"):
            yield _make_link("".join(label), url, bold, italic, badge)
            label = None
        elif kind in ("softbreak", "hardbreak") or tag:
            if label is not None:
                label.append(" ")
            else:
                styled = style["bold"] > 0 or style["italic"] > 0
                text = " " if styled else "\n" if kind == "softbreak" else _HARD
                yield Run(text, style["bold"] > 0, style["italic"] > 0)
        elif kind in ("text", "text_special", "code_inline") or (kind == "html_inline" and not _MARKUP.match(content)):
            if label is not None:
                label.append(content)
                badge = badge and not content.strip()
                bold, italic = bold or style["bold"] > 0, italic or style["italic"] > 0
            elif content:
                code = kind == "code_inline" or style["code"] > 0
                yield from _split_bare(content, style["bold"] > 0, style["italic"] > 0, code)
        elif kind == "image" and label is not None:
            badge = not label
            label.append(content)
    if label is not None:
        yield _make_link("".join(label), url, bold, italic, badge)


def _make_link(label: str, url: str, bold: bool, italic: bool, badge: bool) -> Run:
    shown = " ".join(unwrap_label(label).split())
    return Run("" if shown == url else shown, bold, italic, False, clean_url(url), badge)


def _split_bare(text: str, bold: bool, italic: bool, code: bool) -> Iterator[Run]:
    """Yield a text with the bare addresses in it as links."""
    position = 0
    if "://" in text and not code:
        for match in _BARE.finditer(text):
            url = match.group().rstrip(".,;:!?'")
            if match.start() > position:
                yield Run(text[position : match.start()], bold, italic, code)
            yield Run("", bold, italic, False, clean_url(url))
            position = match.start() + len(url)
    if text[position:]:
        yield Run(text[position:], bold, italic, code)


def _join(runs: Iterator[Run]) -> list[Run]:
    """Join runs of one style, and take a break within a sentence for a blank."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is None or run.is_link or last.is_link or last.is_break or run.is_break:
            joined.append(run)
        elif (run.bold, run.italic, run.code) == (last.bold, last.italic, last.code):
            joined[-1] = Run(last.text + run.text, run.bold, run.italic, run.code)
        else:
            joined.append(run)
    for index in range(1, len(joined) - 1):
        before, after = joined[index - 1], joined[index + 1]
        if (
            joined[index].text == "\n"
            and joined[index].is_break
            and before.is_plain
            and after.is_plain
            and _runs_on(before.text, after.text)
        ):
            joined[index] = Run(" ")
    return [run for run in joined if run.text or run.is_link]


def _runs_on(before: str, after: str) -> bool:
    before, after = before.rstrip(BLANKS), after.lstrip(BLANKS)
    if not after or before.endswith((",", " and", "&")):
        return bool(after)
    return after.split()[0].islower() and _RUNS_ON.search(before) is not None
