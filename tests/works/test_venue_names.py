"""Venues get the vocabulary's names, and proceedings one name each, without places and dates."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.venue_names import Container, VenueNames, WorkVenue, name_series, tidy_container

CASES = tomllib.loads((Path(__file__).parents[1] / "data/venue_names.toml").read_text(encoding="utf-8"))
FRAME = pd.DataFrame(
    [
        ["TOIS", "ACM TOIS", "ACM Transactions on Information Systems", "journal"],
        ["EMNLP Findings", "EMNLP", "Conference on Empirical Methods", "conference"],
        ["EMNLP", "EMNLP", "Conference on Empirical Methods", "conference"],
        ["Methods Emp.", "EMNLP", "Conference on Empirical Methods", "conference"],
    ],
    columns=["alias", "venue", "full_name", "type"],
)


@pytest.mark.parametrize("fields", CASES["venues"])
def test_a_record_names_its_venue(fields: str) -> None:
    kind = "article" if "journal" in fields else "inproceedings"
    record = read_sources({"x.bib": f"@{kind}{{a, title={{T}}, {fields}}}"}).records[0]
    assert VenueNames({"venues": FRAME}).name(record) == WorkVenue(*CASES["venues"][fields])


def test_without_a_vocabulary_venues_keep_their_names() -> None:
    record = read_sources({"x.bib": "@article{a, title={T}, journal={J}}"}).records[0]
    assert VenueNames({}).name(record) == WorkVenue("J", "journal")


def test_only_what_an_export_adds_is_taken_out() -> None:
    assert {name: tidy_container(name).title for name in CASES["containers"]} == CASES["containers"]


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
