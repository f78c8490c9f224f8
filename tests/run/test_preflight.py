"""What can be refused is refused before a kernel starts, with exit code 2, and nothing is written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listometrics.cli import main
from listometrics.errors import StudyError
from listometrics.run.preflight import Notebook, check_parameters, find_notebooks, make_graph, read_notebook

ROOT = Path(__file__).resolve().parents[2]
Write = Callable[..., Path]


def test_reads_and_writes_are_found(tmp_path: Path, write_notebook: Write) -> None:
    path = write_notebook(
        tmp_path, "01_x", reads="`data/a.csv`,\n`data/b/*.bib`, `data/d.toml` (if there is one)", writes="`data/c.csv`"
    )
    assert read_notebook(path) == Notebook(path, ("data/a.csv", "data/b/*.bib"), ("data/c.csv",), ("data/d.toml",))


def test_a_notebook_that_does_not_declare_itself_is_refused(tmp_path: Path, write_notebook: Write) -> None:
    path = write_notebook(tmp_path, "01_x", tags=())
    with pytest.raises(StudyError, match=r"^01_x\.ipynb: 0 cells tagged 'parameters', expected 1"):
        read_notebook(path)
    path = write_notebook(tmp_path, "01_x")
    path.write_text(path.read_text().replace("**Reads**", "Reads"))
    with pytest.raises(StudyError, match=r"must list what it \*\*Reads\*\* and \*\*Writes\*\*"):
        read_notebook(path)
    for broken in ("{}", "[]", "not JSON", "[" * 99_999):
        path.write_text(broken)
        with pytest.raises(StudyError, match=r"^01_x\.ipynb: not a notebook: "):
            read_notebook(path)


def make_book(name: str, reads: tuple[str, ...], writes: tuple[str, ...]) -> Notebook:
    return Notebook(Path(f"{name}.ipynb"), reads, writes)


def test_a_notebook_waits_for_those_whose_files_it_reads() -> None:
    books = [
        make_book("a", ("data/y/*.csv",), ()),
        make_book("b", (), ("data/x.csv",)),
        make_book("c", ("data/x.csv",), ("data/y/1.csv",)),
    ]
    assert make_graph(books) == {"a": ["c"], "b": [], "c": ["b"]}
    with pytest.raises(StudyError, match=r"^b and d both write data/x\.csv"):
        make_graph([*books, make_book("d", (), ("data/x.csv",))])
    with pytest.raises(StudyError, match=r"^notebooks wait for each other: (a → b → a|b → a → b)"):
        make_graph([make_book("a", ("y",), ("x",)), make_book("b", ("x",), ("y",))])


def edit(path: str, content: bytes | None) -> Callable[[Path], object]:
    """Return a change of a study: a file with this content, or a folder in its place."""

    def change(study: Path) -> None:
        (study / path).unlink(missing_ok=True)
        (study / path).mkdir() if content is None else (study / path).write_bytes(content)

    return change


def remove_list(study: Path) -> None:
    (study / "data/raw_readme.md").unlink()


def remove_notebooks(study: Path) -> None:
    (study / "notebooks/01_x.ipynb").unlink()


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        (None, ["-p", "frist_year=2022"], "no notebook declares this parameter. Did you mean first_year? Known: first"),
        (None, ["-p", "out=/"], "-p out: is set by the runner. Give the study as ROOT and the output as --out."),
        (None, ["-p", "first_year=soon"], "-p first_year: found 'soon', expected a whole number, such as 2022."),
        (None, ["-p", "first_year=-1"], "-p first_year: found '-1', expected at least 0."),
        (None, ["-p", "strict=maybe"], "-p strict: found 'maybe', expected true or false."),
        (None, ["-p", "share=much"], "-p share: found 'much', expected a number, such as 0.5."),
        (None, ["-p", "period=decade"], "-p period: found 'decade', expected one of 'month', 'year'."),
        (None, ["-p", "until=2024-13"], "-p until: found '2024-13', expected a date as YYYY or YYYY-MM."),
        (None, ["-p", "until=2024-01-31"], "expected a date as YYYY or YYYY-MM."),
        (None, ["-p", "first_year"], "-p first_year: expected NAME=VALUE"),
        (None, ["-p", "=3"], "-p =3: expected NAME=VALUE"),
        (None, ["-p", "share=1", "-p", "share=0"], "-p share=0: share is given twice"),
        (None, ["--from", "01_y"], "--from 01_y: no such notebook. Did you mean 01_x? Known: 01_x."),
        (None, ["--jobs", "-1"], "--jobs -1: expected at least 1, or 0 for as many as there are processors."),
        (None, ["--out", "data/raw_readme.md/below"], "raw_readme.md is a file, expected a folder."),
        (remove_notebooks, [], "no notebooks there."),
        (remove_list, [], "data/raw_readme.md: not found, and 01_x reads it."),
        (edit("data/raw_readme.md", None), [], "data/raw_readme.md: is a folder, expected a file, and 01_x reads it."),
        (lambda study: os.mkfifo(study / "data/bib/sources/x.bib"), [], "data/bib/sources/x.bib: is a pipe or a dev"),
        (edit("data/raw_readme.md", b""), [], "data/raw_readme.md: the file is empty"),
        (edit("data/raw_readme.md", b"# A list\n\nNo table.\n"), [], "data/raw_readme.md: no table"),
        (edit("data/raw_readme.md", b"| a |\n|---|\n| \xe9 |\n"), [], "data/raw_readme.md:3: byte 0xe9 is not UTF-8"),
        (edit("data/vocab/venues.csv", b"alias,venue\nX,Y\n"), [], "data/vocab/venues.csv: no column full_name"),
        (lambda study: (study / "data/bib/sources").rmdir(), [], "data/bib/sources/: no such folder, and 01_x reads"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused_and_nothing_is_written(
    study: Path,
    write_notebook: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], object] | None,
    arguments: list[str],
    message: str,
) -> None:
    reads = "`data/raw_readme.md`, `data/vocab/venues.csv`, `data/bib/sources/*.bib`"
    write_notebook(study, "01_x", "1", reads=reads)
    (study / "data/vocab/venues.csv").write_bytes((ROOT / "data/vocab/venues.csv").read_bytes())
    (study / "data/bib/sources").mkdir(parents=True)
    if change:
        change(study)
    before = sorted(study.rglob("*"))
    monkeypatch.chdir(study)
    assert main(["run", ".", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert sorted(study.rglob("*")) == before


def test_a_value_reaches_every_notebook_that_declares_it_unless_it_is_the_default(
    study: Path, write_notebook: Write
) -> None:
    books = [read_notebook(write_notebook(study, name, "1")) for name in ("01_x", "02_y")]
    given = {"first_year": "2022", "until": "2024-02", "strict": "TRUE", "share": "1", "period": "year"}
    values = {"first_year": 2022, "until": "2024-02", "strict": True, "share": 1.0}
    assert check_parameters(books, given) == {"01_x": values, "02_y": values}


@pytest.mark.parametrize("given", [{"split": "soon"}, {"read_until": "2024"}, {"seed": "-1"}])
def test_the_studys_own_notebooks_say_which_values_they_take(given: dict[str, Any]) -> None:
    with pytest.raises(StudyError, match=f"^-p {next(iter(given))}: found "):
        check_parameters(find_notebooks(ROOT), given)
