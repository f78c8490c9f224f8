"""A study that is under attack everywhere at once, run once by all its notebooks."""

import csv
import io
import json
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
PLAIN = (
    "| N{n} | A plain title of work {n} | Evil (7B), LLaMA (13B) | LoRA | Evil Venue 2023 | "
    + LINK
    + " | an evil note |"
)
PLAIN_BIB = """@inproceedings{{plain{n},
  title = {{A plain title of work {n}}}, author = {{Ada Lin and Bo Number{n}}}, booktitle = {{Evil Venue}},
  year = {{2023}}, eprint = {{2301.{n:05d}}}, archiveprefix = {{arXiv}},
}}
"""
# The report cites the first work of each strategy: these are the works of the .bib whose author and journal attack.
FIRSTS = {6: "Full Finetuning", 7: "Frozen"}
CELLS = ("name", "title", "model", "strategy", "publication", "link", "note")


@dataclass(frozen=True)
class Attacked:
    """A study that was run on an attacking list, and what it must not have touched."""

    root: Path
    secret: Path
    mark: Path
    attacks: tuple[dict[str, str], ...]
    injected: tuple[str, ...]  # the notebook of the report as it ran with each parameter

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
    lines += [PLAIN.format(n=n).replace("LoRA", FIRSTS.get(n, "LoRA")) for n in range(1, 31)]
    path, heading = (attack["text"] for attack in attacks if attack["where"] == "section")
    lines += ["", f'<h4 id="{path}">1.2 {path}</h4>', "", HEADER, "|" + "---|" * 7]
    for n, attack in enumerate((a for a in attacks if a["where"] in CELLS), 31):
        link = f"[[Paper]](https://arxiv.org/abs/2302.{n:05d})"
        usual = (f"N{n}", f"A plain title of work {n}", "LLaMA (7B)", "Frozen", "Arixv 2023", link, "")
        cells = dict(zip(CELLS, usual, strict=True)) | {attack["where"]: attack["text"].replace("|", "\\|")}
        lines.append("| " + " | ".join(cells.values()) + " |")
    choice = next(attack["text"] for attack in attacks if attack["where"] == "list.toml")
    for number, title in (("1.3", heading), ("1.4", choice)):
        lines += ["", f"#### {number} {title}", "", HEADER.replace("Notes", choice), "|" + "---|" * 7]
        lines += [PLAIN.format(n=n) for n in range(91, 94)]
    return "\n".join(lines) + "\n"


def write_inputs(root: Path, attacks: tuple[dict[str, str], ...]) -> None:
    """Write the attacking list, sources, choices, and rows of the vocabularies."""
    texts = {attack["attack"]: attack["text"] for attack in attacks}
    shutil.copytree(ROOT / "data/vocab", root / "data/vocab")
    (root / "data/bib/sources").mkdir(parents=True)
    (root / "data/raw_readme.md").write_text(write_list(attacks), encoding="utf-8")
    for number, text in enumerate(attack["text"] for attack in attacks if attack["where"] == "bib"):
        (root / f"data/bib/sources/attack-{number}.bib").write_text(text + "\n", encoding="utf-8")
    numbers = [*range(9, 31), *range(91, 94)]  # the attacks of the .bib are on works 1 to 8
    plain = "".join(PLAIN_BIB.format(n=n) for n in numbers)
    (root / "data/bib/sources/plain.bib").write_text(plain, encoding="utf-8")
    choice = json.dumps(texts["column and section of list.toml"])
    (root / "data/list.toml").write_text(
        f'subject = {choice}\nskip = [{choice}]\n[columns]\n{choice} = "note"\n', encoding="utf-8"
    )
    model, family = texts["model of the vocabulary"], texts["family of the vocabulary"]
    add_row(root, "models", {"alias": "Evil", "model": model, "family": family, "open_weights": "true",
                             "undisclosed": "false", "source": model, "developer": family})  # fmt: skip
    venue = texts["venue of the vocabulary"]
    add_row(root, "venues", {"alias": "Evil Venue", "venue": venue, "full_name": venue, "type": "conference"})
    add_row(root, "themes", {"theme": texts["theme of the vocabulary"], "pattern": "evil"})
    claim = texts["claim of the vocabulary"]
    add_row(root, "hypotheses", {"claim": "evil", "label": claim, "text": claim, "source": claim, "where": claim,
                                 "statistic": "share", "among": "group=peft", "outcome": "group=peft", "expected": "+",
                                 "null": "0.5", "family": "survey"})  # fmt: skip


def add_row(root: Path, name: str, cells: dict[str, str]) -> None:
    path = root / f"data/vocab/{name}.csv"
    text = path.read_text(encoding="utf-8")
    header = next(csv.reader(io.StringIO(text)))
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow({"why": "an attack", **cells}.get(column, "") for column in header)
    path.write_text(text + row.getvalue(), encoding="utf-8")


def run(root: Path, title: str) -> None:
    command = [sys.executable, "-m", "listometrics", "run", str(root), "-p", f"title={title}", "--out", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=root.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in root.parent.iterdir()) == ["secret.txt", "study"]


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Return the study after a run of all notebooks, once more of the last one for each parameter that attacks."""
    place = tmp_path_factory.mktemp("hostile")
    secret, mark, root = place / "secret.txt", place / "mark", place / "study"
    secret.write_text(SECRET_TEXT)
    attacks = read_attacks(secret, mark)
    write_inputs(root, attacks)
    injected = []
    for attack in attacks:
        if attack["where"] == "parameter":
            run(root, attack["text"])
            injected.append((root / "reports/executed/04_report.ipynb").read_text(encoding="utf-8"))
    return Attacked(root, secret, mark, attacks, tuple(injected))
