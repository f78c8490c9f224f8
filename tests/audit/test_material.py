from __future__ import annotations

from collections.abc import Callable
from typing import Any

from listometrics.audit.material import Material, in_row, name_row

Make = Callable[..., Material]
Write = Callable[..., str]
OTHER = {"name": "PIE", "title": "Product Extraction", "link": "[[Paper]](https://arxiv.org/abs/2306.14921)"}


def works(material: Material) -> list[list[int]]:
    return [[int(row["entry"]) for row in rows] for rows in material.rows_by_work.values()]


def test_rows_are_one_work_by_identifier_or_title_even_by_a_third(make_material: Make, write_list: Write) -> None:
    titled = {"link": ""}
    linked = {"title": "Renamed"}
    assert works(make_material(write_list([titled, linked, {}, OTHER]))) == [[1, 2, 3], [4]]
    assert works(make_material(write_list([{}, titled, linked, OTHER]))) == [[1, 2, 3], [4]]


def test_the_key_of_the_enriched_tables_says_what_is_one_work(make_material: Make, write_list: Write) -> None:
    facts: dict[int, dict[str, Any]] = {1: {"key": "one"}, 2: {"key": "one"}}
    assert works(make_material(write_list([{}, OTHER]), facts)) == [[1, 2]]


def test_a_venue_is_spelt_as_the_list_does_most(make_material: Make, write_list: Write) -> None:
    rows = [{"publication": p, "title": f"T{p}"} for p in ("Arxiv 2023", "Arxiv 2024", "arXiv 2023", "SIGIR<br />2024")]
    assert make_material(write_list(rows)).venue_spellings == {"arXiv": "Arxiv"}


def test_unknown_years_and_preprints_are_none(make_material: Make, write_list: Write) -> None:
    row = make_material(write_list([{"publication": ""}])).rows[0]
    assert (row["year"], row["preprint"]) == (None, None)


def test_a_row_is_named_by_what_it_has() -> None:
    row = {"name": "", "title": "A Title", "line": 7, "entry": 3}
    assert name_row({**row, "name": "KAR"}) == "KAR"
    assert name_row(row) == "A Title"
    assert name_row({**row, "title": ""}) == "line 7"


def test_a_finding_about_a_row_knows_its_place() -> None:
    row = {"title": "A Title", "line": 7, "entry": 3}
    finding = in_row(row, "retitled", "It is.", found="a", proposed="b", column="title")
    assert finding == (7, "retitled", "It is.", "a", "b", "A Title", 3, "title", False)
