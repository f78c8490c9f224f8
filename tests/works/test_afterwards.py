"""What matching saw and did not use is told, with the reason."""

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.list_rows import PaperRow
from listometrics.works.matching import Conflict, match_works

TITLE = "Recommending with frozen language models at scale"


def match(row: PaperRow, bib: str) -> tuple[Conflict, ...]:
    return match_works([row], read_sources({"x.bib": bib}).records).conflicts


def test_a_look_alike_that_stayed_unused_is_named_with_the_reason() -> None:
    row = PaperRow(1, TITLE, (("arxiv", "2401.00001"),), "2024", 5)
    (conflict,) = match(row, f"@misc{{a, title = {{{TITLE}}}, year = {{2011}}}}")
    assert (conflict.field, conflict.entry, conflict.other_source) == ("title", 1, "x")
    assert "years too far apart" in conflict.decision


def test_another_paper_of_the_same_title_is_kept_apart_by_its_identifier() -> None:
    row = PaperRow(1, TITLE, (("arxiv", "2401.00001"),), "2024", 5)
    bib = f"@misc{{a, title = {{{TITLE}}}, eprint = {{2401.99999}}, archiveprefix = {{arXiv}}, year = {{2024}}}}"
    (conflict,) = match(row, bib)
    assert (conflict.field, conflict.entry, conflict.other) == ("arxiv", 1, "2401.99999")


def test_a_record_that_is_used_is_no_look_alike() -> None:
    row = PaperRow(1, TITLE, (("arxiv", "2401.00001"),), "2024", 5)
    bib = f"@misc{{a, title = {{{TITLE}}}, eprint = {{2401.00001}}, archiveprefix = {{arXiv}}, year = {{2024}}}}"
    assert match(row, bib) == ()
