"""Venues get the vocabulary's names, and proceedings one name each, without places and dates."""

from typing import Any

import pandas as pd
import pytest

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.venue_names import Container, VenueNames, WorkVenue, name_series, tidy_container

FRAME = pd.DataFrame(
    [
        ["TOIS", "ACM TOIS", "ACM Transactions on Information Systems", "journal"],
        ["EMNLP Findings", "EMNLP", "Conference on Empirical Methods", "conference"],
        ["EMNLP", "EMNLP", "Conference on Empirical Methods", "conference"],
        ["Methods Emp.", "EMNLP", "Conference on Empirical Methods", "conference"],
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
        ("booktitle={Proceedings of the Conference on Empirical Methods 2023}", WorkVenue("EMNLP", "conference")),
        ("booktitle={Methods Emp. 2023}", WorkVenue("EMNLP", "conference")),
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


WEB = "Proceedings of the ACM Web Conference 2024"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (WEB, WEB),
        ("Findings of the Association for Computational Linguistics ACL 2024",
         "Findings of the Association for Computational Linguistics: ACL 2024"),
        ("Proceedings of the 18th ACM Conference on Lists (RecSys 2024)",
         "Proceedings of the 18th ACM Conference on Lists"),
        ("Proceedings of the 2024 Joint Conference on Lists (LREC-COLING 2024)",
         "Proceedings of the 2024 Joint Conference on Lists (LREC-COLING 2024)"),
        ("KDD '22: The 28th ACM SIGKDD Conference on Lists, Rome, Italy, August 14 - 18, 2022",
         "Proceedings of the 28th ACM SIGKDD Conference on Lists"),
        ("AAAI Conference on Artificial Intelligence, 2024", "AAAI Conference on Artificial Intelligence"),
        ("Information Retrieval, Lists, and Things", "Information Retrieval, Lists, and Things"),
        ("Thirty-Fifth AAAI Conference, AAAI 2021, Virtual Event, February 2-9, 2021", "Thirty-Fifth AAAI Conference"),
    ],
)  # fmt: skip
def test_only_what_an_export_adds_is_taken_out(written: str, title: str) -> None:
    assert tidy_container(written).title == title


def test_a_series_in_the_name_becomes_a_series() -> None:
    assert tidy_container("Lists (Proceedings of Machine Learning Research)") == Container(
        "Lists", "Proceedings of Machine Learning Research"
    )
    assert tidy_container("CEUR Workshop Proceedings") == Container("CEUR Workshop Proceedings")
    assert name_series("https://ceur-ws.org/Vol-3568/paper4.pdf") == ("CEUR Workshop Proceedings", "3568")
    assert name_series("https://example.org/Vol-1") == ("", "")


def test_proceedings_whose_names_differ_in_a_number_stay_apart(study: Any) -> None:
    volumes = "\n".join(
        f"@inproceedings{{k{n}, title={{Lists of Volume {n}}}, author={{Hill, Ann}}, year={{2024}}, venue={{ACL}}, "
        f"booktitle={{Proceedings of the Meeting (Volume {n})}}, eprint={{2301.0000{n}}}, archiveprefix={{arXiv}}}}"
        for n in (1, 2)
    )
    entries = (
        study.parsed["entries"].iloc[[0, 1]].assign(title=["Lists of Volume 1", "Lists of Volume 2"], kind="paper")
    )
    given = {**study.parsed, "entries": entries, "links": study.parsed["links"].iloc[:0]}
    found = study.enrich(parsed=given, sources={"x.bib": volumes}).papers
    assert sorted(found["container"]) == [f"Proceedings of the Meeting (Volume {n})" for n in (1, 2)]
