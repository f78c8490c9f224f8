"""Whatever stands in a list and a `.bib`, each table of the stages fits its schema and reads back as it was."""

from pathlib import Path

import pandas as pd
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from listometrics.audit.findings import find_all
from listometrics.audit.material import PARSED, Material
from listometrics.errors import StudyError
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.schema import TABLES, from_csv, to_csv
from listometrics.study.stage import open_stage
from listometrics.works.enrich import enrich

STAGE = open_stage("fuzz", str(Path(__file__).resolve().parents[2]))
VOCABULARY = {name: STAGE.read(name) for name in ("models", "strategies", "venues", "names")}
KNOWN = make_vocabulary(*(VOCABULARY[name] for name in ("models", "strategies", "venues")))
ENRICHED = ("papers", "entry_papers", "provenance", "unmatched", "match_conflicts", "source_problems", "source_counts")
NAMED = ("Name", "Paper", "LLM Backbone (Largest)", "LLM Tuning Strategy", "Publication", "Link", "Notes")
HEADER = f"| {' | '.join(NAMED)} |"
PIECES = (
    "<b>", "</b>", "<p>", "<div>", "<br />", "\\|", "`", "  ", "（8B）", "(7B)", "LLaMA", "GhatGLM", "Frozen", "LoRA",
    "/", "&", "✅", "Arixv 2023", "SIGIR 2023", "N/A", "[[Paper]](https://arxiv.org/pdf/2301.00001v2)", "=1+1", "'=1",
    "[[Code]](https://github.com/a/b)", "[[Paper]](https://doi.org/10.1145/1.2)", "-", "+x", "@a", "\t", "\u202e",
    "\x00", "\u2028", "\x1f", "é", "中", "\\",
)  # fmt: skip
CELL = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=4).map("".join)
ROW = st.lists(CELL, min_size=7, max_size=7).map(lambda cells: f"| {' | '.join(cells)} |")
SECTIONS = st.lists(st.lists(ROW | CELL, max_size=4), min_size=1, max_size=2)
FIELD = st.sampled_from(
    ("{A  title}", "{=1+1}", "{Lin, Xi and Ha, Ada}", "{2023}", "{arXiv}", "{2301.00001}", "{\\x {'=}}")
)
NAMES = ("title", "author", "year", "eprint", "journal", "doi", "url")
ENTRY = st.dictionaries(st.sampled_from(NAMES), FIELD).map(
    lambda fields: "@misc{a, " + ", ".join(f"{name} = {value}" for name, value in fields.items()) + "}"
)


def write_list(sections: list[list[str]]) -> str:
    lines = ["# A list"]
    for number, rows in enumerate(sections, start=1):
        lines += ["", f'<h4 id="1.{number}">1.{number} Part</h4>', "", HEADER, "|" + "---|" * 7, *rows]
    return "\n".join(lines) + "\n"


def check(name: str, frame: pd.DataFrame) -> None:
    described = TABLES[name]
    content = to_csv(frame, described)
    back = from_csv(content, described, described.path)
    frame = frame.sort_values(list(described.sort), kind="stable") if described.sort else frame
    for column in described.names:
        assert list(back[column].astype("str").fillna("")) == list(frame[column].astype("str").fillna("")), column


# Not made smaller: that takes minutes, and a failure is short enough.
@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
@given(SECTIONS, ENTRY)
@example([["| a  b | a  b | | | | | <b>x <b>y </p> </p> |"]], "@misc{a}")
def test_every_table_of_any_list_fits_its_schema_and_reads_back(sections: list[list[str]], entry: str) -> None:
    text = write_list(sections)
    try:
        parsed = parse_readme(text, KNOWN)
    except StudyError:
        return
    tables = {name: getattr(parsed, name) for name in PARSED}
    given_tables = {"entries": parsed.entries, "links": parsed.links}
    enriched = enrich(given_tables, {"a.bib": entry.encode()}, TABLES["keys"].empty(), VOCABULARY)
    described = {name: VOCABULARY[name] for name in ("models", "strategies", "venues")}
    material = Material(text, **tables, **described, papers=enriched.papers, entry_papers=enriched.entry_papers)
    for name, frame in tables.items():
        check(name, frame)
    for name in (*ENRICHED, "keys"):
        check(name, getattr(enriched, name))
    check("findings", find_all(material))
