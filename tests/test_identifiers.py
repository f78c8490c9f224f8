"""Identifiers are found in their own fields and addresses, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.identifiers import (
    date_arxiv,
    find_acl,
    find_arxiv,
    find_doi,
    find_openreview,
    identify_fields,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://arxiv.org/abs/2305.09858v1", "2305.09858"),
        ("http://www.arxiv.org/pdf/2401.08217.pdf", "2401.08217"),
        ("https://ar5iv.labs.arxiv.org/html/2307.10747", "2307.10747"),
        ("https://arxiv.org/abs/2403.16948?context=cs.IR", "2403.16948"),
        ("10.48550/arXiv.2305.07609", "2305.07609"),
        ("https://doi.org/10.48550/ARXIV.2305.07609", "2305.07609"),
        ("arXiv:cs/0703041v2", "cs/0703041"),
        ("2305.08845", "2305.08845"),
        ("10.1145/3604915.3608845", ""),
        ("https://dl.acm.org/doi/10.1145/3604915.3608845", ""),
        ("see 2305.08845 there", ""),
        ("https://github.com/x/2305.08845", ""),
        ("", ""),
    ],
)
def test_an_arxiv_id_comes_only_from_where_it_can_be_trusted(text: str, found: str) -> None:
    assert find_arxiv(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://dl.acm.org/doi/abs/10.1145/3534678.3539064", "10.1145/3534678.3539064"),
        ("https://doi.org/10.1109/TKDE.2023.3282907", "10.1109/tkde.2023.3282907"),
        ("doi: 10.1007/978-3-030-99739-7_26.", "10.1007/978-3-030-99739-7_26"),
        ("https://dl.acm.org/doi/10.1145/1.2?casa_token=x", "10.1145/1.2"),
        ("10.48550/arXiv.2305.07609", ""),
        ("https://x.org/10.1/a", ""),
    ],
)
def test_a_doi_is_bare_and_lower_case(text: str, found: str) -> None:
    assert find_doi(text) == found


def test_acl_and_openreview_ids_come_from_their_addresses() -> None:
    assert find_acl("https://aclanthology.org/2024.naacl-long.217.pdf") == "2024.naacl-long.217"
    assert find_acl("https://www.aclweb.org/anthology/P19-1001/") == "P19-1001"
    assert find_acl("10.18653/v1/2023.emnlp-main.621") == "2023.emnlp-main.621"
    assert find_acl("https://aclanthology.org/people/x") == ""
    assert find_openreview("https://openreview.net/pdf?id=4IT2pgc9v6") == "4IT2pgc9v6"
    assert find_openreview("https://openreview.net/forum?noteId=a&id=b-C_1") == "b-C_1"
    assert find_openreview("https://openreview.net/") == ""


def test_all_identifiers_of_an_entry_are_collected() -> None:
    fields = {
        "eprint": "2310.13023",
        "archiveprefix": "arXiv",
        "url": "https://aclanthology.org/2024.x-1.2/",
        "doi": "10.18653/v1/2024.x-1.2",
    }
    assert dict(identify_fields(fields)) == {
        "doi": "10.18653/v1/2024.x-1.2", "arxiv": "2310.13023", "acl": "2024.x-1.2",
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"journal": "arXiv preprint arXiv:2305.07609"},
        {"journal": "CoRR", "volume": "abs/2305.07609"},
        {"howpublished": "arXiv:2305.07609"},
        {"note": "arXiv: 2305.07609 [cs.IR]"},
        {"doi": "10.48550/arXiv.2305.07609"},
        {"url": "https://arxiv.org/abs/2305.07609v2"},
        {"eprint": "2305.07609", "eprinttype": "arxiv"},
    ],
)
def test_each_way_of_citing_arxiv_is_understood(fields: dict[str, str]) -> None:
    assert identify_fields(fields) == (("arxiv", "2305.07609"),)


@pytest.mark.parametrize(
    "fields", [{"eprint": "123", "eprinttype": "jstor"}, {"pages": "2305.07609"}, {"volume": "2305"}]
)
def test_numbers_of_other_kinds_are_no_arxiv_ids(fields: dict[str, str]) -> None:
    assert identify_fields(fields) == ()


def test_an_arxiv_id_tells_its_month() -> None:
    assert date_arxiv("2305.08845") == "2023-05"
    assert date_arxiv("cs/0703041") == "2007-03"
    assert date_arxiv("hep-th/9901001") == "1999-01"
    assert date_arxiv("2399.08845") == ""
    assert date_arxiv("") == ""


@given(st.text(max_size=200))
def test_any_text_is_answered_with_an_identifier_of_its_kind_or_nothing(text: str) -> None:
    assert find_doi(text) == "" or find_doi(text).startswith("10.")
    assert " " not in find_arxiv(text) + find_acl(text) + find_openreview(text)
