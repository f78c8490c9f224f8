"""A study that is under attack everywhere at once, run once by all its notebooks."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = ROOT / "tests" / "data" / "hostile" / "attacks.csv"
SECRET_TEXT = "c0ffee-of-the-secret-file"
NAMES = ("Name", "Paper", "LLM Backbone (Largest)", "LLM Tuning Strategy", "Publication", "Link", "Notes")
HEADER = "| " + " | ".join(f"**{name}**" for name in NAMES) + " |"
LINK = "[[Paper]](https://arxiv.org/abs/2301.{n:05d})"
PLAIN = "| N{n} | A plain title of work {n} | LLaMA (7B) | LoRA | Arxiv 2023 | " + LINK + " | |"


@dataclass(frozen=True)
class Attacked:
    """A study that was run on an attacking list, and what it must not have touched."""

    root: Path
    secret: Path
    mark: Path
    attacks: tuple[dict[str, str], ...]

    def texts(self, where: str) -> list[str]:
        return [attack["text"] for attack in self.attacks if attack["where"] == where]

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


def read_attacks(secret: Path, mark: Path) -> tuple[dict[str, str], ...]:
    with ATTACKS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple({**row, "text": row["text"].replace("SECRET", str(secret)).replace("MARK", str(mark))} for row in rows)


def write_list(attacks: tuple[dict[str, str], ...]) -> str:
    """Return a list whose cells are the attacks: each in its column, in a row of its own."""
    lines = ["# Attacks", "", '<h4 id="1.1">1.1 Plain</h4>', "", HEADER, "|" + "---|" * 7]
    lines += [PLAIN.format(n=n) for n in range(1, 13)]
    (section,) = [attack["text"] for attack in attacks if attack["where"] == "section"]
    lines += ["", f'<h4 id="{section}">1.2 {section}</h4>', "", HEADER, "|" + "---|" * 7]
    for n, attack in enumerate((a for a in attacks if a["where"] in ("name", "title", "note")), 13):
        cells = {"name": f"N{n}", "title": f"A plain title of work {n}", "note": ""}
        cells[attack["where"]] = attack["text"].replace("|", "\\|")
        link = f"[[Paper]](https://arxiv.org/abs/2302.{n:05d})"
        row = [cells["name"], cells["title"], "LLaMA (7B)", "Frozen", "Arixv 2023", link, cells["note"]]
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"


def copy_inputs(root: Path) -> None:
    shutil.copytree(ROOT / "data/vocab", root / "data/vocab")
    (root / "data/bib/sources").mkdir(parents=True)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Return the study after a run of all notebooks, with a parameter that attacks."""
    place = tmp_path_factory.mktemp("hostile")
    secret, mark, root = place / "secret.txt", place / "mark", place / "study"
    secret.write_text(SECRET_TEXT)
    attacks = read_attacks(secret, mark)
    copy_inputs(root)
    (root / "data/raw_readme.md").write_text(write_list(attacks), encoding="utf-8")
    for number, text in enumerate(attack["text"] for attack in attacks if attack["where"] == "bib"):
        (root / f"data/bib/sources/attack-{number}.bib").write_text(text + "\n", encoding="utf-8")
    title = next(attack["text"] for attack in attacks if attack["where"] == "parameter")
    command = [sys.executable, "-m", "listometrics", "run", str(root), "-p", f"title={title}"]
    done = subprocess.run(
        command,
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in place.iterdir()) == ["secret.txt", "study"]
    return Attacked(root, secret, mark, attacks)
