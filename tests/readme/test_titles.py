"""The title of a line is found in whatever style it stands, and what is none is not taken for it."""

import pytest

from listometrics.readme.inline import read_runs
from listometrics.readme.parts import PartReader
from listometrics.readme.titles import clean, find_plain, find_styled
from listometrics.readme.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "title", "how", "name"),
    [
        ("**A Title of a Work**, Amy Boe", "A Title of a Work", "bold", ""),
        ("[A Title of a Work](x) - ACL 2024", "A Title of a Work", "link", ""),
        ("*A Title of a Work in Italics* [pdf](x)", "A Title of a Work in Italics", "italic", ""),
        ('Amy Boe, "A Title of a Work," ACL 2024', "A Title of a Work", "bold", ""),
        ("**KAR**: Towards Open Knowledge", "KAR: Towards Open Knowledge", "bold", "KAR"),
        ("**KAR** [Towards Open Knowledge](x)", "Towards Open Knowledge", "link", "KAR"),
        ('**KAR**: "KAR: Towards Open Knowledge", ACL 2024', "KAR: Towards Open Knowledge", "bold", "KAR"),
        ('**KAR**: "Towards Open Rows" *CoRL, Nov 2024*. [[web](x)]', "Towards Open Rows", "bold", "KAR"),
        ('**KAR**, *Boe et al.* "Towards Open Rows", ACL 2024', "Towards Open Rows", "bold", "KAR"),
        ("**ACL 2024** [Towards Open Knowledge](x)", "Towards Open Knowledge", "link", ""),
    ],
    ids=[
        "bold",
        "a link",
        "italics",
        "quoted",
        "a name and a colon",
        "a name before a link",
        "a quoted title that begins with the name",
        "a quoted title before a venue in italics",
        "persons between name and quoted title",
        "a venue in bold",
    ],
)
def test_a_title_with_a_style_is_found(text: str, title: str, how: str, name: str, vocabulary: Vocabulary) -> None:
    found = find_styled(read_runs(text), PartReader(vocabulary.venues))
    assert found is not None
    assert (found.text, found.how, found.name) == (title, how, name)


@pytest.mark.parametrize("text", ["[pdf](x)", "*Amy Boe, Cid Dee*", "**ACL 2024**", "**Venue**: x", "plain"])
def test_labels_persons_and_venues_are_no_titles(text: str, vocabulary: Vocabulary) -> None:
    assert find_styled(read_runs(text), PartReader(vocabulary.venues)) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A Study of News: Bias, Fairness, arXiv 2023", "A Study of News: Bias, Fairness"),
        ("[2023/05] A Title of a Work", "A Title of a Work"),
        ("A Title of a Work (ACL 2024)", "A Title of a Work"),
        ("A Title of a Work by Amy Boe", "A Title of a Work"),
        ("Boe, A., Dee, C. (2023). A Title of a Work. ACL.", "A Title of a Work"),
        ("Is it Full? Questions before Answers. ICRA 2024.", "Is it Full? Questions before Answers"),
        ("What Is Learned by Rows? ACL 2021.", "What Is Learned by Rows?"),
        ("Towards Rows (Nature Reviews, 2021), [pdf](x)", "Towards Rows (Nature Reviews, 2021)"),
        ("Towards Rows and Columns, in *ICLR* 2024", "Towards Rows and Columns"),
        ("Towards Rows: And Columns，RecSys 2022，[pdf](x)", "Towards Rows: And Columns"),
        ("`SIGIR 2023` Towards Rows [pdf](x)", "Towards Rows"),
        ("ACL 2024", None),
        ("Amy Boe, Cid Dee", None),
        ("Word", None),
    ],
)
def test_a_plain_title_is_cut_from_what_stands_around_it(text: str, title: str | None, vocabulary: Vocabulary) -> None:
    found = find_plain(read_runs(text), PartReader(vocabulary.venues))
    assert (found.text if found else None) == title


def test_a_title_loses_signs_at_its_ends_alone() -> None:
    assert clean(' 🔥 "A 🔥 title." ') == "A 🔥 title."
    assert (clean("A title?"), clean("- A: title -")) == ("A title?", "A: title")
