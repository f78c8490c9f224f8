"""Turn LaTeX text into Unicode and Unicode into LaTeX, one field at a time.

The commands and letters are pylatexenc's. Its own walk over a whole text is not used: it ends a text at a bare `%`,
stops with an error at `\\href{a}{b}` and at five hundred nested braces, and takes twenty times as long.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import permutations

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db
from pylatexenc.latexencode import get_builtin_uni2latex_dict

_SPECS = get_default_latex_context_db()
_TO_LATEX = get_builtin_uni2latex_dict()
# Signs of mathematics that every LaTeX sets: pylatexenc's Greek letters but for rare forms, and some more.
_MATH = {
    chr(code): name[1]
    for code, written in _TO_LATEX.items()
    if 0x370 <= code < 0x3D8 and (name := re.fullmatch(r"\\ensuremath\{\\(\w+)\}", written))
} | {
    "×": "times", "→": "rightarrow", "←": "leftarrow", "∞": "infty", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx",
    "±": "pm", "∈": "in", "∼": "sim", "ℓ": "ell", "ε": "epsilon", "φ": "phi",
}  # fmt: skip
# What pylatexenc does not know, or knows as another sign.
_SIGNS = {name: sign for sign, name in _MATH.items()} | {
    "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">",
    "copyright": "©", "LaTeX": "LaTeX", "TeX": "TeX", "newline": " ",
}  # fmt: skip
# Commands that it does not know and that only dress their argument: the argument stays.
_DRESSING_TEXT = """
it bf em sc tt rm sf text texttt textsf textup textmd textsuperscript textsubscript mbox hbox uppercase lowercase
MakeUppercase MakeLowercase bibinfo natexlab protect relax
"""
_DRESSING = frozenset(_DRESSING_TEXT.split())
# Commands that act: they go with all that belongs to them, for their arguments are no text.
_ACTING_NAMES = """
input include subfile import immediate write openin openout closein closeout read special directlua latelua catcode
def edef gdef xdef let newcommand renewcommand providecommand newenvironment usepackage RequirePackage documentclass
includegraphics verbatiminput lstinputlisting inputminted bibliography addbibresource message errmessage typeout loop
ShellEscape pdffiledump pdfobj pdfliteral expandafter noexpand the jobname
"""
_NAMES = "|".join(_ACTING_NAMES.split())
_GROUPS = r"(?:[ \t]{0,20}\{[^{}]{0,2000}\})*"
# All repeats are bounded, so that no text makes the search slow.
_ACTING = re.compile(
    rf"\\({_NAMES})(?![A-Za-z])\*?(?:[ \t]{{0,20}}\\(?!(?:{_NAMES})(?![A-Za-z]))[A-Za-z]{{1,30}})?"
    rf"(?:[ \t]{{0,20}}=?[ \t]{{0,20}}\d{{1,5}})?(?:[ \t]{{0,20}}\[[^\]]{{0,500}}\])?{_GROUPS}"
    rf"|\\(csname)(?![A-Za-z]).{{0,200}}?\\endcsname{_GROUPS}",
    re.S,
)
_SPECIAL = re.compile(r"[\\{}$~`\n\t]|--|''")
_ESCAPED = re.compile(r"\\([&%#_ ${}/,;-])")
_UNESCAPED = {"$": "\ue002", "{": "\ue003", "}": "\ue004", "-": "", "/": "", ",": " ", ";": " "}
_LETTER = r"\\[ij](?![A-Za-z])|[^\W\d_]"
_ACCENT = re.compile(rf"""\\(?:([`'^~=."])\s*|([uvHdckbr])(?:\s+|(?=\{{)))(?:\{{\s*({_LETTER})\s*\}}|({_LETTER}))""")
_LETTER_COMMAND = re.compile(r"\\([oOlLij]|ss|ae|AE|oe|OE|aa|AA|dj|DJ|dh|DH|th|TH|ng|NG)(?![A-Za-z])(?:\{\}|\s+)?")
# What sorts, and what stands in a footnote, is no part of the text; nor are the marks of footnotes.
_UNPRINTED = re.compile(
    r"\\(?:noop|noopsort|SortNoop|sortnoop|thanks|footnote)(?![A-Za-z])\s*\{[^{}]*\}|\\footnotemark(?:\[\d*\])?(?![A-Za-z])"
    r"|\$\^\{?(?:\*|\\(?:ast|d?dagger))\}?\$"
)
# Mathematics as plain text: marks of indices go, functions stand apart, blackboard letters are letters.
_MATHEMATICS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$|\\\((.*?)\\\)", re.S)
_FUNCTIONS = r"\\(log|ln|exp|min|max|arg|sin|cos|tan|lim|det|sup|inf|Pr)(?![A-Za-z])"
_BLACKBOARD = re.compile(r"\\mathbb\s*\{?\s*([A-Z])\s*\}?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s*(?:\{\}|(?<=[A-Za-z])\s+(?=\S)|)")
# Signs that are text although LaTeX acts on them stand aside while what acts is taken out.
_ASIDE = str.maketrans("\\~${}", "\ue000\ue001\ue002\ue003\ue004")
_BACK = str.maketrans("~\ue000\ue001\ue002\ue003\ue004", " \\~${}", "${}")


@lru_cache(maxsize=1000)
def _set_argument(command: str, letter: str) -> str:
    written = str(LatexNodes2Text().latex_to_text(f"\\{command}{{{letter}}}")).strip()
    # Of two accents above, Unicode composes only the one that stands first in its decomposition: ắ is ă with an acute.
    apart = unicodedata.normalize("NFD", written)
    orders = (unicodedata.normalize("NFC", apart[:1] + "".join(marks)) for marks in permutations(apart[1:4]))
    return min([written, *orders], key=len)


def set_accents(text: str) -> str:
    r"""Replace accents by accented letters, the inner ones of stacked accents first; braces stay balanced.

    >>> set_accents(r"Nguy{\~{\^e}}n and {\~\^e}")
    'Nguy{ễ}n and {ễ}'
    """
    before = ""
    while before != text and "\\" in text:
        before = text
        text = _ACCENT.sub(lambda match: _set_argument(match[1] or match[2], match[3] or match[4]), text)
    return text


def set_letters(text: str) -> str:
    r"""Replace accents and letters such as `\o` by the letters that they are, so that names can be taken apart.

    >>> set_letters(r"{\O}ster and Nu\~nez and {\relax van} Dam")
    'Øster and Nuñez and {van} Dam'
    """
    if "\\" in text:
        text = _UNPRINTED.sub("", text).replace("\\relax ", "")
        text = _LETTER_COMMAND.sub(lambda match: _set_command(match[1]) or match[0], set_accents(text))
    return re.sub(r"\{([^\W\d_]?)\}", r"\1", unicodedata.normalize("NFC", text))


def _set_mathematics(match: re.Match[str]) -> str:
    inner = _BLACKBOARD.sub(lambda letter: _set_argument("mathbb", letter[1]), match[1] or match[2] or "")
    inner = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2", inner)
    inner = re.sub(r"(?<!\\)[_^]", "{}", inner) + "{}"  # a blank after it is no part of a command
    inner = re.sub(rf"(?<=[\w}}])\s*{_FUNCTIONS}", r" \\\1", inner)
    return re.sub(rf"{_FUNCTIONS}\s*(?=[\w\\])", r"\1 ", inner)


def _set_command(name: str) -> str | None:
    """Return the sign that a command stands for, nothing if it only dresses its argument, None if it is unknown."""
    spec = _SPECS.get_macro_spec(name)
    if name in _SIGNS:
        return _SIGNS[name]
    if spec is None:
        return "" if name in _DRESSING else None
    sign = spec.simplify_repl
    return sign if isinstance(sign, str) and "%" not in sign else ""


def decode(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Turn LaTeX text into plain Unicode and name the commands that were taken out.

    Braces, math signs and line breaks go; a command that is not known to stand for a character or to dress
    its argument is removed and named, so that nothing in a source can act when the text is set again. One that
    acts, as `input` does, takes its arguments with it.

    >>> decode(r"{\'E}tude of {LLM}s \& Top-$k$ \input{secret}")
    ('Étude of LLMs & Top-k', ('input',))
    """
    if not _SPECIAL.search(text):
        return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split()), ()
    removed: list[str] = []

    def command(match: re.Match[str]) -> str:
        sign = _set_command(match.group(1))
        if sign is None:
            removed.append(match.group(1))
        return (sign or "").translate(_ASIDE)

    def acting(match: re.Match[str]) -> str:
        removed.append(match.group(1) or match.group(2))
        return " "

    text = _UNPRINTED.sub("", text)
    if "$" in text or "\\(" in text:
        text = _MATHEMATICS.sub(_set_mathematics, text)
    if "\\" in text:
        text = _ACTING.sub(acting, text.replace("\\\\", " "))
        text = _ESCAPED.sub(lambda match: _UNESCAPED.get(match.group(1), match.group(1)), text)
        text = _COMMAND.sub(command, set_accents(text)).replace("\\", "")
    text = re.sub(r"(?<!`)`([^`']{1,200})'(?!')", "‘\\1’", text) if "`" in text else text
    for written, sign in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")):
        text = text.replace(written, sign)
    text = text.translate(_BACK)
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(text.split()), tuple(removed)


def decode_verbatim(text: str) -> str:
    r"""Undo the escapes that exports put into addresses and identifiers; pylatexenc would drop `&` and cut at `%`.

    >>> decode_verbatim(r"\url{https://a.org/x\_y\%20z}")
    'https://a.org/x_y%20z'
    """
    if "\\" not in text and "{" not in text:
        return text.strip()
    text = re.sub(r"\\(?:url|href|path)\s*\{([^{}]*)\}.*", r"\1", text.strip(), flags=re.S)
    for name, sign in (("textunderscore", "_"), ("textless", "<"), ("textgreater", ">")):
        text = re.sub(rf"\{{?\\{name}(?![A-Za-z])\s*(?:\{{\}})?\}}?", sign, text)
    return re.sub(r"\\([&%#_~$])", r"\1", text).replace("{", "").replace("}", "").strip()


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_ESCAPES = {sign: f"\\{sign}" for sign in "&%#_${}"} | {sign: f"${sign}$" for sign in "<>|"} | {
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "…": r"\ldots{}", "²": "$^2$",
    "³": "$^3$", "°": r"$^\circ$", "©": r"\copyright{}",
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "\u00a0": "~",
    "\u2010": "-", "\u2011": "-", "\u2212": "-", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "đ": "d", "Đ": "D",
    "ħ": "h", "Ħ": "H", "\ue000": "{", "\ue001": "}", **{sign: f"$\\{name}$" for sign, name in _MATH.items()},
}  # fmt: skip
_BRACED = "\ue000{}\ue001"  # braces that are not the title's own and therefore not escaped
# Stands, to be seen, for a title of which pdflatex can set no character: leaving it out would lie.
UNSET = "{[not in Latin script]}"
# Accents and letters that pdflatex knows without further packages; others (`\k`, `\dh`, `\textcent`) stop it.
_SETTABLE = re.compile(
    r"""\\(?:[`'^"]\{?[A-Za-z]\}?|[~=.]\{?[A-Za-hj-z]\}?|[uvHrcdb]\{[A-Za-hj-z]\}|ss|ae|AE|oe|OE|o|O|l|L|i|j)"""
)
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
            "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c",
            "\u0331": "b"}  # fmt: skip


@lru_cache(maxsize=5000)
def _encode_character(character: str) -> str | None:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isascii():
        return character if character.isprintable() else " "
    known = _TO_LATEX.get(ord(character), "")
    if _SETTABLE.fullmatch(known):
        return f"{{{known}}}"
    letter, *accents = list(unicodedata.normalize("NFD", character))
    if accents and letter.isascii() and set(accents) <= set(_ACCENTS):
        # Programs misread {\'\i}; of other accents LaTeX itself leaves the dot of an i.
        letter = "\\i" if letter == "i" and _ACCENTS[accents[0]] not in "`'^\"" else letter
        for accent in accents:
            letter = f"\\{_ACCENTS[accent]}{{{letter}}}"
        return f"{{{letter}}}"
    folded = unicodedata.normalize("NFKD", character)
    return "".join(c for c in folded if c.isascii() and c.isprintable()) or None


def encode(text: str) -> tuple[str, str]:
    r"""Write plain Unicode text so that pdflatex and BibTeX set it; also return what cannot be set.

    Characters that no standard font of pdflatex has (CJK, emoji) are left out and returned.

    >>> encode("Señor Łoś: 100% of R&D_1 🚀")
    ("Se{\\~n}or {\\L}o{\\'s}: 100\\% of R\\&D\\_1", '🚀')
    """
    if text.isascii() and not re.search(r"[&%#_${}~^\\<>|\x00-\x1f]", text):
        return text, ""
    signs = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    written = "".join(_encode_character(sign) or "" for sign in signs)
    return re.sub(r"  +", " ", written).strip(), "".join(sign for sign in signs if _encode_character(sign) is None)


def encode_title(title: str, names: frozenset[str] = frozenset()) -> str:
    """Write a title: words whose capitals a style must not lower in braces, the rest as `encode` does.

    These are words with a capital or a digit after the first letter of a part, words with a capital after a
    colon, and the names given. (bibtexparser's encoder would turn `{LLM}` into `\\{LLM\\}`.)

    >>> encode_title("ChatGPT and Zero-Shot BERT4Rec: Towards 100% of Taobao", frozenset({"Taobao"}))
    '{ChatGPT} and Zero-Shot {BERT4Rec}: {Towards} 100\\\\% of {Taobao}'
    """

    def brace(match: re.Match[str]) -> str:
        word, start, end = match.group(), match.start(), match.end()
        while start and title[start - 1] in " “‘\"'(":
            start -= 1
        before = title[max(0, start - 2) : start]  # not the whole title before it: that takes a quadratic time
        if word in names or (has_inner_capital(word) and not before and title[end : end + 1] == ":"):
            return _BRACED.format(word)  # a name before a colon keeps all its capitals: LLM-Rec: …
        parts = re.split(r"([-'’/.])", word)
        kept = [_BRACED.format(p) if has_inner_capital(p, n > 0) or p in names else p for n, p in enumerate(parts)]
        if kept[0][0].isupper() and (before[-1:] in (":", "?", "!") or before[-2:] in (" –", " —")):
            kept[0] = _BRACED.format(kept[0])
        return "".join(kept)

    title = re.sub("[\ue000\ue001]", "", title)
    written = encode(re.sub(r"[^\W_]+(?:[-'’/.][^\W_]+)*", brace, title))[0]
    return written or (UNSET if title.strip() else "")


def has_inner_capital(word: str, inside: bool = False) -> bool:
    """Tell whether a part of a word has a capital or digit that a style must keep: GPT-4V, but not Zero-Shot.

    `inside` tells that the word is itself the later part of one, where a single capital counts too: LLaMA-E.
    """
    for number, part in enumerate(part for part in re.split(r"[-'’/.]", word) if part):
        inner = any(c.isupper() or c.isdigit() for c in part[1:]) and any(c.isupper() for c in part)
        if inner or ((number > 0 or inside) and len(part) == 1 and part.isupper()):
            return True
    return False
