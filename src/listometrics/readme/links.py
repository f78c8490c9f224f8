"""Read the links of a cell, and tell what they point to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.readme.rows import BLANKS, ZERO_WIDTH

# Nine in ten link cells have this form; it is read without the Markdown parser, some fifteen times as fast (measured).
_SIMPLE = re.compile(r"\[(?:\[([^\[\]\\`*_<&!~]+)\]|([^\[\]\\`*_<&!~]+))\]\(([^\s()<>\\&]+)\)")
_ANY = re.compile(r"\[([^\[\]]*)\]?\]\(([^\s()]*)\)")
_BARE = re.compile(r"https?://[^\s<>()\[\]{}|\"]+", re.I)
_ANCHOR = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.I)
_ADDRESS = re.compile(
    r"(?:([a-z][a-z0-9+.\-]*):)?(?://)?(?:[^/?#@\s]*@)?([a-z0-9.\-]+)(?::\d+)?([/?#].*)?", re.I | re.S
)
_DOI_PATH = re.compile(r"/(10\.\d{4,9}/[^?#]+)")
_DOI_TAIL = re.compile(r"(?:/(?:full|abstract|pdf|epdf|epub|html|meta|summary|fulltext)|\.pdf|\.html?|/){1,9}$", re.I)
_LONGEST = 20_000  # characters; a longer cell is searched for links without the Markdown parser
_ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org")
_NO_OWNERS = frozenset(("orgs", "topics", "sponsors", "search", "features", "marketplace", "settings", "login"))


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text without outer brackets, and its address as written."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class LinkedText:
    """What a cell with links says: the links, the text with those of the links, and the text without them."""

    links: tuple[Link, ...]
    text: str
    rest: str


def parse_links(cell: str) -> LinkedText:
    """Read the links of a cell: Markdown and HTML links, also several, and bare addresses; images are left out.

    >>> parse_links("[[Paper]](https://arxiv.org/abs/2305.09858v1)").links
    (Link(label='Paper', url='https://arxiv.org/abs/2305.09858v1'),)
    """
    match = _SIMPLE.fullmatch(cell)
    if match:
        label = (match.group(1) or match.group(2)).strip(BLANKS)
        return LinkedText((Link(label, clean_url(match.group(3))),), label, "")
    if not may_link(cell):
        return LinkedText((), cell, cell)
    if len(cell) > _LONGEST:
        found = tuple(Link(unwrap_label(label), clean_url(url)) for label, url in _ANY.findall(cell))
        return LinkedText(found, cell, "" if found else cell)
    parser = inline_parser()
    tokens: list[Token] = []
    parser.inline.parse(cell, parser, {}, tokens)
    return _collect(tokens)


def may_link(cell: str) -> bool:
    """Tell whether a cell may hold a link."""
    return "](" in cell or "://" in cell or "<a" in cell or "<A" in cell


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
    if match is None:
        return "other", ""
    scheme, host, path = (match.group(1) or "").lower(), match.group(2).lower(), match.group(3) or ""
    host = host.removeprefix("www.").rstrip(".")
    if scheme not in ("", "http", "https", "git", "ssh"):
        return "other", ""
    kind, identifier = _identify(host, path)
    return (kind, identifier) if identifier or kind == "github" else ("other", "")


def _identify(host: str, path: str) -> tuple[str, str]:
    if host in _ARXIV_HOSTS or host.endswith(".arxiv.org"):
        return "arxiv", find_arxiv(f"{'ar5iv' if host.startswith('ar5iv') else 'arxiv'}.org{path.rstrip('/')}")
    if host == "github.com":
        return "github", _find_repository(path)
    if host == "raw.githubusercontent.com":
        return "github", _find_repository(path)
    if host in ("aclanthology.org", "aclweb.org"):
        return "acl", find_acl(host + re.sub(r"v\d+(?=\.pdf$)", "", path))
    if host == "openreview.net":
        return "openreview", find_openreview(host + path)
    if host == "dl.acm.org" and ".cfm?" in path:
        return "doi", find_doi(host + unquote(path))
    found = _DOI_PATH.search(unquote(path)) if "10." in path else None
    if found is None:
        return "other", ""
    doi = _DOI_TAIL.sub("", found.group(1))
    if doi.lower().startswith("10.48550/arxiv."):
        return "arxiv", find_arxiv(doi)
    return "doi", find_doi(doi)


def _find_repository(path: str) -> str:
    parts = [part for part in re.split(r"[?#]", path, maxsplit=1)[0].split("/") if part]
    if len(parts) < 2 or parts[0].lower() in _NO_OWNERS:
        return ""
    owner, name = parts[0], parts[1].removesuffix(".git")
    return f"{owner}/{name}" if name and re.fullmatch(r"[\w.\-]+/[\w.\-]+", f"{owner}/{name}") else ""


def href_of(tag: str) -> str | None:
    """Return the address of an HTML anchor's opening tag, None for another tag."""
    anchor = _ANCHOR.match(tag)
    return next((group for group in anchor.groups() if group), "") if anchor else None


@lru_cache(maxsize=1)
def inline_parser() -> MarkdownIt:
    """Return the parser of text within a block; addresses stay as written."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _collect(tokens: list[Token]) -> LinkedText:
    """Walk inline tokens; a link's text goes to its label, other text to the rest."""
    links: list[Link] = []
    text: list[str] = []
    rest: list[str] = []
    label: list[str] | None = None
    url = ""
    for token in tokens:
        address = href_of(token.content) if token.type == "html_inline" else None
        if token.type == "link_open" or address is not None:
            label, url = [], address if address is not None else str(token.attrGet("href") or "")
        elif label is not None and (token.type == "link_close" or token.content[:3].lower() == "</a"):
            shown = unwrap_label("".join(label))
            links.append(Link("" if shown == url else shown, clean_url(url)))
            text.append(shown)
            label = None
        elif token.type in ("text", "code_inline", "softbreak", "hardbreak", "text_special"):
            (rest if label is None else label).append(token.content or " ")
            if label is None:
                text.append(token.content or " ")
        elif token.type == "image" and label is not None:
            label.append(token.content)
        elif token.type == "html_inline" and label is None:
            text.append(" ")
            rest.append(" ")
    if label is not None:  # an anchor that is never closed
        links.append(Link(unwrap_label("".join(label)), clean_url(url)))
    bare = "".join(rest)
    links += [Link("", clean_url(found.rstrip(".,;:!?'"))) for found in _BARE.findall(bare)]
    return LinkedText(tuple(links), "".join(text).strip(BLANKS), _BARE.sub(" ", bare).strip(BLANKS))


def unwrap_label(label: str) -> str:
    """Return a link's text without the brackets around it."""
    label = label.strip(BLANKS)
    while len(label) > 1 and label[0] == "[" and label[-1] == "]":
        label = label[1:-1].strip(BLANKS)
    return label


def clean_url(url: str) -> str:
    """Drop the characters of no width, which no address holds."""
    return url if url.isascii() else url.translate(_DROP).strip(BLANKS)


_DROP = str.maketrans("", "", ZERO_WIDTH)
