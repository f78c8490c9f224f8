"""Records to BibTeX and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.sources.bibfiles import add_fields, clean_key, read_bibfile, write_found
from listometrics.sources.shapes import Found
from listometrics.works.bibtex_reading import Reader, read_sources
from listometrics.works.person_names import Name

AUTHORS = (Name("Jan", "van der", "Berg"), Name("", "", "The Some Lab and Friends", organisation=True),
           Name("Ann", "", "Doe", "Jr."), Name("敏", "", "李"))  # fmt: skip


def make(**fields: str) -> Found:
    return Found("doi:10.1/x", "inproceedings", "R&D_1: 100% of #LLMs", AUTHORS, {"year": "2024", **fields})


def read(text: str) -> dict[str, str]:
    reader = Reader("x")
    (raw,) = reader.read(text)
    assert reader.problems == []
    return raw.fields


def test_a_record_reads_back_as_it_was_written() -> None:
    text = write_found(make(doi="10.1/a_b%3C", pages="1-2", month="may", booktitle="A & B"), {}, "2026-12-01", {})
    fields = read(text)
    assert (fields["title"], fields["booktitle"]) == ("R&D_1: 100% of #LLMs", "A & B")
    assert (fields["doi"], fields["month"]) == ("10.1/a_b%3C", "may")
    (record,) = read_sources({"x.bib": text}).records
    assert record.authors == AUTHORS


# Dashes, quotes and accents in LaTeX's spelling are read as LaTeX; no service writes titles so.
PLAIN = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"], blacklist_characters="{}`'\"-~\\^"), max_size=40
)


@given(PLAIN, PLAIN)
def test_any_title_survives_and_nothing_in_it_acts(title: str, venue: str) -> None:
    import unicodedata

    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", " ".join(text.split())).split())

    found = Found("k", "misc", f"T {title}", AUTHORS[:1], {"remark": f"V {venue}"})
    reader = Reader("x")
    (raw,) = reader.read(write_found(found, {}, "2026-12-01", {}))
    if not any(re.search("HTML", problem.reason) for problem in reader.problems) and "&" not in title + venue:
        assert plain(raw.fields["title"]) == plain(f"T {title}")
        assert plain(raw.fields["remark"]) == plain(f"V {venue}")


@given(st.text(max_size=60))
def test_any_text_leaves_an_entry_that_reads(text: str) -> None:
    found = Found(text, "misc", f"T{text}", (Name(text, "", f"F{text}"),), {"doi": text, "url": text, "remark": text})
    bib = read_bibfile("x", write_found(found, {}, "2026-12-01", {}), "x.bib")
    assert len(bib.entries) == 1


def test_a_count_of_citations_keeps_the_day_on_which_it_was_first_seen() -> None:
    first = read(write_found(make(citations="7"), {}, "2026-12-01", {}))
    same = read(write_found(make(citations="7"), first, "2026-12-08", {}))
    more = read(write_found(make(citations="8"), same, "2026-12-15", {}))
    assert [f["citations_date"] for f in (first, same, more)] == ["2026-12-01", "2026-12-01", "2026-12-15"]


def test_what_a_later_answer_lacks_stays_and_what_it_has_is_taken() -> None:
    first = read(write_found(make(pages="1-2", volume="3"), {}, "2026-12-01", {}))
    later = read(write_found(make(volume="4"), first, "2026-12-08", {}))
    assert (later["pages"], later["volume"]) == ("1-2", "4")


def test_entries_are_kept_as_written_and_sorted() -> None:
    text = '@misc{b,\n   title={B}, odd = "x" # jan}\n\n@string{x = {y}}\n@misc{a, title = {A}}\n'
    with pytest.raises(StudyError, match=r"^data/x\.bib:4: an entry that cannot be read"):
        read_bibfile("x", text, "data/x.bib")
    bib = read_bibfile("x", text.replace("@string{x = {y}}\n", ""), "data/x.bib")
    written = bib.write()
    assert written.index("@misc{a") < written.index("@misc{b") and '   title={B}, odd = "x" # jan}' in written
    assert read_bibfile("x", written, "data/x.bib").write() == written


def test_fields_are_added_only_where_they_are_lacking() -> None:
    text = write_found(make(eprint="2305.00001"), {}, "2026-12-01", {})
    fields = read(add_fields(text, {"eprint": "9999.99999", "other_titles": "Another & title", "venue": ""}))
    assert (fields["eprint"], fields["other_titles"]) == ("2305.00001", "Another & title")
    assert "venue" not in fields


@pytest.mark.parametrize("key", ["doi:10.1016/s0140-6736(97)11096-0", "DBLP:conf/a b", 'x"{}#%~,\\=y'])
def test_a_key_is_one_that_bibtex_takes(key: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9:./_+-]+", clean_key(key))
