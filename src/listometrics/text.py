"""Text of other people made safe to show, and counts with their nouns: what every page and message uses."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup

# Characters that turn the reading direction of what follows, beyond their own text.
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BREAKS = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}]+\Z", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_:.-]*\Z")
_MARKUP = re.compile(r"([\\`*_\[\]|~$])")
# GitHub looks for these in what is shown, after backslashes and entities are gone: only code is left alone.
_CALLS = re.compile(r"[@#]|\bGH-\d|://|\bwww\.|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{[{%]")  # a host that serves the folder as a site fills these in before it reads Markdown
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})


class Markdown(Markup):
    """Markdown that is meant as such: it is put into a template as it stands."""

    @classmethod
    def escape(cls, s: Any) -> Markdown:
        """Return text as Markdown that shows it, and leave Markdown alone."""
        return cls(s) if hasattr(s, "__html__") else cls(escape_markdown(str(s)))


def clean(text: str) -> str:
    r"""Return text on one line, without control characters and marks that turn the reading direction.

    >>> clean("a\x00b\n  c\u202e")
    'ab c'
    """
    one_line = _BREAKS.sub(" ", text.translate(_BIDI)).strip()
    return "".join(c for c in one_line if unicodedata.category(c) not in ("Cc", "Cs"))


def escape_markdown(text: str) -> str:
    r"""Return Markdown that shows a text as it is.

    >>> print(escape_markdown("<b>*Top-k* @ $5"))
    \<b\>\*Top\-k\* \@ \$5
    """
    return _PUNCTUATION.sub(r"\\\1", clean(text))


def show_text(value: object, longest: int = 0) -> str:
    r"""Show a text in a Markdown table on GitHub, cut to `longest`; as code where it could call somebody or link.

    >>> print(show_text("<b>*Top-k*"), show_text("for @everyone"))
    &lt;b&gt;\*Top-k\* `for @everyone`
    """
    flat = _shorten(value, longest)
    return show_code(flat) if _CALLS.search(flat) else _MARKUP.sub(r"\\\1", flat).translate(_ENTITIES)


def show_code(value: object, longest: int = 0) -> str:
    """Show a text as code, whatever backticks it holds; nothing for nothing.

    >>> show_code("a | b"), show_code("")
    ('`a \\\\| b`', '')
    """
    flat = _shorten(value, longest)
    if not flat:
        return ""
    if _TEMPLATE.search(flat):
        return f"<code>{_PUNCTUATION.sub(lambda sign: f'&#{ord(sign[0])};', flat)}</code>"
    flat = flat.replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun, in the singular for one and with `no` for none.

    >>> counted(0, "work"), counted(1, "work"), counted(1200, "entry", "entries")
    ('no works', '1 work', '1,200 entries')
    """
    return f"{f'{n:,}' if n else 'no'} {one if n == 1 else many or one + 's'}"


def is_web(url: str) -> bool:
    """Tell whether an address may become a link: http or https, and no character that could end it.

    >>> is_web("https://arxiv.org/abs/2305.07609"), is_web("javascript:alert(1)")
    (True, False)
    """
    return bool(_WEB.match(url))


def is_key(key: str) -> bool:
    """Tell whether a citation key is one that can be cited anywhere.

    >>> is_key("hou2023large"), is_key("a] @b")
    (True, False)
    """
    return bool(_KEY.match(key))


def _shorten(value: object, longest: int) -> str:
    flat = clean(str(value))
    return flat if not longest or len(flat) <= longest else flat[: longest - 1] + "…"
