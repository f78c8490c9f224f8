"""Text within a block or a cell: its characters, its styles and links, and what the links lead to."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from listometrics.identifiers import ARXIV_DOI, find_acl, find_arxiv, find_doi, find_openreview

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000" + ZERO_WIDTH
)
EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d\u2b50\u25a0-\u25ff"
LONGEST_CELL = 1_000  # characters; a longer cell is prose, not a list of names
LONGEST = 5_000  # characters; a longer paragraph is prose
_NO_VALUE = frozenset(("", "n/a", "na", "-", "--", "—", "–", "/"))
_UNTOLD = _NO_VALUE | {"unknown", "none", "unspecified", "not specified", "not reported", "tbd", "?"}
_NO_WIDTH = str.maketrans("", "", ZERO_WIDTH)
_READ = re.compile("[✅☑✔✓]\ufe0f?")
_LEADING_EMOJI = re.compile(rf"(?:(?:[{EMOJI}]++|:[a-z0-9_+\-]{{2,30}}:)\s*+)++(?=\w|[\"“‘'([$*_`<])")
_BREAK = re.compile(r"<br\b[^<>]*>|[\r\n]", re.I)
_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_LONE_ASTERISK = re.compile(r"(?<=\w)\*(?![\w*])")
_ASTERISK, BAR = "\ue07d", "\ue07c"  # stand for one that marks nothing, and for an escaped bar, which divides nothing
# Nine in ten link cells have this form; it is read without the Markdown parser, some fifteen times as fast (measured).
_SIMPLE = re.compile(r"\[(?:\[([^\[\]\\`*_<&!~]+)\]|([^\[\]\\`*_<&!~]+))\]\(([^\s()<>\\&]+)\)")
_ANY_LINK = re.compile(r"\[([^\[\]]*)\]?\]\(([^\s()]*)\)")
_BARE_URL = re.compile(r"https?://[^\s<>()\[\]{}|\"，。；]+", re.I)
_ANCHOR = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.I)
_MARKED = re.compile(r"[\\`*_&<]|\]\(|://")
_STYLE_TAG = re.compile(r"<(/?)(b|strong|i|em|br|code)\b[^<>]*>", re.I)
_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code"}
# Elements that change how text looks; any other one, such as <script> or <Output>, is text of its author's.
_MARKUP = re.compile(
    r"<!--|</?(?:a|abbr|big|blockquote|center|cite|dd|del|details|div|dl|dt|figure|figcaption|font|h[1-6]|hr|img|ins|kbd"
    r"|li|mark|ol|p|picture|pre|q|s|samp|small|source|span|strike|sub|summary|sup|t[dhrt]|table|tbody|thead|u|ul|var)\b",
    re.I,
)
_BADGE = re.compile(r"//img\.shields\.io/badge/((?:[^-/?]|--)+)-((?:19|20)\d\d)(?:\.\d\d)?-")
_GOES_ON = re.compile(r"(?:,|\band|&|-|[a-z]{2})$")
_ADDRESS = re.compile(
    r"(?:([a-z][a-z0-9+.\-]*):)?(?://)?(?:[^/?#@\s]*@)?([a-z0-9.\-]+)(?::\d+)?([/?#].*)?", re.I | re.S
)
# By the last two parts of a host; any other may be a publisher's, with a DOI in its address.
_FINDERS = {
    "arxiv.org": ("arxiv", find_arxiv),
    "ar5iv.org": ("arxiv", find_arxiv),
    "aclanthology.org": ("acl", find_acl),
    "aclweb.org": ("acl", find_acl),
    "openreview.net": ("openreview", find_openreview),
}
_NO_OWNERS = frozenset(("orgs", "topics", "sponsors", "search", "features", "marketplace", "settings", "login"))


def split_read_mark(cell: str) -> tuple[str, bool]:
    """Return a cell without the mark of a paper that was read, and whether it bore one.

    >>> split_read_mark("HKFR✅"), split_read_mark("KAR")
    (('HKFR', True), ('KAR', False))
    """
    if cell.isascii():
        return cell.strip(), False
    text = _READ.sub("", cell)
    return text.strip(BLANKS), text != cell


def is_blank(cell: str, values: frozenset[str] = _NO_VALUE) -> bool:
    """Tell whether a cell holds nothing: it is empty, a dash or `N/A`."""
    if len(cell) > LONGEST_CELL or (len(cell) > 4 and values is _NO_VALUE and cell[:5].isalnum() and cell.isascii()):
        return False  # most cells
    text = _BREAK.sub(" ", cell) if "<" in cell else cell
    text = text if text.isascii() else text.translate(_NO_WIDTH)
    return " ".join(text.strip(BLANKS + "*`").split()).casefold() in values


def is_untold(cell: str) -> bool:
    """Tell whether a cell of models or strategies says nothing: it is blank, or a word such as `Unknown`."""
    return is_blank(cell, _UNTOLD)


def drop_leading_emoji(text: str) -> str:
    """Return a title without the marks before it, as `🔥 :new:`; marks alone stay."""
    match = _LEADING_EMOJI.match(text) if text[:1] == ":" or not text[:1].isascii() else None
    return text[match.end() :] if match else text


def make_plain(text: str, keeps_asterisks: bool = False) -> str:
    """Return Markdown or HTML as plain text, without the parser; asterisks that end words mark nothing if kept.

    >>> make_plain("<b>1.1</b> *A* &amp; [RS](#1)"), make_plain("A* Search", keeps_asterisks=True)
    ('1.1 A & RS', 'A* Search')
    """
    text = _LINK.sub(r"\1", _IMAGE.sub("", text)) if "](" in text else text
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", text)) if "<" in text else text)
    text = _LONE_ASTERISK.sub(_ASTERISK, text) if keeps_asterisks else text
    text = re.sub(r"\*+|`+|__+|(?<!\w)_|_(?!\w)", "", text).replace(_ASTERISK, "*")
    return " ".join(text.translate(_NO_WIDTH).split())


def fold(text: str) -> str:
    """Return what two spellings of a name have in common: no case, blanks, hyphens, emphasis or full width.

    >>> fold("GPT-2 medium") == fold("gpt2<br />Medium")
    True
    """
    text = unicodedata.normalize("NFKC", _BREAK.sub(" ", text)).translate(_NO_WIDTH)
    return re.sub(r"[\s\-_*`‐‑–]+", "", text.replace("&amp;", "&")).casefold()


def fold_name(name: str) -> str:
    """Return the name of a section, a column or a reference as it is compared: without case, with single blanks."""
    return " ".join(name.split()).casefold()


class Link(NamedTuple):
    """A link: its text without outer brackets, and its address as written."""

    label: str
    url: str


class LinkedText(NamedTuple):
    """What a cell with links says: the links, the text with those of the links, and the text without them."""

    links: Sequence[Link]
    text: str
    rest: str


class Run(NamedTuple):
    """Text in one style; `url` is None where it is no link; a break is a line feed, two if the list asks for it.

    A badge is an image: as a run, a linked one.
    """

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
        return self.text in ("\n", "\n\n") and self.url is None

    @property
    def is_plain(self) -> bool:
        """Tell whether the run is text without style."""
        return self[1:5] == (False, False, False, None) and not self.is_break


def parse_links(cell: str) -> LinkedText:
    """Read the links of a cell: Markdown and HTML links, also several, and bare addresses; images are left out.

    >>> parse_links("[[Paper]](https://arxiv.org/abs/2305.09858v1)").links
    [Link(label='Paper', url='https://arxiv.org/abs/2305.09858v1')]
    """
    if not ("](" in cell or "://" in cell or "<a" in cell or "<A" in cell):
        return LinkedText((), cell, cell)
    if len(cell) > LONGEST:
        found = [Link(_unwrap_label(label), _clean_url(url)) for label, url in _ANY_LINK.findall(cell)]
        return LinkedText(found, cell, "" if found else cell)
    runs = [run._replace(text=" ") if run.is_break else run for run in read_runs(cell)]
    if len(runs) == 1 and runs[0].url and runs[0].text:
        return LinkedText([Link(runs[0].text, runs[0].url)], runs[0].text, "")
    links = [Link(run.text, run.url) for run in runs if run.url is not None]
    text = "".join(run.text or run.url or "" for run in runs) if links else cell
    rest = "".join(" " if run.is_link and not run.text else run.text for run in runs if not (run.is_link and run.text))
    return LinkedText(links, text.strip(BLANKS) if links else cell, rest.strip(BLANKS))


def is_marked(cell: str) -> bool:
    """Tell whether a cell may hold a link, a style or an escape."""
    return _MARKED.search(cell) is not None


def join_runs(runs: Sequence[Run]) -> str:
    """Return the text of runs on one line, with an address where a link has no text."""
    if len(runs) == 1 and "  " not in runs[0].text and "\n" not in runs[0].text:
        return runs[0].text
    return " ".join("".join(run.text or run.url or "" for run in runs).split())


def read_runs(text: str) -> list[Run]:
    r"""Return the runs of a text; images are left out, a link around an image has its alternative text.

    >>> [(run.text, run.bold, run.url) for run in read_runs("**A title**\n[[pdf](x)]")]
    [('A title', True, None), ('\n', False, None), ('[', False, None), ('pdf', False, 'x'), (']', False, None)]
    """
    if match := _SIMPLE.fullmatch(text):
        return [Run(" ".join((match.group(1) or match.group(2)).split()), url=_clean_url(match.group(3)))]
    tokens: list[Token] = []
    parser = _inline_parser()
    parser.inline.parse(text[:LONGEST], parser, {}, tokens)
    joined: list[Run] = []
    for run in _make_runs(tokens):
        last = joined[-1] if joined else run
        if joined and run[1:5] == last[1:5] and not (run.is_link or run.is_break or last.is_break):
            joined[-1] = run._replace(text=last.text + run.text)
        else:
            joined.append(run)
    for place, run in enumerate(joined[1:-1], start=1):
        before, after = joined[place - 1], joined[place + 1]
        if (
            run.text == "\n"
            and run.is_break
            and before.is_plain
            and after.is_plain
            and _runs_on(before.text, after.text)
        ):
            joined[place] = Run(" ")
    return [run for run in joined if run.text or run.is_link]


def _make_runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Yield a run for each token, and one for all between the tags of a link."""
    depth = Counter[str]()
    url, held = None, list[Run]()  # the address of the link that is open, and what stands in it
    for token in [*tokens, Token("link_close", "", 0)]:
        kind, content = token.type, token.content
        tag = _STYLE_TAG.match(content) if kind == "html_inline" else None
        anchor = _ANCHOR.match(content) if kind == "html_inline" else None
        is_break = kind in ("softbreak", "hardbreak") or (tag is not None and tag.group(2).lower() == "br")
        if kind in ("strong_open", "strong_close", "em_open", "em_close"):
            depth["bold" if kind[0] == "s" else "italic"] += token.nesting
        elif tag and not is_break:
            style = _STYLES[tag.group(2).lower()]
            depth[style] = max(0, depth[style] + (-1 if tag.group(1) else 1))
        elif kind == "link_open" or anchor:
            url = next(filter(None, anchor.groups()), "") if anchor else str(token.attrGet("href") or "")
        elif kind == "link_close" or (url is not None and content[:3].lower() == "</a"):
            if url is not None:
                yield _make_link(held, url)
            url, held = None, []
        elif is_break or kind in ("text", "text_special", "code_inline", "image") or not _MARKUP.match(content):
            is_image, is_code = kind == "image", kind == "code_inline" or depth["code"] > 0
            run = Run(content, depth["bold"] > 0, depth["italic"] > 0, is_code, badge=is_image)
            if url is not None:
                held.append(run._replace(text=" " if is_break else content))
            elif is_break:
                is_styled = run.bold or run.italic
                yield run._replace(text=" " if is_styled else "\n" if kind == "softbreak" else "\n\n", code=False)
            elif is_image and (badge := _BADGE.search(str(token.attrGet("src")))):
                yield Run(f" [{say_badge(badge)}] ")
            elif not is_image:
                yield from _split_bare(run)


def say_badge(badge: re.Match[str]) -> str:
    """Return what a badge shows: its venue and year."""
    return f"{unquote(badge.group(1)).replace('_', ' ').replace('--', '-')} {badge.group(2)}"


def _make_link(held: Sequence[Run], url: str) -> Run:
    """Return a link around runs as one run."""
    text = " ".join(_unwrap_label("".join(run.text for run in held)).split())
    bold, italic = any(run.bold for run in held), any(run.italic for run in held)
    badge = bool(held) and held[0].badge and all(run.badge or not run.text.strip() for run in held)
    return Run("" if text == url else text, bold, italic, url=_clean_url(url), badge=badge)


def _split_bare(run: Run) -> Iterator[Run]:
    """Yield a run with the bare addresses in it as links."""
    position = 0
    for match in _BARE_URL.finditer(run.text) if "://" in run.text and not run.code else ():
        url = match.group().rstrip(".,;:!?'")
        yield run._replace(text=run.text[position : match.start()])
        yield run._replace(text="", url=_clean_url(url))
        position = match.start() + len(url)
    yield run._replace(text=run.text[position:])


def _runs_on(before: str, after: str) -> bool:
    """Tell whether a line goes on in the next one, within a sentence."""
    last, first = before.rstrip(BLANKS), after.lstrip(BLANKS)
    if not first or last.endswith((",", " and", "&")):
        return bool(first)
    return first.split()[0].islower() and _GOES_ON.search(last) is not None


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    """Return the parser of text within a block; addresses stay as written."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _unwrap_label(label: str) -> str:
    label = label.strip(BLANKS)
    while len(label) > 1 and label[0] == "[" and label[-1] == "]":
        label = label[1:-1].strip(BLANKS)
    return label


def _clean_url(url: str) -> str:
    return url if url.isascii() else url.translate(_NO_WIDTH).strip(BLANKS)  # no address holds these


@lru_cache(maxsize=1024)
def classify_link(url: str) -> tuple[str, str]:
    """Return a link's kind and identifier.

    Kinds are `arxiv` (id without version), `doi`, `acl` (Anthology id), `openreview` (forum), `github`
    (`owner/name`; nothing for a person) and `other` (nothing). An arXiv id is never read out of another
    publisher's DOI.

    >>> classify_link("https://dl.acm.org/doi/abs/10.1145/3534678.3539064")
    ('doi', '10.1145/3534678.3539064')
    >>> classify_link("https://github.com/HKUDS/OpenGraph/tree/main")
    ('github', 'HKUDS/OpenGraph')
    """
    match = _ADDRESS.fullmatch(url.strip(BLANKS))
    if match is None or (match.group(1) or "").lower() not in ("", "http", "https", "git", "ssh"):
        return "other", ""
    host, path = match.group(2).lower().removeprefix("www.").rstrip("."), match.group(3) or ""
    if host in ("github.com", "raw.githubusercontent.com"):
        return "github", _find_repository(path)
    address = host + (unquote(path) if "%" in path else path).rstrip("/")
    kind, find = _FINDERS.get(".".join(host.split(".")[-2:]), ("doi", find_doi))
    if "10.48550" in address and ARXIV_DOI in address.lower():
        kind, find = "arxiv", find_arxiv
    identifier = find(address)
    return (kind, identifier) if identifier else ("other", "")


def _find_repository(path: str) -> str:
    owner, name = [*filter(None, re.split(r"[?#]", path, maxsplit=1)[0].split("/")), "", ""][:2]
    name = name.removesuffix(".git")
    is_one = owner.lower() not in _NO_OWNERS and re.fullmatch(r"[\w.\-]+/[\w.\-]+", f"{owner}/{name}")
    return f"{owner}/{name}" if is_one else ""
