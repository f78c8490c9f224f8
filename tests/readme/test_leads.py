"""The words before a title are a name, or say something else."""

import pytest

from listometrics.readme.leads import may_be_name, says_more


@pytest.mark.parametrize("text", ["KAR", "GPT-4", "S1", "Survey-LM", "标题"])
def test_a_word_may_be_a_name(text: str) -> None:
    assert may_be_name(text)


@pytest.mark.parametrize(
    "text", ["24/01", "[1]", "1706.93762", "Survey", "Survey Paper", "综述", "See", "Extended in", ""]
)
def test_numbers_and_kinds_of_works_are_no_names(text: str) -> None:
    assert not may_be_name(text)


@pytest.mark.parametrize("text", ["Extended in:", "Journal version", "see also", "Slides of our", "Video"])
def test_words_about_the_work_above_say_more_of_it(text: str) -> None:
    assert says_more(text)


@pytest.mark.parametrize("text", ["", "Extended Kalman Filters", "Videos of Cats", "KAR"])
def test_other_words_do_not(text: str) -> None:
    assert not says_more(text)
