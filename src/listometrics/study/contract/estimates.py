"""Columns that the tables of methods and scale share."""

from __future__ import annotations

from listometrics.study.contract.parsed import GROUPS
from listometrics.study.schema import Column

FOLDER = "data/03_analysed"
PERIOD = Column("period", "string", "Month, quarter or year of first appearance; `undated` without an arXiv id.", True)
GROUP = Column("strategy_group", "string", "Group of the tuning strategy.", True, GROUPS)
STAGE = Column("stage", "string", "Stage: the first two levels of the section.", True)
HITS = Column("hits", "integer", "Works that have it.", True, minimum=0)
N = Column("n", "integer", "Works counted.", True, minimum=0)
THIN = Column("thin", "boolean", "Fewer than 10 works.", True)
INCOMPLETE = Column("incomplete", "boolean", "Ends within the half year before the list's last month.", True)
ESTIMATE = (
    Column("estimate", "number", "Estimate; empty where the numbers do not allow one."),
    Column("low", "number", "Lower end of the 95 % interval; empty where there is none."),
    Column("high", "number", "Upper end of the 95 % interval; empty where there is none."),
    Column("n", "integer", "Works behind the estimate.", True, minimum=0),
    Column("method", "string", "How estimate and interval were made.", True),
)
P = Column("p", "number", "p value, two-sided; empty where there is none.", minimum=0)
