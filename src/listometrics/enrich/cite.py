"""Choose works to cite, by keys, titles, identifiers or the files of a paper, and write them down."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rapidfuzz import fuzz, process

from listometrics.enrich.groups import SAME_TITLE
from listometrics.enrich.latex import encode
from listometrics.enrich.titles import normalise_title
from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview

NO_ALIASES: Mapping[str, str] = {}
SHORTEST = 4  # characters of a beginning: fewer would find a work by chance
# Commands that cite: \cite, \citep*, \parencite, \textcites, \nocite … each may have options in brackets.
# All repeats are bounded, so that no text makes the search slow.
_OPTION = r"[\[(][^\])]{0,500}[\])]\s{0,50}"
_CITE = re.compile(
    rf"\\([A-Za-z]{{0,20}}cite[A-Za-z]{{0,20}})\*?\s{{0,50}}((?:{_OPTION}){{0,9}}(?:\{{[^{{}}]*\}}\s{{0,50}}(?:{_OPTION}){{0,9}})+)",
    re.I,
)
_NO_CITATION = frozenset({"bibcite", "citestyle", "citereset", "citetrackertrue", "declarecitecommand", "setcitestyle"})
_AUX = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\s*\{([^{}]*)\}")
_BCF = re.compile(r"<bcf:citekey\b[^<>]*>([^<]+)</bcf:citekey>")
_COMMENT = re.compile(r"(?<!\\)%.*")


@dataclass(frozen=True)
class Chosen:
    """Hold the keys that were found, in the order asked for, and what was not found with what is like it.

    `retired` holds the retired keys that were asked for, each with today's.
    """

    keys: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    retired: tuple[tuple[str, str], ...] = ()


def read_cited(text: str) -> tuple[list[str], bool]:
    r"""List the keys that a paper's `.aux`, `.bcf` or `.tex` cites; the flag tells of `\nocite{*}`.

    >>> read_cited(r"\citep[see][p.~3]{hou2023large, x} % \cite{no}" + "\n")
    (['hou2023large', 'x'], False)
    """
    if "<bcf:controlfile" in text[:2000]:
        found = _BCF.findall(text)
    elif re.search(r"^\\(?:relax|bibstyle|citation|abx@aux|bibdata|@writefile|@input)", text, re.M):
        found = _AUX.findall(text)
    else:
        found = []
        for command, arguments in _CITE.findall(_COMMENT.sub("", text)):
            groups = re.findall(r"\{([^{}]*)\}", arguments)
            if command.lower() not in _NO_CITATION:
                # \cites takes a key a group; after \cite{a} a group is the text's own.
                found.extend(groups if command.lower().endswith("cites") else groups[:1])
    keys = [key.strip() for group in found for key in group.split(",") if key.strip()]
    return list(dict.fromkeys(key for key in keys if key != "*")), "*" in keys


def read_inputs(text: str) -> list[str]:
    r"""List the files that an `.aux` or `.tex` takes in, for whoever reads files.

    >>> read_inputs(r"\input{intro} \include{chapters/one}")
    ['intro', 'chapters/one']
    """
    pattern = r"\\(?:@input|input|include|subfile)\s*\{([^{}]+)\}"
    return list(dict.fromkeys(name.strip() for name in re.findall(pattern, _COMMENT.sub("", text))))


def choose_keys(asked: Iterable[str], known: Sequence[str], aliases: Mapping[str, str]) -> Chosen:
    """Find keys; retired ones by their alias, unknown ones with the nearest known.

    >>> choose_keys(["hou2023larg"], ["hou2023large"], {}).missing
    (('hou2023larg', ('hou2023large',)),)
    """
    have = set(known)
    found: dict[str, None] = {}
    retired: dict[str, str] = {}
    missing = []
    for key in dict.fromkeys(asked):
        today = key
        for _ in range(len(aliases) + 1):
            today = aliases.get(today, today)
        if today in have:
            found.setdefault(today)
            if today != key:
                retired[key] = today
        else:
            missing.append((key, tuple(get_close_matches(key, known, 3, 0.6))))
    return Chosen(tuple(found), tuple(missing), tuple(retired.items()))


def choose_works(
    asked: Iterable[str], papers: Sequence[Mapping[str, str]], aliases: Mapping[str, str] = NO_ALIASES
) -> Chosen:
    """Find works by key, identifier, address or title, or by a beginning of one that no other shares.

    One a line; a title must be alike, not just near. `papers` are rows of the table with key, title, list_title,
    arxiv, doi, acl and openreview.
    """
    by_id: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for row in papers:
        for name in ("key", "arxiv", "doi", "acl", "openreview"):
            if row.get(name):
                by_id.setdefault(row[name], row["key"])
        for name in ("title", "list_title"):
            if row.get(name):
                by_title.setdefault(normalise_title(row[name]), row["key"])
    beginnings = [sorted(by_id.items()), sorted(by_title.items())]
    by_id |= aliases
    retired: dict[str, str] = {}
    found: dict[str, None] = {}
    missing = []
    for line in asked:
        text = line.strip()
        if not text:
            continue
        title = normalise_title(text)
        names = (text, find_arxiv(text), find_doi(text), find_acl(text), find_openreview(text))
        key = next((by_id[name] for name in names if name in by_id), "") or by_title.get(title, "")
        if not key:
            near = process.extract(title, list(by_title), scorer=fuzz.ratio, limit=3)
            begun = sorted(_begin(beginnings[0], text) | _begin(beginnings[1], title))
            if near and near[0][1] / 100 >= SAME_TITLE and (len(near) < 2 or near[1][1] < near[0][1]):
                key = by_title[near[0][0]]
            elif len(begun) == 1:
                key = begun[0]
            else:
                like = begun[:3] or [by_title[other] for other, score, _ in near if score >= 60]
                missing.append((text, tuple(dict.fromkeys(like))))
        if key:
            found.setdefault(key)
            retired |= {text: key} if text in aliases else {}
    return Chosen(tuple(found), tuple(missing), tuple(retired.items()))


def _begin(names: Sequence[tuple[str, str]], start: str) -> set[str]:
    """Return the keys of the names, sorted, that begin with a text of some length."""
    if len(start) < SHORTEST:
        return set()
    first = bisect_left(names, (start,))
    last = bisect_left(names, (start + "\U0010ffff",))
    return {key for _, key in names[first:last]}


def explain_missing(chosen: Chosen, asked_in: str) -> None:
    """Raise StudyError that names what was not found and what is like it; do nothing if all was found."""
    if not chosen.missing:
        return
    named = [f"{name!r}" + (f" (nearest: {', '.join(near)})" if near else "") for name, near in chosen.missing]
    raise StudyError(
        f"{asked_in}: not found: {'; '.join(named[:20])}{' …' if len(named) > 20 else ''}. "
        "Expected keys, titles or identifiers of data/02_enriched/papers.csv."
    )


def write_cite_line(keys: Sequence[str]) -> str:
    r"""Write one `\cite{…}`.

    >>> write_cite_line(["hou2023large", "lyu2023llmrec"])
    '\\cite{hou2023large,lyu2023llmrec}\n'
    """
    return f"\\cite{{{','.join(keys)}}}\n"


def write_table(rows: Sequence[Mapping[str, str]], columns: Sequence[tuple[str, str]]) -> str:
    """Write a LaTeX table of works: each row's title with its citation, then the columns (name, heading)."""
    heads = ["Work", *(encode(heading)[0] for _, heading in columns)]
    lines = [f"\\begin{{tabular}}{{l{'l' * len(columns)}}}", "\\hline", " & ".join(heads) + r" \\", "\\hline"]
    for row in rows:
        cells = [f"{_cell(row['label'])}~\\cite{{{row['key']}}}", *(_cell(row.get(name, "")) for name, _ in columns)]
        lines.append(" & ".join(cells) + r" \\")
    return "\n".join([*lines, "\\hline", "\\end{tabular}", ""])


def _cell(text: str) -> str:
    written = encode(" ".join(text.split()))[0]
    # A bracket after \\ would be read as its option.
    return f"{{}}{written}" if written.startswith("[") else written
