"""Some works out of a written bibliography, in whatever format it is."""

import json
import re
from collections.abc import Collection, Iterable, Mapping

from listometrics.errors import StudyError

# An entry, or the copy of one under a retired key, as bibtex.py writes them.
_COPY = re.compile(r"^@comment\{@\w+\{([^,\s{]+),.*\}\}\n", re.M)
_ENTRY = re.compile(r"^@(?!comment)\w+\{([^,\s{]+),\n(?:(?![@}]).*\n)*\}\n", re.M)


def _all_found(keys: Iterable[str], known: Collection[str], file: str) -> set[str]:
    wanted = set(keys)
    absent = sorted(wanted - set(known))
    if absent:
        raise StudyError(
            f"{file}: no entry {', '.join(absent)}. Works without authors stand in partial.bib; "
            "run notebook 02 if the list or a source has changed."
        )
    return wanted


def cut_bibtex(text: str, keys: Iterable[str], retired: Iterable[str] = ()) -> str:
    """Return the entries of a written `.bib` with these keys, in the file's order.

    `retired` names the retired keys whose copies, which BibTeX needs, come along.
    """
    copies = set(retired)
    blocks = {match.group(1): match for match in _ENTRY.finditer(text)}
    wanted = _all_found(keys, blocks, "references.bib")
    kept = [match for key, match in blocks.items() if key in wanted]
    kept += [match for match in _COPY.finditer(text) if match.group(1) in copies]
    return "\n".join(match.group(0) for match in sorted(kept, key=lambda match: match.start()))


def cut_ris(text: str, keys: Iterable[str]) -> str:
    r"""Return the records of a written `.ris` with these keys, in the file's order.

    >>> cut_ris("TY  - CPAPER\nID  - a\nER  - \n\nTY  - CPAPER\nID  - b\nER  - \n", ["b"])
    'TY  - CPAPER\nID  - b\nER  - \n'
    """
    records = {
        match.group(1): r for r in re.split(r"\n(?=TY  - )", text) if (match := re.search(r"^ID  - (.*)$", r, re.M))
    }
    wanted = _all_found(keys, records, "references.ris")
    return "\n".join(record for key, record in records.items() if key in wanted)


def cut_csl(text: str, keys: Iterable[str], retired: Mapping[str, str]) -> str:
    """Return the items of a written CSL-JSON with these keys, and once more under each retired key asked for."""
    items = {item["id"]: item for item in json.loads(text)}
    wanted = _all_found(keys, items, "references.json")
    chosen = [item for key, item in items.items() if key in wanted]
    chosen += [items[today] | {"id": old} for old, today in sorted(retired.items())]
    return json.dumps(chosen, ensure_ascii=False, indent=2) + "\n"
