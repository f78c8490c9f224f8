"""Choose works to cite, by keys, titles or identifiers, and write them down."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from listometrics.errors import StudyError
from listometrics.identifiers import find_acl, find_arxiv, find_doi, find_openreview
from listometrics.works.groups import SAME_TITLE
from listometrics.works.latex import encode
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
