"""What two works claim stays with neither, unless a hand correction says whose it is."""

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.list_rows import PaperRow
from listometrics.works.matching import match_works
from listometrics.works.merging import Merged, drop_shared, merge_work
from listometrics.works.venue_names import VenueNames

PUBLISHED = """@inproceedings{p, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Proc}, year={2024},
doi={10.1234/x}, eprint={2301.00001}, pages={1-9}}"""
HAND = """@misc{h, title={Lists, Corrected}, eprint={2301.00001}, doi={10.1234/z}}"""


def merge(row: PaperRow | None = None, **texts: str) -> Merged:
    records = read_sources({f"{name}.bib": text for name, text in texts.items()}).records
    (work,) = match_works([row or PaperRow(1, "Lists", (("arxiv", "2301.00001"),), "2023")], records).works
    return merge_work(work, VenueNames({}))


def test_an_identifier_that_two_works_claim_is_taken_from_both_and_said() -> None:
    one = merge(a=PUBLISHED)
    two = merge(
        PaperRow(2, "Graphs", (("arxiv", "2302.00002"),)),
        b=PUBLISHED.replace("Lists", "Graphs").replace("2301.00001", "2302.00002"),
    )
    first, second = drop_shared([one, two])
    assert "doi" not in first.ids
    assert "doi" not in second.ids
    assert first.fields["url"] == "https://arxiv.org/abs/2301.00001"
    assert [(c.field, c.decision) for c in first.conflicts] == [("doi", "two works claim it; neither keeps it")]
    assert one.ids["doi"] == "10.1234/x"


def test_a_hand_correction_keeps_an_identifier_that_another_work_claims() -> None:
    one = merge(corrections=HAND.replace("10.1234/z", "10.1234/x"), a=PUBLISHED)
    two = merge(
        PaperRow(2, "Graphs", (("arxiv", "2302.00002"),)),
        b=PUBLISHED.replace("Lists", "Graphs").replace("2301.00001", "2302.00002"),
    )
    first, second = drop_shared([one, two])
    assert first.ids["doi"] == "10.1234/x"
    assert "doi" not in second.ids
    said = [c.decision for c in (*first.conflicts, *second.conflicts)]
    assert [decision for decision in said if "claim" in decision] == [
        "two works claim it; this one keeps it, as corrected by hand",
        "two works claim it; the other keeps it, as corrected by hand",
    ]  # fmt: skip
