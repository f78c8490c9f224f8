"""Works as BibTeX, CSL-JSON and RIS: forms, escapes, order, and the same works in each."""

import json
import re
from dataclasses import replace

import pytest
import rispy

from listometrics.works.bibtex_reading import read_sources
from listometrics.works.bibtex_writing import write_bibtex, write_csl, write_entry, write_name, write_names, write_ris
from listometrics.works.enrich import Enriched
from listometrics.works.matching import PaperRow, match_works
from listometrics.works.merging import Merged, merge_work
from listometrics.works.person_names import Name, parse_name
from listometrics.works.venue_names import VenueNames


def work(text: str, title: str = "A Long Title of Lists", **ids: str) -> Merged:
    row = PaperRow(1, title, tuple(ids.items()), "2023")
    return merge_work(match_works([row], read_sources({"x.bib": text}).records).works[0], VenueNames({}))


def test_a_preprint_prints_its_arxiv_id_in_every_style() -> None:
    text = (
        "@misc{x, title={On 100\\% of {LLM}s: a Test}, author={Hélène Łoś}, eprint={2301.00001}, primaryclass={cs.IR}}"
    )
    assert write_bibtex([("los2023", work(text, arxiv="2301.00001"))]) == (
        "@misc{los2023,\n"
        "  author = {{\\L}o{\\'s}, H{\\'e}l{\\`e}ne},\n"
        "  title = {On 100\\% of {LLMs}: a Test},\n"
        "  year = {2023},\n"
        "  howpublished = {arXiv:2301.00001},\n"
        "  eprint = {2301.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.IR},\n"
        "  doi = {10.48550/arXiv.2301.00001},\n"
        "  url = {https://arxiv.org/abs/2301.00001},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("fields", "ids", "lines"),
    [
        (
            "@inproceedings{x, booktitle={R&D of {KDD}}, year=2024, month=mar, pages={1 – 9}, volume=3, number=4, "
            "doi={10.1234/X_y}, eprint={2301.00001}",  # plain.bst takes volume or number, not both
            {"arxiv": "2301.00001"},
            "booktitle = {R\\&D of KDD}|volume = {3}|pages = {1--9}|month = mar|year = {2024}|eprint = {2301.00001}|"
            "archiveprefix = {arXiv}|doi = {10.1234/x_y}|url = {https://doi.org/10.1234/x_y}",
        ),
        (
            "@inproceedings{x, booktitle={W}, year=2023, url={https://ceur-ws.org/Vol-3476/paper5.pdf}",
            {},
            "booktitle = {W}|series = {CEUR Workshop Proceedings}|volume = {3476}|year = {2023}|"
            "url = {https://ceur-ws.org/Vol-3476/paper5.pdf}",
        ),
    ],
)
def test_a_published_work_names_where_it_stands(fields: str, ids: dict[str, str], lines: str) -> None:
    entry = write_bibtex([("b", work(fields + ", title={A Long Title of Lists}, author={A B}}", **ids))])
    assert entry.splitlines()[3:-1] == [f"  {line}," for line in lines.split("|")]
    assert entry.startswith(fields.partition("{")[0] + "{b,\n")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (parse_name("Jan van der Berg"), "van der Berg, Jan"),
        (parse_name("King, Jr, Martin"), "King, Jr, Martin"),
        (Name("", "", "R&D Lab", organisation=True), r"{R\&D Lab}"),
        (Name("Sam and Max", "", "Li, Co"), "{Li, Co}, {Sam and Max}"),
    ],
)
def test_a_name_is_written_so_that_bibtex_cuts_it_right(name: Name, written: str) -> None:
    assert write_name(name) == written
    assert parse_name(written).display == name.display
    assert write_names([name], truncated=True) == f"{written} and others"


def test_entries_without_authors_say_only_what_the_list_proves() -> None:
    text = (
        "@inproceedings{x, title={Real Title}, list_title={Listed}, booktitle={P}, year=2024, doi={10.1234/x}, "
        "eprint={2301.00001}}"
    )
    assert write_bibtex([("k", work(text, "Listed", arxiv="2301.00001"))]) == (
        "@misc{k,\n  title = {Listed},\n  year = {2023},\n  howpublished = {arXiv:2301.00001},\n"
        "  eprint = {2301.00001},\n  archiveprefix = {arXiv},\n  doi = {10.48550/arXiv.2301.00001},\n"
        "  url = {https://arxiv.org/abs/2301.00001},\n}\n"
    )
    assert write_bibtex([("k", work("", "Listed"))]) == "@misc{k,\n  title = {Listed},\n  year = {2023},\n}\n"
    assert write_entry("k", "misc", {"title": "T", "month": "jan"}) == "@misc{k,\n  title = {T},\n  month = jan,\n}\n"


def test_the_real_bibliography_has_all_works_in_order_and_fields_that_none_is_without(enriched: Enriched) -> None:
    keys = re.findall(r"^@\w+\{(.*),$", enriched.references_bib, re.M)
    assert keys == sorted(keys)
    assert len({key.lower() for key in keys}) == len(keys) == 229
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) for key in keys)
    assert re.findall(r"^@\w+\{(.*),$", enriched.partial_bib, re.M) == [
        "evaluation2022synthetic", "product2023information", "ptm4tag2022sharpening",
    ]  # fmt: skip
    assert "author" not in enriched.partial_bib


def test_a_retired_key_stands_in_ids_for_biber_and_in_a_copy_for_bibtex() -> None:
    merged = work("@misc{x, title={T}, author={Ann Hill}, eprint={2301.00001}}", arxiv="2301.00001")
    text = write_bibtex([("new2023t", merged)], retired={"old2023t": "new2023t", "other2023t": "elsewhere"})
    copy, _, entry = text.partition("\n\n")
    assert copy.startswith("@comment{@misc{old2023t, author = {Hill, Ann}, title = {T},") and copy.endswith(" }}")
    assert "  ids = {old2023t},\n}\n" in entry
    assert "other2023t" not in text
    found = read_sources({"x.bib": text})
    assert ([record.key for record in found.records], found.problems) == (["new2023t"], ())
    nameless = work("@misc{x, title={T}, eprint={2301.00001}}", arxiv="2301.00001")
    assert write_bibtex([("new", nameless)], retired={"old": "new"}).startswith("@comment{@misc{old, title = {")


def test_csl_and_ris_say_what_the_table_says(enriched: Enriched) -> None:
    items = {item["id"]: item for item in json.loads(write_csl(enriched.works))}
    records = {record["id"]: record for record in rispy.loads(write_ris(enriched.works))}
    assert list(items) == list(records) == sorted(enriched.papers["key"])
    kinds = {"article": "UNPD", "article-journal": "JOUR", "paper-conference": "CONF"}
    for row in enriched.papers.astype(str).to_dict("records"):
        item, record = items[row["key"]], records[row["key"]]
        assert item["title"] == record["title"] == row["title"]
        assert record["type_of_reference"] == kinds[item["type"]]
        assert (item["type"] == "article") == (row["status"] not in ("published", "accepted")) or not item.get("DOI")
        authors = [name for name in row["authors"].split("; ") if name]
        assert len(item.get("author", [])) == len(record.get("authors", [])) == len(authors)
        assert str(item["issued"]["date-parts"][0][0]) == record["year"] == str(row["year"])
        container = record.get("secondary_title", "")
        assert item.get("container-title", "") == container == " ".join(row["container"].split())
        assert record.get("custom3", "") == (container if item["type"] == "paper-conference" else "")
        assert item.get("DOI") == record.get("doi") and (item.get("DOI", "") == row["doi"] or not row["doi"])
        pages = "-".join(part for part in (record.get("start_page"), record.get("end_page")) if part)
        assert item.get("page", "") == pages == re.sub(r"\s*[-–]+\s*", "-", row["pages"])
    assert items["bao2023bistep"]["author"][0] == {"family": "Bao", "given": "Keqin"}
    assert items["lyu2023llmrec"]["note"] == "arXiv:2307.15780"
    assert items["chen2023knowledge"]["issued"] == {"date-parts": [[2023, 5]]}
    particles = [name for item in items.values() for name in item.get("author", []) if "non-dropping-particle" in name]
    signed = [f"{name['non-dropping-particle']} {name['family']}, {name['given']}" for name in particles]
    assert signed and set(signed) <= {name for record in records.values() for name in record.get("authors", [])}


def test_editors_isbn_and_organisations_reach_csl_and_ris() -> None:
    published = "booktitle={P of X}, series={LNCS}, year=2024, editor={Poe, Cy and {The Lab, Inc}}, isbn={978-1}"
    merged = work(f"@inproceedings{{x, title={{A Long Title of Lists}}, author={{{{A Lab}} and Li, Bo}}, {published}}}")
    (item,) = json.loads(write_csl([("k", merged)]))
    assert item["editor"] == [{"family": "Poe", "given": "Cy"}, {"literal": "The Lab, Inc"}]
    assert (item["type"], item["collection-title"], item["ISBN"]) == ("paper-conference", "LNCS", "978-1")
    lines = write_ris([("k", merged)]).splitlines()
    wanted = ["AU  - A Lab,", "AU  - Li, Bo", "A2  - Poe, Cy", "A2  - The Lab Inc,", "SN  - 978-1", "T2  - P of X"]
    assert {"TY  - CONF", "C3  - P of X", "T3  - LNCS", *wanted} <= {*lines}
    homeless = work("@article{x, title={A Long Title of Lists}, author={Li, Bo}, year=2024, doi={10.1234/x}}")
    assert json.loads(write_csl([("k", homeless)]))[0]["type"] == "article"  # as the .bib says it: @misc


def test_a_line_break_in_a_value_begins_no_line_of_ris(enriched: Enriched) -> None:
    key, merged = enriched.works[0]
    broken = replace(merged, title="A\nER  - \n\nTY  - JOUR\u2028b", fields={"journal": "J\rUR  - file:///x"})
    lines = write_ris([(key, broken)]).splitlines()
    assert lines[0].startswith("TY  - ") and "TI  - A ER - TY - JOUR b" in lines and "UR  - file:///x" not in lines
    assert sum(line.startswith(("TY", "ER")) for line in lines) == 2
