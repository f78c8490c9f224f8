"""Proceedings have one name each, without places and dates."""

from typing import Any

import pytest

from listometrics.works.enrich import Enriched
from listometrics.works.venue_names import Container, name_series, tidy_container

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
    assert name_series("https://example.org/Vol-1") == ("", "")


def test_works_of_one_conference_name_its_proceedings_alike(enriched: Enriched) -> None:
    papers = enriched.papers[(enriched.papers["venue"] == "WWW") & (enriched.papers["year"] == 2024)]
    assert len(papers) > 5
    assert set(papers["container"]) == {WEB}


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
