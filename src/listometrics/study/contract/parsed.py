"""Tables of 01_parse: what the list says, row by row."""

from __future__ import annotations

from listometrics.study.schema import MONTH, Column, Table

KINDS = ("paper", "dataset", "benchmark", "repository")
GROUPS = ("frozen", "full", "peft", "api", "unspecified")
STRATEGIES = (
    "frozen",
    "full_finetuning",
    "lora",
    "qlora",
    "prompt_tuning",
    "prefix_tuning",
    "adapter_tuning",
    "option_tuning",
    "partial_finetuning",
    "other_peft",
    "api_finetuning",
    "finetuning_unspecified",
)
LINK_KINDS = ("arxiv", "doi", "acl", "openreview", "github", "other")
FOLDER = "data/01_parsed"

ENTRY = Column("entry", "integer", "Number of the row in list order, from 1 (blank rows are not numbered).", True)
POSITION = Column("position", "integer", "Place within the entry, from 1.", True, minimum=1)

ENTRIES = Table(
    f"{FOLDER}/entries.csv",
    "A row of the list that is not blank: an entry. A work may have several entries.",
    (
        Column("entry", "integer", "Number of the row in list order, from 1.", True, minimum=1, unique=True),
        Column("line", "integer", "Line of the row in data/raw_readme.md, from 1.", True, minimum=1),
        Column("section", "string", "Number of the section that the row stands in, such as 1.1.1."),
        Column("section_title", "string", "Title of that section, without its number."),
        Column("kind", "string", "What the row is, told by the header of its table.", True, KINDS),
        Column("name", "string", "Short name, without the read mark; empty for none and N/A."),
        Column("read", "boolean", "Whether the list marks the paper as read.", True),
        Column("title", "string", "Title as written in the list."),
        Column("backbone_raw", "string", "Cell of the models, as written."),
        Column("strategy_raw", "string", "Cell of the tuning strategies, as written."),
        Column("publication_raw", "string", "Cell of the publication, as written."),
        Column("venue", "string", "Venue by data/vocab/venues.csv; as written where that does not know it."),
        Column("track", "string", "Track within the venue, such as Findings."),
        Column("year", "integer", "Year that the publication cell names; empty for none.", minimum=1900),
        Column("preprint", "boolean", "Whether the list gives a preprint server as venue; empty without a venue."),
        Column("award", "string", "Award in the publication cell, such as Best Paper or Spotlight."),
        Column("note", "string", "The list's note on the paper, as written."),
        Column("other", "string", "Cells of further columns, as a JSON object of header and cell."),
    ),
    key=("entry",),
    sort=("entry",),
)

ENTRY_MODELS = Table(
    f"{FOLDER}/entry_models.csv",
    "A model that an entry names.",
    (
        ENTRY,
        POSITION,
        Column("model_raw", "string", "The part of the cell that names the model, as written.", True),
        Column("model", "string", "Canonical name by data/vocab/models.csv; as written where unknown.", True),
        Column("family", "string", "Family: lineage of the weights."),
        Column("params_m", "number", "Parameters in millions; empty if not disclosed or not stated.", minimum=0),
        Column("params_source", "string", "Where the size is from.", False, ("list", "vocabulary")),
        Column(
            "params_status",
            "string",
            "stated: a size is known; undisclosed: its developer has not published it; unstated: neither.",
            True,
            ("stated", "undisclosed", "unstated"),
        ),
        Column("open_weights", "boolean", "Whether the weights can be downloaded; empty if unknown."),
        Column("released", "string", "Month of the model's first release.", False, (), MONTH),
    ),
    key=("entry", "position"),
    sort=("entry", "position"),
    foreign=(("entry", ENTRIES.path, "entry"),),
)

ENTRY_STRATEGIES = Table(
    f"{FOLDER}/entry_strategies.csv",
    "A tuning strategy that an entry names. Unknown, N/A and empty cells give no row.",
    (
        ENTRY,
        POSITION,
        Column("strategy_raw", "string", "The label as written.", True),
        Column("strategy", "string", "Strategy by data/vocab/strategies.csv.", False, STRATEGIES),
        Column("strategy_group", "string", "Group of the strategy.", False, GROUPS),
        Column(
            "model_position",
            "integer",
            "Position of the model that this strategy was used on, where the list pairs them in order.",
            minimum=1,
        ),
    ),
    key=("entry", "position"),
    sort=("entry", "position"),
    foreign=(("entry", ENTRIES.path, "entry"),),
)

LINKS = Table(
    f"{FOLDER}/links.csv",
    "A link of an entry.",
    (
        ENTRY,
        POSITION,
        Column("label", "string", "Text of the link, without its brackets."),
        Column("url", "string", "Address as written."),
        Column("kind", "string", "What the address points to.", True, LINK_KINDS),
        Column(
            "identifier",
            "string",
            "arXiv id without version, DOI, Anthology id, OpenReview id, or repository as owner/name.",
        ),
    ),
    key=("entry", "position"),
    sort=("entry", "position"),
    foreign=(("entry", ENTRIES.path, "entry"),),
)

REJECTED = Table(
    f"{FOLDER}/rejected.csv",
    "A table line, an item or a block of the list that is no entry, and why.",
    (
        Column("line", "integer", "Line in data/raw_readme.md, from 1.", True, minimum=1),
        Column("raw", "string", "The line as written; the first of an item or a block."),
        Column("reason", "string", "Why it is no entry.", True),
    ),
    key=("line",),
    sort=("line",),
)

SECTIONS = Table(
    f"{FOLDER}/sections.csv",
    "A heading of the list.",
    (
        Column("section", "string", "Number of the section, such as 1.1.1.", True, unique=True),
        Column("title", "string", "Title without the number."),
        Column("level", "integer", "Depth below the top of the list, from 1.", True, minimum=1),
        Column("parent", "string", "Section that it belongs to; empty at the top."),
        Column("line", "integer", "Line in data/raw_readme.md, from 1.", True, minimum=1),
    ),
    key=("section",),
    sort=("line", "section"),
)

UNKNOWN = Table(
    f"{FOLDER}/unknown.csv",
    "A value of the list that the vocabularies do not know.",
    (
        ENTRY,
        Column("line", "integer", "Line in data/raw_readme.md, from 1.", True, minimum=1),
        Column(
            "column",
            "string",
            "Column of the value.",
            True,
            ("backbone_raw", "strategy_raw", "publication_raw"),
        ),
        Column("value", "string", "The value as written.", True),
        Column("nearest", "string", "Up to three nearest known aliases, joined by '; '."),
    ),
    sort=("entry", "column", "value"),
)

TABLES = {
    "entries": ENTRIES,
    "entry_models": ENTRY_MODELS,
    "entry_strategies": ENTRY_STRATEGIES,
    "links": LINKS,
    "rejected": REJECTED,
    "sections": SECTIONS,
    "unknown": UNKNOWN,
}
