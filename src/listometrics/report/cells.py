"""Text of the list in a Markdown table as GitHub shows it: nobody is called by it and nothing is linked."""

from __future__ import annotations

import re

from listometrics.report.text import clean

_MARKUP = re.compile(r"([\\`*_\[\]|~$])")
# GitHub looks for these in what is shown, after backslashes and entities are gone: only code is left alone.
_CALLS = re.compile(r"[@#]|\bGH-\d|://|\bwww\.|\b[0-9a-f]{7,40}\b", re.IGNORECASE)

# A host that serves the folder as a site fills these in before it reads any Markdown, in code too.
_TEMPLATE = re.compile(r"\{[{%]")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")


def show_text(value: object, longest: int = 0) -> str:
    r"""Show a text as text, cut where it is longer than `longest`; as code where it could call or link.

    >>> print(show_text("<b>*Top-k*"), show_text("for @everyone"))
    &lt;b&gt;\*Top-k\* `for @everyone`
    """
    flat = _cut(value, longest)
    if _CALLS.search(flat):
        return show_code(flat)
    return (
        _MARKUP.sub(r"\\\1", flat)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("{", "&#123;")
    )


def show_code(value: object, longest: int = 0) -> str:
    """Show a text as code, whatever backticks it holds; nothing for nothing.

    >>> show_code("a | b"), show_code("")
    ('`a \\\\| b`', '')
    """
    flat = _cut(value, longest)
    if not flat:
        return ""
    if _TEMPLATE.search(flat):
        return f"<code>{_SIGNS.sub(lambda sign: f'&#{ord(sign[0])};', flat)}</code>"
    flat = flat.replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def _cut(value: object, longest: int) -> str:
    flat = clean(str(value))
    return flat if not longest or len(flat) <= longest else flat[: longest - 1] + "…"
