"""One row a work."""

from typing import Any

import pandas as pd
import pytest

from listometrics.report.work_list import classify_size, list_works, name_publication, split_bibtex


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
    assert first["note"] == "Note of B"
    assert (first["list_venue"], first["list_year"]) == ("arXiv", 2023)
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


@pytest.mark.parametrize(
    ("status", "sources", "listed", "expected"),
    [
        ("published", ("SIGIR", 2024), ("WWW", 2023), ("SIGIR", "2024", "SIGIR 2024")),
        ("preprint", ("arXiv", 2024), ("WWW", 2023), ("arXiv", "2024", "arXiv 2024")),
        ("unknown", ("arXiv", 2024), ("arXiv", 2023), ("arXiv", "2024", "arXiv 2024")),
        ("unknown", ("arXiv", 2024), ("", None), ("arXiv", "2024", "arXiv 2024")),
        ("unknown", ("arXiv", 2023), ("WWW", 2023), ("WWW (by the list)", "2023", "WWW 2023 (by the list)")),
        ("unknown", ("arXiv", 2023), ("WWW", None), ("WWW (by the list)", "2023", "WWW (by the list), 2023")),
        ("unknown", ("", None), ("WWW", 2023), ("WWW (by the list)", "2023 (by the list)", "WWW 2023 (by the list)")),
        ("unknown", ("", None), ("arXiv", None), ("arXiv (by the list)", "", "arXiv (by the list)")),
        ("published", ("SIGIR", None), ("WWW", 2023), ("SIGIR", "2023 (by the list)", "SIGIR, 2023 (by the list)")),
        ("published", ("", 2024), ("WWW", 2023), ("WWW (by the list)", "2024", "WWW (by the list), 2024")),
        (
            "unknown",
            ("arXiv", 2023),
            ("KDD", 2024),
            ("KDD (by the list)", "2024 (by the list)", "KDD 2024 (by the list)"),
        ),
        ("unknown", ("", None), ("", None), ("", "", "")),
    ],
)
def test_what_no_source_knows_is_named_as_the_lists(
    status: str, sources: tuple[str, Any], listed: tuple[str, Any], expected: tuple[str, str, str]
) -> None:
    work = dict(zip(("venue", "year", "list_venue", "list_year"), sources + listed, strict=True), status=status)
    assert tuple(name_publication(work).values()) == expected


def test_a_bib_is_split_by_key(bibliography: str) -> None:
    entries = split_bibtex(bibliography)
    assert entries["key-2"].startswith("@misc{key-2,") and "\n".join(entries.values()) == bibliography
