"""The same works as CSL-JSON (Zotero, pandoc) and RIS (EndNote, Mendeley, Word)."""

import json
import re
from collections.abc import Iterable
from typing import Any

from listometrics.works.merge import Merged
from listometrics.works.names import Name

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
