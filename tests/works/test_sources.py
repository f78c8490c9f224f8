"""Any `.bib` of anyone loads, whatever is missing."""

import pytest

from listometrics.errors import StudyError
from listometrics.works.bibtex_reading import read_sources

DBLP = """@inproceedings{DBLP:conf/ecir/HouZLLXMZ24,
  author       = {Yupeng Hou and
                  Wayne Xin Zhao},
  title        = {Large Language Models are Zero-Shot Rankers for Recommender Systems},
  booktitle    = {Advances in Information Retrieval},
  pages        = {364--381},
  year         = {2024},
  url          = {https://doi.org/10.1007/978-3-031-56060-6\\_24},
  doi          = {10.1007/978-3-031-56060-6\\_24},
  biburl       = {https://dblp.org/rec/conf/ecir/HouZLLXMZ24.bib}
}"""
SCHOLAR = """@article{hou2023large,
  title={Large language models are zero-shot rankers for recommender systems},
  author={Hou, Yupeng and Zhao, Wayne Xin},
  journal={arXiv preprint arXiv:2305.08845},
  year={2023}
}"""
ZOTERO = """
    @misc{hou_large_2024,
    \ttitle = {Large {Language} {Models} are {Zero}-{Shot} {Rankers} for {Recommender} {Systems}},
    \turl = {http://arxiv.org/abs/2305.08845},
    \tdoi = {10.48550/arXiv.2305.08845},
    \turldate = {2024-05-01},
    \tpublisher = {arXiv},
    \tauthor = {Hou, Yupeng and Zhao, Wayne Xin},
    \tmonth = jan,
    \tyear = {2024},
    \tnote = {arXiv:2305.08845 [cs]},
    \tkeywords = {Computer Science - Information Retrieval},
    }"""
ACM = """@inproceedings{10.1145/3604915.3608857,
author = {Bao, Keqin and Zhang, Jizhi},
title = {TALLRec: An Effective and Efficient Tuning Framework},
year = {2023},
isbn = {9798400702419},
publisher = {Association for Computing Machinery},
address = {New York, NY, USA},
url = {https://doi.org/10.1145/3604915.3608857},
doi = {10.1145/3604915.3608857},
booktitle = {Proceedings of the 17th ACM Conference on Recommender Systems},
pages = {1007–1014},
numpages = {8},
location = {Singapore, Singapore},
series = {RecSys '23}
}"""


@pytest.mark.parametrize(
    "text", [DBLP, SCHOLAR, ZOTERO], ids=["a DBLP export", "a Scholar export", "an indented Zotero export"]
)
def test_an_export_loads_without_a_problem(text: str) -> None:
    read = read_sources({"x.bib": text})
    assert [p.reason for p in read.problems] == []
    (record,) = read.records
    assert record.titles == ("large language models are zero shot rankers for recommender systems",)
    assert [name.display for name in record.authors] == ["Yupeng Hou", "Wayne Xin Zhao"]


def test_published_and_preprint_records_are_told_apart() -> None:
    records = read_sources({"x.bib": "\n".join([DBLP, SCHOLAR, ACM])}).records
    assert [r.published for r in records] == [True, False, True]
    assert [r.arxiv for r in records] == ["", "2305.08845", ""]
    assert [r.doi for r in records] == ["10.1007/978-3-031-56060-6_24", "", "10.1145/3604915.3608857"]
    assert [r.first_date for r in records] == ["2024", "2023-05", "2023"]
    assert read_sources({"z.bib": ZOTERO}).records[0].first_date == "2023-05"


def test_files_are_read_in_the_order_of_their_names_and_named_without_ending() -> None:
    read = read_sources({"b.bib": DBLP, "a.bib": SCHOLAR.encode()})
    assert read.names == ("a", "b")
    assert [r.source for r in read.records] == ["a", "b"]


@pytest.mark.parametrize(
    ("entry", "reason", "used"),
    [
        ("@misc{a, author={A B}}", "no title: not used", False),
        ("@misc{a, author={A B}, eprint={2305.08845}}", "no title: matched by its identifier only", True),
        ("@misc{a, title={T}}", "no authors", True),
        ("@misc{a, title={TALKING TO LISTS WITH MODELS}, author={A B}}", "the title is in capitals", True),
        ("@misc{a, title={T}, author={A B and others}}", "the authors end in 'and others'", True),
    ],
)
def test_an_entry_that_lacks_something_is_reported(entry: str, reason: str, used: bool) -> None:
    read = read_sources({"x.bib": entry})
    assert len(read.records) == used
    assert any(reason in p.reason for p in read.problems)


def test_a_bad_file_does_not_stop_the_others() -> None:
    read = read_sources({"a.bib": b"<html>", "b.bib": DBLP, "c.bib": b""})
    assert len(read.records) == 1
    assert [(p.source, p.reason.split(":")[0]) for p in read.problems] == [
        ("a", "an HTML or XML page, not BibTeX"), ("c", "empty"),
    ]  # fmt: skip


def test_a_file_that_could_not_be_read_is_reported_and_the_others_are_used() -> None:
    read = read_sources({"a.bib": StudyError("data/bib/sources/a.bib: is a folder"), "b.bib": DBLP})
    assert len(read.records) == 1
    assert [(p.source, p.severity, p.reason) for p in read.problems] == [
        ("a", "error", "not read: data/bib/sources/a.bib: is a folder")
    ]


def test_all_titles_that_a_record_knows_are_kept() -> None:
    text = "@misc{a, title={New}, list_title={Old}, other_titles={Older | Oldest}}"
    assert read_sources({"x.bib": text}).records[0].titles == ("new", "old", "older", "oldest")


@pytest.mark.parametrize(
    ("entry", "published"),
    [
        ("@inproceedings{a, title={T}, booktitle={Submitted to ICLR 2024}}", False),
        ("@inproceedings{a, title={T}, booktitle={ICLR 2024 Conference Withdrawn Submission}}", False),
        ("@inproceedings{a, title={T}, booktitle={Rejected by ICLR}}", False),
        ("@article{a, title={T}, journal={Under review at TOIS}}", False),
        ("@article{a, title={T}, journal={TOIS}, note={under review}}", False),
        ("@article{a, title={T}, journal={TOIS}, pubstate={submitted}}", False),
        ("@article{a, title={T}, journal={Research Square}}", False),
        ("@article{a, title={T}, doi={10.2139/ssrn.1}}", False),
        ("@article{a, title={T}, journal={TOIS}, pubstate={inpress}}", True),
        ("@article{a, title={T}, journal={Journal of Peer Review}}", True),
        ("@inproceedings{a, title={T}, booktitle={Workshop on Rejected Items}}", True),
    ],
)
def test_a_paper_that_is_submitted_or_withdrawn_is_not_published(entry: str, published: bool) -> None:
    assert read_sources({"x.bib": entry}).records[0].published is published


def test_what_exports_write_into_authors_and_years_is_reported_with_its_line() -> None:
    text = """
@misc{a, title={Long Lists of Things}, author={McAuley, Julian J. 0001; Hill, Ann et al.}, year={n.d.}, date={2023-05}}
@misc{b, title={Short Lists of Things}, author={Hill, Ann}, year={c. 2021}}"""
    read = read_sources({"x.bib": text})
    assert [name.display for name in read.records[0].authors] == ["Julian J. McAuley", "Ann Hill"]
    assert read.records[0].truncated and [record.year for record in read.records] == ["2023", "2021"]
    assert {(problem.line, problem.key) for problem in read.problems} == {(2, "a")}
    said = " ".join(problem.reason for problem in read.problems)
    for part in (
        "0001': the number that DBLP gives",
        "joined by semicolons",
        "'et al.' read",
        "no year in it, left out: 'n.d.'",
    ):
        assert part in said
