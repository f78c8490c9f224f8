"""Write works as BibTeX that compiles without a warning that a source could have answered."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from listometrics.works.latex_text import encode, protect
from listometrics.works.merge import Merged
from listometrics.works.person_names import Name

_ORDER_TEXT = """
author editor title booktitle journal series volume number pages publisher address month year howpublished eprint
archiveprefix primaryclass doi url
"""
ORDER = tuple(_ORDER_TEXT.split())
NO_NAMES: frozenset[str] = frozenset()
NONE_RETIRED: Mapping[str, str] = {}
VERBATIM = frozenset({"eprint", "archiveprefix", "primaryclass", "doi", "url", "month", "year"})
# Stands, to be seen, for a title of which pdflatex can set no character: leaving it out would lie.
UNSET = "{[not in Latin script]}"


def write_name(name: Name) -> str:
    """Write one author: `Family, Given`, with particle and suffix; organisations in braces.

    >>> write_name(Name("Jan", "van der", "Berg")), write_name(Name("", "", "Some Lab", organisation=True))
    ('van der Berg, Jan', '{Some Lab}')
    """
    if name.organisation or not (name.given or name.particle):
        text = encode(name.display)[0]
        return f"{{{text}}}" if " " in text or name.organisation else text
    parts = [name.whole_family, *([name.suffix] if name.suffix else []), name.given]
    # A blank inside a family name needs nothing; "and" and commas inside a part would cut the list.
    return ", ".join(_guard(encode(part)[0]) for part in parts if part)


def _guard(part: str) -> str:
    return f"{{{part}}}" if re.search(r",|\band\b", part) else part


def write_names(names: Iterable[Name], truncated: bool = False) -> str:
    """Write an author field; names of which pdflatex can set no character stand among the others.

    >>> write_names([Name("", "", "张三"), Name("Bo", "", "Li")])
    'Li, Bo and others'
    """
    known = list(names)
    written = [write_name(name) for name in known if name.can_be_set]
    short = truncated or len(written) < len(known)
    return " and ".join([*written, *(["others"] if written and short else [])])


def _pages(pages: str) -> str:
    return re.sub(r"(?:(?<!\s)\s+)?[-–—‐]+\s*", "--", pages.strip())


def choose_fields(merged: Merged, names: frozenset[str] = frozenset()) -> tuple[str, dict[str, str]]:
    """Return the entry type and the raw field values in LaTeX of one work."""
    fields = merged.fields
    arxiv, doi = merged.ids.get("arxiv", ""), merged.ids.get("doi", "")
    out: dict[str, str] = {
        "author": write_names(merged.authors, merged.truncated),
        "title": encode_title(merged.title, names),
    }
    if arxiv:
        out |= {"eprint": arxiv, "archiveprefix": "arXiv", "primaryclass": fields.get("primaryclass", "")}
    out["doi"] = doi
    out["url"] = fields.get("url", "")
    kind = "misc"
    container = fields.get("booktitle") or fields.get("journal", "")
    if merged.published and container:
        journal = fields.get("journal") and not fields.get("booktitle")
        kind = "article" if journal else "inproceedings"
        out["journal" if journal else "booktitle"] = encode(container)[0]
        for name in ("series", "volume", "number", "publisher", "address"):
            out[name] = encode(fields.get(name, ""))[0]
        out["pages"] = encode(_pages(fields.get("pages", "")))[0]
        out["month"] = fields.get("month", "") if re.fullmatch(r"[a-z]{3}", fields.get("month", "")) else ""
        out["year"] = fields.get("year", "") or merged.first_date[:4]
        if kind == "inproceedings" and out["volume"]:
            out["number"] = ""  # plain.bst takes one of the two and warns of both
    else:
        out["year"] = merged.first_date[:4] or fields.get("year", "")
        if arxiv:
            out["howpublished"] = f"arXiv:{arxiv}"
            out["doi"] = doi or f"10.48550/arXiv.{arxiv}"
            out["url"] = out["url"] or f"https://arxiv.org/abs/{arxiv}"
    return kind, {name: out[name] for name in ORDER if out.get(name)}


def encode_title(title: str, names: frozenset[str] = frozenset()) -> str:
    """Write a title: words whose capitals count in braces, signs escaped, characters that cannot be set left out.

    >>> encode_title("RecSys–Human: 100% of LLMs")
    '{RecSys}--Human: 100\\\\% of {LLMs}'
    """
    # Braces of protection must survive the escaping of braces that stand in the title itself.
    marked = protect(title.replace("{", "\ue000").replace("}", "\ue001"), names)
    pieces = re.split(r"([{}])", marked)
    text = "".join(p if p in "{}" else encode_piece(p.replace("\ue000", "{").replace("\ue001", "}")) for p in pieces)
    return re.sub(r"  +", " ", text).strip() or (UNSET if title.strip() else "")


def encode_piece(piece: str) -> str:
    """Encode a piece of a title and keep its outer blanks."""
    head, tail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return f"{head}{encode(piece.strip())[0]}{tail if piece.strip() else ''}"


def write_entry(key: str, kind: str, fields: dict[str, str]) -> str:
    """Write one entry with fields in a fixed order; a month stands bare."""
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}}," for name, value in fields.items()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def write_retired(key: str, kind: str, fields: dict[str, str]) -> str:
    """Write an entry once more under a retired key, for BibTeX alone.

    BibTeX skips the word `@comment` and reads the entry behind it; biber skips the whole and finds the key in the
    field `ids` of the entry itself. On one line, for biber warns of strings that run over several.
    """
    return f"@comment{{{' '.join(write_entry(key, kind, fields).split())}}}\n"


def write_all(entries: Iterable[tuple[str, str, dict[str, str]]], retired: Mapping[str, str]) -> str:
    """Write entries (key, type, fields) sorted by key, each with the retired keys that it still answers to."""
    old_keys: dict[str, list[str]] = defaultdict(list)
    for old, key in sorted(retired.items()):
        old_keys[key].append(old)
    written = []
    for key, kind, fields in sorted(entries, key=lambda entry: entry[0]):
        ids = {"ids": ",".join(old_keys[key])} if key in old_keys else {}
        # Copies stand first: BibTeX overlooks a second entry on the last line of a file.
        written += [write_retired(old, kind, fields) for old in old_keys.get(key, ())]
        written.append(write_entry(key, kind, fields | ids))
    return "\n".join(written)


def write_bibtex(
    works: Iterable[tuple[str, Merged]], names: frozenset[str] = NO_NAMES, retired: Mapping[str, str] = NONE_RETIRED
) -> str:
    """Write works, given with their keys, sorted by key; `retired` names today's key of each retired one."""
    return write_all(((key, *choose_fields(merged, names)) for key, merged in works), retired)


def _partial_fields(merged: Merged, names: frozenset[str]) -> dict[str, str]:
    rows = merged.work.rows
    ids: dict[str, str] = {}
    for row in rows:
        for kind, value in row.ids:
            ids.setdefault(kind, value)
    arxiv, doi = ids.get("arxiv", ""), ids.get("doi", "")
    fields = {"title": encode_title(next((r.title for r in rows if r.title), merged.title), names)}
    fields["year"] = merged.first_date[:4] if arxiv else next((r.year for r in rows if r.year), "")
    if arxiv:
        fields |= {"howpublished": f"arXiv:{arxiv}", "eprint": arxiv, "archiveprefix": "arXiv"}
    fields["doi"] = doi or (f"10.48550/arXiv.{arxiv}" if arxiv else "")
    fields["url"] = f"https://doi.org/{doi}" if doi else f"https://arxiv.org/abs/{arxiv}" if arxiv else ""
    return {name: fields[name] for name in ORDER if fields.get(name)}


def write_partial(
    works: Iterable[tuple[str, Merged]], names: frozenset[str] = NO_NAMES, retired: Mapping[str, str] = NONE_RETIRED
) -> str:
    """Write works without authors: what the list itself proves, title, identifier and address, nothing more."""
    return write_all(((key, "misc", _partial_fields(merged, names)) for key, merged in works), retired)


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _csl_name(name: Name) -> dict[str, str]:
    if name.organisation or not (name.given or name.particle):
        return {"literal": name.display}
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}


def _csl_type(merged: Merged) -> str:
    if not merged.published:
        return "article"  # CSL's type for a preprint
    return "article-journal" if merged.fields.get("journal") else "paper-conference"


def csl_item(key: str, merged: Merged) -> dict[str, Any]:
    """Return one work as a CSL item; titles keep their capitals, unknown fields are absent."""
    fields, arxiv = merged.fields, merged.ids.get("arxiv", "")
    year = (fields.get("year") if merged.published else "") or merged.first_date[:4]
    parts: list[int] = [int(year)] if year.isdigit() else []
    month = fields.get("month", "").lower()[:3]
    if parts and merged.published and month in _MONTHS:
        parts.append(_MONTHS.index(month) + 1)
    elif parts and not merged.published and len(merged.first_date) == 7:
        parts.append(int(merged.first_date[5:]))
    item: dict[str, Any] = {
        "id": key, "type": _csl_type(merged), "title": merged.title,
        "author": [_csl_name(name) for name in merged.authors],
        "issued": {"date-parts": [parts]} if parts else None,
        "container-title": fields.get("booktitle") or fields.get("journal", ""),
        "collection-title": fields.get("series", ""), "volume": fields.get("volume", ""),
        "issue": fields.get("number", ""), "page": re.sub(r"(?:(?<!\s)\s+)?[-–—]+\s*", "-", fields.get("pages", "")),
        "publisher": fields.get("publisher", ""), "publisher-place": fields.get("address", ""),
        "DOI": merged.ids.get("doi", ""), "URL": fields.get("url", ""),
    }  # fmt: skip
    if arxiv and not merged.published:
        item |= {"publisher": "arXiv", "number": f"arXiv:{arxiv}"}
        item["DOI"] = item["DOI"] or f"10.48550/arXiv.{arxiv}"
    elif arxiv:
        item["note"] = f"arXiv:{arxiv}"
    return {name: value for name, value in item.items() if value}


def write_csl(works: Iterable[tuple[str, Merged]]) -> str:
    """Write works as CSL-JSON, sorted by key."""
    items = [csl_item(key, merged) for key, merged in sorted(works, key=lambda pair: pair[0])]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


_RIS_TYPES = {"article": "UNPB", "article-journal": "JOUR", "paper-conference": "CPAPER"}


def _ris_line(tag: str, value: object) -> str:
    # A line break inside a value would start a tag of its own.
    return f"{tag}  - {' '.join(str(value).split())}"


def ris_entry(key: str, merged: Merged) -> str:
    """Write one work as a RIS record."""
    item = csl_item(key, merged)
    lines = [_ris_line("TY", _RIS_TYPES[item["type"]]), _ris_line("ID", key), _ris_line("TI", merged.title)]
    for name in merged.authors:
        signed = name.whole_family if not name.given else f"{name.whole_family}, {name.given}"
        lines.append(_ris_line("AU", f"{signed}, {name.suffix}" if name.suffix else signed))
    date = item.get("issued", {}).get("date-parts", [[]])[0]
    if date:
        lines.append(_ris_line("PY", date[0]))
    if len(date) == 2:
        lines.append(_ris_line("DA", f"{date[0]}/{date[1]:02d}"))
    first, _, last = item.get("page", "").partition("-")
    container = "T2" if item["type"] != "article-journal" else "JO"
    tagged = (
        (container, item.get("container-title")), ("T3", item.get("collection-title")), ("VL", item.get("volume")),
        ("IS", item.get("issue")), ("SP", first), ("EP", last), ("PB", item.get("publisher")),
        ("CY", item.get("publisher-place")), ("DO", item.get("DOI")), ("UR", item.get("URL")),
        ("N1", item.get("note") or item.get("number")),
    )  # fmt: skip
    lines += [_ris_line(tag, value) for tag, value in tagged if value]
    return "\n".join([*lines, "ER  - ", ""])


def write_ris(works: Iterable[tuple[str, Merged]]) -> str:
    """Write works as RIS, sorted by key."""
    return "\n".join(ris_entry(key, merged) for key, merged in sorted(works, key=lambda pair: pair[0]))
