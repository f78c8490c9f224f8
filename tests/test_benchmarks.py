"""What the benchmarks measure is a study like the real one, and what they write names no machine."""

import platform
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def test_a_made_study_is_read_whole_and_every_row_is_a_work_of_its_own(tmp_path: Path) -> None:
    import synthetic

    from listometrics.readme.parse import parse_readme
    from listometrics.readme.vocabulary import make_vocabulary
    from listometrics.study.schema import TABLES
    from listometrics.study.stage import open_stage
    from listometrics.works.enrich import enrich

    root = synthetic.make_study(300, tmp_path / "made")
    stage = open_stage("01_parse", str(root))
    tables = {name: stage.read(name) for name in ("models", "strategies", "venues")}
    parsed = parse_readme(stage.read_text("data/raw_readme.md"), make_vocabulary(**tables))
    assert (len(parsed.entries), len(parsed.rejected)) == (300, 0)
    assert parsed.sections["section"].nunique() > 8
    sources = stage.read_folder("data/bib/sources/*.bib")
    found = enrich({"entries": parsed.entries, "links": parsed.links}, sources, TABLES["keys"].empty(), tables)
    assert (len(found.papers), len(found.unmatched)) == (300, 0)
    assert found.papers["authors"].nunique() > 200


def test_the_machine_is_described_and_not_named() -> None:
    import run

    said = run.describe_machine()
    assert "processors" in said
    assert f"Python {platform.python_version()}" in said
    assert platform.node() not in said
    assert sys.prefix not in said
