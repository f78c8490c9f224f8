"""Any `.bib` gives the right values: invented cases of each kind, and files dropped among the sources of this study."""

import json
import random
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.study.schema import TABLES
from listometrics.works.bibtex_reading import MONTHS, read_sources
from listometrics.works.bibtex_writing import choose_fields
from listometrics.works.enrich import Enriched, enrich
from listometrics.works.merging import Merged

FOLDER = Path(__file__).resolve().parents[1] / "data" / "bib_cases"
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
SUFFIX = {"34": "_*", "35": "_*"}  # these have two files
STUDY = tomllib.loads((FOLDER / "study" / "expected.toml").read_text(encoding="utf-8"))


def enrich_case(case: dict[str, Any], sources: dict[str, bytes]) -> Enriched:
    """Enrich a list of the works that a case expects, one row each; `by_title`: records say that they are on it."""
    known = {record.key: record for record in read_sources(sources).records}
    rows, links = [], []
    for number, (key, wanted) in enumerate(case["expect"].items(), 1):
        record = known.get(key)
        title = wanted.get("title", [record.fields.get("title", "") if record else key])[0]
        signed = [name.display for name in record.authors] if record else []
        authors = "" if case.get("by_title") else "; ".join(wanted.get("authors", signed))
        year = int(wanted["year"][0]) if wanted.get("year", [""])[0] else None
        rows.append((number, number + 9, "paper", title, "", "", year, json.dumps({"authors": authors})))
        ids = ((kind, wanted.get(kind, [""])[0]) for kind in ("doi", "arxiv"))
        links += [(number, kind, value) for kind, value in ids if value and not value.startswith("10.48550")]
        if case.get("by_title"):
            said, here = f"{key}, list_title = {{{title}}},", rf"{re.escape(key)}\s*,"
            sources = {name: re.sub(here.encode(), said.encode(), text) for name, text in sources.items()}
    columns = ["entry", "line", "kind", "title", "name", "venue", "year", "other"]
    entries = pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})
    parsed = {"entries": entries, "links": pd.DataFrame(links, columns=["entry", "kind", "identifier"])}
    return enrich(parsed, sources, TABLES["keys"].empty(), {})


def read_value(name: str, merged: Merged) -> Any:
    """Return what a work has of a field, as it is written; of `venue` all names."""
    kind, written = choose_fields(merged)
    fields = merged.fields
    months = {month: str(number) for number, month in enumerate(MONTHS, 1)}
    preprint = merged.first_date[5:].lstrip("0") if "arxiv" in merged.ids and not merged.published else ""
    values = {
        "type": kind, "title": merged.title, "authors_truncated": merged.truncated,
        "authors": [author.display for author in merged.authors], "editors": [name.display for name in merged.editors],
        "doi": written.get("doi", "").lower(), "arxiv": merged.ids.get("arxiv", ""), "year": written.get("year", ""),
        "month": preprint or months.get(fields.get("month", ""), ""), "pages": written.get("pages", ""),
        "status": merged.status if merged.published else "preprint", "venue_type": merged.venue.type,
        "venue": [merged.venue.venue, *(fields.get(name, "") for name in ("booktitle", "journal", "institution"))],
        "articleno": fields.get("eid", ""), "pages_or_articleno": fields.get("eid", ""),
    }  # fmt: skip
    return values.get(name, fields.get(name, ""))


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_any_bib_gives_the_right_values(case: dict[str, Any]) -> None:
    sources = {name: (FOLDER / name).read_bytes() for name in case["files"]}
    for named in (sources, {f"{9 - n}{name}": text for n, (name, text) in enumerate(sources.items())}):
        enriched = enrich_case(case, named)
        works = {row.entry: merged for _, merged in enriched.works for row in merged.work.rows}
        for number, (key, wanted) in enumerate(case["expect"].items(), 1):
            for name, expected in wanted.items():
                value = read_value(name.removesuffix("_not"), works[number])
                if name == "venue_not":
                    assert expected[0] not in value, (key, name)
                elif name in ("authors", "editors", "authors_truncated"):
                    assert value == expected, (key, name)
                else:
                    assert {*(value if isinstance(value, list) else [value])} & {*expected}, (key, name, value)
        for frame, said in ((enriched.source_problems, "errors"), (enriched.match_conflicts, "conflicts")):
            found = frame[frame["severity"] == "error"] if said == "errors" else frame
            assert said not in case or (len(found) > 0) == case[said], found.to_string()


def read_entries(bib: str) -> dict[str, dict[str, str]]:
    found = re.findall(r"(?ms)^@\w+\{([^,]+),\n(.*?)^\}", bib)
    return {key: dict(re.findall(r"(?m)^  (\w+) = \{?(.*?)\}?,$", fields)) for key, fields in found}


@pytest.fixture(scope="module")
def curated(study: Any) -> tuple[dict[str, bytes], dict[str, dict[str, str]]]:
    sources = {"curated.bib": study.sources["curated.bib"]}
    return sources, read_works(study, sources)


def read_works(study: Any, sources: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """Return the fields of each work, whether its authors are known or not."""
    enriched = study.enrich(sources=sources)
    return read_entries(enriched.references_bib) | read_entries(enriched.partial_bib)


@pytest.mark.parametrize("case", sorted(STUDY))
def test_a_file_among_the_sources_changes_what_it_should_and_loses_no_key(case: str, study: Any, curated: Any) -> None:
    sources, before = curated
    found = {
        path.name if "corrections" not in case else "corrections.bib": path
        for path in FOLDER.glob(f"study/{case}{SUFFIX.get(case, '')}.bib")
    }
    more = {name: path.read_bytes() for name, path in found.items()}
    after = read_works(study, sources | more)
    assert before.keys() <= after.keys()
    assert {key: fields for key, fields in after.items() if fields != before.get(key)} == STUDY[case]


RECORD = """@inproceedings{{DBLP:conf/x/A{n},
  author       = {{Ann M{{\\"{{u}}}}ller {m:04d} and
                  Bo van der Berg}},
  editor       = {{Ed Itor}},
  title        = {{{title} with {{LLM}}s: {{A}} Study no {n}}},
  booktitle    = {{Proceedings of the {v}th {{ACM}} Conference on Lists, {{CL}} {y}, Oslo, Norway,
                  July 3-7, {y}}},
  series       = {{Lecture Notes in Computer Science}},
  volume       = {{{v}}},
  pages        = {{{m}--{m}9}},
  publisher    = {{{{ACM}}}},
  year         = {{{y}}},
  url          = {{https://doi.org/10.1145/{v}.{n}}},
  doi          = {{10.1145/{v}.{n}}},
  timestamp    = {{Mon, 10 Jul 2023 16:00:00 +0200}},
  bibsource    = {{dblp computer science bibliography, https://dblp.org}}
}}"""
WORDS_TEXT = "Learning Ranking Graph Neural Session Causal Prompt Recommendation Retrieval Language Models User"


@pytest.mark.slow
@pytest.mark.parametrize("count", [3_000, 30_000])
def test_proceedings_of_dblp_are_read_fast_without_an_error_and_harm_no_field(
    count: int, study: Any, enriched: Enriched
) -> None:
    rng = random.Random(count)
    records = (
        RECORD.format(
            n=n,
            m=n % 997 + 1,
            v=n // 300 + 1,
            y=1990 + n // 300 % 35,
            title=" ".join(rng.choices(WORDS_TEXT.split(), k=6)),
        )
        for n in range(count)
    )
    source = "\n\n".join(records)
    start = time.process_time()
    read = read_sources({"many.bib": source})
    assert time.process_time() - start < max(20 * count / 30_000, 5)
    assert len(read.records) == count and {p.severity for p in read.problems} == {"warning"}
    after = study.enrich(sources=study.sources | {"many.bib": source.encode()})
    assert (after.references_bib, after.partial_bib) == (enriched.references_bib, enriched.partial_bib)
    # Thousands of remarks of one kind are one line.
    assert len(after.source_problems) == len(enriched.source_problems) + 1
