"""The `.bib` files that fetching writes: one a source, sorted, so that a diff is small."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, Preamble

from listometrics.errors import StudyError
from listometrics.sources.shapes import Found
from listometrics.works.bibtex_reading import VERBATIM, Reader, read_blocks
from listometrics.works.bibtex_writing import write_entry
from listometrics.works.person_names import Name

_ORDER_TEXT = """
author title other_titles booktitle journal series volume number pages publisher address month year venue track
first_date eprint archiveprefix primaryclass published_doi journal_ref doi url retracted retraction_notice citations
citations_date remark confidence found_in corrected
"""
ORDER = tuple(_ORDER_TEXT.split())
# What a later answer may lack though the record once had it, and what leads from the record to the work.
_CARRIED_TEXT = "series volume number pages publisher address month primaryclass other_titles eprint archiveprefix"
CARRIED = tuple(_CARRIED_TEXT.split())
_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": "(", "}": ")",
    **{sign: f"\\{sign}" for sign in "&%#_$"},
}  # fmt: skip
HEADER = """% Written by `listometrics fetch bib` from {source}: the next fetch may replace an entry.
% Corrections belong in corrections.bib; an entry with a field `corrected` is left as it is.
"""


@dataclass
class BibFile:
    """Hold the entries of one source's file, as written, by key."""

    source: str
    entries: dict[str, str] = field(default_factory=dict)

    def fields(self, key: str) -> dict[str, str]:
        """Return the decoded fields of an entry; none where there is no such entry."""
        read = Reader(self.source).read(self.entries.get(key, ""))
        return {"entrytype": read[0].entry_type, **read[0].fields} if read else {}

    def write(self) -> str:
        """Return the whole file; nothing where there is no entry."""
        if not self.entries:
            return ""
        return "\n".join([HEADER.format(source=self.source), *(self.entries[key] for key in sorted(self.entries))])


def read_bibfile(source: str, text: str, shown: str) -> BibFile:
    """Read a file; raises StudyError where an entry of it cannot be kept as it is."""
    entries: dict[str, str] = {}
    for block in read_blocks(text):
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry) and block.raw:
            entries[block.key] = block.raw.strip() + "\n"
        elif not isinstance(block, ExplicitComment | ImplicitComment | Preamble):
            raise StudyError(
                f"{shown}:{line}: an entry that cannot be read, so that writing the file again would lose it. "
                "Mend it, or restore the file."
            )
    return BibFile(source, entries)


def quote(text: str) -> str:
    r"""Write plain text so that a source file keeps it: signs of LaTeX escaped, all else as it is.

    >>> quote("R&D: 100% of αβ_1")
    'R\\&D: 100\\% of αβ\\_1'
    """
    return "".join(_ESCAPES.get(sign, sign) for sign in " ".join(text.split()))


def quote_name(name: Name) -> str:
    """Write one author.

    >>> quote_name(Name("Jan", "van der", "Berg")), quote_name(Name("", "", "Some Lab", organisation=True))
    ('van der Berg, Jan', '{Some Lab}')
    """
    if name.organisation or not (name.given or name.particle):
        text = quote(name.whole_family)
        return f"{{{text}}}" if name.organisation or re.search(r"[\s,]", text) else text
    parts = (name.whole_family, name.suffix, name.given)
    return ", ".join(_guard(quote(part)) for part in parts if part)


def _guard(part: str) -> str:
    return f"{{{part}}}" if "," in part or re.search(r"(?i)\b(?:and|others)\b", part) else part


def write_found(found: Found, old: Mapping[str, str], day: str, links: Mapping[str, str]) -> str:
    """Write a record as an entry.

    `old` are the fields of the entry that it replaces: what a later answer may lack stays, and the date of a count
    of citations is the day on which that count was first seen. `links` are fields that lead to the work.
    """
    fields = {**{name: old.get(name, "") for name in CARRIED}, **{n: v for n, v in found.fields.items() if v}}
    fields |= {name: value for name, value in links.items() if not fields.get(name)}
    if fields.get("citations"):
        same = old.get("citations") == fields["citations"]
        fields["citations_date"] = (old.get("citations_date", "") if same else "") or day
    written = {"author": " and ".join(quote_name(name) for name in found.authors), "title": _title(found.title)}
    for name in ORDER:
        value = fields.get(name, "")
        if value:
            plain = name in VERBATIM or name in ("month", "found_in", "published_doi", "retraction_notice")
            written[name] = re.sub(r"[\s{}\\]", "", value) if plain and name != "found_in" else (
                re.sub(r"[{}\\]", "", value) if plain else quote(value)
            )  # fmt: skip
    return write_entry(clean_key(found.key), found.entry_type, written)


def clean_key(key: str) -> str:
    """Return a key that BibTeX takes: the source's own identifier, signs that it does not take replaced.

    >>> clean_key("doi:10.1016/s0140-6736(97)11096-0")
    'doi:10.1016/s0140-6736-97-11096-0'
    """
    return re.sub(r"""[\s{}"#%~,\\()=']+""", "-", key)


def _title(title: str) -> str:
    return quote(title)


def add_fields(text: str, links: Mapping[str, str]) -> str:
    """Return an entry with fields that it lacks added at its end."""
    lines = text.rstrip().removesuffix("}").rstrip().splitlines()
    lines += [f"  {n} = {{{quote(v)}}}," for n, v in links.items() if v and f"  {n} = " not in text]
    return "\n".join([*lines, "}"]) + "\n"
