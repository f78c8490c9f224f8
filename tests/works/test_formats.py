"""CSL-JSON and RIS say the same as the bibliography."""

import json
from dataclasses import replace

import pytest

from listometrics.works.bibtex_writing import csl_item, ris_entry, write_csl, write_ris
from listometrics.works.enrich import Enriched


def test_csl_has_every_work_with_its_capitals(enriched: Enriched) -> None:
    items = {item["id"]: item for item in json.loads(write_csl(enriched.works))}
    assert set(items) == set(enriched.papers["key"])
    for row in enriched.papers.itertuples():
        item = items[row.key]
        assert item["title"] == row.title
        assert len(item.get("author", [])) == len([a for a in row.authors.split("; ") if a])
        assert item["issued"]["date-parts"][0][0] == row.year
    assert items["bao2023bistep"]["author"][0] == {"family": "Bao", "given": "Keqin"}
    assert items["bao2023bistep"]["page"] == "1-27"
    assert items["lyu2023llmrec"]["note"] == "arXiv:2307.15780"
    assert items["chen2023knowledge"]["issued"] == {"date-parts": [[2023, 5]]}
    assert items["chen2023knowledge"]["DOI"] == "10.48550/arXiv.2305.09858"


def test_ris_records_are_whole_and_one_line_a_value(enriched: Enriched) -> None:
    text = write_ris(enriched.works)
    assert text.count("\nER  - ") == 232
    assert all(line == "" or line[2:6] == "  - " for line in text.splitlines())
    works = dict(enriched.works)
    assert ris_entry("hou2023large", works["hou2023large"]).splitlines()[:5] == [
        "TY  - CPAPER", "ID  - hou2023large",
        "TI  - Large Language Models are Zero-Shot Rankers for Recommender Systems", "AU  - Hou, Yupeng",
        "AU  - Zhang, Junjie",
    ]  # fmt: skip


def test_a_line_break_in_a_value_begins_no_line_of_ris(enriched: Enriched) -> None:
    key, work = enriched.works[0]
    broken = replace(work, title="A\nER  - \n\nTY  - JOUR\u2028b", fields={"journal": "J\rUR  - file:///x"})
    lines = ris_entry(key, broken).splitlines()
    assert "TI  - A ER - TY - JOUR b" in lines and "UR  - file:///x" not in lines
    assert sum(line.startswith(("TY", "ER")) for line in lines) == 2


def test_particles_and_journals_are_written(enriched: Enriched) -> None:
    works = dict(enriched.works)
    key = next(k for k, m in works.items() if any(n.particle for n in m.authors))
    name = next(n for n in works[key].authors if n.particle)
    assert {"family": name.family, "given": name.given, "non-dropping-particle": name.particle} in csl_item(
        key, works[key]
    )["author"]
    assert f"AU  - {name.whole_family}, {name.given}" in ris_entry(key, works[key])
    assert "JO  - ACM Transactions on Recommender Systems" in ris_entry("b", works["bao2023bistep"])


def test_pandoc_cites_every_work_from_the_csl_file(enriched: Enriched, tmp_path: object) -> None:
    pypandoc = pytest.importorskip("pypandoc")
    csl = f"{tmp_path}/works.json"
    with open(csl, "w", encoding="utf-8") as file:
        file.write(write_csl(w for w in enriched.works if w[1].authors))
    bib = f"{tmp_path}/references.bib"
    with open(bib, "w", encoding="utf-8") as file:
        file.write(enriched.references_bib)
    for bibliography in (csl, bib):
        html = pypandoc.convert_text(
            "---\nnocite: '@*'\n---\n\nx\n", "html", "md", extra_args=["--citeproc", f"--bibliography={bibliography}"]
        )
        assert html.count('class="csl-entry"') == 228
