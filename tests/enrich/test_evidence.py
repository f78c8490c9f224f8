"""Records rank by what they say and who confirms it."""

import pytest

from listometrics.enrich.evidence import judge_evidence, rank_records
from listometrics.enrich.sources import Record, read_sources


def record(fields: str, file: str = "x") -> Record:
    return read_sources({f"{file}.bib": f"@misc{{k, title={{T}}, author={{Hill, Ann}}, {fields}}}"}).records[0]


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ("confirmed_by={https://a.org}, confidence={low}", 0),
        ("confidence={high}, found_in={https://a.org}", 1),
        ("confidence={high}, found_in={a shelf}", 2),
        ("note={x}", 2),
        ("confidence={low}", 3),
    ],
)
def test_evidence_has_four_levels(fields: str, level: int) -> None:
    assert judge_evidence(record(fields)) == level


def test_kind_goes_before_evidence_and_evidence_before_completeness() -> None:
    preprint = record("confirmed_by={https://a.org}", "a")
    full = record("booktitle={P}, year={2020}, pages={1}, publisher={Q}", "b")
    sure = record("confidence={high}, found_in={https://a.org}", "c")
    hand = record("pages={1}", "corrections")
    assert [r.source for r in rank_records([full, sure, preprint, hand])] == ["corrections", "a", "c", "b"]


def test_fields_that_no_reference_prints_do_not_make_a_record_complete() -> None:
    wordy = record("abstract={x}, keywords={y}, file={z}, note={w}", "a")
    useful = record("year={2020}", "b")
    assert rank_records([wordy, useful])[0] is useful
