"""Nothing that leads to a work is lost in silence or glued to another work, and the good neighbour is still read."""

import pytest

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary

GOOD = "- **A Good Item at the End**, WWW 2023, [[paper]](https://arxiv.org/abs/2305.00009)\n"
A, B = "https://arxiv.org/abs/2305.00001", "https://arxiv.org/abs/2305.00002"


def read(text: str, vocabulary: Vocabulary) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return title, venue and addresses of each entry above the good one, and the rejects, by line."""
    parsed = parse_readme(f"# Papers\n\n{text}\n\n## More\n\n{GOOD}", vocabulary)
    entries = {}
    for entry in parsed.entries.to_dict("records"):
        links = parsed.links.loc[parsed.links["entry"] == entry["entry"], "url"]
        entries[entry["line"]] = [entry["title"], entry["venue"], *links]
    last = entries.popitem()[1]
    assert last[0] == "A Good Item at the End"
    return entries, dict(zip(parsed.rejected["line"], parsed.rejected["reason"], strict=True))


def test_an_item_that_begins_with_an_identifier_is_an_item_of_its_own(vocabulary: Vocabulary) -> None:
    text = (
        f"- **A Title of a Work**, ACL 2023. [link](https://a.org)\n- [arXiv:2305.00002]({B}) *A Title of Rows* by Al"
    )
    entries, rejected = read(text, vocabulary)
    assert entries[3] == ["A Title of a Work", "ACL", "https://a.org"]
    assert 4 in entries.keys() | rejected.keys()


HTML = {
    "a paragraph": (f'<p><a href="{A}">A Title of a Work</a>, ACL 2024</p>', {3: ["A Title of a Work", "ACL", A]}),
    "a paragraph of lines": (
        f'<p>\n<b>A Title of a Work</b><br>\n<i>Amy Boe</i><br>\nACL 2023. [<a href="{A}">paper</a>]\n</p>',
        {4: ["A Title of a Work", "ACL", A]},
    ),
    "a division": (
        f'<div>\n<a href="{A}">A Title of a Work</a>, ACL 2024\n</div>',
        {4: ["A Title of a Work", "ACL", A]},
    ),
    "two paragraphs": (
        f'<p><a href="{A}">A Title of a Work</a></p>\n<p><a href="{B}">Another Title of Rows</a></p>',
        {3: ["A Title of a Work", "", A], 4: ["Another Title of Rows", "", B]},
    ),
    "terms": (
        f'<dl>\n<dt><a href="{A}">A Title of a Work</a></dt>\n<dd>Amy Boe, Cid Dee. ACL 2024.</dd>\n'
        f'<dt><a href="{B}">Another Title of Rows</a></dt>\n</dl>',
        {4: ["A Title of a Work", "ACL", A], 6: ["Another Title of Rows", "", B]},
    ),
    "neighbouring lines": (
        f'<a href="{A}">A Title of a Work</a>, ACL 2023 <br>\n<a href="{B}">Another Title of Rows</a>, EMNLP 2024 <br>',
        {3: ["A Title of a Work", "ACL", A], 4: ["Another Title of Rows", "EMNLP", B]},
    ),
    "prose": (f'<p>We found <a href="{A}">a work of theirs</a> good.</p>', {}),
    "a list within": (
        f'<div><ul><li><a href="{A}">A Title of a Work</a></li></ul></div>',
        {3: ["A Title of a Work", "", A]},
    ),
}


@pytest.mark.parametrize(("text", "entries"), HTML.values(), ids=HTML.keys())
def test_works_in_html_are_read(text: str, entries: dict[int, list[str]], vocabulary: Vocabulary) -> None:
    assert read(text, vocabulary)[0] == entries


def test_what_is_centred_as_above_a_list_is_no_work_of_it(vocabulary: Vocabulary) -> None:
    text = f'<p align="center"><a href="{A}">A Title of a Work</a></p>\n\n<center><a href="{B}">Paper</a></center>'
    assert read(text, vocabulary) == ({}, {3: "a centred block of HTML"})


HIDDEN = {
    "a fence": (f"```\n- [A Title of a Work]({A})\n```", {4: "an item inside code"}),
    "an item too far in": (f"    - [A Title of a Work]({A})", {3: "an item inside code"}),
    "a comment": (f"<!--\n1. [A Title of a Work]({A})\n-->", {4: "an item inside an HTML comment"}),
    "a comment in one line": (f"<!-- - [A Title of a Work]({A}) -->", {3: "an item inside an HTML comment"}),
    "preformatted": (f"<pre>\n* {A}\n</pre>", {4: "an item inside code"}),
    "no link": ("```\n- a flag\n# heading\n```", {}),
}


@pytest.mark.parametrize(("text", "rejected"), HIDDEN.values(), ids=HIDDEN.keys())
def test_items_that_no_reader_sees_are_rejected(text: str, rejected: dict[int, str], vocabulary: Vocabulary) -> None:
    assert read(text, vocabulary) == ({}, rejected)


@pytest.mark.parametrize(("opens", "place"), [("```", "code"), ("<!--", "an HTML comment")])
def test_items_behind_an_opening_that_is_never_closed_are_rejected(
    opens: str, place: str, vocabulary: Vocabulary
) -> None:
    parsed = parse_readme(f"# Papers\n\n{GOOD}\n{opens}\n{GOOD}", vocabulary)
    assert parsed.entries["line"].tolist() == [3]
    assert parsed.rejected[["line", "reason"]].to_numpy().tolist() == [[6, f"an item inside {place}"]]


@pytest.mark.parametrize(
    "behind",
    [
        f", and its sequel [A Sequel of the Work]({B})",
        f". See also the [extension]({B})",
        f"\n  - See [it]({B}).",
    ],
    ids=["a title", "a word", "a sentence below"],
)
def test_a_second_work_in_an_item_gives_the_first_no_identifier(behind: str, vocabulary: Vocabulary) -> None:
    entries, _ = read(f"- [A Title of a Work]({A}) (ACL 2023){behind}", vocabulary)
    assert entries == {3: ["A Title of a Work", "ACL", A]}


def test_several_forms_of_one_work_are_all_kept(vocabulary: Vocabulary) -> None:
    text = f"- **A Title of a Work** [[v1]({A})] [[arXiv]({B})] [ACL 2023](https://aclanthology.org/2023.acl-long.1)"
    entries, _ = read(text, vocabulary)
    assert len(entries[3]) == 5


def test_two_items_on_one_line_that_are_no_works_are_rejected_once(vocabulary: Vocabulary) -> None:
    _, rejected = read(
        '<ul><li><a href="https://a.org">x</a></li><li><a href="https://b.org">y</a></li></ul>', vocabulary
    )
    assert list(rejected) == [3]
