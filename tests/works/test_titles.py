"""Titles as they are compared and as they go into keys."""

import pytest

from listometrics.works.identity import normalise_title, telling_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLM-Rec: A  Title", "LLM Rec – a title!"),
        ("RAH! RecSys–Assistant", "RAH RecSys-Assistant"),
        ("Systems' Quality", "systems quality"),
        ("Éléphant", "elephant"),
    ],
)
def test_the_same_title_has_one_normal_form(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)


def test_titles_in_other_scripts_stay_apart() -> None:
    assert normalise_title("推荐系统") != normalise_title("大语言模型")
    assert normalise_title("推荐系统") != ""
    assert normalise_title("") == ""


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Large Language Models are Zero-Shot Rankers", "large"),
        ("LLM-Rec: Personalized Recommendation", "llmrec"),
        ("Towards Open-World Recommendation", "openworld"),
        ("Is ChatGPT Fair for Recommendation?", "chatgpt"),
        ("All in One: Multi-Task Prompting", "multitask"),
        ("Where to Go Next for Recommender Systems?", "next"),
        ("dIR -- Discrete Information Retrieval", "dir"),
        ("RAH! RecSys–Assistant–Human", "rah"),
        ("S&R Foundation", "sr"),
        ("How to Do It", "how"),
    ],
)
def test_a_key_takes_the_first_word_that_says_something(title: str, word: str) -> None:
    assert telling_words(title)[0] == word
