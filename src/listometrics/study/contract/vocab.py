"""Tables of data/vocab: our decisions as data, edited by hand."""

from __future__ import annotations

from listometrics.study.contract.parsed import GROUPS, STRATEGIES
from listometrics.study.schema import MONTH, Column, Table

FOLDER = "data/vocab"
SIZES = r"\d+(?:\.\d+)?(?:;\d+(?:\.\d+)?)*"
ALIAS = Column("alias", "string", "A spelling that lists use; case and blanks do not matter.", True, unique=True)
WHY = Column("why", "string", "Why the row is here.", True)

MODELS = Table(
    f"{FOLDER}/models.csv",
    "A spelling of a language model.",
    (
        ALIAS,
        Column("model", "string", "Canonical name.", True),
        Column("family", "string", "Family: lineage of the weights.", True),
        Column("params_m", "number", "Parameters in millions, only where the name fixes them.", minimum=0),
        Column(
            "sizes_m",
            "string",
            "All sizes in millions that the model was published with, parted by ;, where its name does not fix one; "
            "empty where they are not all known.",
            pattern=SIZES,
        ),
        Column("open_weights", "boolean", "Whether the weights can be downloaded; empty if unknown."),
        Column("released", "string", "Month of the first release; empty if unknown.", False, (), MONTH),
        Column("developer", "string", "Who made it; empty if unknown."),
        Column("undisclosed", "boolean", "Whether its developer has never published the size.", True),
        Column("source", "string", "Where month, sizes and availability are from."),
        WHY,
    ),
    key=("alias",),
)

STRATEGY_ALIASES = Table(
    f"{FOLDER}/strategies.csv",
    "A spelling of a tuning strategy.",
    (
        ALIAS,
        Column("strategy", "string", "Strategy.", True, STRATEGIES),
        Column("strategy_group", "string", "Group of the strategy.", True, GROUPS),
        WHY,
    ),
    key=("alias",),
)

VENUES = Table(
    f"{FOLDER}/venues.csv",
    "A spelling of a venue.",
    (
        ALIAS,
        Column("venue", "string", "Canonical name.", True),
        Column("full_name", "string", "Full name."),
        Column("type", "string", "Kind of venue.", True, ("conference", "journal", "workshop", "preprint")),
        Column("why", "string", "Why the row is here; `renamed NAME in YEAR` marks a former name.", True),
    ),
    key=("alias",),
)

NAMES = Table(
    f"{FOLDER}/names.csv",
    "A proper noun whose capitals titles keep in BibTeX.",
    (Column("name", "string", "The noun as written.", True, unique=True), WHY),
    key=("name",),
)

STOPWORDS = Table(
    "data/vocab/stopwords.csv",
    "A word of titles that is not counted, or counted as another.",
    (
        Column("word", "string", "Word, in lower case.", True, unique=True),
        Column("counted_as", "string", "The word that it is counted as; empty for itself."),
        Column(
            "drop_from",
            "string",
            "Where it is left out: all; or words, and pairs of such words alone.",
            allowed=("all", "words"),
        ),
        Column("why", "string", "Why the row is here.", True),
    ),
    key=("word",),
)

THEMES = Table(
    "data/vocab/themes.csv",
    "A theme of notes.",
    (
        Column("theme", "string", "English name.", True, unique=True),
        Column("pattern", "string", "Regular expression in Python's form; case does not matter, \\b is ASCII's.", True),
        Column("why", "string", "What the theme means, or what its pattern leaves out.", True),
    ),
    key=("theme",),
)

TABLES = {
    "models": MODELS,
    "strategies": STRATEGY_ALIASES,
    "venues": VENUES,
    "names": NAMES,
    "stopwords": STOPWORDS,
    "themes": THEMES,
}
