"""What each source's answer says, odd forms among them."""

import json
from typing import Any

import pytest

from listometrics.sources.acl import Acl
from listometrics.sources.arxiv import Arxiv
from listometrics.sources.client import Fault
from listometrics.sources.crossref import Crossref
from listometrics.sources.dblp import Dblp
from listometrics.sources.openalex import OpenAlex
from listometrics.sources.shapes import Ask, Found, Source

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults>
 <entry><id>https://arxiv.org/abs/2305.00001v3</id><title>A title
   over two lines &amp; more</title><published>2023-04-30T00:00:00Z</published>
 <author><name>Jan van der Berg</name></author><author><name>李 敏</name></author>
 <arxiv:comment>This paper has been withdrawn by the authors</arxiv:comment>
 <arxiv:doi>10.1145/1</arxiv:doi><arxiv:journal_ref>RecSys 2024</arxiv:journal_ref>
 <arxiv:primary_category term="cs.IR"/></entry></feed>"""


def read(source: Source, by: str, body: str | bytes | dict[str, Any]) -> tuple[Found | None, ...]:
    request = source.write((Ask("w", by),))
    text = json.dumps(body) if isinstance(body, dict) else body
    return source.read(request, text if isinstance(text, bytes) else text.encode()).found


def one(source: Source, by: str, body: str | bytes | dict[str, Any]) -> Found:
    (found,) = read(source, by, body)
    assert found is not None
    return found


def test_arxiv_gives_metadata_month_withdrawal_and_what_it_knows_of_a_published_version() -> None:
    found = one(Arxiv(), "arxiv:2305.00001", FEED)
    assert (found.key, found.title, found.entry_type) == ("arxiv:2305.00001", "A title over two lines & more", "misc")
    assert [n.display for n in found.authors] == ["Jan van der Berg", "李 敏"]
    assert found.fields["first_date"] == "2023-05" and found.fields["primaryclass"] == "cs.IR"
    assert found.fields["retracted"] == "true"
    assert (found.fields["published_doi"], found.fields["journal_ref"]) == ("10.1145/1", "RecSys 2024")
    assert found.ids == {"arxiv": "2305.00001"}


ERROR = FEED.replace("A title\n   over two lines &amp; more", "Error").replace(
    "<published>", "<summary>incorrect id format for x</summary><published>"
)


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
        read(Arxiv(), "arxiv:2305.00001", body)


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
    found = one(Crossref(), "doi:10.1145/abc", crossref())
    assert (found.title, found.entry_type) == ("On R&D: A Study", "article")
    assert [(n.particle, n.family, n.organisation) for n in found.authors] == [
        ("van der", "Berg", False), ("", "Some Lab", True),
    ]  # fmt: skip
    said = found.fields
    assert (said["year"], said["month"], said["journal"], said["number"]) == ("2024", "feb", "Journal of X", "4")
    assert (said["retracted"], said["retraction_notice"], said["citations"]) == ("true", "10.1145/r", "7")
    assert found.ids == {"doi": "10.1145/abc", "arxiv": "2305.00001"}


def test_crossref_conference_papers_have_a_series_and_the_venues_short_name() -> None:
    body = crossref(
        type="book-chapter", title=["T"], subtitle=[], event={"acronym": "SIGIR '24"}, **{"updated-by": None},
        **{"container-title": ["Lecture Notes in Computer Science", "Advances in IR"]},
    )  # fmt: skip
    said = one(Crossref(), "doi:10.1145/abc", body)
    assert (said.entry_type, said.fields["booktitle"], said.fields["series"]) == (
        "inproceedings", "Advances in IR", "Lecture Notes in Computer Science",
    )  # fmt: skip
    assert (said.fields["venue"], said.fields["retracted"]) == ("SIGIR", "")


@pytest.mark.parametrize(
    "changed",
    [{"author": None}, {"title": []}, {"DOI": None}, {"author": "Jan"},
     {"update-to": [{"type": "retraction", "DOI": "10.1/x"}]}],
    ids=["no author", "no title", "no DOI", "authors of another form", "a notice of a retraction"],
)  # fmt: skip
def test_a_crossref_record_that_is_no_work_of_ours_is_counted_as_such(changed: dict[str, Any]) -> None:
    assert read(Crossref(), "doi:10.1145/abc", crossref(**changed)) == (None,)


@pytest.mark.parametrize("dates", [{}, {"issued": {"date-parts": [[None]]}}, {"issued": {"date-parts": [["x", 13]]}}])
def test_a_crossref_date_that_is_none_stays_empty(dates: dict[str, Any]) -> None:
    found = one(Crossref(), "doi:10.1145/abc", crossref(**{"published-print": None, "published-online": None}, **dates))
    assert (found.fields["year"], found.fields["month"]) == ("", "")


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
    found = one(OpenAlex(), "doi:10.1145/1", openalex())
    said = found.fields
    assert (found.entry_type, said["journal"], said["pages"], said["month"]) == (
        "article",
        "Journal of X",
        "3-9",
        "may",
    )
    assert (said["retracted"], said["citations"], said["volume"]) == ("true", "0", "1")
    assert found.ids == {"doi": "10.1145/1", "arxiv": "2305.00001"}


def test_an_openalex_preprint_is_none_that_was_published() -> None:
    body = openalex(locations=[], doi="https://doi.org/10.48550/arXiv.2305.00001", is_retracted=False)
    found = one(OpenAlex(), "doi:10.48550/arxiv.2305.00001", body)
    assert (found.entry_type, found.ids, found.fields["retracted"]) == ("misc", {"arxiv": "2305.00001"}, "")


def test_an_openalex_record_without_any_place_is_read() -> None:
    found = one(OpenAlex(), "doi:10.1145/1", openalex(primary_location=None, locations=None, biblio=None))
    assert found.entry_type == "misc"


def dblp(**changed: Any) -> dict[str, Any]:
    info = {
        "authors": {"author": {"@pid": "1", "text": "Wei Wang 0001"}}, "title": "R&amp;D of LLMs.", "year": "2023",
        "venue": "EMNLP (Findings)", "pages": "1-2", "type": "Conference and Workshop Papers", "key": "conf/x/W23",
        "doi": "10.18653/V1/2023.FINDINGS-EMNLP.1", "ee": "https://doi.org/10.18653/V1/2023.FINDINGS-EMNLP.1",
    }  # fmt: skip
    return {"result": {"hits": {"@total": "1", "hit": [{"info": info | changed}]}}}


def test_dblp_gives_venue_and_track_without_its_own_marks() -> None:
    found = one(Dblp(), "title:x", dblp())
    assert (found.title, found.authors[0].display, found.entry_type) == ("R&D of LLMs", "Wei Wang", "inproceedings")
    assert (found.fields["venue"], found.fields["track"]) == ("EMNLP", "Findings")
    assert found.ids == {"doi": "10.18653/v1/2023.findings-emnlp.1", "acl": "2023.findings-emnlp.1"}


def test_dblp_preprints_are_told_from_publications() -> None:
    body = dblp(venue="CoRR", type="Informal and Other Publications", doi="10.48550/ARXIV.2305.00001",
                ee="https://doi.org/10.48550/arXiv.2305.00001", volume="abs/2305.00001")  # fmt: skip
    found = one(Dblp(), "title:x", body)
    assert (found.entry_type, found.ids) == ("misc", {"arxiv": "2305.00001"})


def test_no_hit_of_dblp_is_an_answer_and_a_count_without_hits_is_none() -> None:
    assert read(Dblp(), "title:x", {"result": {"hits": {"@total": "0"}}}) == ()
    with pytest.raises(Fault, match="counts 3 hits and holds none"):
        read(Dblp(), "title:x", {"result": {"hits": {"@total": "3"}}})


ACL = """@inproceedings{x-etal-2023-y, title = "{T}he {BERT} paper", author = {Berg, Jan van der  and
 M{\\"u}ller, Ann}, booktitle = "Findings of the Association for Computational Linguistics: EMNLP 2023",
 month = "6--10 " # dec, year = "2023", url = "https://aclanthology.org/2023.findings-emnlp.1/",
 doi = "10.18653/v1/2023.findings-emnlp.1", pages = "1--9", abstract = "Long." }"""


def test_the_acl_anthology_gives_its_bibtex_with_venue_and_track() -> None:
    found = one(Acl(), "acl:2023.findings-emnlp.1", ACL)
    assert (found.title, [n.family for n in found.authors]) == ("The BERT paper", ["Berg", "Müller"])
    assert (found.fields["venue"], found.fields["track"], found.fields["month"]) == ("EMNLP", "Findings", "dec")
    assert "abstract" not in found.fields


def test_old_anthology_ids_are_asked_for_in_capitals() -> None:
    assert Acl().write((Ask("w", "acl:p19-1001"),)).path == "/P19-1001.bib"


@pytest.mark.parametrize("body", ["", "nothing", ACL + ACL.replace("x-etal", "z"), ACL.replace("title", "name")])
def test_what_is_not_one_whole_entry_is_a_fault(body: str) -> None:
    with pytest.raises(Fault):
        read(Acl(), "acl:2023.findings-emnlp.1", body)


@pytest.mark.parametrize("source", [Crossref(), OpenAlex(), Dblp()], ids=lambda source: source.service.name)
@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{}", "[" * 100_000, '{"result": {"hits": []}}', "\ufeff{}"])
def test_json_of_another_form_is_a_fault_that_may_pass(source: Source, body: str) -> None:
    with pytest.raises(Fault) as caught:
        read(source, "title:x", body)
    assert caught.value.again
