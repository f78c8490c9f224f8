"""Raw values of BibTeX fields: braces, quotes, macros and what joins them."""

import re


def _end_of_value(value: str) -> int:
    """Return where the first delimited part of a raw value ends, or -1 if it does not."""
    depth = 0
    quoted = value[0] == '"'
    for match in re.finditer(r'\\.|[{}"]', value, re.S):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return match.end()
        elif sign == '"' and quoted and depth == 0 and match.start() > 0:
            return match.end()
    return -1


def read_value(value: str, strings: dict[str, str]) -> tuple[str, str]:
    """Resolve a raw value (braces, quotes, macros, `#`); the second value says what is wrong with it.

    >>> read_value('"Proc. of " # kdd', {"kdd": "KDD"}), read_value('{A} author = {B}', {})[1]
    (('Proc. of KDD', ''), "a comma is missing before 'author ='")
    """
    parts: list[str] = []
    rest = value.strip()
    while rest:
        if rest[0] in '{"':
            simple = rest[0] == "{" and rest[-1] == "}" and rest.count("{") == 1
            end = len(rest) if simple else _end_of_value(rest)
            if end < 0:
                return "", "braces or quotes do not balance"
            parts.append(rest[1 : end - 1])
        else:
            word = re.match(r"[^\s#{}\"=,]+", rest)
            if not word:
                return "", f"a value of an unknown form: {rest[:40]!r}"
            end = word.end()
            name = word.group()
            if name.isdigit():
                parts.append(name)
            elif name.lower() in strings:
                parts.append(strings[name.lower()])
            else:
                return "", f"the macro {name!r} is not defined"
        rest = rest[end:].lstrip()
        if rest.startswith("#"):
            rest = rest[1:].lstrip()
        elif rest:
            nextfield = re.match(r"([\w-]+)\s*=", rest)
            said = f"{nextfield.group(1)} =" if nextfield else rest[:40]
            return "", f"a comma is missing before {said!r}"
    return "".join(parts), ""
