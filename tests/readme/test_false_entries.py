"""A group, a line about the work above and a sentence are no works, and the good neighbour is still read."""

import json

import pytest

from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import Vocabulary

GOOD = "- **A Good Item at the End**, WWW 2023, [[paper]](https://arxiv.org/abs/2305.00009)\n"
A, B = "https://arxiv.org/abs/2305.00001", "https://doi.org/10.1145/3534678.1"


def read(text: str, vocabulary: Vocabulary) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return name, title and authors of each entry above the good one, and the rejects, by line."""
    parsed = parse_readme(f"# Papers\n\n{text}\n\n## More\n\n{GOOD}", vocabulary)
    entries = {
        entry["line"]: [entry["name"], entry["title"], json.loads(entry["other"] or "{}").get("authors", "")]
        for entry in parsed.entries.to_dict("records")
    }
    assert entries.popitem()[1][1] == "A Good Item at the End"
    return entries, dict(zip(parsed.rejected["line"], parsed.rejected["reason"], strict=True))


GROUP = "a group of the items below it"


@pytest.mark.parametrize(
    "item", [f"[Watermarks for Code]({A}), ACL 2024", f"[Watermarks for Code Again]({A})", f"[Big Bird]({A}), ACL 2024"]
)
def test_a_group_with_one_work_is_no_work(item: str, vocabulary: Vocabulary) -> None:
    entries, rejected = read(f"* **Detection**\n  * {item}", vocabulary)
    assert entries == {4: ["", item[1:].partition("]")[0], ""]}
    assert rejected == {3: GROUP}


def test_a_short_title_with_links_below_it_is_a_work(vocabulary: Vocabulary) -> None:
    entries, _ = read(f"* **Big Bird**\n  * [paper]({A})\n  * Venue: ACL 2024", vocabulary)
    assert entries == {3: ["", "Big Bird", ""]}


@pytest.mark.parametrize("lead", ["Extended in: ", "See also ", "Journal version: ", "Slides of our "])
def test_a_line_about_the_work_above_is_no_work(lead: str, vocabulary: Vocabulary) -> None:
    above = f"- [A Title of a Work]({A}), ACL 2023"
    entries, rejected = read(f"{above}\n- {lead}[Another Title of Rows]({B}), TOIS 2024", vocabulary)
    assert (list(entries), list(rejected)) == ([3], [4])


def test_a_sentence_with_a_year_is_no_venue_and_its_word_in_bold_no_title(vocabulary: Vocabulary) -> None:
    assert read("A list of papers since 2017. **Keywords**: classification", vocabulary) == ({}, {})


def test_the_line_below_a_title_in_a_heading_is_part_of_it(vocabulary: Vocabulary) -> None:
    above = f"#### [A Title of a Work]({A})\n\nAna Lee, Bo Day. ACL 2023."
    text = f"{above}\n\n#### [A Title of Rows]({B})\n\nAl Bode. ACL 2023."
    entries, _ = read(text, vocabulary)
    assert entries == {3: ["", "A Title of a Work", "Ana Lee, Bo Day"], 7: ["", "A Title of Rows", "Al Bode"]}


def test_a_sentence_that_goes_on_in_a_link_is_no_title(vocabulary: Vocabulary) -> None:
    text = "- Slides of our [ACL 2023 tutorial](https://aclanthology.org/2023.acl-tutorials.1/)"
    assert read(text, vocabulary) == ({}, {3: "a sentence, not a title"})


def test_plain_authors_and_a_date_below_a_title_are_no_note(vocabulary: Vocabulary) -> None:
    text = f"1. **A Title of a Work.** Preprint.\n\n   Ana Lee, Bo Day. [[pdf]({A})], 2020.5"
    assert read(text, vocabulary)[0] == {3: ["", "A Title of a Work", "Ana Lee, Bo Day"]}
