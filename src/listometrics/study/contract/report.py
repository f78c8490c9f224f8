"""Tables of 04_report."""

from __future__ import annotations

from listometrics.study.schema import Column, Table

FLOW = Table(
    "data/03_analysed/flow.csv",
    "A step of the flow of records, from the rows of the list to the works that are analysed over time.",
    (
        Column("position", "integer", "Place of the step, from 1.", True, minimum=1),
        Column("step", "string", "What is counted at this step.", True),
        Column("n", "integer", "Number counted.", True, minimum=0),
        Column("left_out", "integer", "Number that does not reach the next step.", True, minimum=0),
        Column("why", "string", "What is left out; empty at the last step."),
    ),
    key=("position",),
    sort=("position",),
)

TABLES = {"flow": FLOW}
