"""Tell what the words before a title are: a short name, or words about the work above."""

from __future__ import annotations

import re

from listometrics.readme.words import is_talk, read_words

_KINDS = read_words(
    """
    survey surveys review paper papers position benchmark benchmarks dataset datasets tutorial oral spotlight poster
    workshop preprint arxiv new hot code theory report book thesis blog demo 综述 论文 调研 教程 最新 推荐
    """
)
_MORE = re.compile(
    r"(?:an? |the |its |our )?(?:"
    r"(?:extended|extends|extension|expanded|earlier|previous|preliminary|updated|follow[- ]?up)"
    r"(?: (?:in|as|by|version|paper|work))?|(?:journal|conference|workshop|short|long) version"
    r"|(?:slides?|video|talk|poster|tutorial|demo)(?: (?:of|for|from|at)(?: (?:our|the|this))?)?"
    r"|see also|also (?:in|at|see)|errat(?:um|a)|corrigendum|repl(?:y|ies)(?: to)?|comments?(?: on)?"
    r")\W*",
    re.I,
)


def says_more(text: str) -> bool:
    """Tell whether a text before a link says that it leads to more of the work above.

    >>> says_more("Extended in"), says_more("Slides of our"), says_more("Extended Kalman Filters")
    (True, True, False)
    """
    return _MORE.fullmatch(text) is not None


def may_be_name(text: str) -> bool:
    """Tell whether a text before a title may be a short name: it has letters, and does not say what kind of work it is.

    >>> may_be_name("KAR"), may_be_name("24/01"), may_be_name("Survey"), may_be_name("See")
    (True, False, False, False)
    """
    words = re.findall(r"\w+", text.casefold())
    return (
        any(map(str.isalpha, text))
        and not all(word in _KINDS for word in words)
        and not is_talk(text)
        and not says_more(text)
    )
