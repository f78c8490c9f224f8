"""Records to BibTeX and back."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.sources.fetch_store import read_bib, write_bib, write_record
from listometrics.sources.source_base import SourceRecord, clean_key
from listometrics.works.bibtex_reading import Reader, read_sources
from listometrics.works.person_names import Name

AUTHORS = (Name("Jan", "van der", "Berg"), Name("", "", "The Some Lab and Friends", organisation=True),
           Name("Ann", "", "Doe", "Jr."), Name("敏", "", "李"))  # fmt: skip


def make(**fields: str) -> SourceRecord:
    return SourceRecord("doi:10.1/x", "inproceedings", "R&D_1: 100% of #LLMs", AUTHORS, {"year": "2024", **fields})


def write(record: SourceRecord, old: dict[str, str] | None = None, day: str = "2026-12-01") -> str:
    return write_record(record, old or {}, day, {})


def read(text: str) -> dict[str, str]:
    reader = Reader("x")
    (raw,) = reader.read(text)
    assert reader.problems == []
    return raw.fields


def test_a_record_reads_back_as_it_was_written() -> None:
    text = write(make(doi="10.1/a_b%3C", pages="1-2", month="may", booktitle="A & B"))
    fields = read(text)
    assert (fields["title"], fields["booktitle"]) == ("R&D_1: 100% of #LLMs", "A & B")
    assert (fields["doi"], fields["month"]) == ("10.1/a_b%3C", "may")
    assert read_sources({"x.bib": text}).records[0].authors == AUTHORS


# Dashes, quotes and accents in LaTeX's spelling are read as LaTeX; no service writes titles so.
PLAIN = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"], blacklist_characters="{}`'\"-~\\^&"), max_size=40
)


@given(PLAIN, PLAIN)
def test_any_title_survives_and_nothing_in_it_acts(title: str, venue: str) -> None:
    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", " ".join(text.split())).split())

    reader = Reader("x")
    (raw,) = reader.read(write(SourceRecord("k", "misc", f"T {title}", AUTHORS[:1], {"remark": f"V {venue}"})))
    if not any("HTML" in problem.reason for problem in reader.problems):
        assert (plain(raw.fields["title"]), plain(raw.fields["remark"])) == (plain(f"T {title}"), plain(f"V {venue}"))


@given(st.text(max_size=60))
def test_any_text_leaves_an_entry_that_reads_under_a_key_that_bibtex_takes(text: str) -> None:
    fields = {"doi": text, "url": text, "remark": text}
    record = SourceRecord(clean_key(text), "misc", f"T{text}", (Name(text, "", f"F{text}"),), fields)
    assert len(read_bib(write(record), "x.bib")) == 1
    assert not re.search(r"""[\s{}"#%~,\\()=']""", clean_key(text))


def test_a_count_keeps_the_day_on_which_it_was_first_seen_and_what_a_later_answer_lacks_stays() -> None:
    first = read(write(make(citations="7", pages="1-2", volume="3")))
    same = read(write(make(citations="7", volume="4"), first, "2026-12-08"))
    more = read(write(make(citations="8"), same, "2026-12-15"))
    assert [f["citations_date"] for f in (first, same, more)] == ["2026-12-01", "2026-12-01", "2026-12-15"]
    assert (more["pages"], more["volume"]) == ("1-2", "4")


def test_entries_are_kept_as_written_and_sorted() -> None:
    text = '@misc{b,\n   title={B}, odd = "x" # jan}\n\n@string{x = {y}}\n@misc{a, title = {A}}\n'
    with pytest.raises(StudyError, match=r"^data/x\.bib:4: an entry that cannot be read"):
        read_bib(text, "data/x.bib")
    written = write_bib("x", read_bib(text.replace("@string{x = {y}}\n", ""), "data/x.bib"))
    assert written.index("@misc{a") < written.index("@misc{b") and '   title={B}, odd = "x" # jan}' in written
    assert write_bib("x", read_bib(written, "data/x.bib")) == written
