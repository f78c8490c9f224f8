"""The parser agrees with an independent reading of the list: every coded cell, and totals counted without it."""

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study import schema
from listometrics.study.schema import TABLES

TESTS = Path(__file__).resolve().parents[1]
GOLDEN = TESTS / "data" / "golden"
SEED = TESTS / "data" / "seed" / "raw_readme.md"
CODED = ("entries", "entry_models", "entry_strategies", "links")


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    vocabulary = {
        name: schema.from_csv((TESTS.parent / TABLES[name].path).read_bytes(), TABLES[name], name)
        for name in ("models", "strategies", "venues")
    }
    return parse_readme(SEED.read_text(encoding="utf-8"), make_vocabulary(**vocabulary))


def read_golden(name: str) -> pd.DataFrame:
    """Return a golden table as text: every cell as its author wrote it."""
    return pd.read_csv(GOLDEN / f"{name}.csv", dtype="str", keep_default_na=False)


def as_written(parsed: Parsed, name: str) -> pd.DataFrame:
    """Return a parsed table as text, as its CSV has it."""
    content = schema.to_csv(getattr(parsed, name), TABLES[name])
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)


@pytest.mark.parametrize("part", ["drawn", "odd"])
@pytest.mark.parametrize("name", CODED)
def test_every_cell_of_the_coded_rows_agrees(parsed: Parsed, name: str, part: str) -> None:
    golden = read_golden(name)
    coded = set(read_golden("entries").query("set == @part")["entry"])
    expected = golden[golden["set"] == part].drop(columns="set").reset_index(drop=True)
    written = as_written(parsed, name)
    found = written[written["entry"].isin(coded)].reset_index(drop=True)
    columns = list(expected.columns)
    key = ["entry"] if name == "entries" else ["entry", "position"]
    pd.testing.assert_frame_equal(
        found[columns].sort_values(key, ignore_index=True), expected.sort_values(key, ignore_index=True)
    )


def count_with_shell(command: str) -> int:
    done = subprocess.run(
        ["bash", "-c", f"F={SEED}; {command}"],
        capture_output=True,
        text=True,
        check=False,  # grep -c that counts 0 ends with exit code 1
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    return int(done.stdout)


@pytest.mark.requires_tool("bash", "awk", "grep", "sed")
@pytest.mark.parametrize("row", read_golden("counts").to_dict("records"), ids=lambda row: row["what"])
def test_a_total_counted_without_the_parser_is_what_its_command_prints(row: dict[str, str]) -> None:
    if not row["how"].startswith("reading"):
        assert count_with_shell(row["how"]) == int(row["value"])


def with_models(parsed: Parsed, models: str) -> int:
    """Count the entries that name a model whose canonical name matches whole."""
    named = parsed.entry_models[parsed.entry_models["model"].str.fullmatch(models)]
    return int(named["entry"].nunique())


TOTALS: dict[str, Callable[[Parsed], int]] = {
    "rows, the blank one included": lambda p: p.rows,
    "blank rows": lambda p: int((p.rejected["reason"] == "blank row").sum()),
    "entries": lambda p: len(p.entries),
    "distinct titles of paper entries, case ignored": lambda p: (
        p.entries.query("kind == 'paper'")["title"].str.lower().nunique()
    ),
    "entries read": lambda p: int(p.entries["read"].sum()),
    "entries with a note": lambda p: int((p.entries["note"] != "").sum()),
    "entries with two strategies": lambda p: int((p.entry_strategies["position"] == 2).sum()),
    "entries without a strategy that have the column, N/A and Unknown included": lambda p: (
        len(p.entries.query("kind == 'paper' and section != '1.6.1'")) - p.entry_strategies["entry"].nunique()
    ),
    "entries with a strategy": lambda p: p.entry_strategies["entry"].nunique(),
    "entries whose backbone cell names ChatGPT by that name": lambda p: with_models(p, "ChatGPT"),
    "entries whose backbone cell names ChatGPT or gpt-3.5-turbo (its model in the API)": lambda p: with_models(
        p, "ChatGPT|gpt-3.5-turbo"
    ),
    "entries whose backbone cell names BERT-base": lambda p: with_models(p, "BERT-base"),
    "entries whose backbone cell names T5-base (not FLAN-T5-base nor Sentence-T5-base)": lambda p: with_models(
        p, "T5-base"
    ),
    "entries whose backbone cell names LLaMA2 in any spelling": lambda p: with_models(p, "LLaMA2"),
    "entries whose backbone cell names LLaMA (first release, not LLaMA2, Sheared-LLaMA, BELLE-LLaMA)": lambda p: (
        with_models(p, "LLaMA")
    ),
    "entries whose backbone cell names GPT-4 (not GPT-4V)": lambda p: with_models(p, "GPT-4"),
    "entries whose backbone cell names GPT-2 without a size name": lambda p: with_models(p, "GPT-2"),
    "entries whose backbone cell names GPT-3": lambda p: with_models(p, "GPT-3"),
    "entries whose backbone cell names Vicuna (v1.3 included)": lambda p: with_models(p, "Vicuna.*"),
    "entries whose backbone cell names ChatGLM (GhatGLM included, ChatGLM3 not)": lambda p: with_models(p, "ChatGLM"),
    "entries whose backbone cell is empty": lambda p: int(
        (p.entries.query("kind == 'paper' and section != '1.6.1'")["backbone_raw"] == "").sum()
    ),
    "entries whose backbone cell is N/A": lambda p: int((p.entries["backbone_raw"] == "N/A").sum()),
    "entries whose backbone cell names a model": lambda p: p.entry_models["entry"].nunique(),
    "entries whose backbone cell names two or more models": lambda p: int((p.entry_models["position"] == 2).sum()),
    "models named, all entries (rows of entry_models)": lambda p: len(p.entry_models),
    "strategies named, all entries (rows of entry_strategies)": lambda p: len(p.entry_strategies),
    "entries with preprint true": lambda p: int(p.entries["preprint"].fillna(False).sum()),
    "entries with preprint false": lambda p: int((~p.entries["preprint"].fillna(True)).sum()),
    "paper entries without a venue": lambda p: int((p.entries.query("kind == 'paper'")["venue"] == "").sum()),
    "paper entries with a venue and no year": lambda p: int(
        p.entries.query("kind == 'paper' and venue != ''")["year"].isna().sum()
    ),
    "entries with an award": lambda p: int((p.entries["award"] != "").sum()),
    "links": lambda p: len(p.links),
    "links of kind github without a repository (a person or organisation)": lambda p: len(
        p.links.query("kind == 'github' and identifier == ''")
    ),
    "paper entries with a link of kind arxiv": lambda p: (
        p.links.query("kind == 'arxiv'")["entry"]
        .isin(p.entries.query("kind == 'paper'")["entry"])
        .pipe(lambda kept: p.links.loc[kept[kept].index, "entry"].nunique())
    ),
    "paper entries without a link": lambda p: int(
        (~p.entries.query("kind == 'paper'")["entry"].isin(p.links["entry"])).sum()
    ),
    "paper entries without a name, N/A included": lambda p: int(
        (p.entries.query("kind == 'paper'")["name"] == "").sum()
    ),
}
FORMS: dict[str, Callable[[Parsed, tuple[str, ...]], int]] = {
    r"entries of kind (\w+)": lambda p, said: int((p.entries["kind"] == said[0]).sum()),
    r"entries of section ([\d.]+)": lambda p, said: int((p.entries["section"] == said[0]).sum()),
    r"entries with strategy (\w+)": lambda p, said: p.entry_strategies.query("strategy == @said[0]")["entry"].nunique(),
    r"entries of venue (.+) (\d{4})(?:, \w+ included)?": lambda p, said: len(
        p.entries.query("venue == @said[0] and year == @year", local_dict={"said": said, "year": int(said[1])})
    ),
    r"entries of year (\d{4})": lambda p, said: int((p.entries["year"] == int(said[0])).sum()),
    r"links of kind (\w+)": lambda p, said: int((p.links["kind"] == said[0]).sum()),
    r"links with label (\w+)": lambda p, said: int((p.links["label"] == said[0]).sum()),
}


def count_with_parser(parsed: Parsed, what: str) -> int:
    if what in TOTALS:
        return TOTALS[what](parsed)
    for form, count in FORMS.items():
        if said := re.fullmatch(form, what):
            return count(parsed, said.groups())
    raise AssertionError(f"no way to count {what!r} with the parser")


@pytest.mark.parametrize("row", read_golden("counts").to_dict("records"), ids=lambda row: row["what"])
def test_the_parser_counts_the_same_total(parsed: Parsed, row: dict[str, str]) -> None:
    assert count_with_parser(parsed, row["what"]) == int(row["value"])
