"""What an item opens with is its title where an identifier or its other words say so."""

import pytest

from listometrics.readme.inline import read_runs
from listometrics.readme.openings import find_opening
from listometrics.readme.parts import PartReader
from listometrics.readme.vocabulary import Vocabulary

A = "https://arxiv.org/abs/2305.00001"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"[2024/05] [Big Bird]({A})", "Big Bird"),
        (f"[Neural Code]({A}), ACL 2023", "Neural Code"),
        (f"[arXiv:2305.00001]({A}) *Rows with LLMs* by Al", "Rows with LLMs"),
        ("**Findings of WMT 2023**, T. Kocmi, WMT 2023", "Findings of WMT 2023"),
        ("[Big Bird](https://a.org)", ""),
        (f"[Official Code]({A})", ""),
        (f"[ACL 2023]({A})", ""),
        ("*Amy Boe, Cid Dee*, 2023", ""),
        ("*Some Place*, 2023", ""),
        ("**Detection**, ACL 2023", ""),
        (f"Words before [Big Bird]({A})", ""),
    ],
)
def test_a_title_without_the_form_of_one_is_found(text: str, title: str, vocabulary: Vocabulary) -> None:
    found = find_opening(read_runs(text), PartReader(vocabulary.venues))
    assert (found.text if found else "") == title
