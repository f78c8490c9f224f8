"""Rules on where and when works appeared: the list's publication cells against identifiers and sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from operator import itemgetter

import pandas as pd

from listometrics.audit.audit_input import AuditInput, Row, group, name_row, venue_spelling
from listometrics.audit.audit_rules import Finding, finder, in_row
from listometrics.identifiers import date_arxiv, find_arxiv
from listometrics.works.person_names import to_ascii

TRACK = "Findings"  # the one track that the list names beside its venue
VOLUMES = frozenset(("companion", "findings", "workshop"))  # printed apart from the main proceedings
HELD_AT = frozenset(("acm", "ieee", "workshop", "doctoral", "symposium", "proceedings"))
PAPERS = ("arxiv", "doi", "acl", "openreview")
CODE_LABELS = frozenset(("code", "github", "repo", "repository"))
PAPER_LABELS = frozenset(("paper", "pdf", "arxiv"))
_ANONYMOUS = re.compile(r"https?://(?:www\.)?anonymous\.4open\.science/", re.I)
_WITHIN = re.compile(r"//github\.com/[^/]+/[^/]+/(?:tree|blob|raw|releases|wiki)/|//raw\.githubusercontent\.com/", re.I)
_YEAR_HEADING = re.compile(r"(?!.*\b(?:before|until|since|after)\b).*(?<!\d)(?:19|20)\d\d(?!\d)", re.I)
_VERSION = re.compile(r"(?<=\d)v\d+(?=(?:\.pdf)?(?:[?#].*)?$)", re.I)
MOST_SHARING = 20  # rows that are named beside one with the same repository
_CONTENT = ("name", "backbone_raw", "strategy_raw", "publication_raw", "note")


@finder
def find_arxiv_years(audit: AuditInput) -> Iterator[Finding]:
    """Find rows that name arXiv with another year than the arXiv id has."""
    for row in audit.paper_rows:
        identifier = next((str(link["identifier"]) for link in row["links"] if link["kind"] == "arxiv"), "")
        if row["preprint"] is True and row["venue"].lower() == "arxiv" and row["year"] and identifier:
            said, date = row["publication_raw"], date_arxiv(identifier)
            if date[:4] not in ("", str(row["year"])) and str(row["year"]) in said:
                what = f"{name_row(row)} is {said}; its id {identifier} was given in {date}."
                proposed = said.replace(str(row["year"]), date[:4])
                yield _in_publication(row, "arxiv_year", what, proposed, not row["published"])


@finder
def find_source_publications(audit: AuditInput) -> Iterator[Finding]:
    """Find preprints that a source has as published, and rows whose published venue or year is not the source's."""
    for row in (row for row in audit.paper_rows if row["published"] and row["preprint"] is not None):
        record, said = row["published"], row["publication_raw"]
        theirs, year = say_publication(audit, record), record["year"]
        if row["preprint"]:
            what = f"{name_row(row)} was published: {theirs}{known_from(record)}."
            yield _in_publication(row, "published_since", what, theirs, bool(year) and _is_sure(record))
            continue
        what = f"{name_row(row)} is {said} here; a source has {theirs}{known_from(record)}."
        if not same_venue(row, record):
            yield _in_publication(row, "venue_disagrees", what, theirs)
        elif row["year"] and year not in ("", str(row["year"])):
            yield _in_publication(row, "year_disagrees", what, said.replace(str(row["year"]), year))


@finder
def find_disagreeing_rows(audit: AuditInput) -> Iterator[Finding]:
    """Find rows of one work whose publication cells name different venues or years.

    The row that names a published venue is proposed for the others, and is a safe fix where no source has another.
    """
    for rows in audit.rows_by_work.values():
        named = [row for row in rows if row["venue"]]
        published = [row for row in named if row["preprint"] is False]
        only_one = len({(row["venue"], row["year"]) for row in published}) == 1
        for row in named:
            best = next((other for other in published if _agrees(other)), (published or named)[0])
            if (row["venue"], row["year"]) == (best["venue"], best["year"]):
                continue
            said, proposed = row["publication_raw"], best["publication_raw"]
            what = f"{name_row(row)} is {said} here and {proposed} in line {best['line']}"
            if not row["published"] or _agrees(best):
                safe = only_one and row["preprint"] is True and "<" not in proposed
                yield _in_publication(row, "rows_disagree", f"{what}.", proposed, safe)
            else:
                theirs = say_publication(audit, row["published"])
                what = f"{what}; a source has {theirs}{known_from(row['published'])}."
                yield _in_publication(row, "rows_disagree", what, theirs)


@finder
def find_missing_years(audit: AuditInput) -> Iterator[Finding]:
    """Find publication cells without a year, where no heading above them names one."""
    for row in (row for row in audit.paper_rows if row["publication_raw"] and not row["year"]):
        if any(_YEAR_HEADING.match(audit.sections[number]["title"]) for number in audit.list_around(row["section"])):
            continue
        record, said = row["published"], row["publication_raw"]
        if record and record["year"] and same_venue(row, record):
            what = f"{name_row(row)} has no year of publication; a source has {record['year']}{known_from(record)}."
            yield _in_publication(row, "missing_year", what, f"{said} {record['year']}", _is_sure(record))
        else:
            yield _in_publication(row, "missing_year", f"{name_row(row)} has no year of publication.")


@finder
def find_retracted(audit: AuditInput) -> Iterator[Finding]:
    """Find works that a source calls retracted or withdrawn."""
    for row in audit.paper_rows:
        record = row["record"]
        if record and not pd.isna(record["retracted"]) and record["retracted"]:
            what = f"{name_row(row)} was retracted or withdrawn, as a source says{known_from(record)}."
            yield in_row(row, "retracted", what, name_row(row), "remove the row, or say so in it")


@finder
def find_venue_forms(audit: AuditInput) -> Iterator[Finding]:
    """Find venues under a name that they no longer had, and workshops not written as the list's others are."""
    for row in audit.rows:
        spelling = venue_spelling(row["publication_raw"])
        present, since = audit.renamed_venues.get(spelling.lower(), ("", 0))
        if present and row["year"] and row["year"] >= since:
            what = f"{name_row(row)} is of {row['year']}; {spelling} was renamed {present} in {since}."
            yield in_row(row, "renamed_venue", what, spelling, present, "publication_raw", True)
        elif form := audit.workshop_forms.get(spelling.lower()):
            what = f"{name_row(row)} writes {spelling}; the list writes most workshops as NAME@CONFERENCE, so {form}."
            yield in_row(row, "workshop_form", what, spelling, form, "publication_raw", True)


@finder
def find_duplicates(audit: AuditInput) -> Iterator[Finding]:
    """Find works with several rows: in one section, and across sections."""
    for rows in audit.rows_by_work.values():
        sections = group(sorted(rows, key=itemgetter("line")), itemgetter("section"))
        for section, same in sections.items():
            kept = max(same, key=_say_how_much)
            for row in same:
                if row is not kept:
                    at, best = row["line"], kept["line"]
                    what = (
                        f"{name_row(row)} stands twice in section {audit.say_section(section)}: lines {at} and {best}."
                    )
                    more = "more" if _say_how_much(kept) > _say_how_much(row) else "as much"
                    what = f"{what} Remove line {at}: line {best} says {more}."
                    proposed = f"remove the row; keep line {best}"
                    yield in_row(row, "duplicate_in_section", what, name_row(row), proposed)
        first, *others = (same[0] for same in sections.values())
        if others:
            places = ", ".join(f"line {row['line']} ({audit.say_section(row['section'])})" for row in others)
            what = f"{name_row(first)} stands here ({audit.say_section(first['section'])}) and also in {places}."
            yield in_row(first, "duplicate_across_sections", what, ", ".join(sections))


@finder
def find_repositories(audit: AuditInput) -> Iterator[Finding]:
    """Find repositories that stand under different works, and what speaks for and against their sharing one.

    A repository named like one of the list's works is foreign to a work whose authors are all others. That a later
    version or the same authors share a repository is usual.
    """
    named = {row["name"].lower(): row for row in reversed(audit.paper_rows) if row["name"]}
    for repository, uses in _shared(audit, ("github",)).items():
        owner = named.get(repository.partition("/")[2])
        owned = owner is not None and any(owner["work"] == row["work"] for row, _ in uses)
        for row, link in uses:
            others = [other for other, used in uses[: MOST_SHARING + 1] if used is not link][:MOST_SHARING]
            lines = ", ".join(f"line {other['line']}" for other in others)
            why, rule, paper = f"which also stands in {lines}", "shared_repository", ""
            if all(_are_versions(row, other) for other in others):
                rule = "versions_share_repository"
            elif owner and owned and owner["work"] == row["work"]:
                continue
            elif owner and _share_author(row, owner) is False:
                bears = f"; it bears the name of {name_row(owner)} (line {owner['line']})"
                why = f"the repository of {name_row(owner)} (line {owner['line']})" if owned else why + bears
                rule, paper = "foreign_repository", _paper_link(row)
            what = f"{name_row(row)} links to {link['identifier']}, {why}."
            yield in_row(row, rule, what, _write_link(link), paper, "link", bool(paper))


@finder
def find_shared_identifiers(audit: AuditInput) -> Iterator[Finding]:
    """Find identifiers that stand under two titles, each the only one of its kind in its row."""
    for uses in _shared(audit, PAPERS).values():
        alone = [use for use in uses if [kind for kind, _ in use[0]["identifiers"]].count(use[1]["kind"]) == 1]
        for row, link in alone[1:]:
            first = alone[0][0]
            if row["work"] != first["work"] and row["title"] != first["title"]:
                what = (
                    f"{name_row(row)} and {name_row(first)} (line {first['line']}) both link to {link['identifier']} "
                    f"({link['kind']}) under different titles: one work stands twice, or one link is wrong."
                )
                yield in_row(row, "shared_identifier", what, str(link["url"]), "", "link")


@finder
def find_link_labels(audit: AuditInput) -> Iterator[Finding]:
    """Find repositories labelled as papers, and papers labelled as code."""
    for row, link in _links(audit):
        label, kind = str(link["label"]).lower(), link["kind"]
        if label in CODE_LABELS and kind in PAPERS:
            right, target = "Paper", "a paper"
        elif label in PAPER_LABELS and kind == "github" and not _WITHIN.search(str(link["url"])):
            right, target = "Code", "a repository"
        else:
            continue
        what = f"{name_row(row)} labels {target} as {link['label']}."
        found, proposed = f"[{link['label']}]]({link['url']})", f"[{right}]]({link['url']})"
        yield in_row(row, "link_label", what, found, proposed, "link", True)


@finder
def find_missing_links(audit: AuditInput) -> Iterator[Finding]:
    """Find papers without a link, or with links to their code alone, whose identifier is known."""
    doubtful = {row["entry"] for uses in _shared(audit, ("github",)).values() for row, _ in uses}
    doubtful |= {row["entry"] for row, _ in _anonymous_links(audit)}
    for row in audit.paper_rows:
        links, paper = row["links"], _paper_link(row)
        if not paper or any(k["kind"] != "github" and str(k["label"]).lower() not in CODE_LABELS for k in links):
            continue
        if links and row["entry"] not in doubtful:
            found = _write_link(links[0])
            what = f"{name_row(row)} links to its code alone; the paper is {_known_address(row)}."
            yield in_row(row, "missing_paper_link", what, found, f"{paper}{found}", "link")
        elif not links:
            what = f"{name_row(row)} has no link; the paper is {_known_address(row)}."
            yield in_row(row, "missing_link", what, "", paper, "link", row["record"].get("bib_status") == "verified")


@finder
def find_anonymous_links(audit: AuditInput) -> Iterator[Finding]:
    """Find repositories made anonymous for reviewers under works that have been published since."""
    for row, link in _anonymous_links(audit):
        what = (
            f"{name_row(row)} is published and links to an anonymous repository, made for its review; link the "
            "authors' own, or the paper."
        )
        yield in_row(row, "anonymous_link", what, _write_link(link), _paper_link(row), "link")


@finder
def find_link_forms(audit: AuditInput) -> Iterator[Finding]:
    """Find links to an arXiv version or PDF, in a list that mostly links to abstract pages."""
    arxiv = [link for row in audit.rows for link in row["links"] if link["kind"] == "arxiv"]
    usual = Counter("/abs/" in link["url"] and not _VERSION.search(link["url"]) for link in arxiv)
    if usual[True] <= usual[False]:
        return
    for row, link in _links(audit):
        url = str(link["url"])
        if link["kind"] != "arxiv" or not link["identifier"]:
            continue
        proposed = f"https://arxiv.org/abs/{link['identifier']}"
        if "/pdf/" in url:
            yield in_row(row, "arxiv_pdf", f"{name_row(row)} links to the PDF on arXiv.", url, proposed, "link", True)
        elif version := _VERSION.search(url):
            what = f"{name_row(row)} links to {version[0]} on arXiv."
            yield in_row(row, "arxiv_version", what, url, proposed, "link", True)


def say_publication(audit: AuditInput, record: Row) -> str:
    """Write a published record as the list does: `EMNLP 2023 Findings`."""
    venue = audit.venue_spellings.get(str(record["venue"]), str(record["venue"]))
    track = TRACK if record.get("track") == TRACK and TRACK not in venue else ""
    return " ".join(part for part in (venue, record["year"], track) if part)


def same_venue(row: Row, record: Row) -> bool:
    """Tell whether a row's venue is the source's, or is held at it: a workshop, a symposium.

    A volume apart (companion, findings, workshop papers) is not the main proceedings: a row that leaves out what
    the source says of it names another venue. A source that does not know of a workshop contradicts nothing.
    """
    ours = _venue_words(row["venue"], row.get("track"))
    theirs = _venue_words(record["venue"], record.get("track") or row.get("track"))
    if "companion" in ours - theirs or (theirs & VOLUMES) - ours:
        return False
    small, large = sorted((ours - HELD_AT, theirs - HELD_AT), key=len)
    return ours == theirs or (bool(small) and small <= large)


def known_from(record: Row) -> str:
    """Say where a publication is known from: its DOI, else its address; and the sources that have it."""
    place = f"doi:{record['doi']}" if record["doi"] else _published_address(record)
    sources = str(record.get("sources") or "")
    said = "; ".join([*[place] * bool(place), *[f"source: {sources}"] * bool(sources)])
    return f" ({said})" if said else ""


def _say_how_much(row: Row) -> tuple[int, bool, int, int]:
    """Say what makes one of two equal rows the better one: cells filled, a published venue, links, a longer note."""
    return sum(bool(row[name]) for name in _CONTENT), row["preprint"] is False, len(row["links"]), len(row["note"])


def _agrees(row: Row) -> bool:
    """Tell whether no source has another venue or year for a row's work."""
    record = row["published"]
    return not record or (same_venue(row, record) and record["year"] in ("", str(row["year"] or "")))


def _in_publication(row: Row, rule: str, what: str, proposed: str = "", safe: bool = False) -> Finding:
    said = row["publication_raw"]
    return in_row(row, rule, what, said, proposed, "publication_raw", safe and "<" not in said)


def _venue_words(venue: str, track: str | None) -> set[str]:
    words = set(re.sub(r"[^a-z0-9 ]", "", str(venue).lower().replace("@", " workshop ")).split())
    return words | {"findings"} if track == TRACK else words


def _published_address(record: Row) -> str:
    """Return the address of the published version; a preprint's is none."""
    address = str(record.get("url") or "")
    return "" if find_arxiv(address) else address


def _is_sure(record: Row) -> bool:
    """Tell whether a published record may go into the patch: verified, and with a place to look it up."""
    return record.get("bib_status") == "verified" and bool(record["doi"] or _published_address(record))


def _links(audit: AuditInput) -> Iterator[tuple[Row, Row]]:
    return ((row, link) for row in audit.paper_rows for link in row["links"])


def _anonymous_links(audit: AuditInput) -> list[tuple[Row, Row]]:
    """List the published rows, by the list or a source, that link to an anonymous repository, with that link."""
    published = [(row, link) for row, link in _links(audit) if row["preprint"] is False or row["published"]]
    return [(row, link) for row, link in published if _ANONYMOUS.match(str(link["url"]))]


def _shared(audit: AuditInput, kinds: Collection[str]) -> dict[str, list[tuple[Row, Row]]]:
    """Give what is linked to under different works, with the rows that link to it, and those links.

    A folder or a file within a repository is not shared with the rest of it.
    """
    linked = ((row, link) for row, link in _links(audit) if link["kind"] in kinds and link["identifier"])
    users = group(
        (use for use in linked if not _WITHIN.search(str(use[1]["url"]))), lambda use: str(use[1]["identifier"]).lower()
    )
    return {shared: uses for shared, uses in users.items() if len({row["work"] for row, _ in uses}) > 1}


def _are_versions(row: Row, other: Row) -> bool:
    """Tell whether two works may be versions of one: one name holds the other, or they share an author."""
    a, b = sorted((_letters(one["name"] or one["title"].partition(":")[0]) for one in (row, other)), key=len)
    return (len(a) > 2 and a in b) or _share_author(row, other) is True


def _share_author(row: Row, other: Row) -> bool | None:
    """Tell whether two works have an author in common, also where given names are initials; None where unknown."""
    mine, theirs = (
        [to_ascii(name).lower().replace(".", "").split() for name in str(one["record"].get("authors") or "").split(";")]
        for one in (row, other)
    )
    pairs = [(a, b) for a in mine for b in theirs if a and b]
    same = (a[-1] == b[-1] and (a[0].startswith(b[0]) or b[0].startswith(a[0])) for a, b in pairs)
    return any(same) if pairs else None


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]|v(?=\d+$)", "", name.lower())


def _write_link(link: Row) -> str:
    return f"[[{link['label']}]]({link['url']})"


def _paper_link(row: Row) -> str:
    """Write a link to the work's paper as the list does; nothing where no identifier is known."""
    return f"[[Paper]]({address})" if (address := _known_address(row)) else ""


def _known_address(row: Row) -> str:
    record = row["record"]
    if record.get("arxiv"):
        return f"https://arxiv.org/abs/{record['arxiv']}"
    return f"https://doi.org/{record['doi']}" if record.get("doi") else ""
