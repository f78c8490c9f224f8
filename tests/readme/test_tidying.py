"""Marks, comments and stress within a title are taken off before it is looked for; persons and venues stay apart."""

import pytest

from listometrics.readme.inline import read_runs
from listometrics.readme.parts import PartReader
from listometrics.readme.tidying import cut_second_work, even_styles, join_person_links, take_marks, tidy_text
from listometrics.readme.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "tidied"),
    [("~~a~~", "a"), ("~~a~~ b", "~~a~~ b"), ("a <!-- b --> c <!-- d", "a  c <!-- d"), ("a", "a")],
)
def test_comments_and_marks_around_the_whole_are_dropped(text: str, tidied: str) -> None:
    assert tidy_text(text) == tidied


@pytest.mark.parametrize(
    ("text", "left", "is_read"),
    [
        ("a :star: :fire:", "a  ", False),
        ("at 10:30: a 12:00", "at 10:30: a 12:00", False),
        ("[x] a", "a", True),
        ("[ ] a", "a", False),
        ("a ✅", "a", True),
    ],
)
def test_marks_are_taken_off(text: str, left: str, is_read: bool) -> None:
    runs, told = take_marks(read_runs(text))
    assert ("".join(run.text for run in runs), told) == (left, is_read)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Learning to *Rank* with Models, ACL", "Learning to Rank with Models, ACL"),
        ("Characterizing *In-The-Wild* Prompts, CCS", "Characterizing In-The-Wild Prompts, CCS"),
        ("Defense through *Diversity* - Abe", "Defense through Diversity - Abe"),
        ("Agents for `bash` and pipes", "Agents for bash and pipes"),
        ("[2023/06, **ICML 2023**] A title", "[2023/06, ICML 2023] A title"),
        ("A Title *Amy Boe, Cid Dee* and more", "A Title "),
        ("A Title in *Some Journal* of rows", "A Title in "),
        ("A Title *Some Journal*, 2023", "A Title "),
        ("A Title `ICML 2023` and more", "A Title "),
        ("**Title** of *rows* and more", ""),
    ],
)
def test_stress_within_a_plain_title_is_evened(text: str, plain: str, vocabulary: Vocabulary) -> None:
    runs = even_styles(read_runs(text), PartReader(vocabulary.venues))
    count = next((place for place, run in enumerate(runs) if not run.is_plain), len(runs))
    assert "".join(run.text for run in runs[:count]) == plain


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("**T**, [Amy Boe](a), [Cid Dee](b) and [Eve Fox](c)", 0),
        ("**T**, [Amy Boe](a). [Cid Dee](b)", 2),
        ("**T**, [Amy Boe](a)", 1),
        ("**T**, [Amy Boe](https://arxiv.org/abs/2305.00001), [Cid Dee](b)", 2),
        ("**T**, [pdf](a), [Cid Dee](b)", 2),
    ],
)
def test_links_to_persons_beside_one_another_are_text(text: str, links: int) -> None:
    assert sum(run.is_link for run in join_person_links(read_runs(text))) == links


@pytest.mark.parametrize(("label", "kept"), [("A Sequel of Rows", 1), ("sequel", 1), ("pdf", 2), ("ACL 2023", 2)])
def test_a_link_to_a_second_work_is_cut(label: str, kept: int) -> None:
    text = f"[A Title](https://arxiv.org/abs/2305.00001) and [{label}](https://arxiv.org/abs/2305.00002)"
    assert sum(run.is_link for run in cut_second_work(read_runs(text))[0]) == kept
