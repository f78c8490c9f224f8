"""Records rank by what they say and who confirms it."""

import pandas as pd
import pytest

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.matching import judge_evidence, rank_records
from listometrics.works.merging import same_version
from listometrics.works.venue_names import VenueNames


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


VENUES = pd.DataFrame(
    [
        [name, name.split()[0], "", "conference" if "E" in name else "workshop"]
        for name in ("EMNLP", "EMNLP Findings", "W@X")
    ],
    columns=["alias", "venue", "full_name", "type"],
)
ACL = "https://aclanthology.org/2023.x-1"
MAIN = "booktitle={Proceedings of the 2023 Conference}, venue={EMNLP}, year={2023}"
FINDINGS = "booktitle={Findings: EMNLP 2023}, venue={EMNLP Findings}, year={2023}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (MAIN, MAIN, True),
        (MAIN, FINDINGS, False),
        (FINDINGS, FINDINGS.replace("EMNLP Findings", "EMNLP"), True),
        (MAIN + ", track={short}", MAIN, True),
        (MAIN + ", track={short}", MAIN + ", track={industry}", False),
        ("venue={W@X}, booktitle={A}, year={2023}, track={workshop}", "venue={W@X}, booktitle={B}, year={2023}", True),
        (f"{MAIN}, url={{{ACL}.2}}", f"{FINDINGS}, url={{{ACL}.2}}", True),
        (f"{MAIN}, url={{{ACL}.2}}", f"{MAIN}, url={{{ACL}.3}}", False),
        (MAIN, MAIN.replace("booktitle", "journal"), False),
    ],
)
def test_two_records_are_of_one_version_only_where_all_agrees(one: str, other: str, same: bool) -> None:
    records = [record(fields) for fields in (one, other)]
    assert same_version(*records, VenueNames({"venues": VENUES})) is same
