"""Each bad thing is reported with its line and the good entry after it is read; any `.bib` of anyone loads."""

import pytest

from listometrics.errors import StudyError
from listometrics.works import bibtex_reading
from listometrics.works.bibtex_reading import Problem, Reader, decode_source, inherit, join_terms, read_sources

GOOD = "\n@misc{good, title = {Good}, author = {A B}}\n"


def read(text: str) -> tuple[list[str], list[Problem]]:
    reader = Reader("x")
    return [entry.key for entry in reader.read(text)], reader.problems


@pytest.mark.parametrize(
    ("bad", "line", "reason"),
    [
        ("@misc{bad,\n title = {A}\n author = {B}}", 2, "a comma is missing before 'author ='"),
        ("@misc{bad, title = {A {B}, year = 2020}", 1, "not BibTeX: Unexpected"),
        ("@misc{bad, title = {A\n author = {B}},}", 1, "it holds 'author =': a brace or a comma is missing"),
        ("@misc{bad, title = {A},\n abstract = {we set\n author = {B} in it}}", 2, "it holds 'author ='"),
        ("@misc{bad,\n}", 1, "no field at all"),
        ("@misc{bad, title = {A}", 1, "not BibTeX"),
    ],
)
def test_a_bad_entry_is_reported_with_its_line_and_the_next_is_read(bad: str, line: int, reason: str) -> None:
    keys, problems = read(bad + GOOD)
    assert keys == ["good"]
    assert [(p.severity, p.line) for p in problems] == [("error", line)]
    assert reason in problems[0].reason


@pytest.mark.parametrize(
    ("bad", "line", "reason"),
    [
        ("@misc{bad, title = {A},\n Title = {B}}", 2, "field Title: a second field of that name: left out"),
        ("@misc{bad, title = nowhere, year = 2020}", 1, "the macro 'nowhere' is not defined: left out"),
        ("@misc{bad, title = {A},\n abstract = {x} {y}}", 2, "a comma is missing before '{y}': left out"),
        ("@misc{bad, title = {A},\n pages = {1}\n volume = {2}}", 2, "a comma is missing before 'volume =': left out"),
        ("@misc{bad, title = {A},\n keywords = kw # {x}}", 2, "the macro 'kw' is not defined: left out"),
        ("@misc{bad, title = {A}, file = {x}, File = {y}}", 1, "field File: a second field of that name: left out"),
        ("@misc{bad, title = {A},\n abstract = {we set\n x = {3} in it}}", 2, "it holds 'x ='"),
    ],
)
def test_a_bad_field_that_nothing_needs_is_left_out_and_the_entry_used(bad: str, line: int, reason: str) -> None:
    keys, problems = read(bad + GOOD)
    assert keys == ["bad", "good"]
    assert [(p.severity, p.line) for p in problems] == [("warning", line)]
    assert reason in problems[0].reason


def test_a_key_that_stands_twice_is_an_error_and_in_other_capitals_a_warning() -> None:
    keys, problems = read("@misc{Key, title={A}}\n@misc{key, title={B}}\n@misc{Key, title={C}}" + GOOD)
    assert keys == ["Key", "key", "good"]
    assert [(p.line, p.severity, p.reason) for p in problems] == [
        (2, "warning", "the key stands in line 1 in other capitals: both are used"),
        (3, "error", "the key stands in line 1 already"),
    ]


def test_what_is_unusual_but_right_is_read_without_a_problem() -> None:
    text = '   @Article{a,\n     Title = {T},\n     YEAR  = 2020\n   }\n@book{b, title = "T {Q}" }'
    assert read(text) == (["a", "b"], [])
    assert read('% a comment\n@comment{x}\n@preamble{"\\newcommand{\\x}{}"}' + GOOD) == (["good"], [])
    reader = Reader("x")
    joined = '@string{p = "Proc. of "}\n@misc{a, title = p # {KDD} # " 20{2}0", month = jan, year = 2020}'
    assert reader.read(joined)[0].fields == {"title": "Proc. of KDD 2020", "month": "jan", "year": "2020"}
    assert reader.problems == []
    for value, reason in (("{a", "do not balance"), ("=x", "unknown form")):
        assert reason in join_terms(value, {})[1]


@pytest.mark.parametrize(
    ("field", "kept", "reason"),
    [
        (r"url = {javascript:alert(1)}", "", "field url: not a web address, left out: 'javascript:alert(1)'"),
        (r"url = {https://a.org/\"><script>}", "", "not a web address"),
        (r"note = {a \input{x} b}", "a b", r"field note: commands taken out: \input"),
        (r"note = {a \csname input\endcsname{x} b \def\x{y}}", "a b", r"commands taken out: \csname, \def"),
        (r"note = {a <i>b</i> <script>c</script>}", "a b c", "field note: HTML taken out"),
        (r"author = {\input{x}, B}", r"\input{x}, B", r"field author: commands taken out: \input"),
    ],
)
def test_what_could_act_is_neutralised_and_the_entry_used(field: str, kept: str, reason: str) -> None:
    reader = Reader("x")
    entry = reader.read(f"@misc{{a, title = {{T}}, {field}}}")[0]
    assert entry.fields.get(field.split(" ")[0], "") == kept
    assert [p.severity for p in reader.problems] == ["warning"]
    assert reason in reader.problems[0].reason


def test_html_entities_become_characters() -> None:
    entry = Reader("x").read(r"@misc{a, title={Search &amp; Find \&amp; &#8211; &lt;b}}")[0]
    assert entry.fields["title"] == "Search & Find & – <b"


def test_text_that_is_no_entry_is_reported() -> None:
    _, problems = read("lost @ misc {a} text" + GOOD)
    assert any("text between entries" in p.reason or "not BibTeX" in p.reason for p in problems)
    assert read("just text")[1][0].reason == "no BibTeX entry found"


def test_an_entry_inherits_from_the_one_it_names() -> None:
    parent = "@proceedings{p, title={Proc}, year=2020, doi={10.1234/x}}"
    entries = Reader("x").read("@inproceedings{a, title={T}, crossref={P}}\n" + parent)
    inherit(entries)
    assert entries[0].fields == {"title": "T", "booktitle": "Proc", "year": "2020"}


@pytest.mark.parametrize(
    ("content", "reason", "severity", "line"),
    [
        (b"", "empty", "error", 1),
        (b"<!DOCTYPE html><html>", "an HTML or XML page, not BibTeX", "error", 1),
        (b"@misc{a,\n title={caf\xe9}}", "not UTF-8: read as Windows-1252", "warning", 2),
        (b"@misc{\x00\xff}", "neither UTF-8 nor Latin-1", "error", 1),
        (b"x" * 101, "larger than 100 bytes: not read. Split it", "error", 1),
        (StudyError("x.bib: is a folder"), "not read: x.bib: is a folder", "error", 1),
    ],
)
def test_a_file_that_is_no_bibtex_says_so(
    content: bytes, reason: str, severity: str, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bibtex_reading, "MAX_BYTES", 100)
    text, said = decode_source("x", content)
    assert [(p.severity, p.line) for p in said] == [(severity, line)]
    assert reason in said[0].reason
    assert (text == "") == (severity == "error") and ("café" in text) == (severity == "warning")


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert decode_source("x", "\ufeff@misc{a,\r\n title={T}}")[0] == "@misc{a,\n title={T}}"


DBLP = """@inproceedings{DBLP:conf/ecir/HouZLLXMZ24,
  author       = {Yupeng Hou and
                  Wayne Xin Zhao},
  title        = {Large Language Models are Zero-Shot Rankers for Recommender Systems},
  booktitle    = {Advances in Information Retrieval},
  year         = {2024},
  url          = {https://doi.org/10.1007/978-3-031-56060-6\\_24},
  doi          = {10.1007/978-3-031-56060-6\\_24},
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
    \tauthor = {Hou, Yupeng and Zhao, Wayne Xin},
    \tmonth = jan,
    \tyear = {2024},
    \tnote = {arXiv:2305.08845 [cs]},
    }"""


def test_exports_load_without_a_problem_and_in_the_order_of_their_files() -> None:
    found = read_sources({"c.bib": ZOTERO, "a.bib": DBLP.encode(), "b.bib": SCHOLAR})
    assert (found.names, found.problems) == (("a", "b", "c"), ())
    for record in found.records:
        assert record.titles == ("large language models are zero shot rankers for recommender systems",)
        assert [name.display for name in record.authors] == ["Yupeng Hou", "Wayne Xin Zhao"]
    assert [(r.source, r.published, r.arxiv, r.doi, r.first_date) for r in found.records] == [
        ("a", True, "", "10.1007/978-3-031-56060-6_24", "2024"),
        ("b", False, "2305.08845", "", "2023-05"),
        ("c", False, "2305.08845", "", "2023-05"),
    ]


@pytest.mark.parametrize(
    ("entry", "reason", "used"),
    [
        ("@misc{a, author={A B}}", "no title: not used", False),
        ("@misc{a, author={A B}, eprint={2305.08845}}", "no title: matched by its identifier only", True),
        ("@misc{a, title={T}}", "no authors", True),
        ("@misc{a, title={TALKING TO LISTS WITH MODELS}, author={A B}}", "the title is in capitals", True),
        ("@misc{a, title={T}, author={A B and others}}", "the authors end in 'and others'", True),
        ("@misc{a, title={T}, author={A B}, year={n.d.}}", "no year in it, left out: 'n.d.'", True),
    ],
)
def test_an_entry_that_lacks_something_is_reported(entry: str, reason: str, used: bool) -> None:
    found = read_sources({"x.bib": entry, "y.bib": DBLP, "z.bib": "<html>"})
    assert len(found.records) == 1 + used
    assert [p.source for p in found.problems] == ["x", "z"]
    assert reason in found.problems[0].reason


def test_all_titles_that_a_record_knows_are_kept() -> None:
    text = "@misc{a, title={New}, list_title={Old}, other_titles={Older | Oldest}}"
    assert read_sources({"x.bib": text}).records[0].titles == ("new", "old", "older", "oldest")


def test_a_paper_that_is_submitted_or_withdrawn_is_not_published() -> None:
    unpublished = [
        "@inproceedings{a, title={T}, booktitle={Submitted to ICLR 2024}}",
        "@inproceedings{a, title={T}, booktitle={ICLR 2024 Conference Withdrawn Submission}}",
        "@article{a, title={T}, journal={TOIS}, note={under review}}",
        "@article{a, title={T}, journal={TOIS}, pubstate={submitted}}",
        "@article{a, title={T}, doi={10.2139/ssrn.1}}",
    ]
    published = [
        "@article{a, title={T}, journal={TOIS}, pubstate={inpress}}",
        "@article{a, title={T}, journal={Journal of Peer Review}}",
        "@inproceedings{a, title={T}, booktitle={Workshop on Rejected Items}}",
    ]
    assert [e for e in unpublished if read_sources({"x.bib": e}).records[0].published] == []
    assert [e for e in published if not read_sources({"x.bib": e}).records[0].published] == []
