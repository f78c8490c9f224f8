"""A new study is made whole or not at all, and takes nothing of our own list over."""

import json
from pathlib import Path

import pytest

from listometrics import new
from listometrics.errors import StudyError
from listometrics.new import create_study, say_account
from listometrics.study import files

LIST = (
    "# Awesome Things\n\n## Papers\n\n| Title | Venue | Code |\n|---|---|---|\n"
    "| [A first title of a paper](https://arxiv.org/abs/2305.00001) | ICLR 2024 | [code](https://github.com/a/b) |\n"
    "| [Another title of a paper](https://arxiv.org/abs/2306.00002) | arXiv 2023 | |\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "LIST.md"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_new_study_has_the_list_byte_for_byte_and_its_record(source: Path, tmp_path: Path) -> None:
    made = create_study(tmp_path / "a" / "study", source)
    study = tmp_path / "a" / "study"
    assert (study / "data/raw_readme.md").read_bytes() == source.read_bytes()
    record = json.loads((study / "data/provenance.json").read_text(encoding="utf-8"))["raw_readme.md"]
    assert (record["sha256"], record["source"]) == (files.sha256(source.read_bytes()), "")
    assert "`LIST.md`" in (study / "README.md").read_text(encoding="utf-8")
    assert made == sorted(path.relative_to(study).as_posix() for path in study.rglob("*") if path.is_file())
    (tmp_path / "plain").mkdir()
    assert study.stat().st_mode == (tmp_path / "plain").stat().st_mode  # others may read it as far as the umask lets


def test_several_files_are_one_list(source: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.md"
    more.write_bytes(b"\xef\xbb\xbf## More\r\n\r\n| Paper | Venue |\r\n|---|---|\r\n| One more | ICLR 2024 |\r\n")
    create_study(tmp_path / "study", source, more)
    text = (tmp_path / "study/data/raw_readme.md").read_bytes()
    assert text == source.read_bytes() + b"\n\n" + more.read_bytes()[3:]
    assert "`LIST.md`, `more.md`" in (tmp_path / "study/README.md").read_text(encoding="utf-8")


def test_a_list_of_which_nothing_is_read_is_told_with_the_reason(source: Path, tmp_path: Path) -> None:
    create_study(tmp_path / "read", source)
    assert " entries, " in say_account(tmp_path / "read")
    source.write_text("# L\n\n- alpha\n- [x](https://a.org)\n", encoding="utf-8")
    create_study(tmp_path / "unread", source)
    said = say_account(tmp_path / "unread")
    assert "none of 2 rows, items and blocks is an entry; most often: no link to a paper" in said


def test_vocabularies_are_ours_but_claims_and_verdicts_on_our_list_are_not_taken_over() -> None:
    found = new.collect_vocabularies()
    assert len(found) >= 9
    for path, content in found.items():
        ours = (files.OUR_DATA.parent / path).read_bytes()
        if path in new.ABOUT_ONE_LIST:
            assert content.count(b"\n") == 1 and ours.startswith(content)
        else:
            assert content == ours


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, r"LIST\.md: not found"), (b"", r"LIST\.md: .*empty"), (b"\xff", r"LIST\.md:1: byte 0xff is not UTF-8")],
    ids=["missing", "empty", "not UTF-8"],
)
def test_a_list_that_cannot_be_studied_is_refused_and_nothing_is_made(
    source: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    source.unlink() if content is None else source.write_bytes(content)
    with pytest.raises(StudyError, match=message):
        create_study(tmp_path / "study", source)
    assert not (tmp_path / "study").exists()


def test_a_folder_that_is_there_is_left_alone_unless_it_is_empty(source: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    for folder in (tmp_path / "full", source):
        with pytest.raises(StudyError, match=r"is there already\. Name a folder that is new or empty\.$"):
            create_study(folder, source)
    (tmp_path / "empty").mkdir()
    create_study(tmp_path / "empty", source)
    assert (tmp_path / "empty" / "data/raw_readme.md").is_file()


def test_a_study_that_cannot_be_written_leaves_nothing_behind(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    write = files.write_bytes

    def fill_up(path: Path, content: bytes) -> None:
        if len(written) == 3:
            raise StudyError(f"{path}: cannot be written: No space left on device.")
        written.append(path)
        write(path, content)

    monkeypatch.setattr(files, "write_bytes", fill_up)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StudyError, match="No space left"):
        create_study(tmp_path / "study", source)
    assert sorted(tmp_path.rglob("*")) == before
