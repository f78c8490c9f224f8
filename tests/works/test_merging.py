"""Field by field by precedence, and each field knows its source."""

import pandas as pd
import pytest

from listometrics.works.bibtex_reading import Record, read_sources
from listometrics.works.matching import PaperRow, match_works, rank_records
from listometrics.works.merging import Merged, choose_authors, drop_shared, merge_work, same_version
from listometrics.works.venue_names import VenueNames

PREPRINT = """@misc{a, title={Lists}, author={Hill, A. and Li, B.}, eprint={2301.00001}, archiveprefix={arXiv},
primaryclass={cs.IR}, url={https://arxiv.org/abs/2301.00001}, year={2023}}"""
PUBLISHED = """@inproceedings{p, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Proc}, year={2024},
doi={10.1234/x}, eprint={2301.00001}, pages={1-9}}"""
RICHER = """@inproceedings{q, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Proc}, year={2024},
doi={10.1234/x}, publisher={ACM}, address={Rome}, pages={1--9}}"""
OTHER_EDITION = """@article{r, title={Lists}, author={Hill, Ann and Li, Bo}, journal={Later Journal}, year={2025},
doi={10.1234/y}, eprint={2301.00001}, volume={7}}"""
HAND = """@misc{h, title={Lists, Corrected}, eprint={2301.00001}, pages={11--19}, doi={10.1234/z}}"""


def merge(row: PaperRow | None = None, **texts: str) -> Merged:
    records = read_sources({f"{name}.bib": text for name, text in texts.items()}).records
    matching = match_works([row or PaperRow(1, "Lists", (("arxiv", "2301.00001"),), "2023")], records)
    assert len(matching.works) == 1
    return merge_work(matching.works[0], VenueNames({}))


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


SURE = """@misc{s, title={Lists}, author={Hill, Ann and Li, Bo}, eprint={2301.00001}, archiveprefix={arXiv},
confidence={high}, found_in={https://arxiv.org/abs/2301.00001}}"""
EVIL = """@inproceedings{e, title={Lists}, author={Person, Evil}, booktitle={Proceedings of Fake 2024}, year={2024},
eprint={2301.00001}, doi={10.1234/fake}}"""


@pytest.mark.parametrize("sure", [SURE, SURE.replace("confidence={high}", "confirmed_by={acl}")])
def test_a_record_of_quite_other_authors_than_a_sure_one_changes_nothing(sure: str) -> None:
    merged, alone = merge(sure=sure, evil=EVIL), merge(sure=sure)
    assert merged.status == alone.status != "published"
    assert (merged.authors, merged.ids, merged.fields, merged.bib_status, merged.venue, merged.provenance) == (
        alone.authors, alone.ids, alone.fields, alone.bib_status, alone.venue, alone.provenance,
    )  # fmt: skip
    (told,) = merged.conflicts
    said = (told.field, told.value, told.other, told.other_source)
    assert said == ("authors", "Ann Hill; Bo Li", "Evil Person", "evil")
    assert "no author in common with a sure source" in told.decision


def test_one_author_in_common_or_a_correction_by_hand_is_enough() -> None:
    joined = EVIL.replace("Person, Evil", "Person, Evil and Li, Bo")
    assert merge(sure=SURE, other=joined).published
    assert merge(sure=SURE, corrections=EVIL).authors[0].display == "Evil Person"
    by_hand = "@misc{h, title={Lists}, author={Person, Evil}, eprint={2301.00001}}"
    assert merge(sure=SURE, other=EVIL, corrections=by_hand).published
    assert merge(other=EVIL, unsure=PREPRINT).published


WORKSHOP = """@inproceedings{w, title={Lists}, author={Hill, Ann and Li, Bo}, booktitle={Workshop on Lists},
year={2024}, eprint={2301.00001}, pages={1-4}}"""
JOURNAL = """@article{j, title={Lists}, author={Hill, Ann and Li, Bo}, journal={Journal of Lists}, year={2024},
eprint={2301.00001}, volume={7}, number={2}, publisher={Wiley}}"""


@pytest.mark.parametrize("names", [("aaa", "zzz"), ("zzz", "aaa")], ids=["journal first", "workshop first"])
def test_a_workshop_paper_and_an_article_of_one_year_without_dois_are_not_mixed(names: tuple[str, str]) -> None:
    merged = merge(**dict(zip(names, (JOURNAL, WORKSHOP), strict=True)))
    names_of_fields = ("journal", "volume", "number", "publisher", "booktitle", "pages")
    assert {name: merged.fields.get(name) for name in names_of_fields} == {
        "journal": "Journal of Lists", "volume": "7", "number": "2", "publisher": "Wiley", "booktitle": None,
        "pages": None,
    }  # fmt: skip
    assert ("venue", "Workshop on Lists") in {(c.field, c.other) for c in merged.conflicts}


CONFIRMED = """@inproceedings{c, title={Lists}, author={Hill, Ann and Li, Bo and Poe, Cy}, booktitle={Proc},
year={2024}, doi={10.1234/x}, eprint={2301.00001}, pages={1-9}, confirmed_by={https://a.org}}"""
DROPPED = """@inproceedings{d, title={LISTS}, author={Hill, Ann}, booktitle={Proceedings}, year={2024},
doi={10.1234/x}, pages={2-9}, keywords={a, b}, abstract={Long}, note={Read}, publisher={ACM}}"""


@pytest.mark.parametrize(
    "extra", ["confirmed_by={https://a.org}", "confidence={high}, found_in={https://a.org}", "note={}"]
)
def test_what_a_file_is_called_decides_nothing(extra: str) -> None:
    known = CONFIRMED.replace("confirmed_by={https://a.org}", extra)
    before, after = (merge(**{name: DROPPED, "curated": known}) for name in ("aaa", "zzz"))
    assert [n.display for n in before.authors] == ["Ann Hill", "Bo Li", "Cy Poe"]
    for part in ("title", "authors", "ids", "fields", "status", "venue", "bib_status"):
        assert getattr(before, part) == getattr(after, part), part
    renamed = {field: source.replace("aaa", "zzz") for field, source in before.provenance.items()}
    assert renamed == after.provenance
    if "note" not in extra:
        assert (before.fields["pages"], before.title, before.fields["publisher"]) == ("1-9", "Lists", "ACM")


def test_what_is_submitted_or_withdrawn_is_a_preprint() -> None:
    merged = merge(openreview=PUBLISHED.replace("{Proc}", "{Submitted to ICLR 2024}").replace("doi={10.1234/x},", ""))
    assert merged.status == "preprint"
    assert merged.venue.venue == "arXiv"
    assert "booktitle" not in merged.fields


def test_a_hand_correction_wins_over_all() -> None:
    merged = merge(corrections=HAND, dblp=PUBLISHED)
    assert merged.title == "Lists, Corrected"
    assert merged.fields["pages"] == "11-19"
    assert merged.ids["doi"] == "10.1234/z"
    assert merged.fields["url"] == "https://doi.org/10.1234/z"
    assert merged.provenance["pages"] == "corrections"
    assert [n.given for n in merged.authors] == ["Ann", "Bo"]
    assert merged.status == "published"


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


def test_a_work_that_no_source_knows_has_what_the_list_says() -> None:
    merged = merge(PaperRow(1, "Lists", (("acl", "2024.x-1.2"),), "2024"))
    assert merged.title == "Lists"
    assert merged.provenance["title"] == "list"
    assert merged.first_date == "2024"
    assert merged.fields["url"] == "https://aclanthology.org/2024.x-1.2/"


def test_a_venue_that_the_vocabulary_knows_goes_before_one_that_only_a_record_has() -> None:
    known = pd.DataFrame({"alias": ["KDD"], "venue": ["KDD"], "full_name": [""], "type": ["conference"]})
    tracked = PUBLISHED.replace("{Proc}", "{KDD}, venue={KDD}, track={Findings}")
    surer = RICHER.replace("publisher=", "confirmed_by={https://a.org}, publisher=")
    records = read_sources({"acl.bib": surer, "dblp.bib": tracked}).records
    (work,) = match_works([PaperRow(1, "Lists", (("arxiv", "2301.00001"),), "2023")], records).works
    merged = merge_work(work, VenueNames({"venues": known}))
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


def test_a_title_in_capitals_gives_way_to_the_same_title_in_small_letters() -> None:
    shouted = PUBLISHED.replace("{Lists}", "{TALKING TO LISTS WITH GPT4}")
    row = PaperRow(1, "Talking to Lists with GPT4", (("arxiv", "2301.00001"),), "2023")
    listed = merge(row, a=shouted)
    assert (listed.title, listed.provenance["title"]) == ("Talking to Lists with GPT4", "list")
    known = merge(row, a=shouted, b=PREPRINT.replace("{Lists}", "{Talking To Lists With GPT4}"))
    assert (known.title, known.provenance["title"]) == ("Talking To Lists With GPT4", "b")
    alone = merge(PaperRow(1, "Other", (("arxiv", "2301.00001"),), "2023"), a=shouted)
    assert (alone.title, alone.provenance["title"]) == ("Talking to Lists with GPT4", "a")


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


def records(*authors: str) -> list[Record]:
    text = "\n".join(f"@misc{{k{n}, title={{T}}, author={{{names}}}}}" for n, names in enumerate(authors))
    return list(read_sources({"x.bib": text}).records)


def test_initials_give_way_to_full_names_of_the_same_people() -> None:
    ranked = records("Hill, A. and Li, B.-C.", "Hill, Ann and Li, Bo-Chen", "Hill, Annabelle and Lu, Bo")
    assert choose_authors(ranked) == (ranked[0], ranked[1])


def test_a_list_of_some_of_the_people_is_taken_for_cut_short() -> None:
    ranked = records("Hill, Ann and Poe, Cy", "Hill, Ann and Li, Bo and Poe, Cy")
    assert choose_authors(ranked) == (ranked[1], ranked[1])
    others = records("Hill, Ann and Quux, Zoe", "Hill, Ann and Li, Bo and Poe, Cy")
    assert choose_authors(others)[0] == others[0]


def test_a_confirmed_list_does_not_grow_by_an_unconfirmed_one() -> None:
    text = """@misc{a, title={T}, author={Hill, Ann}, confirmed_by={https://a.org}}
@misc{b, title={T}, author={Hill, Ann and Li, Bo}}"""
    ranked = list(read_sources({"x.bib": text}).records)
    assert choose_authors(ranked)[0] == ranked[0]


def record(fields: str, file: str = "x") -> Record:
    return read_sources({f"{file}.bib": f"@misc{{k, title={{T}}, author={{Hill, Ann}}, {fields}}}"}).records[0]


def test_kind_goes_before_evidence_and_evidence_before_completeness() -> None:
    preprint = record("confirmed_by={https://a.org}", "a")
    full = record("booktitle={P}, year={2020}, pages={1}, publisher={Q}", "b")
    sure = record("confidence={high}, found_in={https://a.org}", "c")
    hand = record("pages={1}", "corrections")
    assert [r.source for r in rank_records([full, sure, preprint, hand])] == ["corrections", "a", "c", "b"]


NAMES = ["EMNLP", "EMNLP Findings", "W@X"]
VENUES = pd.DataFrame({"alias": NAMES, "venue": ["EMNLP", "EMNLP", "W@X"], "full_name": "",
                       "type": ["conference", "conference", "workshop"]})  # fmt: skip
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
