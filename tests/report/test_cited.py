"""What the report cites beside the list's works is well formed, stays out of their bibliography, and is cited."""

import re
from pathlib import Path

import pandas as pd
import pytest
from bibtexparser import parse_string

from listometrics.report.cited_sources import cite_sources, list_keys, names_sources, read_methods
from listometrics.works.bibtex_reading import Reader

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "listometrics" / "report" / "templates"
ENTRIES = parse_string(read_methods()).entries_dict
CITED = {
    key
    for template in TEMPLATES.glob("*.j2")
    for key in re.findall(r'"(method-[a-z]+)"\|cite', template.read_text(encoding="utf-8"))
}
NO_PAPERS = pd.DataFrame({"key": [], "arxiv": [], "bib_status": []}, dtype="str")


def test_each_entry_can_be_read_strictly_and_has_what_a_reference_needs() -> None:
    reader = Reader("methods.bib")
    assert len(reader.read(read_methods())) == len(ENTRIES) and reader.problems == []
    for key, entry in ENTRIES.items():
        fields = entry.fields_dict
        assert re.fullmatch(r"method-[a-z]+", key)
        assert {"author", "title", "year"} <= set(fields), key
        assert {"journal", "howpublished"} & set(fields), key


def test_every_entry_is_cited_and_every_citation_has_its_entry() -> None:
    sources = {"method-lin", "method-lialin"}  # cited by their arXiv ids
    assert CITED | sources == set(ENTRIES)


def test_no_key_can_be_one_of_the_lists_works() -> None:
    keys = pd.read_csv(ROOT / "data" / "bib" / "keys.csv")["key"]
    assert not set(keys) & set(ENTRIES) and not keys.str.startswith("method-").any()
    assert "method-" not in (ROOT / "data" / "bib" / "references.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["arXiv:2306.05817", "arXiv:2303.15647"])
def test_the_sources_of_claims_and_terms_can_be_cited_without_a_list_that_has_them(source: str) -> None:
    (cited,) = cite_sources([source], list_keys(NO_PAPERS))
    assert cited.startswith("@method-") and cited.endswith(source)
    assert source.removeprefix("arXiv:") in read_methods()


def test_a_work_of_the_list_is_cited_by_its_own_key_unless_its_authors_are_not_known() -> None:
    papers = pd.DataFrame({"key": ["lin2023how", "b"], "arxiv": ["2306.05817", "2303.15647"]})
    keys = list_keys(papers.assign(bib_status=["verified", "partial"]))
    assert keys["2306.05817"] == "lin2023how"
    assert keys["2303.15647"] == "method-lialin"


def test_a_source_that_cannot_be_cited_is_written_as_it_is() -> None:
    assert cite_sources(["arXiv:1111.11111", "a *talk*"], list_keys(NO_PAPERS)) == [
        r"arXiv\:1111\.11111",
        r"a \*talk\*",
    ]


@pytest.mark.parametrize(
    ("text", "sources", "shared"),
    [
        ("see https://arxiv.org/pdf/2306.05817v5.pdf", ["arXiv:2306.05817"], True),
        ("see https://arxiv.org/pdf/2306.05818", ["arXiv:2306.05817"], False),
        ("see 2306.05817", ["arXiv:2306.05817", "another"], False),
        ("see 2306.05817", [], False),
    ],
    ids=["named", "another paper", "one of two", "no claim"],
)
def test_list_and_claims_share_their_origin_where_the_list_names_it(
    text: str, sources: list[str], shared: bool
) -> None:
    assert names_sources(text, sources) is shared
