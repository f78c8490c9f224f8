"""LaTeX text to Unicode and back, field by field."""

import re
import unicodedata

COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
SYMBOLS = {
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textdollar": "$", "textbar": "|", "textless": "<", "textgreater": ">",
    "ldots": "…", "dots": "…", "textellipsis": "…", "copyright": "©", "textregistered": "®", "texttrademark": "™",
    "times": "×", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ",
    "mu": "μ", "pi": "π", "sigma": "σ", "phi": "φ", "omega": "ω", "infty": "∞", "rightarrow": "→", "leq": "≤",
    "geq": "≥", "LaTeX": "LaTeX", "TeX": "TeX", "quad": " ", "qquad": " ", "newline": " ", "relax": "",
}  # fmt: skip
# Commands that only dress their argument: the argument stays.
_WRAPPERS_TEXT = """
emph textit textbf textsc texttt textrm textsf textup textmd text mathrm mathbf mathit mathcal mathbb bf it em sc tt rm
sf mbox hbox uppercase lowercase MakeUppercase MakeLowercase underline ensuremath url href textsuperscript
textsubscript noopsort bibinfo natexlab protect
"""
WRAPPERS = frozenset(_WRAPPERS_TEXT.split())
# Commands that act: they go with all that belongs to them, for their arguments are no text.
_ACTING_NAMES = """
input include subfile import immediate write openin openout closein closeout read special directlua latelua catcode
def edef gdef xdef let newcommand renewcommand providecommand newenvironment usepackage RequirePackage documentclass
includegraphics verbatiminput lstinputlisting inputminted bibliography addbibresource message errmessage typeout loop
ShellEscape pdffiledump pdfobj pdfliteral expandafter noexpand the jobname
"""
_NAMES = "|".join(_ACTING_NAMES.split())
_GROUPS = r"(?:[ \t]{0,20}\{[^{}]{0,2000}\})*"
_ACTING = re.compile(
    rf"\\({_NAMES})(?![A-Za-z])\*?(?:[ \t]{{0,20}}\\(?!(?:{_NAMES})(?![A-Za-z]))[A-Za-z]{{1,30}})?"
    rf"(?:[ \t]{{0,20}}=?[ \t]{{0,20}}\d{{1,5}})?(?:[ \t]{{0,20}}\[[^\]]{{0,500}}\])?{_GROUPS}"
    rf"|\\(csname)(?![A-Za-z]).{{0,200}}?\\endcsname{_GROUPS}",
    re.S,
)
_PLAIN = re.compile(r"^[^\\{}$~`'\-\n\t]*$")
_ACCENT = re.compile(r"""\\(?:([`'^~=."])\s*|([uvHdckbr])(?:\s+|(?=\{)))\{?\s*(\\[ij](?![A-Za-z])|[^\W\d_])\s*\}?""")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s*(?:\{\}|(?<=[A-Za-z])\s+(?=\S)|)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def _accent(match: re.Match[str]) -> str:
    mark = match.group(1) or match.group(2)
    letter = match.group(3).removeprefix("\\")
    return unicodedata.normalize("NFC", letter + COMBINING[mark])


def decode(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Turn LaTeX text into plain Unicode and name the commands that were taken out.

    Braces, math signs and line breaks go; a command that is not known to stand for a character or to dress
    its argument is removed and named, so that nothing in a source can act when the text is set again. One that
    acts, as `input` does, takes its arguments with it.

    >>> decode(r"{\'E}tude of {LLM}s \& Top-$k$ \input{secret}")
    ('Étude of LLMs & Top-k', ('input',))
    """
    if _PLAIN.match(text):
        return text.strip(), ()
    removed: list[str] = []

    def command(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in LETTERS:
            return LETTERS[name]
        if name in SYMBOLS:
            # A doubled backslash and braces must survive the steps below.
            return {"\\": "\ue000", "~": "\ue001", "$": "\ue002"}.get(SYMBOLS[name], SYMBOLS[name])
        if name not in WRAPPERS:
            removed.append(name)
        return ""

    def acting(match: re.Match[str]) -> str:
        removed.append(match.group(1) or match.group(2))
        return " "

    if "\\" in text:
        text = text.replace("\\\\", " ")
        text = _ACTING.sub(acting, text)
        text = re.sub(r"\\([&%#_ ])", r"\1", text)
        text = text.replace("\\$", "\ue002").replace("\\{", "\ue003").replace("\\}", "\ue004")
        text = text.replace("\\-", "").replace("\\/", "").replace("\\,", " ").replace("\\;", " ")
        text = _ACCENT.sub(_accent, text)
        text = _COMMAND.sub(command, text)
        text = text.replace("\\", "")
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    text = text.replace("~", " ").replace("$", "").replace("{", "").replace("}", "")
    for mark, character in zip("\ue000\ue001\ue002\ue003\ue004", "\\~${}", strict=True):
        text = text.replace(mark, character)
    return " ".join(unicodedata.normalize("NFC", text).split()), tuple(removed)


def decode_verbatim(text: str) -> str:
    r"""Undo the escapes that exports put into addresses and identifiers.

    >>> decode_verbatim(r"\url{https://a.org/x\_y\%20z}")
    'https://a.org/x_y%20z'
    """
    if "\\" not in text and "{" not in text:
        return text.strip()
    text = re.sub(r"\\(?:url|href|path)\s*\{([^{}]*)\}.*", r"\1", text.strip(), flags=re.S)
    text = re.sub(r"\{?\\textunderscore\s*(?:\{\})?\}?", "_", text)
    return re.sub(r"\\([&%#_~$])", r"\1", text).replace("{", "").replace("}", "").strip()


_ESCAPES = {
    "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}", "\u00a0": "~",
    "\u2010": "-", "\u2011": "-", "\u2212": "-", "×": r"$\times$", "→": r"$\rightarrow$", "∞": r"$\infty$",
    "≤": r"$\leq$", "≥": r"$\geq$", "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$",
    "ε": r"$\epsilon$", "λ": r"$\lambda$", "μ": r"$\mu$", "π": r"$\pi$", "σ": r"$\sigma$", "φ": r"$\phi$",
    "ω": r"$\omega$", "©": r"\copyright{}", "<": r"$<$", ">": r"$>$", "|": r"$|$", "²": "$^2$", "³": "$^3$",
}  # fmt: skip
_MARKS = {character: name for name, character in COMBINING.items()}
_LETTER_COMMANDS = {character: name for name, character in LETTERS.items() if name not in ("i", "j", "aa", "AA")}
# T1-only commands: an OT1 document stops at them, so their nearest letter is written.
_LETTER_COMMANDS.update({"ı": "i", "ȷ": "j"})
_OT1 = {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "đ": "d", "Đ": "D"}


def _encode_character(character: str) -> str | None:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isascii():
        return character if character.isprintable() else " "
    if character in _OT1:
        return _OT1[character]
    if character in _LETTER_COMMANDS:
        return f"{{\\{_LETTER_COMMANDS[character]}}}"
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _MARKS:
        mark = _MARKS[parts[1]]
        if mark == "k":  # the ogonek needs T1 as well
            return parts[0]
        letter = f"\\{parts[0]}" if parts[0] in "ij" and mark not in "cdb" else parts[0]
        return f"{{\\{mark}{{{letter}}}}}" if mark.isalpha() else f"{{\\{mark}{letter}}}"
    folded = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in folded if c.isascii() and c.isprintable())
    return plain or None


def encode(text: str) -> tuple[str, str]:
    r"""Write plain Unicode text so that pdflatex and BibTeX set it; also return what cannot be set.

    Characters that no standard font of pdflatex has (CJK, emoji) are left out and returned.

    >>> encode("Señor Łoś: 100% of R&D_1 🚀")
    ("Se{\\~n}or {\\L}o{\\'s}: 100\\% of R\\&D\\_1", '🚀')
    """
    if text.isascii() and not re.search(r"[&%#_${}~^\\<>|\x00-\x1f]", text):
        return text, ""
    written: list[str] = []
    lost: list[str] = []
    for character in unicodedata.normalize("NFC", _INVISIBLE.sub("", text)):
        code = _encode_character(character)
        if code is None:
            lost.append(character)
        else:
            written.append(code)
    return re.sub(r"  +", " ", "".join(written)).strip(), "".join(lost)


def protect(title: str, names: frozenset[str] = frozenset()) -> str:
    """Put braces round the words of a title whose capitals a style must not lower.

    These are words with a capital or a digit after the first letter of a part, words with a capital after a
    colon, and the names given.

    >>> protect("ChatGPT and Zero-Shot BERT4Rec: Towards Taobao", frozenset({"Taobao"}))
    '{ChatGPT} and Zero-Shot {BERT4Rec}: {Towards} {Taobao}'
    """

    def brace(match: re.Match[str]) -> str:
        word, end = match.group(), match.end()
        start = match.start()
        while start and title[start - 1] in " “‘\"'(":
            start -= 1
        before = title[max(0, start - 2) : start]  # not the whole title before it: that takes a quadratic time
        after_colon = before[-1:] in (":", "?", "!") or before[-2:] in (" –", " —")
        if word in names or (has_inner_capital(word) and not before and title[end : end + 1] == ":"):
            return f"{{{word}}}"  # a name before a colon keeps all its capitals: LLM-Rec: …
        parts = re.split(r"([-'’/.])", word)
        kept = [
            f"{{{part}}}" if has_inner_capital(part, i > 0) or part in names else part for i, part in enumerate(parts)
        ]
        if after_colon and kept[0][0].isupper():
            kept[0] = f"{{{kept[0]}}}"
        return "".join(kept)

    return re.sub(r"[^\W_]+(?:[-'’/.][^\W_]+)*", brace, title)


def has_inner_capital(word: str, inside: bool = False) -> bool:
    """Tell whether a part of a word has a capital or digit that a style must keep: GPT-4V, but not Zero-Shot.

    `inside` tells that the word is itself the later part of one, where a single capital counts too: LLaMA-E.
    """
    for number, part in enumerate(part for part in re.split(r"[-'’/.]", word) if part):
        inner = any(c.isupper() or c.isdigit() for c in part[1:]) and any(c.isupper() for c in part)
        if inner or ((number > 0 or inside) and len(part) == 1 and part.isupper()):
            return True
    return False
