"""What SECURITY.md and docs/reliability.md say is tried has a test."""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_attack_names_its_outputs_and_a_test_that_is_there() -> None:
    with (ROOT / "tests/data/hostile/attacks.csv").open(encoding="utf-8", newline="") as file:
        attacks = list(csv.DictReader(file))
    assert len(attacks) > 40 and all(row["outputs"] for row in attacks)
    for row in attacks:
        path, _, name = row["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
