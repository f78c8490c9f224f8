"""Tables that fetching keeps: what was asked and when, candidates for published versions, and decisions on them."""

from __future__ import annotations

from listometrics.sources.services import SOURCES
from listometrics.study.schema import Column, Table

FOLDER = "data/bib"
WORK = Column("work", "string", "The work, by an identifier of the list (`arxiv:…`, `doi:…`) or `title:…`.", True)
DAY = r"\d{4}-\d{2}-\d{2}"

CHECKED = Table(
    f"{FOLDER}/checked.csv",
    "A work and a source that was asked for it.",
    (
        WORK,
        Column("source", "string", "Source.", True, SOURCES),
        Column("asked", "string", "By what it was asked for.", True),
        Column(
            "outcome",
            "string",
            "Of the last answer. published, preprint: a record was written; candidate: data/bib/upgrades.csv has "
            "records that need a decision; none: the source knows no such work, which is no proof that there is "
            "none; empty: never answered.",
            False,
            ("published", "preprint", "candidate", "none"),
        ),
        Column("checked", "string", "Day of the last answer.", False, (), DAY),
        Column("failed", "string", "Day on which asking failed, if that was later.", False, (), DAY),
        Column("reason", "string", "Why it failed."),
    ),
    key=("work", "source"),
    sort=("work", "source"),
)

UPGRADES = Table(
    f"{FOLDER}/upgrades.csv",
    "A record that may be a work's published version, with the evidence.",
    (
        WORK,
        Column("source", "string", "Source that has the record.", True, SOURCES),
        Column("candidate", "string", "The record, by the source's own identifier.", True),
        Column(
            "decision",
            "string",
            "rule: accepted, since title, authors and year fit; accepted, rejected: by data/bib/decisions.csv; open.",
            True,
            ("rule", "accepted", "rejected", "open"),
        ),
        Column("title", "string", "Title of the work.", True),
        Column("candidate_title", "string", "Title of the record.", True),
        Column("venue", "string", "Where the record was published."),
        Column("year", "integer", "When.", minimum=1900),
        Column("month", "string", "Month, such as `may`.", False, (), r"[a-z]{3}"),
        Column("title_alike", "number", "Similarity of the titles, 0 to 1.", minimum=0),
        Column("authors_shared", "integer", "Family names in common.", minimum=0),
        Column("authors", "integer", "Authors of the record.", minimum=0),
        Column("identifiers", "string", "Identifiers of the record, joined by '; '."),
        Column("evidence", "string", "The evidence in words.", True),
        Column("found", "string", "Day on which it was found.", True, (), DAY),
    ),
    key=("work", "candidate"),
    sort=("work", "candidate"),
)

DECISIONS = Table(
    f"{FOLDER}/decisions.csv",
    "A decision on a row of data/bib/upgrades.csv, made by hand.",
    (
        WORK,
        Column("candidate", "string", "The record, as data/bib/upgrades.csv names it.", True),
        Column("decision", "string", "accept: it is the work; reject: it is not.", True, ("accept", "reject")),
        Column("why", "string", "Why.", True),
    ),
    key=("work", "candidate"),
    sort=("work", "candidate"),
)

TABLES = {"checked": CHECKED, "upgrades": UPGRADES, "decisions": DECISIONS}
