"""Read the cell of a list that names language models."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from listometrics.readme.cells import LONGEST, is_untold, split_names
from listometrics.readme.rows import BLANKS
from listometrics.readme.vocabulary import Aliases, Model

_UNITS = {"m": 1.0, "b": 1e3, "t": 1e6, "million": 1.0, "billion": 1e3, "trillion": 1e6}
_SIZE = r"[~≈]?\s?\d{1,6}(?:\.\d{1,4})?[ \-]?(?:million|billion|trillion|[mbt])(?: ?(?:params|parameters))?"
_IN_BRACKETS = re.compile(rf"\(\s*({_SIZE}(?:\s*(?:[/,&+;]|and|or)\s*{_SIZE})*)\s*\)", re.I)
_BARE = re.compile(rf"(?<![\w.])({_SIZE})(?![\w.])", re.I)
_PARTS = re.compile(r"(?<!\d)(\d++(?:\.\d++)?+)[ \-]?(million|billion|trillion|[mbt])", re.I)
_BRACKETS = re.compile(r"\([^()]*\)")
_EDGES = BLANKS + "-_/&+,;:*`"
_TAIL = _EDGES + "("


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model as a cell names it: as written, the name without its size, the size that the list states.

    `model` is what the vocabulary says, None if it does not know the name.
    """

    raw: str
    name: str
    stated_m: float | None
    model: Model | None

    @property
    def params_m(self) -> float | None:
        """Return the size in millions: the list's own, else the vocabulary's where the name fixes it."""
        return self.stated_m if self.stated_m is not None or self.model is None else self.model.params_m

    @property
    def params_source(self) -> str:
        """Return `list`, `vocabulary` or nothing."""
        if self.stated_m is not None:
            return "list"
        return "vocabulary" if self.params_m is not None else ""

    @property
    def params_status(self) -> str:
        """Return `stated`, `undisclosed` or `unstated`."""
        if self.params_m is not None:
            return "stated"
        return "undisclosed" if self.model is not None and self.model.undisclosed else "unstated"


def parse_models(cell: str, aliases: Aliases[Model]) -> tuple[NamedModel, ...]:
    """Read the models of a cell in order; several sizes of one name are several models.

    A size in brackets is stated by the list; one in the name counts where the name is not known with it.
    A cell longer than 1,000 characters is one unknown name.

    >>> from listometrics.readme.vocabulary import Aliases
    >>> [(m.name, m.params_m) for m in parse_models("T5-base (223M) & LLaMA (7B/13B)", Aliases({}, ()))]
    [('T5-base', 223.0), ('LLaMA', 7000.0), ('LLaMA', 13000.0)]
    """
    if is_untold(cell):
        return ()
    if len(cell) > LONGEST:
        return (NamedModel(cell, cell, None, None),)

    def is_known(part: str) -> bool:
        return aliases.find(_IN_BRACKETS.sub(" ", _normalise(part)).strip(_EDGES)) is not None

    raws: list[str] = []
    for separator, raw in split_names(cell, lambda part: is_untold(part) or is_known(part)):
        if raws and _is_fragment(raw) and not is_known(raw):
            raws[-1] += separator + raw
        elif not is_untold(raw) and any(letter.isalnum() for letter in raw):
            raws.append(raw)
    return tuple(named for raw in raws for named in _name_models(raw, aliases))


def _normalise(text: str) -> str:
    """Return text in plain width, with breaks as blanks."""
    return unicodedata.normalize("NFKC", re.sub(r"<br\b[^<>]*>|[\r\n]", " ", text, flags=re.I))


def _is_fragment(raw: str) -> bool:
    """Tell whether a part is no name: a size alone, one character, or no letter at all."""
    rest = _BARE.sub("", _IN_BRACKETS.sub("", _normalise(raw))).strip(_EDGES)
    return len(rest) <= 1 or not any(letter.isalpha() for letter in rest)


def _name_models(raw: str, aliases: Aliases[Model]) -> list[NamedModel]:
    text = _normalise(raw)
    sizes = [size for match in _IN_BRACKETS.finditer(text) for size in _read_sizes(match.group(1))]
    name = " ".join(_IN_BRACKETS.sub(" ", text).strip(_EDGES).split())
    model = aliases.find(name)
    if model is None:
        shorter = _BRACKETS.sub(" ", name)
        bare = _BARE.search(shorter)
        if bare is not None:
            sizes = sizes or [size for match in _BARE.finditer(shorter) for size in _read_sizes(match.group())]
        candidates = [shorter, *re.findall(r"\(([^()]*)\)", name)]
        if bare is not None:
            candidates = [_BARE.sub(" ", shorter), shorter[: bare.start()], *candidates]
        names = [
            " ".join(re.sub(r"[\-_ ]{2,}", "-", found).strip(_EDGES).rstrip(_TAIL).split()) for found in candidates
        ]
        known = [(found, aliases.find(found)) for found in names if found]
        name, model = next(
            ((found, meaning) for found, meaning in known if meaning is not None),
            (names[0] if bare is not None and names[0] else name, None),
        )
    name = name or raw
    return [NamedModel(raw, name, size, model) for size in dict.fromkeys(sizes)] or [NamedModel(raw, name, None, model)]


def _read_sizes(text: str) -> list[float]:
    """Return the sizes of a text in millions."""
    return [
        round(float(number) * _UNITS[unit.lower()], 6) for number, unit in _PARTS.findall(text) if float(number) > 0
    ]
