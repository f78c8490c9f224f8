"""Choose works to cite, and write the chosen works down."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bibtexparser.model import Entry, ExplicitComment
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.works.bibtex_reading import read_blocks
from listometrics.works.identity import SAME_TITLE, normalise_title
from listometrics.works.latex_text import encode

SHORTEST = 4  # characters of a beginning: fewer would find a work by chance


@dataclass
class Chosen:
    """Hold the keys that were found, in the order asked for, and what was not found with what is like it.

    `retired` holds the retired keys that were asked for, each with today's; `begun` what was only the beginning of a
    title, key or identifier, with its key; `shared` the names that several works bear, all of them missing.
    """

    keys: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def add(self, key: str) -> None:
        """Keep a key that was found, once."""
        self.keys += [key] if key not in self.keys else []

    def name_missing(self) -> str:
        """Name what was not found, with what is like it, at most 20.

        >>> Chosen(missing={"hou2023larg": ["hou2023large"], "zzz": []}).name_missing()
        "'hou2023larg' (nearest: hou2023large); 'zzz'"
        """
        named = []
        for name, near in list(self.missing.items())[:20]:
            how = "several works bear that name" if name in self.shared else "nearest"
            named.append(f"{name!r} ({how}: {', '.join(near)})" if near else f"{name!r}")
        more = len(self.missing) - len(named)
        return "; ".join(named) + (f"; and {more} more" if more else "")


def choose_keys(asked: Iterable[str], known: Sequence[str], aliases: Mapping[str, str]) -> Chosen:
    """Find keys; retired ones by today's, which `aliases` names, unknown ones with the nearest known.

    >>> choose_keys(["hou2023larg"], ["hou2023large"], {}).missing
    {'hou2023larg': ['hou2023large']}
    """
    chosen, have = Chosen(), set(known)
    for key in dict.fromkeys(asked):
        if aliases.get(key, key) in have:
            chosen.add(aliases.get(key, key))
            chosen.retired |= {key: aliases[key]} if key in aliases else {}
        else:
            near = process.extract(key.casefold(), known, scorer=fuzz.ratio, limit=3, score_cutoff=60)
            chosen.missing[key] = [name for name, *_ in near]
    return chosen


def choose_works(
    asked: Iterable[str],
    papers: Sequence[Mapping[str, str]],
    aliases: Mapping[str, str],
    names: Iterable[tuple[str, str]],
) -> Chosen:
    """Find works by key, identifier, address, title or the list's name, or by a beginning that no other shares.

    One a line; a title must be alike, not just near, and a name must be one work's alone. `papers` are rows of the
    table with key, title, list_title, arxiv, doi, acl and openreview; `names` are pairs of a name and a key.
    """
    by_id: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for row in papers:
        for name in ("key", "arxiv", "doi", "acl", "openreview"):
            by_id.setdefault(row.get(name, ""), row["key"])
        for name in ("title", "list_title"):
            by_title.setdefault(normalise_title(row.get(name, "")), row["key"])
    by_name: dict[str, set[str]] = defaultdict(set)
    for called, key in names:
        by_name[normalise_title(called)].add(key)
    for known in (by_id, by_title, by_name):
        known.pop("", None)
    chosen = Chosen()
    for text in filter(None, map(str.strip, asked)):
        title = normalise_title(text)
        ids = (text, find_arxiv(text), find_doi(text), find_acl(text), find_openreview(text))
        key = next(
            (known[name] for name in ids for known in (aliases, by_id) if name in known), by_title.get(title, "")
        )
        bearers = [key] if key else sorted(by_name.get(title, ()))
        if len(bearers) > 1:
            chosen.shared.add(text)
        elif not bearers:
            near = process.extract(title, list(by_title), scorer=fuzz.ratio, limit=3)
            started = sorted(_find_begun(by_id, text) | _find_begun(by_title, title))
            if near and near[0][1] / 100 >= SAME_TITLE and (len(near) < 2 or near[1][1] < near[0][1]):
                bearers = [by_title[near[0][0]]]
            elif len(started) == 1:
                bearers = started
                chosen.begun[text] = started[0]
            else:
                like = started[:3] or [by_title[other] for other, score, _ in near if score >= 60]
                chosen.missing[text] = list(dict.fromkeys(like))
        if len(bearers) == 1:
            chosen.add(bearers[0])
            chosen.retired |= {text: bearers[0]} if text in aliases else {}
        elif bearers:
            chosen.missing[text] = bearers
    return chosen


def _find_begun(names: Mapping[str, str], start: str) -> set[str]:
    """Return the keys of the names that begin with a text of some length."""
    return {key for name, key in names.items() if len(start) >= SHORTEST and name.startswith(start)}


# --- the chosen works, written ----------------------------------------------------------------------------------------


def write_table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    """Write a LaTeX table of works: each row's `label` with its citation, then the columns."""
    lines = [f"\\begin{{tabular}}{{l{'l' * len(columns)}}}", "\\hline"]
    lines += [" & ".join(["Work", *map(_cell, columns)]) + r" \\", "\\hline"]
    for row in rows:
        cells = [f"{_cell(row['label'])}~\\cite{{{row['key']}}}", *(_cell(row[name]) for name in columns)]
        lines.append(" & ".join(cells) + r" \\")
    return "\n".join([*lines, "\\hline", "\\end{tabular}", ""])


def _cell(text: str) -> str:
    written = encode(" ".join(text.split()))[0]
    # A bracket after \\ would be read as its option.
    return f"{{}}{written}" if written.startswith("[") else written


def _select(entries: Mapping[str, Any], keys: Collection[str], file: str) -> list[Any]:
    """Return the entries with these keys, in the file's order."""
    if absent := sorted(set(keys) - set(entries)):
        raise StudyError(
            f"{file}: no entry {', '.join(absent)}. Works without authors stand in partial.bib; "
            "run notebook 02 if the list or a source has changed."
        )
    return [entry for key, entry in entries.items() if key in keys]


def cut_bibtex(text: str, keys: Collection[str], retired: Collection[str] = ()) -> str:
    """Return the entries of a written `.bib` with these keys, in the file's order.

    `retired` names the retired keys whose copies, which BibTeX needs, come along.
    """
    entries = {}
    for block in read_blocks(text):
        if isinstance(block, Entry):
            entries[block.key] = f"{block.raw}\n"
        elif isinstance(block, ExplicitComment):
            entries[block.comment.partition("{")[2].partition(",")[0]] = f"{block.raw}\n"
    return "\n".join(_select(entries, {*keys, *retired}, "references.bib"))


def cut_ris(text: str, keys: Collection[str]) -> str:
    r"""Return the records of a written `.ris` with these keys, in the file's order.

    >>> cut_ris("TY  - CPAPER\nID  - a\nER  - \n\nTY  - CPAPER\nID  - b\nER  - \n", ["b"])
    'TY  - CPAPER\nID  - b\nER  - \n'
    """
    found = ((re.search(r"^ID  - (.*)$", record, re.M), record) for record in re.split(r"\n(?=TY  - )", text))
    return "\n".join(_select({key[1]: record for key, record in found if key}, keys, "references.ris"))


def cut_csl(text: str, keys: Collection[str], retired: Mapping[str, str]) -> str:
    """Return the items of a written CSL-JSON with these keys, and once more under each retired key asked for."""
    items = {item["id"]: item for item in json.loads(text)}
    chosen = _select(items, keys, "references.json")
    chosen += [items[today] | {"id": old} for old, today in sorted(retired.items())]
    return json.dumps(chosen, ensure_ascii=False, indent=2) + "\n"


# The lines of what `cite` writes, with the keys that they name.
_WRITTEN = re.compile(
    r"@comment\{@\w+\{([^,\s]+), .*\}|@\w+\{([^,\s]+),|  [a-z]+ = (?:\{.*\}|[a-z]{3}),|\}|"
    r"ID  - (.+)|[A-Z][A-Z0-9]  - .*|"
    r"\\(?:begin|end)\{tabular\}(?:\{l+\})?|\\hline|Work(?: & .*)? \\\\|.*~\\cite\{([^{}]+)\}(?: & .*)? \\\\|"
    r"\\cite\{([^{}]+)\}|"
)


def is_ours(text: str, known: Collection[str]) -> bool:
    r"""Tell whether a file holds nothing but what `cite` writes, of works with these keys.

    >>> is_ours("\\cite{a,b}\n", ["a", "b"]), is_ours("\\cite{a,knuth}\n", ["a", "b"]), is_ours("My notes\n", ["a"])
    (True, False, False)
    """
    named: list[str] = []
    try:
        items = json.loads(text) if text.startswith("[") else []
        named = [item["id"] for item in items]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    if items and text != json.dumps(items, ensure_ascii=False, indent=2) + "\n":
        return False
    for line in [] if items else text.splitlines():
        if not (written := _WRITTEN.fullmatch(line)):
            return False
        named += [key for group in written.groups() if group for key in group.split(",")]
    return {*map(str, named)} <= {*known} and bool(named or not text.strip())
