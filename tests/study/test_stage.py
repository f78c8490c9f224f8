"""What a notebook opens: paths, records, and refusals."""

import json
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from listometrics import plots
from listometrics.errors import StudyError
from listometrics.study.export import export_figure
from listometrics.study.schema import TABLES
from listometrics.study.stage import described_tables, open_stage


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    (tmp_path / "data" / "raw_readme.md").write_text("| a |\n", encoding="utf-8")
    return tmp_path


def sections(title: str = "All") -> pd.DataFrame:
    return pd.DataFrame([{"section": "1", "title": title, "level": 1, "parent": "", "line": 1}])


def test_a_table_is_written_with_a_record_of_parameters_and_hashes(root: Path) -> None:
    stage = open_stage("01_parse", str(root), strict=True)
    stage.read_text("data/raw_readme.md")
    stage.write("sections", sections())
    shown = stage.close()
    record = json.loads((root / "data/01_parsed/01_parse.record.json").read_text())
    assert record["parameters"] == {"strict": True}
    assert list(record["reads"]) == ["data/raw_readme.md"]
    assert list(record["writes"]) == ["data/01_parsed/sections.csv"]
    assert str(root) not in json.dumps(record)
    assert shown["file"].tolist() == ["data/raw_readme.md", "data/01_parsed/sections.csv"]


def test_results_go_to_out_and_are_read_from_there_first(root: Path, tmp_path: Path) -> None:
    for out, title in (("", "committed"), (str(tmp_path / "out"), "other")):
        stage = open_stage("01_parse", str(root), out)
        stage.write("sections", sections(title))
        stage.close()
    assert open_stage("02_enrich", str(root)).read("sections")["title"].tolist() == ["committed"]
    assert open_stage("02_enrich", str(root), str(tmp_path / "out")).read("sections")["title"].tolist() == ["other"]
    assert open_stage("02_enrich", str(root), str(tmp_path / "new")).read("sections")["title"].tolist() == ["committed"]


def test_what_a_reader_does_to_a_table_does_not_reach_the_next(root: Path) -> None:
    stage = open_stage("01_parse", str(root))
    for table in (stage.write("sections", sections()), stage.read("sections"), stage.read("sections")):
        assert table["title"].tolist() == ["All"]
        table["title"] = "changed by its reader"


def test_an_input_is_read_from_the_root_even_where_out_has_one_and_never_written(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "data").mkdir(parents=True)
    (tmp_path / "out" / "data" / "raw_readme.md").write_text("other", encoding="utf-8")
    stage = open_stage("01_parse", str(root), str(tmp_path / "out"))
    assert stage.read_text("data/raw_readme.md") == "| a |\n"
    assert stage.read_choices() == ""  # a study may lack them
    (root / "data" / "list.toml").write_text('skip = ["News"]\n', encoding="utf-8")
    assert stage.read_choices() == 'skip = ["News"]\n'
    assert list(stage.reads) == ["data/raw_readme.md", "data/list.toml"]
    for path in ("data/raw_readme.md", "data/list.toml", "data/vocab/models.csv"):
        with pytest.raises(StudyError, match=f"{path}: is an input, and inputs never change"):
            stage.write_text(path, "")


def test_a_table_changed_by_hand_is_refused_and_its_stage_named(root: Path) -> None:
    stage = open_stage("01_parse", str(root))
    stage.write("sections", sections())
    stage.close()
    path = root / TABLES["sections"].path
    path.write_text(path.read_text().replace("All", "Some"))
    with pytest.raises(StudyError, match=r"sections\.csv: changed after 01_parse wrote it.*run 01_parse again"):
        open_stage("02_enrich", str(root)).read("sections")


def test_contradicting_parameters_are_refused_and_both_stages_named(root: Path) -> None:
    for name, year in (("03_methods", 2020), ("03_scale", 2022)):
        stage = open_stage(name, str(root), first_year=year)
        stage.write_numbers({"n": 1})
        stage.close()
    report = open_stage("04_report", str(root))
    report.read_numbers("03_methods")
    with pytest.raises(StudyError, match=r"03_scale ran with first_year = 2022, 03_methods with first_year = 2020"):
        report.read_numbers("03_scale")
    with pytest.raises(StudyError, match=r"03_scale ran with first_year = 2022, 04_report with first_year = 2021"):
        open_stage("04_report", str(root), first_year=2021).read_numbers("03_scale")


def test_a_row_that_points_nowhere_is_refused(root: Path) -> None:
    stage = open_stage("01_parse", str(root))
    entry = {name: "" if dtype == "str" else pd.NA for name, dtype in TABLES["entries"].dtypes.items()}
    stage.write("entries", pd.DataFrame([{**entry, "entry": 1, "line": 1, "kind": "paper", "read": False}]))
    links = pd.DataFrame([{"entry": 2, "position": 1, "label": "Paper", "url": "u", "kind": "other", "identifier": ""}])
    with pytest.raises(StudyError, match=r"links\.csv: entry '2' is in no row of the table that it points to"):
        stage.write("links", links)
    assert not (root / "data/01_parsed/links.csv").exists()


def test_a_table_may_be_described_where_it_is_written(root: Path) -> None:
    cells = {"award": ["Best Paper", "Spotlight"], "n": [1, 2], "share": [0.5, None], "new": [True, False]}
    counts = pd.DataFrame(cells)
    meanings = {"award": "Award.", "n": "Entries.", "share": "Share.", "new": "New."}
    stage = open_stage("03_scale", str(root))
    with pytest.raises(StudyError, match=r"awards: no such table\. Describe it where it is written: stage\.write"):
        stage.write("awards", counts)
    with pytest.raises(
        StudyError, match=r"awards: columns award, n, share, new, described n, award, key .*Describe each"
    ):
        stage.write("awards", counts, about="An award.", columns={"award": "Award."}, key=["award"])
    with pytest.raises(StudyError, match=r"entries: is described in study/tables\.csv"):
        stage.write("entries", counts, about="An award.", columns=meanings)
    with pytest.raises(StudyError, match=r"awards\.csv: row 2: award 'Spotlight' stands twice"):
        stage.write("awards", counts.assign(award="Spotlight"), about="An award.", columns=meanings, key=["award"])
    back = stage.write("awards", counts, about="An award.", columns=meanings, key=["award"])
    stage.close()
    types = [column.type for column in described_tables(root)["awards"].columns]
    assert types == ["string", "integer", "number", "boolean"]
    pd.testing.assert_frame_equal(open_stage("04_report", str(root)).read("awards"), back)


def test_a_figure_that_was_shown_before_is_saved_alike() -> None:
    """Shown under one backend of matplotlib and not under another, it was laid out once or twice."""
    saved = []
    for shown in (False, True):
        figure, (_, axes) = plots.new_figure("double", panels=2, sharey=True)
        axes.text(0.5, 0.5, "a name that stands beyond the edge of the axes")
        plots.set_finding(figure, "Sizes rose", "by year")
        if shown:
            figure.savefig(BytesIO(), bbox_inches="tight")
        saved.append(export_figure(figure, "size"))
    assert saved[0] == saved[1]


def test_a_figure_is_written_in_three_formats_and_its_caption_kept_with_the_numbers(root: Path) -> None:
    figure = Figure()
    figure.subplots().plot([1, 2])
    stage = open_stage("03_scale", str(root))
    figure.set_label("Sizes rose")
    sizes = pd.DataFrame({"size": [1, 2]})
    saved = stage.save("size", sizes, figure, "Caption.", "A size.", {"size": "How large."})
    assert saved.alt == "Sizes rose"
    stage.write_numbers({"n": 1})
    assert sorted(stage.writes) == [
        "data/03_analysed/scale.json", "data/03_analysed/size.csv",
        *(f"reports/figures/size.{kind}" for kind in ("pdf", "png", "svg")),
    ]  # fmt: skip
    numbers = json.loads((root / "data/03_analysed/scale.json").read_text())
    assert numbers == {"n": 1, "figures": {"size": {"title": "Sizes rose", "caption": "Caption.", "alt": "Sizes rose"}}}


def test_the_record_says_the_same_of_a_table_that_is_carried_on_after_the_first_run_and_the_next(root: Path) -> None:
    row = dict.fromkeys((column.name for column in TABLES["keys"].columns), "")
    records = []
    for _ in range(2):
        stage = open_stage("02_enrich", str(root))
        stage.read_state("keys")
        stage.write("keys", pd.DataFrame([{**row, "key": "hou2023large", "kind": "title", "identity": "a title"}]))
        shown = stage.close()
        assert shown["file"].tolist() == [TABLES["keys"].path] * 2
        records.append((root / "data/02_enriched/02_enrich.record.json").read_bytes())
    assert records[0] == records[1]
    record = json.loads(records[0])
    assert record["reads"] == record["writes"]


@pytest.mark.parametrize("path", ["data/01_parsed/01_parse.record.json", "data/01_parsed/parse.json"])
def test_json_with_a_merge_left_open_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "data" / "01_parsed").mkdir(parents=True)
    (tmp_path / "data/01_parsed/parse.json").write_text("{}", encoding="utf-8")
    (tmp_path / path).write_text("<<<<<<< HEAD\n{}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=f"^{path}:1: not JSON: .* Delete the file"):
        open_stage("02_enrich", str(tmp_path)).read_numbers("01_parse")


def test_what_cannot_be_read_in_a_folder_stands_as_its_error_and_the_rest_is_read(root: Path) -> None:
    sources = root / "data/bib/sources"
    (sources / "folder.bib").mkdir(parents=True)
    for name in ("good.bib", "NEW.BIB", "notes.txt"):
        (sources / name).write_text(f"@misc{{{name}}}", encoding="utf-8")
    (sources / "link.bib").symlink_to(root / "nowhere.bib")
    stage = open_stage("02_enrich", str(root))
    found = stage.read_folder("data/bib/sources/*.bib")
    assert {name: str(said) if isinstance(said, StudyError) else said for name, said in found.items()} == {
        "NEW.BIB": b"@misc{NEW.BIB}",
        "good.bib": b"@misc{good.bib}",
        "folder.bib": "data/bib/sources/folder.bib: is a folder, expected a file. Move the folder away.",
        "link.bib": "data/bib/sources/link.bib: not found. Put the file there, or give another root.",
    }
    assert list(stage.reads) == ["data/bib/sources/NEW.BIB", "data/bib/sources/good.bib"]
