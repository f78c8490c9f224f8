"""What stands beside a title is told apart by its style: persons, journals, institutions and venues that are linked."""

import pytest

from listometrics.readme.beside import read_beside
from listometrics.readme.inline import read_runs
from listometrics.readme.parts import PartReader
from listometrics.readme.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        (", *Le and Mikolov*, ICLR 2014", "authors", ["Le and Mikolov"]),
        (". *Nature*, 2023", "publications", ["Nature 2023"]),
        (" (*UT Austin*)", "loose", ["UT Austin"]),
        (" (*Amy Boe, Cid Dee*)", "authors", ["Amy Boe, Cid Dee"]),
        (" (*ICML 2023*)", "publications", ["ICML 2023"]),
        (" *Tsinghua*.", "loose", ["Tsinghua"]),
        (", [NeurIPS 2022](a)", "linked", ["NeurIPS 2022"]),
        (", [CVPR](a)", "linked", ["CVPR"]),
        (" [arXiv](a)", "linked", []),
    ],
)
def test_styles_tell_what_stands_beside_a_title(
    text: str, target: str, said: list[str], vocabulary: Vocabulary
) -> None:
    assert getattr(read_beside(read_runs(text), PartReader(vocabulary.venues)), target) == said
