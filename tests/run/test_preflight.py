"""Everything that can be refused is refused before a kernel starts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.run import pipeline, preflight
from listometrics.run.notebook import Notebook, Parameter

ROOT = Path(__file__).resolve().parents[2]
YEAR = Parameter("first_year", "int", 2019, "the first year")


def test_a_parameter_reaches_every_notebook_that_declares_it(book: Callable[..., Notebook]) -> None:
    books = [book("a", first_year=YEAR), book("b"), book("c", first_year=YEAR)]
    assert preflight.check_parameters(books, {"first_year": "2022"}) == {
        "a": {"first_year": 2022},
        "b": {},
        "c": {"first_year": 2022},
    }


def test_an_unknown_parameter_is_refused_with_the_nearest_known(book: Callable[..., Notebook]) -> None:
    with pytest.raises(
        StudyError, match=r"^-p frist_year: no notebook declares .* Did you mean first_year\? Known: first"
    ):
        preflight.check_parameters([book("a", first_year=YEAR)], {"frist_year": "2022"})


def test_where_results_go_is_not_a_parameter_of_the_run(book: Callable[..., Notebook]) -> None:
    with pytest.raises(StudyError, match=r"^-p out: is set by the runner"):
        preflight.check_parameters([book("a", out=Parameter("out", "str", "", "results"))], {"out": "/"})


def test_a_missing_input_is_refused_before_anything_runs(study: Path, write_notebook: Callable[..., None]) -> None:
    write_notebook(study / "notebooks", "01_x", "1", reads="`data/vocab/models.csv`")
    with pytest.raises(StudyError, match=r"^data/vocab/models\.csv: not found, and 01_x reads it"):
        pipeline.run(study, None, {})
    assert not (study / "reports").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"data/raw_readme\.md: not found"),
        (b"", r"data/raw_readme\.md: .*empty"),
        (b"# A list\n\nNo table.\n", r"data/raw_readme\.md: no table"),
        (b"| a |\n|---|\n| \xe9 |\n", r"data/raw_readme\.md:3: byte 0xe9 is not UTF-8"),
        ("folder", r"data/raw_readme\.md: is a folder"),
    ],
    ids=["missing", "empty", "without a table", "not UTF-8", "a folder"],
)
def test_a_list_that_cannot_be_studied_is_refused_and_nothing_is_written(
    study: Path, content: bytes | str | None, message: str, write_notebook: Callable[..., None]
) -> None:
    write_notebook(study / "notebooks", "01_x", "1", reads="`data/raw_readme.md`")
    path = study / "data" / "raw_readme.md"
    path.unlink()
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    before = sorted(study.rglob("*"))
    with pytest.raises(StudyError, match=message):
        pipeline.run(study, None, {})
    assert sorted(study.rglob("*")) == before


@pytest.mark.parametrize(
    ("meaning", "text", "message"),
    [
        ("one of month, year: a step", "decade", r"^-p p=decade: expected one of 'month', 'year'\.$"),
        ("month (YYYY-MM) of reading", "2024-13", r"^-p p=2024-13: expected a date as YYYY-MM\.$"),
        ("from (YYYY-MM-DD)", "2024-02-30", r"expected a date as YYYY-MM-DD\.$"),
        ("from (YYYY or YYYY-MM)", "soon", r"expected a date as YYYY or YYYY-MM\.$"),
    ],
    ids=["no choice", "no such month", "no such day", "no date"],
)
def test_a_value_that_the_parameters_comment_excludes_is_refused(
    book: Callable[..., Notebook], meaning: str, text: str, message: str
) -> None:
    given = book("a", p=Parameter("p", "str", "year", meaning))
    with pytest.raises(StudyError, match=message):
        preflight.check_parameters([given], {"p": text})


@pytest.mark.parametrize("text", ["", "2024", "2024-02", "2024-02-29"])
def test_a_date_in_a_form_of_the_parameters_comment_is_taken(book: Callable[..., Notebook], text: str) -> None:
    given = book("a", p=Parameter("p", "str", "", "as YYYY, YYYY-MM or YYYY-MM-DD"))
    assert preflight.check_parameters([given], {"p": text}) == {"a": {"p": text}}


def test_a_number_below_the_least_is_refused(book: Callable[..., Notebook]) -> None:
    given = book("a", seed=Parameter("seed", "int", 1, "at least 0: of the bootstrap"))
    assert preflight.check_parameters([given], {"seed": "0"}) == {"a": {"seed": 0}}
    with pytest.raises(StudyError, match=r"^-p seed=-1: expected at least 0\.$"):
        preflight.check_parameters([given], {"seed": "-1"})


def test_the_studys_own_notebooks_say_which_values_they_take() -> None:
    books = pipeline.find_notebooks(ROOT)
    for given in (
        {"period": "decade"},
        {"count": "half"},
        {"last_date": "2024-13"},
        {"read_until": "2024"},
        {"seed": "-1"},
    ):
        with pytest.raises(StudyError, match=f"^-p {next(iter(given))}="):
            preflight.check_parameters(books, given)


def test_a_folder_in_place_of_an_input_is_refused(study: Path, book: Callable[..., Notebook]) -> None:
    (study / "data" / "vocab" / "models.csv").mkdir()
    with pytest.raises(StudyError, match=r"^data/vocab/models\.csv: is a folder, expected a file, and 01_x reads it"):
        preflight.check_inputs([book("01_x", ("data/vocab/models.csv",))], study)


def test_a_pattern_needs_its_folder_which_may_be_empty(study: Path, book: Callable[..., Notebook]) -> None:
    books = [book("02_y", ("data/bib/sources/*.bib",))]
    with pytest.raises(
        StudyError, match=r"^data/bib/sources/: no such folder, and 02_y reads data/bib/sources/\*\.bib"
    ):
        preflight.check_inputs(books, study)
    preflight.check_inputs([*books, book("01_x", (), ("data/bib/sources/a.*",))], study)
    (study / "data" / "bib" / "sources").mkdir(parents=True)
    preflight.check_inputs(books, study)


def test_what_another_notebook_writes_need_not_be_there(study: Path, book: Callable[..., Notebook]) -> None:
    books = [book("01_x", (), ("data/01_parsed/entries.csv",)), book("02_y", ("data/01_parsed/*.csv",))]
    preflight.check_inputs(books, study)


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StudyError, match=r"^--out .*: .*/file is a file, expected a folder"):
            preflight.check_out(out)
    preflight.check_out(tmp_path / "new" / "folder")
    preflight.check_out(None)


def test_a_broken_vocabulary_is_refused_before_anything_runs(study: Path, write_notebook: Callable[..., None]) -> None:
    write_notebook(study / "notebooks", "01_x", "1", reads="`data/vocab/venues.csv`")
    (study / "data" / "vocab" / "venues.csv").write_text("alias,venue\nX,Y\n", encoding="utf-8")
    before = sorted(study.rglob("*"))
    with pytest.raises(StudyError, match=r"^data/vocab/venues\.csv: no column full_name"):
        pipeline.run(study, None, {})
    assert sorted(study.rglob("*")) == before
