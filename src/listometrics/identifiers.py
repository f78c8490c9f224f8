"""Identifiers of works, found only where they can be trusted: their own fields and their own addresses."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

KINDS = ("doi", "arxiv", "acl", "openreview")
ARXIV_DOI = "10.48550/arxiv."
_ARXIV_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z][a-z.\-]*/\d{7})(?:v\d+)?", re.I)
# The bare pattern also matches inside ACM's DOIs, so an address or a prefix must stand before it.
_ARXIV_URL = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|format|e-print)|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html))/([^\s?#]+)", re.I
)
# Addresses of before 2020: proceedings and article, or a journal's article, of ACM's prefix.
_ACM_URL = re.compile(
    r"dl\.acm\.org/(?:citation|ft_gateway)\.cfm\?(?:[^#\s]{0,300}&)?(?:doid|id)=(\d+\.\d+)(?!\d)", re.I
)
# Old DOIs of Wiley hold `<` and `>` around digits: 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2.
_DOI = re.compile(r"10\.\d{4,9}/(?:<\d[^\s\"<>{}\\]*>|[^\s\"<>{}\\])+", re.I)
_ACL_URL = re.compile(r"(?:aclanthology\.org|aclweb\.org/anthology(?:/papers)?(?:/[A-Z]/[A-Z]\d\d)?)/([^\s/?#]+)", re.I)
_ACL_ID = re.compile(r"\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+|[A-Z]\d{2}-\d{4}", re.I)
_ARXIV_LABEL = re.compile(r"\s*arxiv\s*:", re.I)
_PDF = re.compile(r"\.pdf$", re.I)
_AFTER_ID = re.compile(r"\.pdf$|(?:(?<!\s)\s+)?\[.*", re.I)
_OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]{0,300}&)?id=([\w-]+)", re.I)


def find_arxiv(text: str) -> str:
    """Return the arXiv id without its version, or nothing, from an id, `arXiv:` text, address or arXiv DOI.

    >>> find_arxiv("https://arxiv.org/pdf/2305.09858v1.pdf"), find_arxiv("10.1145/3604915.3608845")
    ('2305.09858', '')
    """
    text = text.strip()
    url = _ARXIV_URL.search(text)
    if url:
        text = url.group(1)
    elif ARXIV_DOI in text.lower():
        text = text[text.lower().index(ARXIV_DOI) + len(ARXIV_DOI) :]
    elif _ARXIV_LABEL.match(text):
        text = text.split(":", 1)[1].strip()
    match = _ARXIV_ID.match(_PDF.sub("", text))
    if not match or len(match.group()) < len(_AFTER_ID.sub("", text)):
        return ""
    return match.group(1).lower()


def find_doi(text: str) -> str:
    """Return a bare DOI in lower case, or nothing; arXiv's own DOIs are arXiv ids, not DOIs.

    >>> find_doi("https://dl.acm.org/doi/abs/10.1145/3534678.3539064")
    '10.1145/3534678.3539064'
    >>> find_doi("https://dl.acm.org/citation.cfm?doid=2939672.2939785")
    '10.1145/2939672.2939785'
    """
    if "%" in text or "&" in text:
        text = unescape(unquote(re.sub(r"&(?!\w+;|#).*", "", text)))  # of an address, what follows the DOI
    match = _DOI.search(text)
    if not match:
        acm = _ACM_URL.search(text)
        return f"10.1145/{acm.group(1)}" if acm else ""
    doi = match.group().rstrip(".,;)").lower()
    doi = re.sub(r"[?#].*$", "", doi)
    doi = re.sub(r"(?:/(?:full|abstract|pdf|epdf|epub|html|meta|summary|fulltext)|\.pdf|\.html?|/)$", "", doi)
    doi = re.sub(r"^(10\.1101/[\d.]+)v\d+.*", r"\1", doi)  # a version of a preprint
    # Cut short within arXiv's prefix, it names no work, and many records would share it.
    return "" if f"{doi}.".startswith(ARXIV_DOI) else doi


def find_acl(text: str) -> str:
    """Return the ACL Anthology id of an address or an ACL DOI, or nothing; ids of before 2020 have capitals.

    >>> find_acl("https://aclanthology.org/2022.coling-1.249/"), find_acl("10.18653/v1/p19-1001")
    ('2022.coling-1.249', 'P19-1001')
    """
    match = _ACL_URL.search(text)
    name = match.group(1) if match else ""
    if not name and text.lower().startswith("10.18653/v1/"):
        name = text[12:]
    name = re.sub(r"(?i)\.(?:pdf|bib)$", "", name)
    if not _ACL_ID.fullmatch(name):
        return ""
    return name.upper() if name[0].isalpha() else name.lower()


def find_openreview(text: str) -> str:
    """Return the forum id of an OpenReview address, or nothing.

    >>> find_openreview("https://openreview.net/forum?id=hFx3fY7-m9b")
    'hFx3fY7-m9b'
    """
    match = _OPENREVIEW.search(text)
    return match.group(1) if match else ""


def identify_fields(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Collect the identifiers of a BibTeX entry from `doi`, `eprint` and the addresses it gives.

    >>> identify_fields({"eprint": "2305.08845", "archiveprefix": "arXiv", "doi": "10.1007/978-3-031-56060-6_24"})
    (('doi', '10.1007/978-3-031-56060-6_24'), ('arxiv', '2305.08845'))
    """
    server = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    said = [("arxiv", find_arxiv(fields.get("eprint", "")) if server in ("", "arxiv") else "")]
    for name in ("doi", "url", "ee"):
        value = fields.get(name, "")
        said += [("doi", find_doi(value)), ("acl", find_acl(value)), ("openreview", find_openreview(value))]
        said += [("arxiv", find_arxiv(value))] if name != "doi" or ARXIV_DOI in value.lower() else []
    for name in ("howpublished", "journal", "note", "volume"):
        match = re.search(r"(?i)(?:arxiv\s*:\s*|abs/)([a-z.\-]*/?\d{4}\.?\d{3,5})", fields.get(name, ""))
        said.append(("arxiv", find_arxiv(match.group(1)) if match else ""))
    said.append(("acl", find_acl(next((value for kind, value in said if kind == "doi" and value), ""))))
    found = {kind: value for kind, value in reversed(said) if value}
    return tuple((kind, found[kind]) for kind in KINDS if kind in found)


def date_arxiv(identifier: str) -> str:
    """Return the month (`YYYY-MM`) in which an arXiv id was given.

    >>> date_arxiv("2305.08845"), date_arxiv("cs/0703041")
    ('2023-05', '2007-03')
    """
    digits = re.search(r"(\d{2})(\d{2})(?:\.|\d{3}$)", identifier)
    if not digits or not 1 <= int(digits.group(2)) <= 12:
        return ""
    century = "19" if int(digits.group(1)) > 90 else "20"
    return f"{century}{digits.group(1)}-{digits.group(2)}"
