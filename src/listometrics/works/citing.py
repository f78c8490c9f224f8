"""Choose works to cite, find what a paper cites, and write the chosen works down."""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bibtexparser.model import Entry, ExplicitComment
from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.works.bibtex_reading import read_blocks
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
            retired |= {key: today} if today != key else {}
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
    ids_in_order, titles_in_order = sorted(by_id.items()), sorted(by_title.items())
    by_id |= aliases
    retired: dict[str, str] = {}
    found: dict[str, None] = {}
    missing: list[tuple[str, tuple[str, ...]]] = []
    begun: list[tuple[str, str]] = []
    shared: set[str] = set()
    for text in filter(None, map(str.strip, asked)):
        title = normalise_title(text)
        ids = (text, find_arxiv(text), find_doi(text), find_acl(text), find_openreview(text))
        key = next((by_id[name] for name in ids if name in by_id), "") or by_title.get(title, "")
        bearers = () if key else sorted(by_name.get(title, ()))
        if len(bearers) > 1:
            shared.add(text)
            missing.append((text, tuple(bearers)))
        elif bearers:
            key = bearers[0]
        elif not key:
            near = process.extract(title, list(by_title), scorer=fuzz.ratio, limit=3)
            started = sorted(_find_begun(ids_in_order, text) | _find_begun(titles_in_order, title))
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


def _find_begun(names: Sequence[tuple[str, str]], start: str) -> set[str]:
    """Return the keys of the names, sorted, that begin with a text of some length."""
    if len(start) < SHORTEST:
        return set()
    return {key for _, key in names[bisect_left(names, (start,)) : bisect_left(names, (start + "\U0010ffff",))]}


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


# --- what a paper cites -----------------------------------------------------------------------------------------------

# Commands that cite: \cite, \citep*, \parencite, \textcites, \nocite … each may have options in brackets.
# All repeats are bounded, so that no text makes the search slow; a parser of LaTeX would run macros, not find keys.
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
_AUX_LINE = re.compile(r"^\\(?:relax|bibstyle|citation|abx@aux|bibdata|@writefile|@input)", re.M)
_AUX = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\s*\{([^{}]*)\}")
_BCF = re.compile(r"<bcf:citekey\b[^<>]*>([^<]+)</bcf:citekey>")
# Conditionals; \iff is a sign, and what has an argument at once (\ifthenelse{…}, \iftoggle{…}) has no \fi.
_BRANCH = re.compile(
    r"\\((?:else|fi|iffalse)(?![A-Za-z@])|if(?!f(?![A-Za-z@]))[A-Za-z@]{0,30}(?![A-Za-z@])(?!\s{0,9}\{))"
)
_ALIASED = re.compile(r"\\let\s*\\\w+\s*=?\s*$")  # \let\ifdraft\iffalse says what \ifdraft is
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
    kept, place, start, depth = [], 0, 0, 0
    for found in _BRANCH.finditer(text) if r"\iffalse" in text else ():
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


def _read_source(text: str) -> list[str]:
    """List what the commands of a LaTeX source cite, as written."""
    found: list[str] = []
    for cited in _CITE.finditer(text):
        command = cited.group(1).lower()
        if command in _NO_CITATION or _DEFINED.search(text[max(0, cited.start() - 40) : cited.start()]):
            continue
        groups = re.findall(r"\{([^{}]*)\}", cited.group(2))
        if "volcite" in command:  # \volcite{2}{a}: the volume, then the key
            groups = groups[1::2]
        # \cites takes a key a group; after \cite{a} a group is the text's own.
        found.extend(groups if command.endswith(("cites", "footcitetexts")) else groups[:1])
    return found


def read_cited(text: str) -> tuple[list[str], bool]:
    r"""List the keys that a paper's `.aux`, `.bcf` or `.tex` cites; the flag tells of `\nocite{*}`.

    >>> read_cited(r"\citep[see][p.~3]{hou2023large, x} % \cite{no}" + "\n")
    (['hou2023large', 'x'], False)
    """
    if "<bcf:controlfile" in text[:2000]:
        found = _BCF.findall(text)
    else:
        found = _AUX.findall(text) if _AUX_LINE.search(text) else _read_source(_drop_hidden(text))
    keys = dict.fromkeys(key.strip() for group in found for key in group.split(","))
    # No parameter (`#1`), command or mere sign is a key.
    likely = [key for key in keys if not {"\\", "#"} & set(key) and any(sign.isalnum() for sign in key)]
    return likely, "*" in keys


def read_inputs(text: str) -> list[str]:
    r"""List the files that an `.aux` or `.tex` takes in, for whoever reads files.

    >>> read_inputs(r"\input{intro} \include{chapters/one}")
    ['intro', 'chapters/one']
    """
    pattern = r"\\(?:@input|input|include|subfile)\s*\{([^{}]+)\}"
    return list(dict.fromkeys(name.strip() for name in re.findall(pattern, _drop_hidden(text))))


# --- the chosen works, written ----------------------------------------------------------------------------------------


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


def _check_known(keys: Collection[str], known: Collection[str], file: str) -> None:
    if absent := sorted(set(keys) - set(known)):
        raise StudyError(
            f"{file}: no entry {', '.join(absent)}. Works without authors stand in partial.bib; "
            "run notebook 02 if the list or a source has changed."
        )


def cut_bibtex(text: str, keys: Collection[str], retired: Collection[str] = ()) -> str:
    """Return the entries of a written `.bib` with these keys, in the file's order.

    `retired` names the retired keys whose copies, which BibTeX needs, come along.
    """
    blocks = list(read_blocks(text))
    _check_known(keys, [block.key for block in blocks if isinstance(block, Entry)], "references.bib")
    kept = [
        f"{block.raw}\n" for block in blocks
        if (isinstance(block, Entry) and block.key in keys)
        or (isinstance(block, ExplicitComment) and block.comment.partition("{")[2].partition(",")[0] in retired)
    ]  # fmt: skip
    return "\n".join(kept)


def cut_ris(text: str, keys: Collection[str]) -> str:
    r"""Return the records of a written `.ris` with these keys, in the file's order.

    >>> cut_ris("TY  - CPAPER\nID  - a\nER  - \n\nTY  - CPAPER\nID  - b\nER  - \n", ["b"])
    'TY  - CPAPER\nID  - b\nER  - \n'
    """
    found = ((re.search(r"^ID  - (.*)$", record, re.M), record) for record in re.split(r"\n(?=TY  - )", text))
    records = {key.group(1): record for key, record in found if key}
    _check_known(keys, records, "references.ris")
    return "\n".join(record for key, record in records.items() if key in keys)


def cut_csl(text: str, keys: Collection[str], retired: Mapping[str, str]) -> str:
    """Return the items of a written CSL-JSON with these keys, and once more under each retired key asked for."""
    items = {item["id"]: item for item in json.loads(text)}
    _check_known(keys, items, "references.json")
    chosen = [item for key, item in items.items() if key in keys]
    chosen += [items[today] | {"id": old} for old, today in sorted(retired.items())]
    return json.dumps(chosen, ensure_ascii=False, indent=2) + "\n"
