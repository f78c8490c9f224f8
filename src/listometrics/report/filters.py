"""How numbers, lists, links and citations are written in prose: the filters of the templates.

Each takes a value as the tables hold it and returns Markdown. A number that is not there (`None`, NaN,
`pd.NA`) is written as `not estimable`; a template with something better to say asks `is known` first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from listometrics.errors import StudyError
from listometrics.stats.wording import join_words
from listometrics.text import Markdown, clean, counted, escape_markdown, is_key

_NUMBERS = re.compile(r"(?<=\d) (?=\\?%)|(?<=\d) (?=(?:to|of) \d)|(?<=\d to) (?=\d)|(?<=\d of) (?=\d)")
NOT_KNOWN = Markdown("not estimable")


def is_known(value: Any) -> bool:
    """Tell whether a value is there: not None, NaN, NA, infinite or empty text.

    >>> is_known(0), is_known(float("nan")), is_known("")
    (True, False, False)
    """
    return not (pd.isna(value) or value in ("", math.inf, -math.inf))


def number(value: Any, digits: int = 0) -> Markdown:
    """Write a number with thousands apart and a true minus sign.

    >>> number(12345.678, 1), number(-3)
    (Markdown('12,345.7'), Markdown('−3'))
    """
    if not is_known(value):
        return NOT_KNOWN
    rounded = round(float(value), digits) + 0.0  # no minus zero
    return Markdown(f"{rounded:,.{digits}f}".replace("-", "−"))


def share(value: Any, digits: int = 0) -> Markdown:
    r"""Write a share of one as per cent.

    >>> share(0.4567, 1)
    Markdown('45.7\xa0%')
    """
    return Markdown(f"{number(float(value) * 100, digits)}\N{NO-BREAK SPACE}%") if is_known(value) else NOT_KNOWN


def interval(row: Mapping[str, Any], form: str = "share", digits: int = 0) -> Markdown:
    r"""Write an estimate's interval, `low` to `high`, as `share` or `number`.

    >>> interval({"low": 0.381, "high": 0.54})
    Markdown('38\xa0% to 54\xa0%')
    """
    if not (is_known(row["low"]) and is_known(row["high"])):
        return NOT_KNOWN
    written = WAYS[form]
    return Markdown(f"{written(row['low'], digits)} to {written(row['high'], digits)}")


def p_value(value: Any) -> Markdown:
    """Write a p-value, never as zero.

    >>> p_value(0.00002), p_value(0.0312)
    (Markdown('*p* < 0.001'), Markdown('*p* = 0.031'))
    """
    if not is_known(value):
        return NOT_KNOWN
    return Markdown("*p* < 0.001" if value < 0.001 else f"*p* = {value:.3f}")


def count(value: Any, one: str, many: str = "") -> Markdown:
    """Write a count with its noun.

    >>> count(1, "paper"), count(1200, "paper"), count(2, "library", "libraries")
    (Markdown('1 paper'), Markdown('1,200 papers'), Markdown('2 libraries'))
    """
    noun = agree(value if is_known(value) else 0, one, many or one + "s")
    return Markdown(f"{number(value) if is_known(value) else 'no known number of'} {escape_markdown(noun)}")


def agree(value: Any, one: str, many: str) -> str:
    """Choose the form of a word that goes with a count.

    >>> agree(1, "is", "are"), agree(0, "is", "are")
    ('is', 'are')
    """
    return one if value == 1 else many


def names(values: Iterable[Any]) -> Markdown:
    """Write a list of names.

    >>> names(["BERT", "T5", "GPT"]), names([])
    (Markdown('BERT, T5 and GPT'), Markdown('none'))
    """
    return Markdown(join_words([str(Markdown.escape(value)) for value in values]) or "none")


def month(value: str) -> Markdown:
    """Write a month, or a year where the month is not known.

    >>> month("2023-05"), month("2023")
    (Markdown('May 2023'), Markdown('2023'))
    """
    if not is_known(value):
        return Markdown("not known")
    year, _, month_ = str(value).partition("-")
    return Markdown(f"{pd.Timestamp(value).month_name()} {int(year)}" if month_ else f"{int(year)}")


def size(millions: Any) -> Markdown:
    """Write a number of parameters, given in millions.

    >>> size(110), size(7000), size(1_500), size(1_760_000)
    (Markdown('110 million'), Markdown('7 billion'), Markdown('1.5 billion'), Markdown('1.76 trillion'))
    """
    if not is_known(millions):
        return Markdown("not known")
    value, unit = float(millions), "million"
    for larger in ("billion", "trillion"):
        if value >= 1000:
            value, unit = value / 1000, larger
    return Markdown(f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}")


def finding(text: Any) -> Markdown:
    r"""Write a sentence with numbers, none of which a line can break: `47 %`, `28 to 18`, `5 of 12`.

    >>> finding("28 to 18 works, 47 %")
    Markdown('28\xa0to\xa018 works\\, 47\xa0\\%')
    """
    return Markdown(_NUMBERS.sub("\N{NO-BREAK SPACE}", str(Markdown.escape(text))))


def span(row: Mapping[str, Any], form: str = "share", digits: int = 0) -> Markdown:
    r"""Write the range from `low` to `high`; once where both are written alike.

    >>> span({"low": 0.71, "high": 0.72}), span({"low": 63.6, "high": 63.7}, "number")
    (Markdown('71\xa0% to 72\xa0%'), Markdown('64'))
    """
    low, high = (WAYS[form](row[end], digits) for end in ("low", "high"))
    return low if low == high else interval(row, form, digits)


def code(text: Any) -> Markdown:
    """Write text as code, whatever backticks it holds.

    >>> code("data/raw_readme.md")
    Markdown('`data/raw_readme.md`')
    """
    shown = clean(str(text))
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " * (len(fence) > 1)
    return Markdown(f"{fence}{pad}{shown}{pad}{fence}" if shown else "")


def cite(keys: str | Iterable[str]) -> Markdown:
    """Cite works in brackets: `(Hou 2023; Li 2024)` in the report.

    Raises StudyError where a key could not be cited.

    >>> cite("hou2023large"), cite(["hou2023large", "li2024b"])
    (Markdown('[@hou2023large]'), Markdown('[@hou2023large; @li2024b]'))
    """
    listed = [keys] if isinstance(keys, str) else list(keys)
    return Markdown("[" + "; ".join(f"@{_checked(key)}" for key in listed) + "]") if listed else Markdown("")


def cite_text(key: str) -> Markdown:
    """Cite a work as part of the sentence: `Hou (2023)` in the report.

    >>> cite_text("hou2023large")
    Markdown('@hou2023large')
    """
    return Markdown(f"@{_checked(key)}")


def _checked(key: str) -> str:
    if not is_key(key):
        raise StudyError(f"citation key '{key}': expected letters, digits and - only. Take keys from papers.csv.")
    return key


WAYS: dict[str, Callable[[Any, int], Markdown]] = {"share": share, "number": number}
FILTERS: dict[str, Callable[..., Any]] = {
    "agree": agree, "cite": cite, "cite_text": cite_text, "code": code, "count": count, "finding": finding,
    "interval": interval, "month": month, "names": names, "number": number, "p_value": p_value, "share": share,
    "size": size, "some": counted, "span": span,
}  # fmt: skip
TESTS: dict[str, Callable[[Any], bool]] = {"known": is_known}
