"""Tables of 03_landscape on people: authors, productivity, co-authorship, teams."""

from __future__ import annotations

from listometrics.study.contract.estimates import FOLDER
from listometrics.study.contract.landscape import ESTIMATE, METHOD, N
from listometrics.study.schema import Column, Table

AUTHORS = Table(
    f"{FOLDER}/authors.csv",
    "An author: a spelling of a name. Names are never merged by surname and initial.",
    (
        Column("author", "string", "Name as most often written.", True, unique=True),
        N,
        Column("n_fractional", "number", "Works, each counting one over the number of its authors.", True, minimum=0),
    ),
    key=("author",),
)

PRODUCTIVITY = Table(
    f"{FOLDER}/lotka.csv",
    "The share of authors with a number of works.",
    (
        Column("works", "integer", "Works of an author.", True, minimum=1, unique=True),
        Column("hits", "integer", "Authors with so many works.", True, minimum=0),
        Column("expected", "number", "Authors that Lotka's law with the fitted exponent expects.", minimum=0),
        Column("n", "integer", "Authors.", True, minimum=0),
        *ESTIMATE,
        METHOD,
    ),
    key=("works",),
    sort=("works",),
)

LAW = Table(
    f"{FOLDER}/lotka_law.csv",
    "The exponent of Lotka's law, fitted to the authors' numbers of works.",
    (
        Column("law", "string", "Name of the law.", True, unique=True),
        *ESTIMATE,
        Column("n", "integer", "Authors.", True, minimum=0),
        METHOD,
        Column("p_fit", "number", "p value of the Kolmogorov-Smirnov distance under the law.", minimum=0),
        Column("rejected", "boolean", "Whether that is below 0.05: the law does not fit; empty without a fit."),
    ),
    key=("law",),
)

COAUTHORS = Table(
    f"{FOLDER}/coauthors.csv",
    "An author in the co-authorship network.",
    (
        Column("author", "string", "Name as most often written.", True, unique=True),
        N,
        Column("degree", "integer", "Co-authors.", True, minimum=0),
        Column("strength", "number", "Sum of the weights of the author's links: works with others.", True, minimum=0),
        Column("component", "integer", "Component; 1 is the largest.", True, minimum=1),
        Column("community", "integer", "Community within the largest component; empty elsewhere.", minimum=1),
        Column("x", "number", "Place in the figure; empty where not drawn."),
        Column("y", "number", "Place in the figure; empty where not drawn."),
    ),
    key=("author",),
    sort=("author",),
)

COAUTHOR_LINKS = Table(
    f"{FOLDER}/coauthor_links.csv",
    "Two authors who wrote together.",
    (
        Column("author", "string", "One author.", True),
        Column("other", "string", "The other.", True),
        N,
        Column("weight", "number", "Sum over their works of 1 / (authors - 1).", True, minimum=0),
    ),
    key=("author", "other"),
    sort=("author", "other"),
)

COMMUNITIES = Table(
    f"{FOLDER}/communities.csv",
    "A community of the largest component of the co-authorship network.",
    (
        Column("community", "integer", "Number; most works first.", True, minimum=1, unique=True),
        Column("label", "string", "Its most central authors.", True),
        Column("n", "integer", "Authors.", True, minimum=1),
        Column("works", "integer", "Works of its authors.", True, minimum=1),
    ),
    key=("community",),
)

TEAMS = Table(
    f"{FOLDER}/teams.csv",
    "The median team of a year.",
    (
        Column("year", "integer", "Year of first appearance.", True, unique=True),
        *ESTIMATE,
        Column("n", "integer", "Works with known authors.", True, minimum=1),
        METHOD,
        Column("solo", "integer", "Works of one author.", True, minimum=0),
        Column("largest", "integer", "Authors of the largest team.", True, minimum=1),
    ),
    key=("year",),
)

TABLES = {
    "authors": AUTHORS,
    "lotka": PRODUCTIVITY,
    "lotka_law": LAW,
    "coauthors": COAUTHORS,
    "coauthor_links": COAUTHOR_LINKS,
    "communities": COMMUNITIES,
    "teams": TEAMS,
}
