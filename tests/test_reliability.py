"""SECURITY.md and docs/reliability.md say what the tests tried."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def read(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_pages_are_made_of_the_attacks_and_figures() -> None:
    command = [sys.executable, str(ROOT / "scripts/reliability.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def test_every_attack_stands_in_the_table() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    attacks = read("tests/data/hostile/attacks.csv")
    assert len(attacks) > 40 and all(row["outputs"] for row in attacks)
    assert [row["attack"] for row in attacks if f"| {row['attack']} | {row['where']} |" not in text] == []


@pytest.mark.parametrize("table", ["docs/reliability.csv", "tests/data/hostile/attacks.csv"])
def test_every_figure_and_attack_names_a_test_that_is_there(table: str) -> None:
    for row in read(table):
        path, _, name = row["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_the_number_of_attacks_is_that_of_the_table() -> None:
    (figure,) = [row["figure"] for row in read("docs/reliability.csv") if row["what"].startswith("attacks")]
    assert int(figure) == len(read("tests/data/hostile/attacks.csv"))
