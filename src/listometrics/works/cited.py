"""What a paper cites: the keys in its `.aux`, `.bcf` or `.tex`."""

import re

# Commands that cite: \cite, \citep*, \parencite, \textcites, \nocite … each may have options in brackets.
# All repeats are bounded, so that no text makes the search slow.
_OPTION = r"[\[(][^\])]{0,500}[\])]\s{0,50}"
_CITE = re.compile(
    rf"\\([A-Za-z]{{0,20}}cite[A-Za-z]{{0,20}})\*?\s{{0,50}}((?:{_OPTION}){{0,9}}(?:\{{[^{{}}]*\}}\s{{0,50}}(?:{_OPTION}){{0,9}})+)",
    re.I,
)
_NO_CITATION = frozenset(
    {"bibcite", "citestyle", "citereset", "citetext", "citetrackertrue", "declarecitecommand", "setcitestyle"}
)
# What stands before a command that is being defined: what follows is its meaning.
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newrobustcmd|[gex]?def|DeclareRobustCommand)\*?\s*\{?\s*$"
)
_AUX = re.compile(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\s*\{([^{}]*)\}")
# Conditionals; \iff is a sign, and what has an argument at once (\ifthenelse{…}, \iftoggle{…}) has no \fi.
_BRANCH = re.compile(
    r"\\((?:else|fi|iffalse)(?![A-Za-z@])|if(?!f(?![A-Za-z@]))[A-Za-z@]{0,30}(?![A-Za-z@])(?!\s{0,9}\{))"
)
_ALIASED = re.compile(r"\\let\s*\\\w+\s*=?\s*$")  # \let\ifdraft\iffalse says what \ifdraft is
_BCF = re.compile(r"<bcf:citekey\b[^<>]*>([^<]+)</bcf:citekey>")
# What LaTeX does not read as commands: a comment, \verb|…| on its line, and blocks of verbatim text.
_HIDDEN = re.compile(
    r"(?<!\\)%.*|\\(?:verb|lstinline)\*?([^A-Za-z0-9\s*{}\[\]])[^\n]{0,300}?\1"
    r"|\\begin\{((?:[Vv]erbatim|lstlisting|minted|comment)\*?)\}"
)


def _drop_hidden(text: str) -> str:
    r"""Take out of a LaTeX source what LaTeX does not read as commands; a block that nothing ends stays.

    >>> _drop_hidden(r"a \verb|\cite{b}|, \begin{verbatim}\cite{c}\end{verbatim}d % \cite{e}")
    'a , d '
    """
    kept, place, start = [], 0, 0
    endless: set[str] = set()
    while found := _HIDDEN.search(text, start):
        start = found.end()
        if name := found.group(2):
            end = f"\\end{{{name}}}"
            closed = -1 if name in endless else text.find(end, start)
            if closed < 0:
                endless.add(name)
                continue
            start = closed + len(end)
        kept.append(text[place : found.start()])
        place = start
    return _drop_false("".join([*kept, text[place:]]))


def _drop_false(text: str) -> str:
    r"""Take out what stands after `\iffalse`, to its `\fi` or `\else`; what nothing ends stays.

    >>> _drop_false(r"a \iffalse b \ifx c \fi d \else e \fi f")
    'a  e \\fi f'
    """
    if r"\iffalse" not in text:
        return text
    kept, place, start, depth = [], 0, 0, 0
    for found in _BRANCH.finditer(text):
        word = found.group(1)
        if depth == 0:
            if word == "iffalse" and not _ALIASED.search(text[max(0, found.start() - 60) : found.start()]):
                start, depth = found.start(), 1
        elif word.startswith("if"):
            depth += 1
        elif word == "fi" or depth == 1:
            depth -= 1
            if depth == 0:
                kept.append(text[place:start])
                place = found.end()
    return "".join([*kept, text[place:]])


def read_cited(text: str) -> tuple[list[str], bool]:
    r"""List the keys that a paper's `.aux`, `.bcf` or `.tex` cites; the flag tells of `\nocite{*}`.

    >>> read_cited(r"\citep[see][p.~3]{hou2023large, x} % \cite{no}" + "\n")
    (['hou2023large', 'x'], False)
    """
    if "<bcf:controlfile" in text[:2000]:
        found = _BCF.findall(text)
    elif re.search(r"^\\(?:relax|bibstyle|citation|abx@aux|bibdata|@writefile|@input)", text, re.M):
        found = _AUX.findall(text)
    else:
        found = []
        read = _drop_hidden(text)
        for cited in _CITE.finditer(read):
            command = cited.group(1).lower()
            if command in _NO_CITATION or _DEFINED.search(read[max(0, cited.start() - 40) : cited.start()]):
                continue
            groups = re.findall(r"\{([^{}]*)\}", cited.group(2))
            if "volcite" in command:  # \volcite{2}{a}: the volume, then the key
                groups = groups[1::2]
            # \cites takes a key a group; after \cite{a} a group is the text's own.
            found.extend(groups if command.endswith(("cites", "footcitetexts")) else groups[:1])
    keys = [key.strip() for group in found for key in group.split(",")]
    keys = [key for key in keys if key == "*" or _is_likely(key)]
    return list(dict.fromkeys(key for key in keys if key != "*")), "*" in keys


def _is_likely(key: str) -> bool:
    """Tell whether a text can be a key: no parameter (`#1`), command or mere sign is."""
    return not {"\\", "#"} & set(key) and any(sign.isalnum() for sign in key)


def read_inputs(text: str) -> list[str]:
    r"""List the files that an `.aux` or `.tex` takes in, for whoever reads files.

    >>> read_inputs(r"\input{intro} \include{chapters/one}")
    ['intro', 'chapters/one']
    """
    pattern = r"\\(?:@input|input|include|subfile)\s*\{([^{}]+)\}"
    return list(dict.fromkeys(name.strip() for name in re.findall(pattern, _drop_hidden(text))))
