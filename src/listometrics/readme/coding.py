"""Code what a list says as entries, with their models, strategies and links."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from listometrics.readme.candidates import Candidate
from listometrics.readme.inline_text import BLANKS, LONGEST_CELL, classify_link, is_untold, parse_links
from listometrics.readme.phrases import Publication, find_date, parse_publication
from listometrics.readme.vocabulary import Aliases, Model, Strategy, Vocabulary

Cells = tuple[object, ...]
_CACHED = 4096  # distinct cells; lists repeat their models, strategies and venues
_MOST_JOINED = 4  # names between separators that one known name may go over
_SEPARATOR = re.compile(
    r"[(（][^()（）]*[)）]|(?P<separator>&amp;|<br\b[^<>]*>|[\r\n/&+,、，;；／＆＋]|(?<=\s)(?:and|or)(?=\s))", re.I
)
# The / in a tag that only changes how text looks parts no names.
_STYLE = re.compile(r"(?<!\\)</?(?:b|i|em|strong|code|u|s|sup|sub|span|font|center)(?:\s[^<>]*)?>", re.I)
_BREAK = re.compile(r"<br\b[^<>]*>|[\r\n]", re.I)
_UNITS = {"m": 1.0, "b": 1e3, "t": 1e6, "million": 1.0, "billion": 1e3, "trillion": 1e6}
_SIZE = r"[~≈]?\s?\d{1,6}(?:\.\d{1,4})?[ \-]?(?:million|billion|trillion|[mbt])(?: ?(?:params|parameters))?"
_SIZE_IN_BRACKETS = re.compile(rf"\(\s*({_SIZE}(?:\s*(?:[/,&+;]|and|or)\s*{_SIZE})*)\s*\)", re.I)
_BARE_SIZE = re.compile(rf"(?<![\w.])({_SIZE})(?![\w.])", re.I)
_NUMBER_UNIT = re.compile(r"(?<!\d)(\d++(?:\.\d++)?+)[ \-]?(million|billion|trillion|[mbt])", re.I)
_EDGES = BLANKS + "-_/&+,;:*`"


def split_names(cell: str, is_known: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Cut a cell at `/`, `&`, `+`, `,`, `;`, `and`, `or` and breaks outside of brackets, but not within a known name.

    Returns pairs of the separator before a name (nothing for the first) and the name as written. The longest
    known name wins. Brackets count only if each is closed.

    >>> split_names("CLIP-B/32 & T5", lambda name: name == "CLIP-B/32")
    [('', 'CLIP-B/32'), ('&', 'T5')]
    """
    spans: list[tuple[str, int, int]] = []  # separator before, start, end
    separator, position = "", 0
    cuts = [mark.span() for mark in _SEPARATOR.finditer(cell) if mark["separator"]]
    for start, end in [*cuts, (len(cell), len(cell))]:
        text = cell[position:start]
        if bare := text.strip(BLANKS):
            first = position + text.index(bare)
            spans.append((separator, first, first + len(bare)))
            separator = ""
        separator += cell[start:end] if spans else ""
        position = end
    names: list[tuple[str, str]] = []
    while spans:
        separator, start, end = spans[0]
        counts = range(min(_MOST_JOINED, len(spans)), 1, -1)
        taken = next((count for count in counts if is_known(cell[start : spans[count - 1][2]])), 1)
        names.append((separator, cell[start : spans[taken - 1][2]]))
        spans = spans[taken:]
    return names


class NamedModel(NamedTuple):
    """A model as a cell names it: as written, the name without its size, the size that the list states.

    `model` is what the vocabulary says, None if it does not know the name.
    """

    raw: str
    name: str
    stated_m: float | None
    model: Model | None

    def code_size(self) -> tuple[float | None, str, str]:
        """Return the size in millions, the list's own or else the vocabulary's; where it is from; its status."""
        if self.stated_m is not None:
            return self.stated_m, "list", "stated"
        if self.model is not None and self.model.params_m is not None:
            return self.model.params_m, "vocabulary", "stated"
        return None, "", "undisclosed" if self.model is not None and self.model.undisclosed else "unstated"


def parse_models(cell: str, aliases: Aliases[Model]) -> tuple[NamedModel, ...]:
    """Read the models of a cell in order; several sizes of one name are several models.

    A size in brackets is stated by the list; one in the name counts where the name is not known with it.
    A cell longer than 1,000 characters is one unknown name.

    >>> [(m.name, m.stated_m) for m in parse_models("T5-base (223M) & LLaMA (7B/13B)", Aliases({}, ()))]
    [('T5-base', 223.0), ('LLaMA', 7000.0), ('LLaMA', 13000.0)]
    """
    cell = _STYLE.sub("", cell)
    if is_untold(cell):
        return ()
    if len(cell) > LONGEST_CELL:
        return (NamedModel(cell, cell, None, None),)

    def is_known(name: str) -> bool:
        return aliases.find(_SIZE_IN_BRACKETS.sub(" ", _normalise(name)).strip(_EDGES)) is not None

    raws: list[str] = []
    for separator, raw in split_names(cell, lambda name: is_untold(name) or is_known(name)):
        if raws and _is_fragment(raw) and not is_known(raw):
            raws[-1] += separator + raw
        elif not is_untold(raw) and any(map(str.isalnum, raw)):
            raws.append(raw)
    return tuple(named for raw in raws for named in _name_models(raw, aliases))


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", _BREAK.sub(" ", text))


def _is_fragment(raw: str) -> bool:
    """Tell whether a text between separators is no name: a size alone, one character, or no letter at all."""
    rest = _BARE_SIZE.sub("", _SIZE_IN_BRACKETS.sub("", _normalise(raw))).strip(_EDGES)
    return len(rest) <= 1 or not any(map(str.isalpha, rest))


def _name_models(raw: str, aliases: Aliases[Model]) -> list[NamedModel]:
    """Return the models of one name, one a size: the name whole, without its size, or as it stands in brackets."""
    text = _normalise(raw)
    sizes = [size for match in _SIZE_IN_BRACKETS.finditer(text) for size in _read_sizes(match.group(1))]
    name = " ".join(_SIZE_IN_BRACKETS.sub(" ", text).strip(_EDGES).split())
    model = aliases.find(name)
    if model is None:
        shorter = re.sub(r"\([^()]*\)", " ", name)
        forms = [shorter, *re.findall(r"\(([^()]*)\)", name)]
        if bare := _BARE_SIZE.search(shorter):
            sizes = sizes or [size for match in _BARE_SIZE.finditer(shorter) for size in _read_sizes(match.group())]
            forms = [_BARE_SIZE.sub(" ", shorter), shorter[: bare.start()], *forms]
        forms = [re.sub(r"[\-_ ]{2,}", "-", form).strip(_EDGES).rstrip(_EDGES + "(") for form in forms]
        forms = [" ".join(form.split()) for form in forms]
        known = next(((form, found) for form in forms if form and (found := aliases.find(form)) is not None), None)
        name, model = known or (forms[0] if bare and forms[0] else name, None)
    return [NamedModel(raw, name or raw, size, model) for size in dict.fromkeys(sizes) or (None,)]


def _read_sizes(text: str) -> list[float]:
    """Return the sizes of a text in millions."""
    found = ((float(number), _UNITS[unit.lower()]) for number, unit in _NUMBER_UNIT.findall(text))
    return [round(number * unit, 6) for number, unit in found if number > 0]


def parse_strategies(cell: str, aliases: Aliases[Strategy]) -> list[tuple[str, Strategy | None]]:
    """Read the strategies of a cell in order: each as written, and what the vocabulary says of it, if it knows it.

    Two labels that only a break divides are one unless one of them is known. A cell longer than 1,000 characters is
    one unknown label.

    >>> lora = Aliases({"lora": Strategy("lora", "peft")}, ("LoRA",))
    >>> [(raw, strategy is not None) for raw, strategy in parse_strategies("LoRA & Soft<br />Tuning", lora)]
    [('LoRA', True), ('Soft<br />Tuning', False)]
    """
    cell = _STYLE.sub("", cell)
    if is_untold(cell):
        return []
    if len(cell) > LONGEST_CELL:
        return [(cell, None)]
    labels: list[tuple[str, Strategy | None]] = []
    for separator, raw in split_names(cell, lambda name: is_untold(name) or aliases.find(name) is not None):
        if is_untold(raw) or not any(map(str.isalnum, raw)):
            continue
        strategy = aliases.find(raw)
        if labels and strategy is None and labels[-1][1] is None and _BREAK.match(separator.strip()):
            raw = labels.pop()[0] + separator + raw
        labels.append((raw, strategy))
    return labels


def code_entries(
    found: Iterable[Candidate], vocabulary: Vocabulary, sections: Sequence[tuple[str, str]]
) -> dict[str, list[Cells]]:
    """Return the rows of the tables of 01_parse by table, in the order of their columns.

    `sections` are number and title of the sections by the place of their heading.
    """
    cached = lru_cache(maxsize=_CACHED)
    read_models: Callable[[str], tuple[NamedModel, ...]] = cached(partial(parse_models, aliases=vocabulary.models))
    read_strategies = cached(partial(parse_strategies, aliases=vocabulary.strategies))
    read_publication: Callable[[str], Publication] = cached(partial(parse_publication, aliases=vocabulary.venues))
    read_month = cached(lambda text: (find_date(text) or ("",))[0])
    kinds: dict[str, Aliases[Any]] = {
        "backbone_raw": vocabulary.models,
        "strategy_raw": vocabulary.strategies,
        "publication_raw": vocabulary.venues,
    }
    find_near = cached(lambda column, value: "; ".join(kinds[column].nearest(value)))
    tables: dict[str, list[Cells]] = {
        name: [] for name in ("entries", "entry_models", "entry_strategies", "links", "unknown")
    }
    for entry, one in enumerate(found, start=1):
        published = parse_links(one.publication_raw)
        publication = read_publication(published.text)
        unknown = [] if publication.is_known else [("publication_raw", publication.venue)]
        date = one.date or read_month(published.text[:LONGEST_CELL])
        other = one.other | {name: text for name, text in (("authors", one.authors), ("date", date)) if text}
        said = (one.kind, one.name, one.read, one.title, one.backbone_raw, one.strategy_raw, one.publication_raw)
        where = (publication.venue, publication.track, publication.year or one.year, publication.preprint)
        rest = (publication.award, one.note, json.dumps(other, ensure_ascii=False) if other else "")
        section = sections[one.heading] if one.heading >= 0 else ("", "")
        tables["entries"].append((entry, one.line, *section, *said, *where, *rest))
        for position, link in enumerate([*one.links, *published.links], start=1):
            tables["links"].append((entry, position, *link, *classify_link(link.url)))
        models = read_models(parse_links(one.backbone_raw).text)
        for position, named in enumerate(models, start=1):
            model = named.model
            name, family = (model.model, model.family) if model else (named.name, "")
            known = (model.open_weights, model.released) if model else (None, "")
            tables["entry_models"].append((entry, position, named.raw, name, family, *named.code_size(), *known))
            unknown += [] if model else [("backbone_raw", name)]
        strategies = read_strategies(parse_links(one.strategy_raw).text)
        # Strategies pair with models in order where both cells say `&` and name equally many, two or more.
        is_paired = len(models) == len(strategies) > 1 and "&" in one.backbone_raw and "&" in one.strategy_raw
        for position, (raw, strategy) in enumerate(strategies, start=1):
            codes = (strategy.strategy, strategy.strategy_group) if strategy else ("", "")
            tables["entry_strategies"].append((entry, position, raw, *codes, position if is_paired else None))
            unknown += [] if strategy else [("strategy_raw", raw)]
        for column, value in dict.fromkeys(unknown):
            tables["unknown"].append((entry, one.line, column, value, find_near(column, value)))
    return tables
