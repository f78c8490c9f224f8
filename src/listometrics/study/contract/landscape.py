"""Tables of 03_landscape: one a figure, and the words and themes that it uses."""

from __future__ import annotations

from listometrics.study.schema import Column, Table

FOLDER = "data/03_analysed"
N = Column("n", "integer", "Number counted.", True, minimum=0)
STAGE = Column("stage", "string", "Stage: the first two levels of the section.", True)
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

VENUES_USED = Table(
    f"{FOLDER}/venues.csv",
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

TABLES = {"production": PRODUCTION, "venues_used": VENUES_USED, "reading": READING}
