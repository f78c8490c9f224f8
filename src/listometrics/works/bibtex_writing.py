"""Write works as BibTeX that compiles without a warning that a source could have answered, as CSL-JSON and as RIS."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any

from rispy import RisWriter

from listometrics.works.bibtex_reading import MONTHS, WHOLE
from listometrics.works.latex_text import encode, encode_title
from listometrics.works.merging import Merged, write_range
from listometrics.works.person_names import Name

_ORDER_TEXT = """
author editor title booktitle journal series volume number pages eid publisher organization institution school address
month year isbn issn howpublished eprint archiveprefix primaryclass doi url
"""
ORDER = tuple(_ORDER_TEXT.split())
_PLAIN_TEXT = "series volume number eid publisher organization institution address isbn issn"
# Zotero takes UNPB for a journal's article, and EndNote knows no proceedings title (C3) of a CPAPER.
_RIS_TYPES = {"article": "UNPD", "article-journal": "JOUR", "paper-conference": "CONF"}


def write_name(name: Name, write: Callable[[str], str] = lambda text: encode(text)[0]) -> str:
    """Write one author: `Family, Given`, with particle and suffix; organisations in braces. `write` writes each part.

    >>> write_name(Name("Jan", "van der", "Berg")), write_name(Name("", "", "Some Lab", organisation=True))
    ('van der Berg, Jan', '{Some Lab}')
    """
    if name.organisation or not (name.given or name.particle):
        text = write(name.display)
        return f"{{{text}}}" if name.organisation or re.search(r"[\s,]", text) else text
    parts = [write(part) for part in (name.whole_family, name.suffix, name.given) if part]
    # A blank inside a family name needs nothing; "and" and commas inside a part would cut the list.
    return ", ".join(f"{{{part}}}" if re.search(r"(?i),|\b(?:and|others)\b", part) else part for part in parts)


def write_names(names: Iterable[Name], truncated: bool = False) -> str:
    """Write an author field; names of which pdflatex can set no character stand among the others.

    >>> write_names([Name("", "", "张三"), Name("Bo", "", "Li")])
    'Li, Bo and others'
    """
    known = list(names)
    written = [write_name(name) for name in known if name.can_be_set]
    short = truncated or len(written) < len(known)
    return " and ".join([*written, *(["others"] if written and short else [])])


def choose_fields(merged: Merged, names: frozenset[str] = frozenset()) -> tuple[str, dict[str, str]]:
    """Return the entry type and the raw field values in LaTeX of one work."""
    fields = merged.fields
    arxiv, doi = merged.ids.get("arxiv", ""), merged.ids.get("doi", "")
    names |= merged.protected
    out = {"author": write_names(merged.authors, merged.truncated), "title": encode_title(merged.title, names)}
    out["editor"] = write_names(merged.editors)
    out |= {name: encode(fields.get(name, ""))[0] for name in _PLAIN_TEXT.split()}
    if arxiv:
        out |= {"eprint": arxiv, "archiveprefix": "arXiv", "primaryclass": fields.get("primaryclass", "")}
    out |= {"doi": doi, "url": fields.get("url", "")}
    kind = "misc"
    place = "booktitle" if fields.get("booktitle") else "journal"
    container = fields.get(place, "")
    if merged.published and (container or merged.entry_type in WHOLE):
        kind = merged.entry_type if not container else "article" if place == "journal" else "inproceedings"
        kind = "incollection" if container and merged.entry_type == "incollection" else kind
        out |= {place: encode(container)[0], "pages": encode(write_range(fields.get("pages", ""), "--"))[0]}
        out["month"] = fields.get("month", "") if re.fullmatch(r"[a-z]{3}", fields.get("month", "")) else ""
        out["year"] = fields.get("year", "") or merged.first_date[:4]
        if kind == "article":  # biblatex knows none of these of an article, and biber warns of each
            out |= dict.fromkeys(("publisher", "address", "isbn"), "")
        if kind.endswith("thesis"):
            out["school"] = out.pop("institution")
        if kind in ("inproceedings", "incollection") and out["volume"]:
            out["number"] = ""  # plain.bst takes one of the two and warns of both
    else:
        out["year"] = merged.first_date[:4] or fields.get("year", "")
        if arxiv:
            # Without `howpublished`, plain styles print no arXiv id at all.
            out["howpublished"] = f"arXiv:{arxiv}"
            out["doi"] = doi or f"10.48550/arXiv.{arxiv}"
            out["url"] = out["url"] or f"https://arxiv.org/abs/{arxiv}"
    return kind, {name: out[name] for name in ORDER if out.get(name)}


def _keep_listed(merged: Merged) -> Merged:
    """Return what the list itself proves of a work without authors: title, identifier and address, nothing more."""
    rows = merged.work.rows
    ids = dict(reversed([pair for row in rows for pair in row.ids]))
    title = next((row.title for row in rows if row.title), merged.title)
    date = merged.first_date if "arxiv" in ids else next((row.year for row in rows if row.year), "")
    fields = {"url": f"https://doi.org/{ids['doi']}"} if "doi" in ids else {}
    return replace(merged, status="", title=title, ids=ids, first_date=date, fields=fields)


def write_entry(key: str, kind: str, fields: Mapping[str, str]) -> str:
    """Write one entry with its fields in the order given; a month stands bare."""
    values = [(name, value if name == "month" else f"{{{value}}}") for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {value}," for name, value in values), "}"]) + "\n"


def write_bibtex(
    works: Iterable[tuple[str, Merged]], names: frozenset[str] = frozenset(), retired: Mapping[str, str] | None = None
) -> str:
    """Write works, given with their keys, sorted by key, each also under the retired keys that it still answers to.

    `retired` names today's key of each retired one. BibTeX skips the word `@comment` and reads the entry behind it;
    biber skips the whole and finds the key in the field `ids` of the entry itself.
    """
    written = []
    for key, merged in sorted(works, key=itemgetter(0)):
        kind, fields = choose_fields(merged if merged.citable else _keep_listed(merged), names)
        old_keys = sorted(old for old, today in (retired or {}).items() if today == key)
        # Copies stand first: BibTeX overlooks a second entry on the last line of a file. Each stands on one line,
        # for biber warns of strings that run over several.
        written += [f"@comment{{{' '.join(write_entry(old, kind, fields).split())}}}\n" for old in old_keys]
        written.append(write_entry(key, kind, fields | ({"ids": ",".join(old_keys)} if old_keys else {})))
    return "\n".join(written)


def _csl_name(name: Name) -> dict[str, str]:
    if name.organisation or not (name.given or name.particle):
        return {"literal": name.display}
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}


def csl_item(key: str, merged: Merged) -> dict[str, Any]:
    """Return one work as a CSL item; titles keep their capitals, unknown fields are absent.

    pandoc makes such items of the `.bib` too, but lowers the capitals of titles and of proceedings (`the north
    american chapter`: 226 and 131 of 228 works) and drops the arXiv id of published works.
    """
    fields, arxiv = merged.fields, merged.ids.get("arxiv", "")
    container = fields.get("booktitle") or fields.get("journal", "")
    published = merged.published and bool(container)
    year = (fields.get("year") if published else "") or merged.first_date[:4] or fields.get("year", "")
    date = [int(year)] if year.isdigit() else []
    month = fields.get("month", "").lower()[:3]
    if date and published and month in MONTHS:
        date.append(list(MONTHS).index(month) + 1)
    elif date and not published and len(merged.first_date) == 7:
        date.append(int(merged.first_date[5:]))
    published_as = "paper-conference" if fields.get("booktitle") else "article-journal"
    item: dict[str, Any] = {
        "id": key, "type": published_as if published else "article", "title": merged.title,
        "author": [_csl_name(name) for name in merged.authors],
        "editor": [_csl_name(name) for name in merged.editors],
        "issued": {"date-parts": [date]} if date else None, "container-title": container if published else "",
        "ISBN": fields.get("isbn", "") if published else "",
        "collection-title": fields.get("series", ""), "volume": fields.get("volume", ""),
        "issue": fields.get("number", ""), "page": write_range(fields.get("pages", ""), "-"),
        "publisher": fields.get("publisher", ""), "publisher-place": fields.get("address", ""),
        "DOI": merged.ids.get("doi", ""), "URL": fields.get("url", ""),
    }  # fmt: skip
    if arxiv and not published:
        item |= {"publisher": "arXiv", "number": f"arXiv:{arxiv}", "DOI": item["DOI"] or f"10.48550/arXiv.{arxiv}"}
    elif arxiv:
        item["note"] = f"arXiv:{arxiv}"
    return {name: value for name, value in item.items() if value}


def write_csl(works: Iterable[tuple[str, Merged]]) -> str:
    """Write works as CSL-JSON, sorted by key."""
    items = [csl_item(*work) for work in sorted(works, key=itemgetter(0))]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


class _Writer(RisWriter):  # type: ignore[misc]
    """Write no number above a record, which Zotero would read as a note."""

    def set_header(self, count: int) -> str:
        return ""


def _ris_name(name: Mapping[str, str]) -> str:
    """Write a person, or an organisation with a comma behind it, without which EndNote takes it for a person.

    >>> _ris_name({"family": "Berg", "given": "Jan", "non-dropping-particle": "van"}), _ris_name({"literal": "A Lab"})
    ('van Berg, Jan', 'A Lab,')
    """
    if "literal" in name:
        return f"{name['literal'].replace(',', '')},"
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if part in name)
    return ", ".join([family, *(name[part] for part in ("given", "suffix") if part in name)])


def _ris_record(key: str, merged: Merged) -> dict[str, Any]:
    item = csl_item(key, merged)
    date = item.get("issued", {}).get("date-parts", [[]])[0]
    first, _, last = item.get("page", "").partition("-")
    record = {
        "type_of_reference": _RIS_TYPES[item["type"]], "id": key, "title": merged.title,
        "authors": [_ris_name(name) for name in item.get("author", ())],
        "secondary_authors": [_ris_name(name) for name in item.get("editor", ())],
        "year": date[0] if date else "", "date": f"{date[0]}/{date[1]:02d}" if len(date) == 2 else "",
        "type_of_work": "Preprint" if "number" in item else "", "secondary_title": item.get("container-title"),
        "custom3": item.get("container-title") if item["type"] == "paper-conference" else "",
        "tertiary_title": item.get("collection-title"), "volume": item.get("volume"), "number": item.get("issue"),
        "start_page": first, "end_page": last, "publisher": item.get("publisher"),
        "issn": item.get("ISBN"),
        "place_published": item.get("publisher-place"), "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else [],
        "notes": [note for note in [item.get("note") or item.get("number")] if note],
    }  # fmt: skip
    # A line break inside a value would start a tag of its own.
    return {
        name: [" ".join(one.split()) for one in value] if isinstance(value, list) else " ".join(str(value).split())
        for name, value in record.items()
        if value
    }


def write_ris(works: Iterable[tuple[str, Merged]]) -> str:
    """Write works as RIS, sorted by key."""
    return str(_Writer().formats([_ris_record(*work) for work in sorted(works, key=itemgetter(0))]))
