"""Authors as a reading list writes them: names in a row, not in BibTeX's form."""

from __future__ import annotations

import re

from listometrics.works.person_names import Name, is_anonymous, parse_name

# Names are joined by commas, semicolons, `and` or `&`; what a name never holds makes the text no list of names.
_JOINED = re.compile(r"[,，、&＆]|\band\b", re.IGNORECASE)
_STRANGE = re.compile(r"[\[\](){}<>|:/\\@_=+?!\"“”#$%^~`]|\d|https?")
_MARKS = re.compile(r"[*†‡§¶¹²³⁰-⁹]+")
_OTHERS = re.compile(
    r"(?:[,，;；&]\s{0,5}|\band\s{1,5})?(?:\bet\.? al(?:ii|ia)?\.?|\band others|等人?)\.?(?:\s{0,5}\([^()]{0,99}\))?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.[\s-]?|[\s-]|$)){1,4}")
_LONGEST = 6  # words of one name


def read_authors(text: str) -> tuple[tuple[Name, ...], bool]:
    """Read the authors that a list names for a work; the second value tells whether `et al.` cuts them short.

    Nothing where the text is not plainly a list of names: an author is never guessed.

    >>> names, short = read_authors("A. Lindgren, B. Moreau and C. Díaz")
    >>> [name.display for name in names], short
    (['A. Lindgren', 'B. Moreau', 'C. Díaz'], False)
    >>> names, short = read_authors("Farid Haddad, Grace Okafor, et al.")
    >>> [name.display for name in names], short
    (['Farid Haddad', 'Grace Okafor'], True)
    >>> read_authors("see https://example.org (2023)")
    ((), False)
    """
    plain = _MARKS.sub("", " ".join(text.split())).strip(" .,;")
    named = _OTHERS.sub("", plain).strip(" ,;")
    if not named or _STRANGE.search(named):
        return (), False
    if re.search(r"[;；]", named):
        parts = [part.strip() for part in re.split(r"[;；]", named) if part.strip()]
    else:
        parts = _join_initials([part.strip() for part in _JOINED.split(named) if part.strip()])
    if any(len(part.split()) > _LONGEST or not re.search(r"[^\W\d_]{2}", part) for part in parts):
        return (), False
    names = tuple(parse_name(part) for part in parts)
    signed = all(name.family and not is_anonymous(name) for name in names)
    return (names, named != plain) if signed else ((), False)


def _join_initials(parts: list[str]) -> list[str]:
    """Put `Doe`, `J.`, `Roe`, `R. A.` together as `Doe, J.` and `Roe, R. A.`, where all names are of that form."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    inverted = len(parts) % 2 == 0 and all(
        _INITIALS.fullmatch(given) and not _INITIALS.fullmatch(family) for family, given in pairs
    )
    return [f"{family}, {given}" for family, given in pairs] if inverted else parts
