"""Every table of a study, by name: the contract between stages."""

from __future__ import annotations

from listometrics.study.contract import (
    audit,
    enriched,
    fetched,
    landscape,
    methods,
    parsed,
    people,
    report,
    scale,
    vocab,
)
from listometrics.study.schema import Table

TABLES: dict[str, Table] = {
    **vocab.TABLES,
    **parsed.TABLES,
    **enriched.TABLES,
    **fetched.TABLES,
    **audit.TABLES,
    **landscape.TABLES,
    **people.TABLES,
    **methods.TABLES,
    **scale.TABLES,
    **report.TABLES,
}
