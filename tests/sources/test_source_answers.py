"""What each source's answer says, odd forms among them."""

import json
from typing import Any

import pytest

from listometrics.sources import SOURCES
from listometrics.sources.client import Fault
from listometrics.sources.fetch_bib import make_sources
from listometrics.sources.source_base import SourceRecord

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults>
 <entry><id>https://arxiv.org/abs/2305.00001v3</id><title>A title
   over two lines &amp; more</title><published>2023-04-30T00:00:00Z</published>
 <author><name>Jan van der Berg</name></author><author><name>李 敏</name></author>
 <arxiv:comment>This paper has been withdrawn by the authors</arxiv:comment>
 <arxiv:doi>10.1145/1</arxiv:doi><arxiv:journal_ref>RecSys 2024</arxiv:journal_ref>
 <arxiv:primary_category term="cs.IR"/></entry></feed>"""
ERROR = FEED.replace("A title\n   over two lines &amp; more", "Error").replace(
    "<published>", "<summary>incorrect id format for x</summary><published>"
)


def read(name: str, body: str | bytes | dict[str, Any]) -> list[SourceRecord | None]:
    source = make_sources(SOURCES, {})[name]
    text = json.dumps(body) if isinstance(body, dict) else body
    return source.read(text if isinstance(text, bytes) else text.encode())


def one(name: str, body: str | dict[str, Any]) -> SourceRecord:
    (record,) = read(name, body)
    assert record is not None
    return record


def pick(record: SourceRecord, names: str) -> list[str]:
    return [record.fields[name] for name in names.split()]


def test_arxiv_gives_metadata_month_withdrawal_and_what_it_knows_of_a_published_version() -> None:
    record = one("arxiv", FEED)
    assert (record.key, record.title, record.entry_type) == (
        "arxiv:2305.00001",
        "A title over two lines & more",
        "misc",
    )
    assert [n.display for n in record.authors] == ["Jan van der Berg", "李 敏"]
    assert pick(record, "first_date primaryclass retracted published_doi journal_ref") == [
        "2023-05", "cs.IR", "true", "10.1145/1", "RecSys 2024",
    ]  # fmt: skip
    assert record.ids == {"arxiv": "2305.00001"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Rate exceeded.", "arXiv says: Rate exceeded."),
        (ERROR, "arXiv says: incorrect id format for x"),
        ("<rss/>", "not an Atom feed"),
        (FEED[:-20], "not XML, or cut short"),
        (FEED.replace("totalResults", "total"), "a feed without totalResults"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + FEED, "declares entities"),
        (FEED.encode("utf-16"), "not UTF-8"),
    ],
    ids=["throttled", "an error entry", "no Atom", "cut", "no count", "entities", "another encoding"],
)
def test_what_arxiv_says_in_place_of_a_feed_is_a_fault(body: str | bytes, said: str) -> None:
    with pytest.raises(Fault, match=said):
        read("arxiv", body)


def crossref(**changed: Any) -> dict[str, Any]:
    work = {
        "DOI": "10.1145/ABC", "type": "journal-article", "title": ["RETRACTED: <i>On</i> R&amp;D"],
        "subtitle": ["A Study"], "container-title": ["Journal of X"], "volume": "3", "issue": "4", "page": "1-2",
        "author": [{"given": "Jan", "family": "van der Berg"}, {"name": "Some Lab"}],
        "published-online": {"date-parts": [[2023, 12, 1]]}, "published-print": {"date-parts": [[2024, 2]]},
        "is-referenced-by-count": 7,
        "updated-by": [{"type": "correction", "DOI": "10.1145/c"}, {"type": "retraction", "DOI": "10.1145/R"}],
        "relation": {"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.2305.00001"}]},
    }  # fmt: skip
    work |= changed
    return {"status": "ok", "message-type": "work", "message": {n: v for n, v in work.items() if v is not None}}


def test_crossref_gives_the_published_version_its_month_retraction_and_citations() -> None:
    record = one("crossref", crossref())
    assert (record.title, record.entry_type) == ("On R&D: A Study", "article")
    assert [(n.particle, n.family, n.organisation) for n in record.authors] == [
        ("van der", "Berg", False), ("", "Some Lab", True),
    ]  # fmt: skip
    assert pick(record, "year month journal number") == ["2024", "feb", "Journal of X", "4"]
    assert pick(record, "retracted retraction_notice citations") == ["true", "10.1145/r", "7"]
    assert record.ids == {"doi": "10.1145/abc", "arxiv": "2305.00001"}


def test_crossref_conference_papers_have_a_series_and_the_venues_short_name() -> None:
    body = crossref(
        type="book-chapter", title=["T"], subtitle=[], event={"acronym": "SIGIR '24"}, **{"updated-by": None},
        **{"container-title": ["Lecture Notes in Computer Science", "Advances in IR"]},
    )  # fmt: skip
    assert one("crossref", body).entry_type == "inproceedings"
    assert pick(one("crossref", body), "booktitle series venue retracted") == [
        "Advances in IR", "Lecture Notes in Computer Science", "SIGIR", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"author": None}, {"title": []}, {"DOI": None}, {"author": "Jan"},
     {"update-to": [{"type": "retraction", "DOI": "10.1/x"}]}],
    ids=["no author", "no title", "no DOI", "authors of another form", "a notice of a retraction"],
)  # fmt: skip
def test_a_crossref_record_that_is_no_work_of_ours_is_counted_as_such(changed: dict[str, Any]) -> None:
    assert read("crossref", crossref(**changed)) == [None]


def test_a_crossref_date_that_is_none_stays_empty() -> None:
    for parts in ([[None]], [["x", 13]], None):
        dates = {"published-print": None, "published-online": None, "issued": {"date-parts": parts}}
        assert pick(one("crossref", crossref(**dates)), "year month") == ["", ""]


def openalex(**changed: Any) -> dict[str, Any]:
    arxiv = {"landing_page_url": "https://arxiv.org/abs/2305.00001", "version": "submittedVersion",
             "source": {"display_name": "arXiv", "type": "repository"}}  # fmt: skip
    place = {"landing_page_url": "https://doi.org/10.1145/1", "version": "publishedVersion",
             "source": {"display_name": "Journal of X", "type": "journal"}}  # fmt: skip
    work = {
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.1145/1", "title": "T", "publication_year": 2024,
        "publication_date": "2024-05-06", "is_retracted": True, "cited_by_count": 0, "primary_location": arxiv,
        "locations": [arxiv, place], "authorships": [{"author": {"display_name": "Jan van der Berg"}}],
        "biblio": {"volume": "1", "issue": None, "first_page": "3", "last_page": "9"},
    }  # fmt: skip
    return {"meta": {"count": 1}, "results": [work | changed]}


def test_openalex_gives_the_published_place_though_the_preprint_comes_first() -> None:
    record = one("openalex", openalex())
    assert record.entry_type == "article"
    assert pick(record, "journal pages month volume") == ["Journal of X", "3-9", "may", "1"]
    assert pick(record, "retracted citations") == ["true", "0"]
    assert record.ids == {"doi": "10.1145/1", "arxiv": "2305.00001"}


def test_an_openalex_record_that_names_no_publication_is_a_preprint() -> None:
    record = one(
        "openalex", openalex(locations=[], doi="https://doi.org/10.48550/arXiv.2305.00001", is_retracted=False)
    )
    assert (record.entry_type, record.ids, record.fields["retracted"]) == ("misc", {"arxiv": "2305.00001"}, "")
    assert one("openalex", openalex(primary_location=None, locations=None, biblio=None)).entry_type == "misc"


def dblp(**changed: Any) -> dict[str, Any]:
    info = {
        "authors": {"author": {"@pid": "1", "text": "Wei Wang 0001"}}, "title": "R&amp;D of LLMs.", "year": "2023",
        "venue": "EMNLP (Findings)", "pages": "1-2", "type": "Conference and Workshop Papers", "key": "conf/x/W23",
        "doi": "10.18653/V1/2023.FINDINGS-EMNLP.1", "ee": "https://doi.org/10.18653/V1/2023.FINDINGS-EMNLP.1",
    }  # fmt: skip
    return {"result": {"hits": {"@total": "1", "hit": [{"info": info | changed}]}}}


def test_dblp_gives_venue_and_track_without_its_own_marks() -> None:
    record = one("dblp", dblp())
    assert (record.title, record.authors[0].display, record.entry_type) == ("R&D of LLMs", "Wei Wang", "inproceedings")
    assert pick(record, "venue track") == ["EMNLP", "Findings"]
    assert record.ids == {"doi": "10.18653/v1/2023.findings-emnlp.1", "acl": "2023.findings-emnlp.1"}


def test_dblp_preprints_are_told_from_publications() -> None:
    body = dblp(venue="CoRR", type="Informal and Other Publications", doi="10.48550/ARXIV.2305.00001",
                ee="https://doi.org/10.48550/arXiv.2305.00001", volume="abs/2305.00001")  # fmt: skip
    record = one("dblp", body)
    assert (record.entry_type, record.ids) == ("misc", {"arxiv": "2305.00001"})


def test_no_hit_of_dblp_is_an_answer_and_a_count_without_hits_is_none() -> None:
    assert read("dblp", {"result": {"hits": {"@total": "0"}}}) == []
    with pytest.raises(Fault, match="counts 3 hits and holds none"):
        read("dblp", {"result": {"hits": {"@total": "3"}}})


ACL = """@inproceedings{x-etal-2023-y, title = "{T}he {BERT} paper", author = {Berg, Jan van der  and
 M{\\"u}ller, Ann}, booktitle = "Findings of the Association for Computational Linguistics: EMNLP 2023",
 month = "6--10 " # dec, year = "2023", url = "https://aclanthology.org/2023.findings-emnlp.1/",
 doi = "10.18653/v1/2023.findings-emnlp.1", pages = "1--9", abstract = "Long." }"""


def test_the_acl_anthology_gives_its_bibtex_with_venue_and_track() -> None:
    record = one("acl", ACL)
    assert (record.title, [n.family for n in record.authors]) == ("The BERT paper", ["Berg", "Müller"])
    assert pick(record, "venue track month") == ["EMNLP", "Findings", "dec"] and "abstract" not in record.fields
    assert make_sources(["acl"], {})["acl"].write("acl", ["p19-1001"])[0] == "/P19-1001.bib"  # old ids: a capital


@pytest.mark.parametrize("body", ["", "nothing", ACL + ACL.replace("x-etal", "z"), ACL.replace("title", "name")])
def test_what_is_not_one_whole_entry_is_a_fault(body: str) -> None:
    with pytest.raises(Fault):
        read("acl", body)


@pytest.mark.parametrize("name", ["crossref", "openalex", "dblp"])
@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{}", "[" * 100_000, '{"result": {"hits": []}}', "\ufeff{}"])
def test_json_of_another_form_is_a_fault_that_may_pass(name: str, body: str) -> None:
    with pytest.raises(Fault) as caught:
        read(name, body)
    assert caught.value.again
