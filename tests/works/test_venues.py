"""VenueNames get the vocabulary's names."""

import pandas as pd
import pytest

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.venue_names import VenueNames, WorkVenue

FRAME = pd.DataFrame(
    [
        ["TOIS", "ACM TOIS", "ACM Transactions on Information Systems", "journal"],
        ["EMNLP Findings", "EMNLP", "Conference on Empirical Methods", "conference"],
        ["EMNLP", "EMNLP", "Conference on Empirical Methods", "conference"],
    ],
    columns=["alias", "venue", "full_name", "type"],
)


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ("venue={TOIS}, journal={ACM TOIS}", WorkVenue("ACM TOIS", "journal")),
        ("journal={ACM Transactions on Information Systems}", WorkVenue("ACM TOIS", "journal")),
        ("venue={EMNLP Findings}, booktitle={Findings}", WorkVenue("EMNLP", "conference", "Findings")),
        ("venue={EMNLP}, track={short}, booktitle={P}", WorkVenue("EMNLP", "conference", "Short")),
        ("booktitle={Proceedings of X}", WorkVenue("Proceedings of X", "conference")),
        ("booktitle={Proceedings of the 2023 Conference on Empirical Methods}", WorkVenue("EMNLP", "conference")),
        (
            "booktitle={Proceedings of the 3rd Conference on Empirical Methods, EMNLP 2023, Rome, Italy, May 1, 2023}",
            WorkVenue("EMNLP", "conference"),
        ),
        (
            "booktitle={Workshop at the 3rd Conference on Empirical Methods}",
            WorkVenue("Workshop at the 3rd Conference on Empirical Methods", "workshop"),
        ),
        ("booktitle={Workshop on X}", WorkVenue("Workshop on X", "workshop")),
        ("venue={X}, track={workshop}, booktitle={Y}", WorkVenue("X", "workshop", "Workshop")),
        ("journal={arXiv preprint arXiv:2305.00001}", WorkVenue("", "")),
    ],
)
def test_a_record_names_its_venue(fields: str, venue: WorkVenue) -> None:
    kind = "article" if "journal" in fields else "inproceedings"
    record = read_sources({"x.bib": f"@{kind}{{a, title={{T}}, {fields}}}"}).records[0]
    assert VenueNames({"venues": FRAME}).name(record) == venue


def test_without_a_vocabulary_venues_keep_their_names() -> None:
    record = read_sources({"x.bib": "@article{a, title={T}, journal={J}}"}).records[0]
    assert VenueNames({}).name(record) == WorkVenue("J", "journal")
