"""Where things lie in a study."""

from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.study.files import find_base, find_root, is_input, numbers_path, record_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/raw_readme.md", True),
        ("data/list.toml", True),
        ("data/vocab/models.csv", True),
        ("data/bib/sources/new.bib", True),
        ("data/bib/keys.csv", False),
        ("data/01_parsed/entries.csv", False),
        ("reports/report.md", False),
    ],
)
def test_what_a_person_writes_is_an_input_and_what_a_run_writes_is_not(path: str, expected: bool) -> None:
    assert is_input(path) is expected


def test_the_default_root_is_found_from_the_study_and_from_its_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    for folder in (tmp_path, tmp_path / "notebooks"):
        monkeypatch.chdir(folder)
        assert (find_root("..") / "data").resolve() == tmp_path / "data"
    with pytest.raises(StudyError, match=r"no folder data/ there"):
        find_root(str(tmp_path / "notebooks"))


def test_results_are_read_from_out_where_they_are_there_and_inputs_never(tmp_path: Path) -> None:
    root, out = tmp_path / "root", tmp_path / "out"
    for base in (root, out):
        (base / "data/01_parsed").mkdir(parents=True)
        (base / "data/raw_readme.md").write_text("")
    (out / "data/01_parsed/entries.csv").write_text("")
    assert find_base("data/01_parsed/entries.csv", root, out) == out
    assert find_base("data/01_parsed/links.csv", root, out) == root
    assert find_base("data/raw_readme.md", root, out) == root


def test_records_and_numbers_lie_beside_the_tables_of_their_stage() -> None:
    assert record_path("03_scale") == "data/03_analysed/03_scale.record.json"
    assert numbers_path("01_parse") == "data/01_parsed/parse.json"
