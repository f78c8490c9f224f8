"""The strict check: each bad thing is reported with its line, and the good entry after it is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.works.bibtex_reading import Problem, Reader, inherit

GOOD = "\n@misc{good, title = {Good}, author = {A B}}\n"


def read(text: str) -> tuple[list[str], list[Problem]]:
    reader = Reader("x")
    entries = reader.read(text)
    return [entry.key for entry in entries], reader.problems


@pytest.mark.parametrize(
    ("bad", "line", "reason"),
    [
        ("@misc{bad,\n title = {A}\n author = {B}}", 2, "a comma is missing before 'author ='"),
        ("@misc{bad, title = {A},\n Title = {B}}", 1, "the fields 'title' and 'Title' are one"),
        ("@misc{bad, title = {A}, title = {B}}", 1, "a field stands twice: title"),
        ("@misc{bad, title = {A {B}, year = 2020}", 1, "not BibTeX: Unexpected"),
        ("@misc{bad, title = {A\n author = {B}},}", 1, "it holds 'author =': a brace or a comma is missing"),
        ('@misc{bad, title = "A {" B"}', 1, "not BibTeX"),
        ("@misc{bad, title = undefinedmacro}", 1, "the macro 'undefinedmacro' is not defined"),
        ("@misc{bad,\n}", 1, "no field at all"),
        ("@misc{bad, title = {A}", 1, "not BibTeX"),
    ],
)
def test_a_bad_entry_is_reported_with_its_line_and_the_next_is_read(bad: str, line: int, reason: str) -> None:
    keys, problems = read(bad + GOOD)
    assert keys == ["good"]
    assert [p.severity for p in problems] == ["error"]
    assert problems[0].line == line
    assert reason in problems[0].reason


@pytest.mark.parametrize(
    ("bad", "line", "reason"),
    [
        (
            "@misc{bad, title = {A},\n abstract = {x} {y}}",
            2,
            "a comma is missing before '{y}': left out",
        ),
        ("@misc{bad, title = {A},\n month = sept}", 2, "field month: the macro 'sept' is not defined: left out"),
        (
            "@misc{bad, title = {A},\n keywords = kw # {x}}",
            2,
            "the macro 'kw' is not defined: left out",
        ),
        ("@misc{bad, title = {A}, file = {x}, file = {y}}", 1, "a field stands twice: file: the first is used"),
        ("@misc{bad, title = {A}, file = {x}, File = {y}}", 1, "the fields 'file' and 'File' are one: left out"),
        ("@misc{bad, title = {A},\n abstract = {we set\n x = {3} in it}}", 2, "it holds 'x ='"),
    ],
)
def test_a_bad_field_that_nothing_needs_is_left_out_and_the_entry_used(bad: str, line: int, reason: str) -> None:
    keys, problems = read(bad + GOOD)
    assert keys == ["bad", "good"]
    assert [(p.severity, p.line) for p in problems] == [("warning", line)]
    assert reason in problems[0].reason


@pytest.mark.parametrize(
    "bad",
    [
        "@misc{bad, title = {A},\n abstract = {x}\n author = {B}}",
        "@misc{bad, title = {A},\n abstract = {we set\n author = {B} in it}}",
        "@misc{bad, title = {A}, doi = {x}, doi = {y}}",
        "@article{bad, title = {A}, journal = jair}",
    ],
)
def test_a_bad_field_that_costs_one_that_is_needed_costs_the_entry(bad: str) -> None:
    keys, problems = read(bad + GOOD)
    assert keys == ["good"]
    assert [p.severity for p in problems] == ["error"]


def test_a_key_that_stands_twice_is_an_error_whatever_its_capitals() -> None:
    keys, problems = read("@misc{Key, title={A}}\n@misc{key, title={B}}\n@misc{Key, title={C}}" + GOOD)
    assert keys == ["Key", "good"]
    assert [(p.line, p.reason) for p in problems] == [
        (2, "the key stands in line 1 in other capitals"),
        (3, "the key stands in line 1 already"),
    ]


def test_indented_entries_and_old_delimiters_are_read() -> None:
    keys, problems = read('   @Article{a,\n     Title = {T},\n     YEAR  = 2020\n   }\n@book{b, title = "T {Q}" }')
    assert keys == ["a", "b"]
    assert problems == []


def test_macros_and_joined_values_are_resolved() -> None:
    reader = Reader("x")
    entries = reader.read('@string{p = "Proc. of "}\n@misc{a, title = p # {KDD} # " 2020", month = jan, year = 2020}')
    assert reader.problems == []
    assert entries[0].fields == {"title": "Proc. of KDD 2020", "month": "jan", "year": "2020"}


@pytest.mark.parametrize(
    ("field", "kept", "reason"),
    [
        (r"url = {javascript:alert(1)}", "", "field url: not a web address, left out: 'javascript:alert(1)'"),
        (r"url = {\url{javascript:alert(1)}}", "", "not a web address"),
        (r"url = {file:///etc/passwd}", "", "not a web address"),
        (r"url = {https://a.org/\"><script>}", "", "not a web address"),
        (r"note = {a \input{x} b}", "a b", r"field note: commands taken out: \input"),
        (r"note = {a \immediate\write18{rm -rf /} b}", "a b", r"commands taken out: \immediate, \write"),
        (r"note = {a \csname input\endcsname{x} b \def\x{y}}", "a b", r"commands taken out: \csname, \def"),
        (r"note = {a <i>b</i> <script>c</script>}", "a b c", "field note: HTML taken out"),
    ],
)
def test_what_could_act_is_neutralised_and_the_entry_used(field: str, kept: str, reason: str) -> None:
    reader = Reader("x")
    entry = reader.read(f"@misc{{a, title = {{T}}, {field}}}")[0]
    assert entry.fields.get(field.split(" ")[0], "") == kept
    assert [p.severity for p in reader.problems] == ["warning"]
    assert reason in reader.problems[0].reason


def test_commands_in_names_are_reported_too() -> None:
    _, problems = read(r"@misc{a, title={T}, author={\input{x}, B}}")
    assert r"field author: commands taken out: \input" in problems[0].reason


def test_html_entities_become_characters() -> None:
    reader = Reader("x")
    entry = reader.read(r"@misc{a, title={Search &amp; Find \&amp; &#8211; &lt;b}}")[0]
    assert entry.fields["title"] == "Search & Find & – <b"


def test_text_that_looks_like_an_entry_but_is_none_is_reported() -> None:
    _, problems = read("lost @ misc {a} text" + GOOD)
    assert any("text between entries" in p.reason or "not BibTeX" in p.reason for p in problems)


def test_comments_and_preambles_are_no_problem() -> None:
    assert read('% a comment\n@comment{x}\n@preamble{"\\newcommand{\\x}{}"}' + GOOD) == (["good"], [])


def test_an_entry_inherits_from_the_one_it_names() -> None:
    reader = Reader("x")
    entries = reader.read(
        "@inproceedings{a, title={T}, crossref={P}}\n@proceedings{p, title={Proc}, year=2020, doi={10.1234/x}}"
    )
    inherit(entries)
    assert entries[0].fields == {"title": "T", "crossref": "P", "booktitle": "Proc", "year": "2020"}


def test_a_text_without_an_entry_is_an_error() -> None:
    assert read("just text")[1][0].reason == "no BibTeX entry found"


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from('@{}",=#\\ \nabmisctitle%'), max_size=300))
def test_any_text_is_read_without_a_crash_and_the_entry_after_a_blank_line_is_safe(text: str) -> None:
    reader = Reader("x")
    for entry in reader.read(text):
        assert entry.fields
        assert all(name == name.lower() for name in entry.fields)
