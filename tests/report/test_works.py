"""One row a work."""

import pandas as pd
import pytest

from listometrics.report.works import classify_size, list_works, split_bibtex


def test_what_several_entries_say_of_a_work_is_joined_once(make_tables) -> None:  # type: ignore[no-untyped-def]
    tables = make_tables(("A", "B", "C"))
    tables["entry_papers"]["key"] = ["key-1", "key-1", "key-3"]
    tables["papers"] = tables["papers"].iloc[[2, 0]]
    before = {name: frame.copy() for name, frame in tables.items()}
    works = list_works(tables)
    assert list(works["key"]) == ["key-1", "key-3"]
    first = works.iloc[0]
    assert (first["strategies"], first["groups"]) == ("frozen; lora", "frozen; peft")
    assert (first["sections"], first["models"], first["sizes"]) == ("1.2; 1.1.1", "A; B", "1B to 10B")
    assert first["sized_models"] == "A (7B); B (7B)"
    assert first["read"] is True or bool(first["read"])
    assert first["url"] == ""  # no address of the web
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_list_without_works_gives_no_rows(make_tables) -> None:  # type: ignore[no-untyped-def]
    empty = {name: frame.head(0) for name, frame in make_tables().items()}
    assert list_works(empty).empty


@pytest.mark.parametrize(
    ("millions", "status", "expected"),
    [(999.0, "stated", "below 1B"), (1000.0, "stated", "1B to 10B"), (175000.0, "stated", "100B and more"),
     (float("nan"), "unstated", "unstated"), (float("nan"), "undisclosed", "undisclosed")],
)  # fmt: skip
def test_sizes_fall_into_classes(millions: float, status: str, expected: str) -> None:
    assert classify_size(millions, status) == expected


def test_a_bib_is_split_by_key(bibliography: str) -> None:
    entries = split_bibtex(bibliography)
    assert entries["key-2"].startswith("@misc{key-2,") and "\n".join(entries.values()) == bibliography
