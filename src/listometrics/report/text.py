"""Text of other people made safe: nothing in a title can act in the Markdown that it is put into."""

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
