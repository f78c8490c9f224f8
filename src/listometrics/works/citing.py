"""Choose works to cite, by keys, titles or identifiers, and write them down."""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.works.identity import SAME_TITLE
from listometrics.works.latex_text import encode
from listometrics.works.titles import normalise_title

NO_ALIASES: Mapping[str, str] = {}
NO_NAMES: Sequence[tuple[str, str]] = ()
SHORTEST = 4  # characters of a beginning: fewer would find a work by chance


@dataclass(frozen=True)
class Chosen:
    """Hold the keys that were found, in the order asked for, and what was not found with what is like it.

    `retired` holds the retired keys that were asked for, each with today's; `begun` what was only the beginning of a
    title, key or identifier, with its key; `shared` the names that several works bear, all of them missing.
    """

    keys: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    retired: tuple[tuple[str, str], ...] = ()
    begun: tuple[tuple[str, str], ...] = ()
    shared: frozenset[str] = frozenset()


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
            near = process.extract(key.casefold(), known, scorer=fuzz.ratio, limit=3, score_cutoff=60)
            missing.append((key, tuple(str(name) for name, *_ in near)))
    return Chosen(tuple(found), tuple(missing), tuple(retired.items()))


def choose_works(
    asked: Iterable[str],
    papers: Sequence[Mapping[str, str]],
    aliases: Mapping[str, str] = NO_ALIASES,
    names: Sequence[tuple[str, str]] = NO_NAMES,
) -> Chosen:
    """Find works by key, identifier, address, title or the list's name, or by a beginning that no other shares.

    One a line; a title must be alike, not just near, and a name must be one work's alone. `papers` are rows of the
    table with key, title, list_title, arxiv, doi, acl and openreview; `names` are pairs of a name and a key.
    """
    by_id, by_title = _index(papers)
    by_name: dict[str, set[str]] = defaultdict(set)
    for called, key in names:
        by_name[normalise_title(called)].add(key)
    beginnings = [sorted(by_id.items()), sorted(by_title.items())]
    by_id |= aliases
    retired: dict[str, str] = {}
    found: dict[str, None] = {}
    missing: list[tuple[str, tuple[str, ...]]] = []
    begun: list[tuple[str, str]] = []
    shared: set[str] = set()
    for line in asked:
        text = line.strip()
        if not text:
            continue
        title = normalise_title(text)
        ids = (text, find_arxiv(text), find_doi(text), find_acl(text), find_openreview(text))
        key = next((by_id[name] for name in ids if name in by_id), "") or by_title.get(title, "")
        called_so = sorted(by_name.get(title, ())) if title else []
        if not key and len(called_so) > 1:
            shared.add(text)
            missing.append((text, tuple(called_so)))
            continue
        if not key and called_so:
            key = called_so[0]
        if not key:
            near = process.extract(title, list(by_title), scorer=fuzz.ratio, limit=3)
            started = sorted(_begin(beginnings[0], text) | _begin(beginnings[1], title))
            if near and near[0][1] / 100 >= SAME_TITLE and (len(near) < 2 or near[1][1] < near[0][1]):
                key = by_title[near[0][0]]
            elif len(started) == 1:
                key = started[0]
                begun.append((text, key))
            else:
                like = started[:3] or [by_title[other] for other, score, _ in near if score >= 60]
                missing.append((text, tuple(dict.fromkeys(like))))
        if key:
            found.setdefault(key)
            retired |= {text: key} if text in aliases else {}
    return Chosen(tuple(found), tuple(missing), tuple(retired.items()), tuple(begun), frozenset(shared))


def _index(papers: Sequence[Mapping[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the keys of papers by key and identifier, and by title in normal form."""
    by_id: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for row in papers:
        for name in ("key", "arxiv", "doi", "acl", "openreview"):
            if row.get(name):
                by_id.setdefault(row[name], row["key"])
        for name in ("title", "list_title"):
            if row.get(name):
                by_title.setdefault(normalise_title(row[name]), row["key"])
    return by_id, by_title


def _begin(names: Sequence[tuple[str, str]], start: str) -> set[str]:
    """Return the keys of the names, sorted, that begin with a text of some length."""
    if len(start) < SHORTEST:
        return set()
    first = bisect_left(names, (start,))
    last = bisect_left(names, (start + "\U0010ffff",))
    return {key for _, key in names[first:last]}


def name_missing(chosen: Chosen) -> str:
    """Name what was not found, with what is like it, at most 20.

    >>> name_missing(Chosen((), (("hou2023larg", ("hou2023large",)), ("zzz", ()))))
    "'hou2023larg' (nearest: hou2023large); 'zzz'"
    """
    named = []
    for name, near in chosen.missing[:20]:
        how = "several works bear that name" if name in chosen.shared else "nearest"
        named.append(f"{name!r} ({how}: {', '.join(near)})" if near else f"{name!r}")
    more = len(chosen.missing) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def explain_missing(chosen: Chosen, asked_in: str) -> None:
    """Raise StudyError that names what was not found and what is like it; do nothing if all was found."""
    if chosen.missing:
        raise StudyError(
            f"{asked_in}: not found: {name_missing(chosen)}. "
            "Expected keys, titles, identifiers or names that one work alone bears, of data/02_enriched/papers.csv."
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


# Commands that cite: \cite, \citep*, \parencite, \textcites, \nocite … each may have options in brackets.
# All repeats are bounded, so that no text makes the search slow.
_OPTION = r"[\[(][^\])]{0,500}[\])]\s{0,50}"
_CITE = re.compile(
    rf"\\([A-Za-z]{{0,20}}cite[A-Za-z]{{0,20}})\*?\s{{0,50}}((?:{_OPTION}){{0,9}}(?:\{{[^{{}}]*\}}\s{{0,50}}(?:{_OPTION}){{0,9}})+)",
    re.I,
)
_NO_CITATION = frozenset(
    {"bibcite", "citestyle", "citereset", "citetext", "citetrackertrue", "declarecitecommand", "setcitestyle"}
)
# What stands before a command that is being defined: what follows is its meaning.
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newrobustcmd|[gex]?def|DeclareRobustCommand)\*?\s*\{?\s*$"
)
_AUX = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\s*\{([^{}]*)\}")
# Conditionals; \iff is a sign, and what has an argument at once (\ifthenelse{…}, \iftoggle{…}) has no \fi.
_BRANCH = re.compile(
    r"\\((?:else|fi|iffalse)(?![A-Za-z@])|if(?!f(?![A-Za-z@]))[A-Za-z@]{0,30}(?![A-Za-z@])(?!\s{0,9}\{))"
)
_ALIASED = re.compile(r"\\let\s*\\\w+\s*=?\s*$")  # \let\ifdraft\iffalse says what \ifdraft is
_BCF = re.compile(r"<bcf:citekey\b[^<>]*>([^<]+)</bcf:citekey>")
# What LaTeX does not read as commands: a comment, \verb|…| on its line, and blocks of verbatim text.
_HIDDEN = re.compile(
    r"(?<!\\)%.*|\\(?:verb|lstinline)\*?([^A-Za-z0-9\s*{}\[\]])[^\n]{0,300}?\1"
    r"|\\begin\{((?:[Vv]erbatim|lstlisting|minted|comment)\*?)\}"
)


def _drop_hidden(text: str) -> str:
    r"""Take out of a LaTeX source what LaTeX does not read as commands; a block that nothing ends stays.

    >>> _drop_hidden(r"a \verb|\cite{b}|, \begin{verbatim}\cite{c}\end{verbatim}d % \cite{e}")
    'a , d '
    """
    kept, place, start = [], 0, 0
    endless: set[str] = set()
    while found := _HIDDEN.search(text, start):
        start = found.end()
        if name := found.group(2):
            end = f"\\end{{{name}}}"
            closed = -1 if name in endless else text.find(end, start)
            if closed < 0:
                endless.add(name)
                continue
            start = closed + len(end)
        kept.append(text[place : found.start()])
        place = start
    return _drop_false("".join([*kept, text[place:]]))


def _drop_false(text: str) -> str:
    r"""Take out what stands after `\iffalse`, to its `\fi` or `\else`; what nothing ends stays.

    >>> _drop_false(r"a \iffalse b \ifx c \fi d \else e \fi f")
    'a  e \\fi f'
    """
    if r"\iffalse" not in text:
        return text
    kept, place, start, depth = [], 0, 0, 0
    for found in _BRANCH.finditer(text):
        word = found.group(1)
        if depth == 0:
            if word == "iffalse" and not _ALIASED.search(text[max(0, found.start() - 60) : found.start()]):
                start, depth = found.start(), 1
        elif word.startswith("if"):
            depth += 1
        elif word == "fi" or depth == 1:
            depth -= 1
            if depth == 0:
                kept.append(text[place:start])
                place = found.end()
    return "".join([*kept, text[place:]])


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
        read = _drop_hidden(text)
        for cited in _CITE.finditer(read):
            command = cited.group(1).lower()
            if command in _NO_CITATION or _DEFINED.search(read[max(0, cited.start() - 40) : cited.start()]):
                continue
            groups = re.findall(r"\{([^{}]*)\}", cited.group(2))
            if "volcite" in command:  # \volcite{2}{a}: the volume, then the key
                groups = groups[1::2]
            # \cites takes a key a group; after \cite{a} a group is the text's own.
            found.extend(groups if command.endswith(("cites", "footcitetexts")) else groups[:1])
    keys = [key.strip() for group in found for key in group.split(",")]
    keys = [key for key in keys if key == "*" or _is_likely(key)]
    return list(dict.fromkeys(key for key in keys if key != "*")), "*" in keys


def _is_likely(key: str) -> bool:
    """Tell whether a text can be a key: no parameter (`#1`), command or mere sign is."""
    return not {"\\", "#"} & set(key) and any(sign.isalnum() for sign in key)


def read_inputs(text: str) -> list[str]:
    r"""List the files that an `.aux` or `.tex` takes in, for whoever reads files.

    >>> read_inputs(r"\input{intro} \include{chapters/one}")
    ['intro', 'chapters/one']
    """
    pattern = r"\\(?:@input|input|include|subfile)\s*\{([^{}]+)\}"
    return list(dict.fromkeys(name.strip() for name in re.findall(pattern, _drop_hidden(text))))


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
