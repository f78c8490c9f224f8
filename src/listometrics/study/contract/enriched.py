"""Tables of 02_enrich: which works the rows are, and what the sources say of them."""

from __future__ import annotations

from listometrics.study.contract.parsed import ENTRIES
from listometrics.study.schema import Column, Table

FOLDER = "data/02_enriched"
KEY_FORM = r"[a-z][a-z0-9-]*"
MONTH_OR_YEAR = r"\d{4}(-\d{2})?"
VENUE_TYPES = ("conference", "journal", "workshop", "preprint")

PAPERS = Table(
    f"{FOLDER}/papers.csv",
    "A work. A preprint and its published version are one work.",
    (
        Column("key", "string", "Citation key, as pinned in data/bib/keys.csv.", True, (), KEY_FORM, unique=True),
        Column("title", "string", "Title by the sources; as in the list where no source knows the work.", True),
        Column("authors", "string", "Authors in order, `Given Family; …`; empty where no source names them."),
        Column(
            "first_date", "string", "First appearance: month of the arXiv id, else a year.", False, (), MONTH_OR_YEAR
        ),
        Column("arxiv", "string", "arXiv id without version."),
        Column("doi", "string", "DOI of the published version, lower case."),
        Column(
            "status",
            "string",
            "published; preprint where a source says so; unknown where no published record was found, which is no "
            "proof that there is none.",
            True,
            ("published", "preprint", "unknown"),
        ),
        Column("venue", "string", "Venue of the published version by data/vocab/venues.csv; else the preprint server."),
        Column("venue_type", "string", "Kind of that venue.", False, VENUE_TYPES),
        Column("track", "string", "Track within the venue, such as findings."),
        Column("year", "integer", "Year of the published version, else of first appearance.", minimum=1900),
        Column("list_title", "string", "Title in the list, where it differs."),
        Column("list_venue", "string", "Venue that the list gives."),
        Column("list_year", "integer", "Year that the list gives.", minimum=1900),
        Column(
            "bib_status",
            "string",
            "verified: authors from a confident, locatable or independently confirmed source; unconfirmed: authors, "
            "but not that; partial: no authors, or none in letters that LaTeX can set.",
            True,
            ("verified", "unconfirmed", "partial"),
        ),
        Column("sources", "string", "Source files that know the work, joined by '; '."),
        Column("entries", "string", "Numbers of its entries, joined by '; '.", True),
        Column("container", "string", "Title of the proceedings or journal."),
        Column("volume", "string", "Volume."),
        Column("number", "string", "Number or issue."),
        Column("pages", "string", "Pages."),
        Column("primaryclass", "string", "Primary arXiv category."),
        Column("acl", "string", "ACL Anthology id."),
        Column("openreview", "string", "OpenReview forum id."),
        Column("url", "string", "Address that a source gives."),
        Column("retracted", "boolean", "true where a source says that it was retracted or withdrawn; else empty."),
        Column("citations", "integer", "Most citations that a source counts; empty if none does.", minimum=0),
        Column("citations_date", "string", "Day on which that number was first seen.", False, (), r"\d{4}-\d{2}-\d{2}"),
    ),
    key=("key",),
    sort=("key",),
)

ENTRY_PAPERS = Table(
    f"{FOLDER}/entry_papers.csv",
    "A paper entry of the list and the work that it is.",
    (
        Column("entry", "integer", "Entry.", True, minimum=1, unique=True),
        Column("key", "string", "Citation key of the work.", True),
    ),
    key=("entry",),
    sort=("entry",),
    foreign=(("entry", ENTRIES.path, "entry"), ("key", PAPERS.path, "key")),
)

PROVENANCE = Table(
    f"{FOLDER}/provenance.csv",
    "A field of a work and where its value is from.",
    (
        Column("key", "string", "Citation key of the work.", True),
        Column("field", "string", "Field.", True),
        Column("source", "string", "Source file, `list`, or `arXiv id`; empty where no source has the field."),
    ),
    key=("key", "field"),
    sort=("key", "field"),
    foreign=(("key", PAPERS.path, "key"),),
)

UNMATCHED = Table(
    f"{FOLDER}/unmatched.csv",
    "A paper entry whose work no source knows.",
    (
        Column("key", "string", "Citation key of the work; empty for an entry without title, name and identifier."),
        Column("entry", "integer", "Entry.", True),
        Column("line", "integer", "Line in data/raw_readme.md.", True),
        Column("title", "string", "Title in the list."),
        Column("identifiers", "string", "Identifiers that the list gives, joined by '; '."),
        Column("reason", "string", "Why nothing was found.", True),
    ),
    key=("entry",),
    sort=("entry",),
)

MATCH_CONFLICTS = Table(
    f"{FOLDER}/match_conflicts.csv",
    "A disagreement between sources, or between a source and the list.",
    (
        Column("key", "string", "Citation key of the work."),
        Column("entry", "integer", "Entry of the list that it is about; empty where it is about the work as a whole."),
        Column("field", "string", "What they disagree on.", True),
        Column("value", "string", "The value used."),
        Column("source", "string", "Its source."),
        Column("other", "string", "The other value."),
        Column("other_source", "string", "Its source."),
        Column("decision", "string", "What was done.", True),
    ),
    sort=("key", "entry", "field", "value", "other", "other_source"),
)

SOURCE_PROBLEMS = Table(
    f"{FOLDER}/source_problems.csv",
    "Something wrong in a source file; the rest of the file is used.",
    (
        Column("source", "string", "Source file."),
        Column("line", "integer", "Line, from 1; 0 for the whole file."),
        Column("key", "string", "Key of the entry."),
        Column(
            "severity", "string", "error: the entry or field was left out; warning: used.", True, ("error", "warning")
        ),
        Column("reason", "string", "What is wrong.", True),
    ),
    sort=("source", "line", "key", "reason"),
)

SOURCE_COUNTS = Table(
    f"{FOLDER}/source_counts.csv",
    "A source file and how much of it was used.",
    (
        Column("source", "string", "Source file.", True, unique=True),
        Column("records", "integer", "Records read.", True, minimum=0),
        Column("used", "integer", "Records that belong to a work of the list.", True, minimum=0),
        Column("works", "integer", "Works of the list that it knows.", True, minimum=0),
        Column("errors", "integer", "Errors found.", True, minimum=0),
        Column("warnings", "integer", "Warnings found.", True, minimum=0),
    ),
    key=("source",),
    sort=("source",),
)

KEYS = Table(
    "data/bib/keys.csv",
    "A fact that identifies a work and so pins its citation key. Rows may only be added.",
    (
        Column("key", "string", "Citation key.", True, (), KEY_FORM),
        Column(
            "kind",
            "string",
            "Kind of fact; `alias` for a retired key, with the key that took its place.",
            True,
            ("doi", "arxiv", "acl", "openreview", "title", "authors", "year", "alias"),
        ),
        Column("identity", "string", "The fact, in normal form.", True),
        Column(
            "first_seen",
            "string",
            "Date given to the run that added the row (`listometrics run -p seen=2026-12-01`); empty if none was: "
            "no clock is read.",
        ),
    ),
    key=("key", "kind", "identity"),
    sort=("key", "kind", "identity"),
)

TABLES = {
    "papers": PAPERS,
    "entry_papers": ENTRY_PAPERS,
    "provenance": PROVENANCE,
    "unmatched": UNMATCHED,
    "match_conflicts": MATCH_CONFLICTS,
    "source_problems": SOURCE_PROBLEMS,
    "source_counts": SOURCE_COUNTS,
    "keys": KEYS,
}
