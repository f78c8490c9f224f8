"""Columns are known by their names, whatever their order."""

import pytest

from listometrics.readme.columns import may_be_header, name_column, read_header


@pytest.mark.parametrize(
    ("cells", "targets", "kind"),
    [
        (
            [
                "**Name**",
                "**Paper**",
                "**LLM Backbone (Largest)**",
                "**LLM Tuning Strategy**",
                "**Publication**",
                "**Link**",
                "Main Contributions",
            ],
            ("name", "title", "backbone_raw", "strategy_raw", "publication_raw", "link", "note"),
            "paper",
        ),
        (
            ["Paper", "Publication", "Link", "Main Contributions"],
            ("title", "publication_raw", "link", "note"),
            "paper",
        ),
        (["Dataset", "RS Scenario", "Link", "Main Contributions"], ("name", "other", "link", "note"), "dataset"),
        (["Benchmarks", "Webcite Link", "Paper"], ("name", "link", "link"), "benchmark"),
        (["**Repo Name**", "**Maintainer**", "Link"], ("name", "other", "link"), "repository"),
        (["Title", "Paper", "Code"], ("title", "link", "link"), "paper"),
        (["Paper", "Title"], ("link", "title"), "paper"),
        (["Paper", "Dataset", "Code"], ("title", "other", "link"), "paper"),
        (["Name", "Name", "Paper"], ("name", "other", "title"), "paper"),
        (["PAPER", "_venue_", "", "`Code`"], ("title", "publication_raw", "other", "link"), "paper"),
    ],
    ids=[
        "papers",
        "papers without names and models",
        "datasets",
        "benchmarks",
        "repositories",
        "titles before papers",
        "titles after papers",
        "papers with a column of datasets",
        "a name that comes twice",
        "other case and marks",
    ],
)
def test_a_header_is_read(cells: list[str], targets: tuple[str, ...], kind: str) -> None:
    header = read_header(cells)
    assert (header.targets, header.kind) == (targets, kind)


@pytest.mark.parametrize(
    ("cells", "is_sure"),
    [
        (["Name", "Paper"], True),
        (["Paper", "Stars", "Code"], True),
        (["Paper", "A", "B"], False),
        (["Link", "Code"], False),
        (["a", "b"], False),
        ([], False),
    ],
)
def test_a_header_is_sure_where_most_names_are_known(cells: list[str], is_sure: bool) -> None:
    assert read_header(cells).is_sure == is_sure
    assert may_be_header(cells) or not is_sure


def test_a_column_is_named_without_marks() -> None:
    assert name_column(" **LLM  Backbone**<br />(`Largest`) ") == "LLM Backbone (Largest)"
