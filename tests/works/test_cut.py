"""Some works out of a written bibliography, in each format, with retired keys that are still asked for."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from listometrics.errors import StudyError
from listometrics.works.citing import cut_bibtex, cut_csl, cut_ris

BIB = (
    "@misc{a2023first,\n  title = {One},\n}\n\n"
    "@comment{@misc{old2023,\n  title = {One}}}\n\n"
    "@article{b2024second,\n  title = {Two, with an @ sign},\n}\n"
)
RIS = "TY  - GEN\nID  - a2023first\nER  - \n\nTY  - JOUR\nID  - b2024second\nER  - \n"
CSL = json.dumps([{"id": "a2023first", "title": "One"}, {"id": "b2024second", "title": "Two"}])


def test_entries_come_in_the_files_order_and_no_other() -> None:
    both = cut_bibtex(BIB, ["b2024second", "a2023first"])
    assert both.index("a2023first") < both.index("b2024second")
    assert cut_bibtex(BIB, ["b2024second"]) == "@article{b2024second,\n  title = {Two, with an @ sign},\n}\n"


def test_items_come_again_under_a_retired_key_that_is_asked_for() -> None:
    items = json.loads(cut_csl(CSL, ["a2023first"], {"old2023": "a2023first"}))
    assert [(item["id"], item["title"]) for item in items] == [("a2023first", "One"), ("old2023", "One")]


def test_records_are_cut_whole() -> None:
    assert cut_ris(RIS, ["b2024second"]) == "TY  - JOUR\nID  - b2024second\nER  - \n"


@pytest.mark.parametrize(
    ("cut", "text", "file"),
    [(cut_bibtex, BIB, "references.bib"), (cut_ris, RIS, "references.ris")],
    ids=["BibTeX", "RIS"],
)
def test_a_key_that_is_not_there_is_named(cut: Callable[..., Any], text: str, file: str) -> None:
    with pytest.raises(StudyError, match=rf"^{file}: no entry c2025third\. .* partial\.bib"):
        cut(text, ["a2023first", "c2025third"])
