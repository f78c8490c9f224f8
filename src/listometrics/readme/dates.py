"""Read the dates that a list gives: a year, a month, or a day, of which the month is kept."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_SHORT = r"['’‘](?P<short>\d\d)(?!\d)"
_FORMS = (
    rf"(?<![\d.]){_YEAR}\s?[/.\-]\s?(?P<month>0?[1-9]|1[0-2])(?:[/.\-](?:0?[1-9]|[12]\d|3[01]))?(?![\d]|[.\-/]\d)",
    rf"(?<![\d.]){_YEAR}\s*年\s*(?P<month>0?[1-9]|1[0-2])\s*月(?:\s*\d{{1,2}}\s*日)?",
    rf"(?<![\d/.])(?P<month>0[1-9]|1[0-2])/{_YEAR}(?!\d)",
    rf"(?<!\w)(?:{_DAY}\s+(?:of\s+)?)?{_NAME}[\s,\-/]*(?:{_DAY},?\s+|,\s*)?(?:{_YEAR}(?!\d|\.\d)|{_SHORT})",
    rf"(?<![\d.]){_YEAR}[\s,\-/]+{_NAME}(?!\w)(?:\s+{_DAY})?",
)
_PATTERNS = tuple(re.compile(form, re.I) for form in _FORMS)
_DIGIT = re.compile(r"\d")
_LONE_YEAR = re.compile(rf"\s*[\[(]?{_YEAR}\s*年?[\])]?\s*")


def read_date(text: str) -> str:
    """Return a text that is a date and nothing else as `YYYY-MM`, or `YYYY` where it has no month; else nothing.

    >>> read_date("2023/05"), read_date("May 17, 2023"), read_date("2023"), read_date("ICLR 2024")
    ('2023-05', '2023-05', '2023', '')
    """
    bare = text.strip(" \t\n[](){}.,:;|*`").strip()
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(bare):
            return _say(match)
    year = _LONE_YEAR.fullmatch(text)
    return year.group("year") if year else ""


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date with a month in a text as `YYYY-MM`, and where it begins and ends.

    >>> find_date("Published in May 2023.")
    ('2023-05', 13, 21)
    """
    if _DIGIT.search(text) is None:
        return None
    found = [match for pattern in _PATTERNS if (match := pattern.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: (match.start(), -match.end()))
    return _say(first), first.start(), first.end()


def _say(match: re.Match[str]) -> str:
    groups = match.groupdict()
    year = groups["year"] or f"20{groups['short']}"
    month = int(groups["month"]) if groups.get("month") else _MONTHS.index(groups["name"][:3].lower()) + 1
    return f"{year}-{month:02d}"
