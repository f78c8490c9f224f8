"""Field by field by precedence, and each field knows its source."""

import pandas as pd

from listometrics.enrich.match import match_works
from listometrics.enrich.merge import Merged, drop_shared, merge_work
from listometrics.enrich.sources import read_sources
from listometrics.enrich.venues import read_venues
from listometrics.enrich.works import Row
from listometrics.identifiers import find_doi

PREPRINT = """@misc{a, title={Lists}, author={Hill, A. and Li, B.}, eprint={2301.00001}, archiveprefix={arXiv},
primaryclass={cs.IR}, url={https://arxiv.org/abs/2301.00001}, year={2023}}"""
PUBLISHED = """@inproceedings{p, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Proc}, year={2024},
doi={10.1234/x}, eprint={2301.00001}, pages={1-9}}"""
RICHER = """@inproceedings{q, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Proc}, year={2024},
doi={10.1234/x}, publisher={ACM}, address={Rome}, pages={1--9}}"""
OTHER_EDITION = """@article{r, title={Lists}, author={Hill, Ann and Li, Bo}, journal={Later Journal}, year={2025},
doi={10.1234/y}, eprint={2301.00001}, volume={7}}"""
HAND = """@misc{h, title={Lists, Corrected}, eprint={2301.00001}, pages={11--19}, doi={10.1234/z}}"""


def merge(row: Row | None = None, **texts: str) -> Merged:
    records = read_sources({f"{name}.bib": text for name, text in texts.items()}).records
    matching = match_works([row or Row(1, "Lists", (("arxiv", "2301.00001"),), "2023")], records)
    assert len(matching.works) == 1
    return merge_work(matching.works[0], read_venues({}))


def test_preprint_and_published_version_are_one_work_with_both_facts() -> None:
    merged = merge(arxiv=PREPRINT, dblp=PUBLISHED)
    assert merged.status == "published"
    assert merged.ids == {"doi": "10.1234/x", "arxiv": "2301.00001"}
    assert merged.first_date == "2023-01"
    assert merged.fields["year"] == "2024"
    assert merged.fields["primaryclass"] == "cs.IR"
    assert merged.provenance["booktitle"] == "dblp"
    assert merged.provenance["primaryclass"] == "arxiv"
    assert merged.provenance["first_date"] == "arXiv id"


def test_fields_that_one_published_record_lacks_come_from_another_of_the_same_version() -> None:
    merged = merge(dblp=PUBLISHED, acm=RICHER)
    assert merged.fields["publisher"] == "ACM"
    assert merged.provenance["publisher"] == "acm"
    assert merged.conflicts == ()


def test_fields_of_another_version_are_not_mixed_in_and_the_disagreement_is_said() -> None:
    merged = merge(dblp=PUBLISHED, journal=OTHER_EDITION)
    assert "volume" not in merged.fields
    assert {(c.field, c.value, c.other) for c in merged.conflicts} == {
        ("doi", "10.1234/x", "10.1234/y"), ("year", "2024", "2025"), ("venue", "Proc", "Later Journal"),
    }  # fmt: skip


def test_a_hand_correction_wins_over_all() -> None:
    merged = merge(corrections=HAND, dblp=PUBLISHED)
    assert merged.title == "Lists, Corrected"
    assert merged.fields["pages"] == "11-19"
    assert merged.ids["doi"] == "10.1234/z"
    assert merged.fields["url"] == "https://doi.org/10.1234/z"
    assert merged.provenance["pages"] == "corrections"
    assert [n.given for n in merged.authors] == ["Ann", "Bo"]
    assert merged.status == "published"


def test_the_fullest_spelling_of_the_same_authors_is_used() -> None:
    short = PUBLISHED.replace("Hill, Ann and Li, Bo", "Hill, A. and Li, B.")
    merged = merge(a=short, b=RICHER)
    assert [n.display for n in merged.authors] == ["Ann Hill", "Bo Li"]
    assert merged.provenance["authors"] == "b"


def test_a_list_cut_short_is_used_only_where_no_source_has_all() -> None:
    cut = PUBLISHED.replace("Hill, Ann and Li, Bo", "Hill, Ann and others")
    assert not merge(a=cut, b=RICHER).truncated
    alone = merge(a=cut)
    assert alone.truncated
    assert alone.bib_status == "unconfirmed"


def test_status_follows_the_evidence_for_the_authors() -> None:
    def status(extra: str) -> str:
        return merge(curated=PREPRINT[:-1] + extra + "}").bib_status

    assert status("") == "unconfirmed"
    assert status(", confidence={high}") == "unconfirmed"
    assert status(", confidence={high}, found_in={reference lists}") == "unconfirmed"
    assert status(", confidence={high}, found_in={https://a.org}") == "verified"
    assert status(", confidence={high}, found_in={DBLP or ACL Anthology record}") == "verified"
    assert status(", confidence={medium}, found_in={https://a.org}") == "unconfirmed"
    assert status(", confidence={low}, confirmed_by={https://a.org}") == "verified"
    assert merge(a=PREPRINT, b=PREPRINT).bib_status == "verified"
    assert merge(a=PREPRINT.replace("author={Hill, A. and Li, B.},", "")).bib_status == "partial"


def test_a_work_without_published_record_is_unknown_unless_a_source_says_preprint() -> None:
    assert merge(arxiv=PREPRINT).status == "unknown"
    assert merge(arxiv=PREPRINT[:-1] + ", pubstate={preprint}}").status == "preprint"


def test_a_work_that_no_source_knows_has_what_the_list_says() -> None:
    merged = merge(Row(1, "Lists", (("acl", "2024.x-1.2"),), "2024"))
    assert merged.title == "Lists"
    assert merged.provenance["title"] == "list"
    assert merged.first_date == "2024"
    assert merged.fields["url"] == "https://aclanthology.org/2024.x-1.2/"


def test_an_identifier_that_two_works_claim_is_taken_from_both_and_said() -> None:
    one = merge(a=PUBLISHED)
    two = merge(
        Row(2, "Graphs", (("arxiv", "2302.00002"),)),
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
        Row(2, "Graphs", (("arxiv", "2302.00002"),)),
        b=PUBLISHED.replace("Lists", "Graphs").replace("2301.00001", "2302.00002"),
    )
    first, second = drop_shared([one, two])
    assert first.ids["doi"] == "10.1234/x"
    assert "doi" not in second.ids


def test_a_venue_that_the_vocabulary_knows_goes_before_one_that_only_a_record_has() -> None:
    known = pd.DataFrame({"alias": ["KDD"], "venue": ["KDD"], "full_name": [""], "type": ["conference"]})
    tracked = PUBLISHED.replace("{Proc}", "{KDD}, venue={KDD}, track={Findings}")
    records = read_sources({"acl.bib": RICHER, "dblp.bib": tracked}).records
    (work,) = match_works([Row(1, "Lists", (("arxiv", "2301.00001"),), "2023")], records).works
    merged = merge_work(work, read_venues({"venues": known}))
    assert (merged.venue.venue, merged.venue.track) == ("KDD", "Findings")
    assert (merged.provenance["venue"], merged.provenance["track"]) == ("dblp", "dblp")
    assert merged.fields["booktitle"] == "Proc" and merged.provenance["booktitle"] == "acl"


def test_a_retraction_and_the_most_citations_are_kept_with_their_source_and_date() -> None:
    few = PREPRINT.replace("year=", "citations={7}, citations_date={2026-12-01}, year=")
    most = few.replace("{7}", "{9}").replace("12-01", "12-02").replace("year=", "retracted={true}, year=")
    merged = merge(a=few, b=most.replace("{a,", "{b,"), c=few.replace("{7}", "{many}"))
    assert (merged.fields["citations"], merged.fields["citations_date"]) == ("9", "2026-12-02")
    assert (merged.provenance["citations"], merged.provenance["retracted"]) == ("b", "b")
    assert merged.fields["retracted"] == "true"


def test_an_arxiv_doi_that_is_cut_short_glues_no_works_together() -> None:
    assert find_doi("https://doi.org/10.48550/arxiv.") == ""
