"""Rules on links: what they point to against their labels, their works, and the identifiers that are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from listometrics.audit.material import Material, Row, in_row, name_row
from listometrics.audit.publications import published_record
from listometrics.audit.rules import Finding

PAPERS = ("arxiv", "doi", "acl", "openreview")
CODE_LABELS = frozenset(("code", "github", "repo", "repository"))
PAPER_LABELS = frozenset(("paper", "pdf", "arxiv"))
ANONYMOUS = re.compile(r"https?://(?:www\.)?anonymous\.4open\.science/", re.I)
_VERSION = re.compile(r"(?<=\d)v\d+(?=(?:\.pdf)?(?:[?#].*)?$)", re.I)


def find_repositories(material: Material) -> Iterator[Finding]:
    """Find repositories that stand under different works; one named like a third work is not theirs."""
    named = {row["name"].lower(): row for row in reversed(material.paper_rows) if row["name"]}
    for repository, rows in _shared_repositories(material).items():
        works = {material.work_by_entry[int(row["entry"])] for row in rows}
        owner = named.get(repository.partition("/")[2])
        for row in rows:
            if owner is None or material.work_by_entry[int(owner["entry"])] not in works:
                others = ", ".join(f"line {r['line']}" for r in rows if r is not row)
                bears = f"; it bears the name of {name_row(owner)} (line {owner['line']})" if owner else ""
                yield _shared(material, row, f"which also stands in {others}{bears}", foreign=owner is not None)
            elif material.work_by_entry[int(owner["entry"])] != material.work_by_entry[int(row["entry"])]:
                yield _shared(material, row, f"the repository of {name_row(owner)} (line {owner['line']})", True)


def find_link_labels(material: Material) -> Iterator[Finding]:
    """Find repositories labelled as papers, and papers labelled as code."""
    for row in material.paper_rows:
        for link in material.links_by_entry.get(int(row["entry"]), []):
            label, kind = str(link["label"]).lower(), link["kind"]
            if label in CODE_LABELS and kind in PAPERS:
                yield _relabelled(row, link, "Paper", "a paper")
            elif label in PAPER_LABELS and kind == "github":
                yield _relabelled(row, link, "Code", "a repository")


def find_missing_links(material: Material) -> Iterator[Finding]:
    """Find papers without a link, or with links to their code alone, whose identifier is known."""
    doubtful = {int(row["entry"]) for rows in _shared_repositories(material).values() for row in rows}
    doubtful |= {int(row["entry"]) for row, _ in _anonymous_links(material)}
    for row in material.paper_rows:
        links = material.links_by_entry.get(int(row["entry"]), [])
        address = _known_address(material, row)
        if not address or any(link["kind"] != "github" and not _is_code(link) for link in links):
            continue
        link = f"[[Paper]]({address})"
        if links and int(row["entry"]) not in doubtful:
            found = f"[[{links[0]['label']}]]({links[0]['url']})"
            what = f"{name_row(row)} links to its code alone; the paper is {address}."
            yield _finding(row, "missing_paper_link", what, found, f"{link}{found}")
        elif not links:
            verified = material.paper_by_entry[int(row["entry"])].get("bib_status") == "verified"
            what = f"{name_row(row)} has no link; the paper is {address}."
            yield _finding(row, "missing_link", what, "", link)._replace(safe=verified)


def find_anonymous_links(material: Material) -> Iterator[Finding]:
    """Find repositories made anonymous for reviewers under works that have been published since."""
    for row, link in _anonymous_links(material):
        address = _known_address(material, row)
        what = (
            f"{name_row(row)} is published and links to an anonymous repository, made for its review; link the "
            "authors' own, or the paper."
        )
        found = f"[[{link['label']}]]({link['url']})"
        yield _finding(row, "anonymous_link", what, found, f"[[Paper]]({address})" if address else "")


def find_link_forms(material: Material) -> Iterator[Finding]:
    """Find links to an arXiv version or PDF, in a list that mostly links to abstract pages."""
    arxiv = [link for links in material.links_by_entry.values() for link in links if link["kind"] == "arxiv"]
    forms = Counter("/abs/" in link["url"] and not _VERSION.search(link["url"]) for link in arxiv)
    if forms[True] <= forms[False]:
        return
    for row in material.paper_rows:
        for link in material.links_by_entry.get(int(row["entry"]), []):
            url = str(link["url"])
            if link["kind"] != "arxiv" or not link["identifier"]:
                continue
            proposed = f"https://arxiv.org/abs/{link['identifier']}"
            if "/pdf/" in url:
                what = f"{name_row(row)} links to the PDF on arXiv."
                yield _finding(row, "arxiv_pdf", what, url, proposed)._replace(safe=True)
            elif version := _VERSION.search(url):
                what = f"{name_row(row)} links to {version[0]} on arXiv."
                yield _finding(row, "arxiv_version", what, url, proposed)._replace(safe=True)


def _anonymous_links(material: Material) -> Iterator[tuple[Row, Row]]:
    """List the published rows, by the list or a source, that link to an anonymous repository, with that link."""
    for row in material.paper_rows:
        if row["preprint"] is False or published_record(material, row) is not None:
            for link in material.links_by_entry.get(int(row["entry"]), []):
                if ANONYMOUS.match(str(link["url"])):
                    yield row, link


def _shared_repositories(material: Material) -> dict[str, list[Row]]:
    """Give the repositories that stand under different works, with the rows that link to them."""
    users: dict[str, list[Row]] = {}
    for row in material.paper_rows:
        for link in material.links_by_entry.get(int(row["entry"]), []):
            if link["kind"] == "github" and link["identifier"]:
                users.setdefault(str(link["identifier"]).lower(), []).append({**row, "link": link})
    works = {r: {material.work_by_entry[int(row["entry"])] for row in rows} for r, rows in users.items()}
    return {repository: rows for repository, rows in users.items() if len(works[repository]) > 1}


def _shared(material: Material, row: Row, why: str, foreign: bool) -> Finding:
    link = row["link"]
    address = _known_address(material, row)
    return _finding(
        row,
        "foreign_repository" if foreign else "shared_repository",
        f"{name_row(row)} links to {link['identifier']}, {why}.",
        f"[[{link['label']}]]({link['url']})",
        f"[[Paper]]({address})" if foreign and address else "",
    )._replace(safe=bool(foreign and address))


def _relabelled(row: Row, link: Row, label: str, target: str) -> Finding:
    what = f"{name_row(row)} labels {target} as {link['label']}."
    found, proposed = f"[{link['label']}]]({link['url']})", f"[{label}]]({link['url']})"
    return _finding(row, "link_label", what, found, proposed)._replace(safe=True)


def _finding(row: Row, rule: str, what: str, found: str, proposed: str) -> Finding:
    return in_row(row, rule, what, found=found, proposed=proposed, column="link")


def _known_address(material: Material, row: Row) -> str:
    paper = material.paper_by_entry.get(int(row["entry"]))
    if paper is None:
        return ""
    if paper["arxiv"]:
        return f"https://arxiv.org/abs/{paper['arxiv']}"
    return f"https://doi.org/{paper['doi']}" if paper["doi"] else ""


def _is_code(link: Row) -> bool:
    return str(link["label"]).lower() in CODE_LABELS
