"""The real list: all works, with their keys, whatever happens to the sources."""

import re
from typing import Any

import pandas as pd
import pytest

from listometrics.study.schema import TABLES
from listometrics.works.enrich import Enriched, enrich


def keys_by_entry(enriched: Enriched) -> dict[int, str]:
    return dict(zip(enriched.entry_papers["entry"], enriched.entry_papers["key"], strict=True))


def test_every_entry_has_its_work_and_the_counts_add_up(study: Any, enriched: Enriched) -> None:
    papers = enriched.papers
    assert len(enriched.entry_papers) == 243
    assert len(papers) == 232
    assert papers["bib_status"].value_counts().to_dict() == {"verified": 226, "unconfirmed": 3, "partial": 3}
    assert papers["status"].value_counts().to_dict() == {"published": 175, "unknown": 57}
    assert (papers["arxiv"] != "").sum() == 219
    assert enriched.references_bib.count("\n@") + 1 == 229
    assert enriched.partial_bib.count("\n@") + 1 == 3
    assert len(enriched.unmatched) == 0
    assert set(enriched.entry_papers["key"]) == set(papers["key"])
    assert enriched.source_counts.to_dict("records") == [
        {"source": "corrections", "records": 25, "used": 25, "works": 25, "errors": 0, "warnings": 0},
        {"source": "curated", "records": 232, "used": 232, "works": 232, "errors": 0, "warnings": 3},
        {"source": "dblp", "records": 50, "used": 50, "works": 50, "errors": 0, "warnings": 0},
    ]


def test_the_registry_is_complete_and_nothing_is_added(study: Any, enriched: Enriched) -> None:
    pd.testing.assert_frame_equal(enriched.keys, study.registry.astype("str"))


def test_what_is_given_is_not_changed(study: Any) -> None:
    before = {name: frame.copy() for name, frame in study.parsed.items()}
    registry = study.registry.copy()
    study.enrich()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(study.parsed[name], frame)
    pd.testing.assert_frame_equal(study.registry, registry)


def test_without_any_source_every_key_stays(study: Any, enriched: Enriched) -> None:
    bare = study.enrich(sources={})
    assert keys_by_entry(bare) == keys_by_entry(enriched)
    assert bare.references_bib == ""
    assert bare.partial_bib.count("\n@") + 1 == 232
    assert len(bare.unmatched) == 243
    assert set(bare.papers["bib_status"]) == {"partial"}


def test_the_first_run_makes_the_same_keys_as_pinned(study: Any, enriched: Enriched) -> None:
    fresh = study.enrich(registry=TABLES["keys"].empty())
    # Authors, or the title of the published version, were found after these keys were pinned.
    later = {"generative2023nextbasket", "wu2023tfdcon", "zhou2024source"}
    assert set(enriched.papers["key"]) - set(fresh.papers["key"]) == later
    assert set(fresh.keys["first_seen"]) == {"2026-12-31"}


def test_a_correction_by_hand_changes_the_entry_and_no_key(study: Any, enriched: Enriched) -> None:
    hand = b"@misc{x, eprint={2305.08845}, title={Corrected Title}, author={Hu, Yupeng and Zhang, Junjie}}"
    corrected = study.enrich(sources={**study.sources, "corrections.bib": hand})
    assert keys_by_entry(corrected) == keys_by_entry(enriched)
    entry = corrected.references_bib.split("@inproceedings{hou2023large,")[1].split("\n}\n")[0]
    assert "author = {Hu, Yupeng and Zhang, Junjie}" in entry
    assert "title = {Corrected Title}" in entry
    assert "doi = {10.1007/978-3-031-56060-6_24}" in entry
    told = corrected.match_conflicts[corrected.match_conflicts["key"] == "hou2023large"]
    assert set(told["field"]) == {"authors", "title"}
    assert len(corrected.keys) > len(enriched.keys)


def test_a_bad_source_file_is_reported_and_the_rest_is_used(study: Any, enriched: Enriched) -> None:
    worse = study.enrich(sources={**study.sources, "page.bib": b"<html>", "latin.bib": b"@misc{a, title={\xe9}}"})
    assert worse.references_bib == enriched.references_bib
    assert set(worse.source_problems["source"]) == {"curated", "page", "latin"}


def test_a_doi_that_two_works_claim_stands_under_neither_until_a_correction_says_whose_it_is(
    study: Any, enriched: Enriched
) -> None:
    raw = study.enrich(sources={"curated.bib": study.sources["curated.bib"]}, registry=TABLES["keys"].empty())
    told = raw.match_conflicts[raw.match_conflicts["field"] == "doi"]
    assert set(told["key"]) == {"wang2024small", "wu2023small"}
    assert "10.1145/3589334.3645671" not in raw.references_bib
    dois = enriched.papers.set_index("key")["doi"]
    assert dois["wang2024small"] == "10.1145/3589334.3645671" and dois["wu2023small"] == "10.1145/3589334.3645494"


def test_the_bibliography_is_as_complete_as_the_sources_allow(enriched: Enriched) -> None:
    papers = enriched.papers
    conference = papers[(papers["status"] == "published") & (papers["venue_type"] == "conference")]["key"]
    said = enriched.provenance[enriched.provenance["source"] != ""].groupby("field")["key"].agg(set)
    shares = {name: conference.isin(said[name]).mean() for name in ("pages", "publisher", "doi")}
    assert shares["pages"] >= 0.85 and shares["publisher"] >= 0.85 and shares["doi"] >= 0.8
    works = dict(enriched.works)
    tallrec = works["bao2023tallrec"]
    assert (tallrec.provenance["publisher"], tallrec.provenance["address"]) == ("DOI prefix", "publisher")
    assert tallrec.fields["address"] == "New York, NY, USA"
    assert not re.search(r"^@article\{[^@]*^  (?:publisher|address|isbn) = ", enriched.references_bib, re.M)
    # A workshop without a record of its publisher, a DOI or proceedings that other works share: unknown stays empty.
    assert "publisher" not in works["ho2023btrec"].fields
    assert {work.fields["publisher"] for work in works.values() if work.ids.get("doi", "").startswith("10.1145/")} == {
        "Association for Computing Machinery"
    }
    # What proceedings have as a whole, all their works have.
    volumes: dict[tuple[str, str, str], set[str]] = {}
    for work in works.values():
        place = (work.venue.venue, work.fields.get("booktitle", ""), work.fields.get("year", ""))
        if place[1] and work.published:
            volumes.setdefault(place, set()).add(work.fields.get("editor", ""))
    assert {place for place, editors in volumes.items() if len(editors) > 1} == set()


def test_without_a_table_of_publishers_none_is_named_by_its_prefix(study: Any) -> None:
    vocabulary = {name: table for name, table in study.vocabulary.items() if name != "publishers"}
    bare = study.enrich(vocabulary=vocabulary)
    assert "DOI prefix" not in set(bare.provenance["source"])


def test_provenance_names_a_source_for_each_value_and_none_for_what_nobody_has(enriched: Enriched) -> None:
    said = {(k, f): s for k, f, s in enriched.provenance.itertuples(index=False)}
    for row in enriched.papers.itertuples():
        for field in ("title", "authors", "first_date", "arxiv", "doi", "venue", "track", "volume", "pages"):
            assert bool(said.get((row.key, field), "")) == bool(getattr(row, field)), (row.key, field)
    assert said["hou2023large", "publisher"] == "DOI prefix" and said["hou2023large", "editor"] == ""
    assert said["hou2023large", "first_date"] == "arXiv id"


def enrich_lists(source: str) -> Enriched:
    """Enrich a list of one row, which has an identifier and no title of use."""
    entries = pd.DataFrame({"entry": [1], "line": [3], "kind": ["paper"], "title": ["Lists"], "venue": [""],
                            "year": pd.array([2023], dtype="Int64")})  # fmt: skip
    links = pd.DataFrame({"entry": [1], "kind": ["arxiv"], "identifier": ["2301.00001"]})
    return enrich({"entries": entries, "links": links}, {"x.bib": source}, TABLES["keys"].empty(), {})


def test_characters_that_cannot_be_set_are_left_out_and_said() -> None:
    result = enrich_lists("@misc{a, title={大模型 Lists 🚀}, author={张三 and Li, Bo}, eprint={2301.00001}}")
    assert result.papers["title"][0] == "大模型 Lists 🚀"
    assert "title = {Lists}" in result.references_bib
    assert [r for r in result.source_problems["reason"] if "pdflatex cannot set it: 大模型🚀" in r]
    assert "author = {Li, Bo and others}" in result.references_bib
    assert result.papers["authors"][0] == "张三; Bo Li"
    assert result.papers["key"][0] == "lists2023"


@pytest.mark.parametrize(
    ("authors", "reason"),
    [
        ("张三 and 李四", "No author is left: the work stands in partial.bib. Give the names in Latin letters"),
        ("Anonymous", "'Anonymous' is no author: left out"),
        ("and", "no authors"),
    ],
)
def test_a_work_of_which_no_author_can_be_printed_is_partial(authors: str, reason: str) -> None:
    source = f"@misc{{a, title={{Lists}}, author={{{authors}}}, eprint={{2301.00001}}, confidence={{high}}}}"
    result = enrich_lists(source)
    assert result.papers["bib_status"].tolist() == ["partial"]
    assert result.references_bib == ""
    assert "title = {Lists}" in result.partial_bib and "author" not in result.partial_bib
    assert [said for said in result.source_problems["reason"] if reason in said]


def test_an_entry_that_nothing_identifies_has_no_key_and_is_listed(study: Any) -> None:
    entries = study.parsed["entries"].copy()
    entries.loc[entries["entry"] == 30, ["title", "name"]] = ""
    links = study.parsed["links"]
    result = study.enrich(parsed={"entries": entries, "links": links[links["entry"] != 30]})
    assert len(result.entry_papers) == 242
    assert result.unmatched[["key", "entry", "reason"]].values.tolist() == [
        ["", 30, "no title, no name and no identifier: no work"]
    ]
    assert len(result.entry_papers) + (result.unmatched["key"] == "").sum() == 243


TITLED = """@article{w2, title={Product Information Extraction using ChatGPT}, author={Roe, Ann}, year={2023},
volume={3}, journal={J. of Retail}, pages={1--9}}
@misc{g, title={Generative Next-Basket Recommendation}, author={Smith, John and Doe, Jane}}
@article{d, title={Uncovering ChatGPT's Capabilities in Recommender Systems}, author={Foo, Bar}, doi={10.9999/foreign},
journal={Z}, year={2023}}"""
WORKS = ["dai2023uncovering", "generative2023nextbasket", "product2023information"]


@pytest.mark.parametrize("kept", [("curated.bib", "corrections.bib"), ("corrections.bib",)], ids=["all", "no curated"])
def test_two_papers_of_one_title_are_never_fused_into_a_reference(
    study: Any, enriched: Enriched, kept: tuple[str, ...]
) -> None:
    ours = {name: study.sources[name] for name in kept}
    before, after = (study.enrich(sources=given) for given in (ours, {**ours, "dropped.bib": TITLED}))
    assert after.references_bib == before.references_bib and after.partial_bib == before.partial_bib
    pd.testing.assert_frame_equal(after.keys, before.keys)
    told = after.match_conflicts[after.match_conflicts["other_source"] == "dropped"].set_index("key")["decision"]
    assert sorted(told.index) == WORKS
    assert told["dai2023uncovering"] == "line 4 not used: a like title, other doi"
    assert told["product2023information"].startswith("line 1 not used: a like title and nothing else in common. If it")
    assert "add eprint = {2306.14921}, archiveprefix = {arXiv} to the record" in told["product2023information"]
    reason = "a source has a like title that proves nothing: see match_conflicts.csv"
    unmatched = after.unmatched.set_index("key")["reason"]
    assert len(kept) > 1 or [unmatched[key] for key in WORKS] == [reason] * 3


def test_a_list_of_titles_alone_is_cited_unconfirmed_and_pins_no_more_than_it_says() -> None:
    titles = ["Talking to Lists with Models", "Graphs that Recommend Themselves Well"]
    entries = pd.DataFrame({"entry": [1, 2], "line": [3, 4], "kind": ["paper"] * 2, "title": titles, "venue": [""] * 2,
                            "year": pd.array([2023, 2023], dtype="Int64")})  # fmt: skip
    links = pd.DataFrame({"entry": [], "kind": [], "identifier": []})
    vouched = "confidence={high}, found_in={https://a.org}"
    source = f"""@article{{a, title={{{titles[0]}}}, author={{Hill, Ann}}, year={{2023}}, journal={{J}},
doi={{10.1234/x}}}}
@article{{b, title={{{titles[1]}}}, author={{Li, Bo}}, year={{2023}}, journal={{J}}, doi={{10.1234/y}}, {vouched}}}
@article{{c, title={{{titles[0]}}}, author={{Hill, A.}}, year={{2023}}, journal={{J}}, doi={{10.1234/x}}}}"""
    given = {"entries": entries, "links": links}
    files = {"x.bib": source, "y.bib": source[source.rindex("@") :]}
    first = enrich(given, files, TABLES["keys"].empty(), {})
    assert first.papers[["key", "bib_status"]].values.tolist() == [
        ["hill2023talking", "unconfirmed"], ["li2023graphs", "verified"],
    ]  # fmt: skip
    pinned = first.keys[first.keys["key"] == "hill2023talking"][["kind", "identity"]].values.tolist()
    assert pinned == [["title", "talking to lists with models"]]
    assert set(first.keys.loc[first.keys["key"] == "li2023graphs", "kind"]) == {"title", "doi", "authors", "year"}
    again = enrich(given, {"z.bib": source.replace("Hill, A", "Poe, C")}, first.keys, {})
    assert list(again.papers["key"]) == ["hill2023talking", "li2023graphs"]
    assert list(again.papers["authors"]) == ["Cnn Poe", "Bo Li"]


def test_a_record_that_is_not_used_pins_nothing(study: Any, enriched: Enriched) -> None:
    forged = """@misc{x, title={Large Language Models are Zero-Shot Rankers for Shops}, author={Nobody, No},
eprint={2305.08845}, archiveprefix={arXiv}}"""
    result = study.enrich(sources={**study.sources, "forged.bib": forged})
    assert "no author in common with a sure source" in " ".join(result.match_conflicts["decision"])
    pd.testing.assert_frame_equal(result.keys, enriched.keys)
