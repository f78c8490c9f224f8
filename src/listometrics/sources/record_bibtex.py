"""Records as BibTeX: one `.bib` file a source, sorted, so that a diff is small."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, Preamble

from listometrics.errors import StudyError
from listometrics.sources.source_base import SourceRecord
from listometrics.works.bibtex_reading import Reader, read_blocks
from listometrics.works.bibtex_writing import write_entry
from listometrics.works.person_names import Name

_ORDER_TEXT = """
other_titles booktitle journal series volume number pages publisher address month year venue track
first_date eprint archiveprefix primaryclass published_doi journal_ref doi url retracted retraction_notice citations
citations_date remark confidence found_in corrected
"""
# What a later answer may lack though the record once had it, and what leads from the record to the work.
_CARRIED_TEXT = "series volume number pages publisher address month primaryclass other_titles eprint archiveprefix"
# Identifiers and addresses: escapes would become part of them.
VERBATIM = ("doi", "url", "eprint", "archiveprefix", "primaryclass", "month", "published_doi", "retraction_notice")
ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": "(", "}": ")",
    **{sign: f"\\{sign}" for sign in "&%#_$"},
}  # fmt: skip
HEADER = """% Written by `listometrics fetch bib` from {source}: the next fetch may replace an entry.
% Corrections belong in corrections.bib; an entry with a field `corrected` is left as it is.
"""


def read_bib(text: str, shown: str) -> dict[str, str]:
    """Return the entries of a file by key, as written; raises StudyError where one cannot be kept as it is."""
    entries: dict[str, str] = {}
    for block in read_blocks(text):
        if isinstance(block, Entry) and block.raw:
            entries[block.key] = block.raw.strip() + "\n"
        elif not isinstance(block, ExplicitComment | ImplicitComment | Preamble):
            raise StudyError(
                f"{shown}:{(block.start_line or 0) + 1}: an entry that cannot be read, so that writing the file again "
                "would lose it. Mend it, or restore the file."
            )
    return entries


def write_bib(source: str, entries: Mapping[str, str]) -> str:
    """Return a whole file; nothing where there is no entry."""
    return "\n".join([HEADER.format(source=source), *(entries[key] for key in sorted(entries))] if entries else [])


def read_fields(entry: str) -> dict[str, str]:
    """Return the decoded fields of an entry and its `entrytype`; nothing of an empty text."""
    read = Reader("record").read(entry)
    return {"entrytype": read[0].entry_type, **read[0].fields} if read else {}


def write_record(record: SourceRecord, old: Mapping[str, str], day: str, links: Mapping[str, str]) -> str:
    """Write a record as an entry with fields that lead to the work, `links`.

    What a later answer may lack stays from the `old` fields, and the day on which a count was first seen.
    """
    fields = {name: old.get(name, "") for name in _CARRIED_TEXT.split()} | {n: v for n, v in record.fields.items() if v}
    fields |= {name: value for name, value in links.items() if not fields.get(name)}
    if fields.get("citations"):
        same = old.get("citations") == fields["citations"]
        fields["citations_date"] = (same and old.get("citations_date")) or day
    written = {"author": " and ".join(map(quote_name, record.authors)), "title": quote(record.title)}
    for name in _ORDER_TEXT.split():
        if value := fields.get(name, ""):
            unsafe = r"[\s{}\\]" if name in VERBATIM else r"[{}\\]"
            written[name] = re.sub(unsafe, "", value) if name in (*VERBATIM, "found_in") else quote(value)
    return write_entry(clean_key(record.key), record.entry_type, written)


def add_fields(entry: str, links: Mapping[str, str]) -> str:
    """Return an entry with fields that it lacks added at its end."""
    lines = entry.rstrip().removesuffix("}").rstrip().splitlines()
    lines += [f"  {name} = {{{quote(v)}}}," for name, v in links.items() if v and f"  {name} = " not in entry]
    return "\n".join([*lines, "}"]) + "\n"


def make_links(title: str, arxiv: str) -> dict[str, str]:
    """Return the fields by which matching finds a work again from a record under another title."""
    return {"eprint": arxiv, "archiveprefix": "arXiv" if arxiv else "", "other_titles": title}


def clean_key(key: str) -> str:
    """Return a key that BibTeX takes: the source's own identifier, signs that it does not take replaced."""
    return re.sub(r"""[\s{}"#%~,\\()=']+""", "-", key)


def quote(text: str) -> str:
    """Write plain text so that a source file keeps it: signs of LaTeX escaped, all else as it is."""
    return "".join(ESCAPES.get(sign, sign) for sign in " ".join(text.split()))


def quote_name(name: Name) -> str:
    """Write one author; a part with a comma or an `and` in it, and an organisation, in braces.

    >>> quote_name(Name("Jan", "van der", "Berg")), quote_name(Name("", "", "Some Lab", organisation=True))
    ('van der Berg, Jan', '{Some Lab}')
    """
    if name.organisation or not (name.given or name.particle):
        text = quote(name.whole_family)
        return f"{{{text}}}" if name.organisation or re.search(r"[\s,]", text) else text
    parts = [quote(part) for part in (name.whole_family, name.suffix, name.given) if part]
    return ", ".join(f"{{{part}}}" if re.search(r"(?i),|\b(?:and|others)\b", part) else part for part in parts)
