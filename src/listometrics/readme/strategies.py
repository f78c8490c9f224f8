"""Read the cell of a list that names tuning strategies."""

from __future__ import annotations

from dataclasses import dataclass

from listometrics.readme.cells import LONGEST, is_untold, split_names
from listometrics.readme.vocabulary import Aliases, Strategy


@dataclass(frozen=True, slots=True)
class NamedStrategy:
    """A strategy as a cell names it; `strategy` is None if the vocabulary does not know the label."""

    raw: str
    strategy: Strategy | None


def parse_strategies(cell: str, aliases: Aliases[Strategy]) -> tuple[NamedStrategy, ...]:
    """Read the strategies of a cell in order.

    Two parts that only a break divides are one label unless one of them is known. A cell longer than 1,000
    characters is one unknown label.

    >>> lora = Aliases({"lora": Strategy("lora", "peft")}, ("LoRA",))
    >>> [(s.raw, s.strategy is not None) for s in parse_strategies("LoRA & Soft<br />Tuning", lora)]
    [('LoRA', True), ('Soft<br />Tuning', False)]
    """
    if is_untold(cell):
        return ()
    if len(cell) > LONGEST:
        return (NamedStrategy(cell, None),)
    labels: list[tuple[str, Strategy | None]] = []
    for separator, raw in split_names(cell, lambda part: is_untold(part) or aliases.find(part) is not None):
        if is_untold(raw) or not any(letter.isalnum() for letter in raw):
            continue
        strategy = aliases.find(raw)
        if labels and strategy is None and labels[-1][1] is None and separator.strip().lower().startswith("<br"):
            labels[-1] = (labels[-1][0] + separator + raw, None)
        else:
            labels.append((raw, strategy))
    return tuple(NamedStrategy(raw, strategy) for raw, strategy in labels)


def pair_models(backbone: str, strategy: str, models: int, strategies: int) -> list[int | None]:
    """Return the position of the model that each strategy was used on, None where the cells do not pair.

    They pair in order where both cells say `&` and name equally many, two or more.

    >>> pair_models("T5-base & T5-XXL", "Full Finetuning & Frozen", 2, 2), pair_models("T5 & BERT", "LoRA", 2, 1)
    ([1, 2], [None])
    """
    if models == strategies > 1 and "&" in backbone and "&" in strategy:
        return list(range(1, strategies + 1))
    return [None] * strategies
