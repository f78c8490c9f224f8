"""What is known of a study's works, and the name under which fetching remembers each."""

from collections.abc import Callable
from pathlib import Path

from listometrics.sources.works import Study

ROWS = [("A title that the list has", "2305.00001"), ("Another title without identifier", "")]
BIB = "@misc{a,\n  title = {A title that the list has},\n  author = {Doe, Jane},\n  eprint = {2305.00001},\n  archiveprefix = {arXiv},\n  year = {2023}\n}\n"  # noqa: E501


def test_a_work_is_named_by_the_lists_own_identifier_whatever_sources_say(small_study: Callable[..., Path]) -> None:
    study = Study(small_study(*ROWS))
    before = {wanted.work for wanted in study.list_works({})}
    after = {wanted.work for wanted in study.list_works({"new.bib": BIB})}
    assert before == after
    assert all(work.split(":")[0] in ("arxiv", "doi", "acl", "openreview", "title") for work in before)


def test_a_file_given_as_text_stands_in_for_the_one_on_disk(small_study: Callable[..., Path]) -> None:
    root = small_study(*ROWS)
    (root / "data/bib/sources/new.bib").write_text(BIB, encoding="utf-8")
    study = Study(root)
    assert sorted(wanted.families for wanted in study.list_works({})) == [(), ("doe",)]
    assert not any(wanted.families for wanted in study.list_works({"new.bib": ""}))
