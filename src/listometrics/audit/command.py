"""The command `listometrics audit`: the same rules as the notebook's, on the study's inputs alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from listometrics.audit.findings import find_all
from listometrics.audit.material import PARSED, VOCABULARIES, Material
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary, read_settings
from listometrics.study.schema import TABLES
from listometrics.study.stage import Stage, open_stage
from listometrics.text import clean
from listometrics.works.enrich import enrich

LIST = "data/raw_readme.md"


def audit_study(root: Path) -> tuple[Material, pd.DataFrame]:
    """Parse and enrich a study's list in memory and audit it; nothing is written.

    Returns what the audit looked at, and the findings (see `findings.find_all`).
    """
    stage = open_stage("audit", str(root))
    text = stage.read_text(LIST)
    vocabularies = {name: stage.read(name) for name in VOCABULARIES}
    parsed = parse_readme(text, make_vocabulary(**vocabularies), LIST, read_settings(stage.read_choices()))
    enriched = enrich(
        {"entries": parsed.entries, "links": parsed.links},
        stage.read_folder("data/bib/sources/*.bib"),
        _read(stage, "keys"),
        {"venues": vocabularies["venues"]},
    )
    tables = {name: getattr(parsed, name) for name in PARSED}
    known = {"papers": enriched.papers, "entry_papers": enriched.entry_papers}
    material = Material(text, **tables, **vocabularies, **known)
    return material, find_all(material, _read(stage, "findings_reviewed"))


def say_findings(findings: pd.DataFrame, path: str = LIST) -> str:
    """Return the findings that stand, one a line: place, severity, rule, what is wrong.

    >>> row = {"line": 7, "severity": "error", "rule": "blank_row", "what": "The row is blank.", "verdict": "confirmed"}
    >>> say_findings(pd.DataFrame([row]))
    'data/raw_readme.md:7: error: The row is blank. [blank_row]'
    """
    standing = findings[findings["verdict"] != "accepted"]
    return "\n".join(
        f"{path}:{row['line']}: {row['severity']}: {clean(str(row['what']))} [{row['rule']}]"
        for row in standing.to_dict("records")
    )


def _read(stage: Stage, table: str) -> pd.DataFrame:
    """Read a table that a new study may lack; it is empty then."""
    described = TABLES[table]
    return stage.read(table) if (stage.root / described.path).is_file() else described.empty()
