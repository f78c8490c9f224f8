"""Tables of 03_landscape: one a figure, and the words and themes that it uses."""

from __future__ import annotations

from listometrics.study.contract.estimates import FOLDER, HITS, STAGE
from listometrics.study.schema import Column, Table

N = Column("n", "integer", "Number counted.", True, minimum=0)
ESTIMATE = (
    Column("estimate", "number", "Estimate; empty where the numbers do not allow one."),
    Column("low", "number", "Lower end of the 95 % interval."),
    Column("high", "number", "Upper end of the 95 % interval."),
)
METHOD = Column("method", "string", "How the interval was made.", True)

PRODUCTION = Table(
    f"{FOLDER}/production.csv",
    "Works of a period of first appearance and a stage.",
    (
        Column("period", "string", "Month, quarter or year; undated where only the year is known.", True),
        STAGE,
        N,
        Column("n_fractional", "number", "Works, each counting one over the number of its stages.", True, minimum=0),
    ),
    key=("period", "stage"),
)

KIND = Column("kind", "string", "Kind of entry.", True, ("paper", "dataset", "benchmark", "repository"))

PRODUCTION_MONTHS = Table(
    f"{FOLDER}/production_months.csv",
    "What the list holds of a month of first appearance, a stage and a kind.",
    (
        Column("month", "string", "Month by arXiv id; undated where none is known.", True),
        STAGE,
        KIND,
        Column("n", "integer", "Papers are counted as works, the other kinds as entries.", True, minimum=0),
        Column("n_fractional", "number", "Works, each counting one over the number of its stages.", True, minimum=0),
    ),
    key=("month", "stage", "kind"),
)

PRODUCTION_KINDS = Table(
    f"{FOLDER}/production_kinds.csv",
    "Entries of a section and a kind.",
    (
        Column("section", "string", "Number of the section.", True),
        Column("section_title", "string", "Title of the section."),
        KIND,
        Column("n", "integer", "Entries.", True, minimum=1),
    ),
    key=("section", "kind"),
)

VENUES_USED = Table(
    f"{FOLDER}/venues_used.csv",
    "A venue with its published works.",
    (
        Column("venue", "string", "Venue by data/vocab/venues.csv.", True, unique=True),
        Column("venue_type", "string", "Kind of venue.", False, ("conference", "journal", "workshop", "preprint")),
        N,
        Column("rank", "integer", "Rank by works, from 1; ties in alphabetical order.", True, minimum=1),
        Column("cumulative", "integer", "Works of this venue and those before it.", True, minimum=1),
        Column("zone", "integer", "Bradford's zone: each holds about a third of the works.", True, minimum=1),
    ),
    key=("venue",),
    sort=("rank",),
)

READING = Table(
    f"{FOLDER}/reading.csv",
    "A section with its papers read.",
    (
        Column("section", "string", "Number of the section.", True, unique=True),
        Column("section_title", "string", "Title of the section."),
        Column("hits", "integer", "Paper entries marked as read.", True, minimum=0),
        Column("n", "integer", "Paper entries.", True, minimum=1),
        *ESTIMATE,
        METHOD,
    ),
    key=("section",),
)

ZONES = Table(
    f"{FOLDER}/zones.csv",
    "A zone of Bradford's.",
    (
        Column("zone", "integer", "Zone, from 1, the core.", True, minimum=1, unique=True),
        Column("venues", "integer", "Venues in it.", True, minimum=1),
        N,
        Column("multiplier", "number", "Venues over those of the zone before; empty for the core.", minimum=0),
    ),
    key=("zone",),
)

WORKS = Column("n", "integer", "Works looked at.", True, minimum=0)

TITLE_WORDS = Table(
    f"{FOLDER}/title_words.csv",
    "A word of titles, by data/vocab/stopwords.csv.",
    (Column("word", "string", "Word.", True, unique=True), HITS, WORKS, *ESTIMATE, METHOD),
    key=("word",),
)

TITLE_PAIRS = Table(
    f"{FOLDER}/title_pairs.csv",
    "A pair of neighbouring words of titles.",
    (Column("pair", "string", "The two words.", True, unique=True), HITS, WORKS, *ESTIMATE, METHOD),
    key=("pair",),
)

THEMES_FOUND = Table(
    f"{FOLDER}/themes_found.csv",
    "A theme of the list's notes in a stage.",
    (
        Column("theme", "string", "Theme by data/vocab/themes.csv.", True),
        Column("stage", "string", "Stage; all for every one.", True),
        HITS,
        WORKS,
        *ESTIMATE,
        METHOD,
    ),
    key=("theme", "stage"),
)

PUBLISHING = Table(
    f"{FOLDER}/publishing.csv",
    "Publication, by the end of a calendar year, of the works of a year that the list calls arXiv papers.",
    (
        Column("cohort", "string", "Year of first appearance; all for every one.", True),
        Column("horizon", "integer", "Calendar years after that.", True, minimum=0),
        Column("hits", "integer", "Works known to be published by then.", True, minimum=0),
        Column("n", "integer", "Works.", True, minimum=0),
        Column("unknown", "integer", "Works neither known to be published nor to be preprints still.", True, minimum=0),
        *ESTIMATE,
        Column("bound_low", "number", "Share if none of the unknown were published by then."),
        Column("bound_high", "number", "Share if all of the unknown were published by then."),
        Column("complete", "boolean", "Whether the horizon ended before the sources were read.", True),
        METHOD,
    ),
    key=("cohort", "horizon"),
)

DEVELOPERS = Table(
    f"{FOLDER}/developers.csv",
    "A developer of models, by openness of their weights.",
    (
        Column("developer", "string", "Developer by data/vocab/models.csv, or not named.", True),
        Column("openness", "string", "Openness of the weights.", True, ("open", "closed", "unknown")),
        N,
        Column("n_fractional", "number", "Works, each shared among the developers of its models.", True, minimum=0),
        Column("models", "integer", "Different models.", True, minimum=1),
    ),
    key=("developer", "openness"),
)

TABLES = {
    "production": PRODUCTION,
    "production_months": PRODUCTION_MONTHS,
    "production_kinds": PRODUCTION_KINDS,
    "venues_used": VENUES_USED,
    "zones": ZONES,
    "title_words": TITLE_WORDS,
    "title_pairs": TITLE_PAIRS,
    "themes_found": THEMES_FOUND,
    "publishing": PUBLISHING,
    "reading": READING,
    "developers": DEVELOPERS,
}
