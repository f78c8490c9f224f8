"""One row of the list is altered, and every notebook's table, figure table and sentence follows it."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from listometrics.run import pipeline

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "tests" / "data" / "seed" / "raw_readme.md"
ROW = re.compile(r"^\| +PBNR +\|.*$", re.MULTILINE)
KEY, ARXIV, MONTH, SECTION = "li2023pbnr", "2304.07862", "2023-04", "1.3.1"
ALTERED = {
    " PBNR ": " PBNR✅ ",
    "T5-small (60M)": "LLaMA2 (70B)",
    "Full Finetuning": "LoRA",
    "Arxiv 2023": "Arxiv 2021",
}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("study")]  # a whole run of another list


def make_study(root: Path, text: str) -> Path:
    for folder in ("data/vocab", "data/bib/sources"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copyfile(ROOT / "data/bib/keys.csv", root / "data/bib/keys.csv")
    (root / "data" / "raw_readme.md").write_bytes(text.encode("utf-8"))
    return root


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results on the list as it is; those committed serve where the list is still this one."""
    if (ROOT / "data" / "raw_readme.md").read_bytes() == SEED.read_bytes():
        return ROOT
    root = make_study(tmp_path_factory.mktemp("seed"), SEED.read_bytes().decode("utf-8"))
    pipeline.run(root, None, {})
    return root


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results on the list with one row altered."""
    text = SEED.read_bytes().decode("utf-8")
    (row,) = ROW.findall(text)
    changed = row
    for old, new in ALTERED.items():
        assert changed.count(old) == 1
        changed = changed.replace(old, new)
    root = make_study(tmp_path_factory.mktemp("altered"), text.replace(row, changed))
    pipeline.run(root, None, {})
    return root


def read(root: Path, path: str) -> pd.DataFrame:
    return pd.read_csv(root / "data" / path, keep_default_na=False)


def entry(root: Path) -> pd.Series:
    links = read(root, "01_parsed/links.csv")
    number = links.loc[links["identifier"].astype(str) == ARXIV, "entry"].item()
    entries = read(root, "01_parsed/entries.csv")
    return entries[entries["entry"] == number].squeeze()


def rows(root: Path, path: str, number: int) -> pd.DataFrame:
    table = read(root, path)
    return table[table["entry"] == number]


def entries_of(*roots: Path) -> list[pd.DataFrame]:
    return [read(root, "01_parsed/entries.csv") for root in roots]


def test_01_parse_reads_the_altered_cells_and_no_other(seed: Path, altered: Path) -> None:
    before, after = entry(seed), entry(altered)
    changed = {name for name in before.index if before[name] != after[name]}
    assert changed == {"read", "backbone_raw", "strategy_raw", "publication_raw", "year"}
    assert (after["read"], after["year"]) in ((True, 2021), (True, "2021"))
    model = rows(altered, "01_parsed/entry_models.csv", after["entry"]).squeeze()
    assert (model["model"], float(model["params_m"]), model["params_source"]) == ("LLaMA2", 70000, "list")
    strategy = rows(altered, "01_parsed/entry_strategies.csv", after["entry"]).squeeze()
    assert (strategy["strategy"], strategy["strategy_group"]) == ("lora", "lora")
    others = [table[table["entry"] != after["entry"]] for table in entries_of(seed, altered)]
    pd.testing.assert_frame_equal(*others)


def test_03_audit_finds_the_year_that_contradicts_the_arxiv_id(seed: Path, altered: Path) -> None:
    line = int(entry(altered)["line"])
    before, after = (read(root, "03_analysed/findings.csv") for root in (seed, altered))
    assert "arxiv_year" not in set(before.loc[before["line"] == line, "rule"])
    found = after[(after["line"] == line) & (after["rule"] == "arxiv_year")].squeeze()
    assert (found["found"], found["proposed"]) == ("Arxiv 2021", "Arxiv 2023")
    pages = [(root / "reports" / "audit.md").read_text(encoding="utf-8") for root in (seed, altered)]
    assert [len(re.findall(rf"^\|.*\b{line}\b.*Arxiv 2021", page, re.MULTILINE)) for page in pages] == [0, 1]


def test_03_methods_moves_one_work_from_full_to_lora(seed: Path, altered: Path) -> None:
    for table, when in (("methods_shares", "2023"), ("methods_quarters", "2023Q2")):
        sides = [read(root, f"03_analysed/{table}.csv").astype({"period": "str"}) for root in (seed, altered)]
        if "among" in sides[0]:
            sides = [side[side["among"] == "all works"] for side in sides]
        before, after = (side.set_index(["period", "strategy_group"])["hits"] for side in sides)
        assert (after - before)[after != before].to_dict() == {(when, "full"): -1, (when, "lora"): 1}


def test_03_scale_draws_the_new_size_of_the_work(seed: Path, altered: Path) -> None:
    before, after = (read(root, "03_analysed/scale_sizes.csv").set_index("key") for root in (seed, altered))
    assert (float(before.loc[KEY, "size_m"]), float(after.loc[KEY, "size_m"])) == (60, 70000)
    assert after.loc[KEY, "month"] == MONTH
    pd.testing.assert_frame_equal(before.drop(KEY), after.drop(KEY))


def test_04_report_says_the_new_shares(seed: Path, altered: Path) -> None:
    said = []
    for root in (seed, altered):
        periods = json.loads((root / "data/03_analysed/methods.json").read_text(encoding="utf-8"))["periods"]
        rows = {(r["among"], r["period"], r["strategy_group"]): r for r in periods}
        full, lora = (rows["all works", "since 2023", group] for group in ("full", "lora"))
        report = (root / "reports" / "report.md").read_text(encoding="utf-8")
        sentence = re.search(r"Of (\d+) works since 2023, .*?(\d+) full finetuning.*?(\d+) LoRA", report)
        assert sentence
        said.append(tuple(int(number) for number in sentence.groups()))
        assert said[-1] == (full["n"], full["hits"], lora["hits"])
    assert said[1] == (said[0][0], said[0][1] - 1, said[0][2] + 1)
