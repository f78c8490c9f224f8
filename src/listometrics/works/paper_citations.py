r"""Find what a paper cites: its LaTeX source as far as citations, files taken in and the author's own macros go.

What is found is what LaTeX writes into the `.aux`; where that depends on what only TeX knows (the branches of most
conditionals, whether a macro without arguments is used), the citations count. No package of Python does this: those
that parse LaTeX (pylatexenc) run no macros, follow no files, and know no conditionals.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

TakeIn = Callable[[str, str], str | None]  # a folder and a file's name → its text, None where it is not there

# What TeX does not read as commands: comments, addresses (whose % begins no comment), and verbatim text. All repeats
# are bounded, so that no text makes the search slow.
_HIDDEN = re.compile(
    r"%.*|\\(?:url|href|path|nolinkurl)\*?\s{0,9}(?:\[[^][{}]{0,200}\]\s{0,9})?\{[^{}\n]{0,2000}\}"
    r"|\\(?:verb|Verb|lstinline|mintinline)\*?(?:\[[^\]\n]{0,200}\])?(?:\{\w{1,20}\}(?=[^\s\w]))?"
    r"(?:\{(?:[^{}\n]|\{[^{}\n]{0,200}\}){0,500}\}|([^\sA-Za-z0-9*{}\[\]])[^\n]{0,500}?\1)"
    r"|\\begin\s{0,9}\{(?P<block>\w{1,50}\*?)\}"
    r"|\\(?:excludecomment|lstnewenvironment|DefineVerbatimEnvironment|newtcblisting)\s{0,9}\{(?P<made>\w{1,50})\}"
    r"|\\[\s\S]"
)
_VERBATIM = frozenset(
    {"verbatim", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment", "filecontents", "tcblisting"}
)
_COMMAND = re.compile(r"\\(?:([A-Za-z@]+)\*?|[\s\S])")
_BRACE = re.compile(r"\\[\s\S]|[{}]")
_CLOSING = {opening: (closing, re.compile(rf"\\[\s\S]|[{{\{closing}]")) for opening, closing in ("[]", "()", "<>")}
_LONGEST_OPTION = 2000  # characters

_CITING = re.compile(r"[a-z@]*(?:cite|cquote)[a-z]*|bibentry", re.I)
_NOT_CITING = re.compile(
    r"(?:bib|bstctl)cite|citetext|defcitealias|(?:new|short)cites|setcite\w+"
    r"|cite(?:style|reset|form|left|right|mid|punct|dash)|(?:if|at|declare)\w*|\w*(?:delim|setup|true|false)",
    re.I,
)
_CONTROL = re.compile(r"biblatex-control|.*:BSTcontrol|[A-Za-z-]+\d*Control")  # entries that hold a style's settings
_DEFINING = re.compile(
    r"[gex]?def|(?:(?:re)?new|provide)(?:command|robustcmd)|DeclareRobustCommand"
    r"|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand"
)
_NAME = re.compile(r"\s*\{?\s*\\([A-Za-z@]+)\s*\}?")
_LET = re.compile(r"\s*\\([A-Za-z@]+)\s*=?\s*\\([A-Za-z@]+)")
_IF = re.compile(r"if(?!f$|(?:un)?def(?!ined$))[A-Za-z@]*")  # \iff is a sign, and etoolbox's tests have arguments
_IMPORTS = re.compile(r"(?:sub)?(?:import|inputfrom|includefrom)")
_INPUTS = re.compile(
    rf"(?:@@?)?input|include|subfile(?:include)?|includestandalone|InputIfFileExists|{_IMPORTS.pattern}"
    r"|usepackage|RequirePackage"
)
_BARE_FILE = re.compile(r'\s*(?:"([^"\n]+)"|([^\s{}\\"]+))')  # \input name
_BIBLIOGRAPHIES = frozenset({"bibliography", "nobibliography", "addbibresource"})

_AUX_LINE = re.compile(r"\A\\relax|^\\(?:bibstyle|citation|abx@aux|bibdata|@writefile)", re.M)
_AUX = re.compile(r"\\(citation|abx@aux@cite|bibdata|@input)\s*(?:\{\d+\})?\{([^{}]*)\}")
_BCF = re.compile(r"<bcf:(citekey|datasource)\b[^<>]*>([^<]+)</bcf:")


@dataclass
class Cited:
    r"""Hold what a paper cites: keys in order, whether `\nocite{*}`, its own `.bib` files, and files not found."""

    keys: list[str] = field(default_factory=list)
    everything: bool = False
    bibliographies: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, group: str) -> None:
        """Keep the keys of one group; no parameter (`#1`), command or mere sign is a key."""
        for key in map(str.strip, group.split(",")):
            self.everything = self.everything or key == "*"
            key = key.removeprefix("*")  # mciteplus marks what it joins
            sign = not any(map(str.isalnum, key)) or set(key) & set("\\#{}")
            if key not in self.keys and not sign and not _CONTROL.fullmatch(key):
                self.keys.append(key)


class _Source:
    """A text with the places of its braces: no search for the end of a group is made twice."""

    def __init__(self, text: str) -> None:
        self.text, self.ends, self.unfinished = text, dict[int, int](), False
        opened: list[int] = []
        for found in _BRACE.finditer(text):
            if found[0] == "{":
                opened.append(found.start())
            elif found[0] == "}" and opened:
                self.ends[opened.pop()] = found.start()

    def argument(self, place: int, opens: str = "{") -> tuple[str, int]:
        """Return what the next brace, or another bracket of `opens`, holds, and where it ends, as TeX delimits it.

        Where none stands there, that is no text, and the same place.
        """
        start = place
        while self.text[start : start + 1].isspace():
            start += 1
        sign, at = self.text[start : start + 1] or " ", start + 1
        end, last = self.ends.get(start, -1) if sign == "{" and sign in opens else -1, at + _LONGEST_OPTION
        while sign in opens and sign in _CLOSING and self.text.find(_CLOSING[sign][0], at, last) >= 0:
            if not (found := _CLOSING[sign][1].search(self.text, at, last)) or found[0] == _CLOSING[sign][0]:
                end = found.start() if found else -1
                break
            at = self.ends.get(found.start(), found.start()) + 1 if found[0] == "{" else found.end()
        return ("", place) if end < 0 else (self.text[start + 1 : end], end + 1)


class _Reader:
    """Read sources one after another as TeX does, with the macros and flags that those before have set."""

    def __init__(self, take_in: TakeIn) -> None:
        self.take_in, self.cited = take_in, Cited()
        self.folder, self.depth, self.left = "", 0, 20_000  # of macros that are still replaced by their text
        self.verbatim = set(_VERBATIM)
        self.macros: dict[str, tuple[list[tuple[str, str]], str]] = {}  # arguments with their defaults, and the text
        self.words: dict[str, str] = {}  # macros that stand for plain text
        self.citing: dict[str, str] = {}  # further names of commands that cite
        self.flags: dict[str, bool] = {}  # of \newif: whether it was ever true

    def show(self, text: str) -> str:
        """Take out what TeX does not read as commands; a block that nothing ends stays."""
        kept, place = list[str](), 0
        last_end = cache(lambda block: text.rfind(f"\\end{{{block}}}"))
        while found := _HIDDEN.search(text, place):
            block = found["block"] or ""
            hidden = block.rstrip("*") in self.verbatim and last_end(block) >= found.end()
            shown = found[0] if block or found["made"] or re.fullmatch(r"\\[\s\S]", found[0]) else ""
            kept += [text[place : found.start()], "" if hidden else shown]
            place = text.index(f"\\end{{{block}}}", found.end()) + len(block) + 6 if hidden else found.end()
            self.verbatim |= {found["made"]} - {None}
        return "".join([*kept, text[place:]])

    def read(self, text: str) -> None:
        """Read a text without what is hidden; one within another, such as a macro's, raises the depth."""
        source, place, self.depth = _Source(text), 0, self.depth + 1
        branches: list[bool] = []  # of the open conditionals: whether only the first branch counts
        end = len(text)
        while self.depth < 30 and (token := _COMMAND.search(text, place, end)):
            place, name = token.end(), token[1] or ""
            if name == "fi" and branches:
                branches.pop()
            elif name == "else" and branches and branches[-1]:
                place = self.skip_branch(source, place)[0]
                branches.pop()
            elif self.is_conditional(source, name, place):
                no = name == "iffalse" or (name == "if" and re.match("0(?!0)", text[place : place + 2]))
                ended = ""
                if no or self.flags.get(name[2:]) is False:
                    place, ended = self.skip_branch(source, place)
                branches += [name == "iftrue"] if ended != "fi" else []
            elif name == "endinput" and not branches:
                end = f"{text}\n".index("\n", place)
            elif name == "end" and source.argument(place)[0] == "document" and self.depth == 1:
                break
            elif name:
                place = self.obey(source, name, place)
        self.depth -= 1

    def is_conditional(self, source: _Source, name: str, place: int) -> bool:
        r"""Tell a conditional, which `\fi` ends, from what has arguments (`\iftoggle{…}`)."""
        known = name in ("iftrue", "iffalse") or name[2:] in self.flags
        return bool(_IF.fullmatch(name)) and (known or not source.text.startswith("{", place))

    def skip_branch(self, source: _Source, place: int) -> tuple[int, str]:
        r"""Return where the branch of a conditional ends, and by what, `else` or `fi`; the same place if by nothing."""
        depth, start = 0, place
        while not source.unfinished and (token := _COMMAND.search(source.text, place)):
            place, name = token.end(), token[1] or ""
            if not depth and name in ("fi", "else"):
                return place, name
            depth += 1 if self.is_conditional(source, name, place) else -1 if name == "fi" else 0
        source.unfinished = True
        return start, ""

    def obey(self, source: _Source, name: str, place: int) -> int:
        """Obey one command, and return where reading goes on: within its arguments, where they are text."""
        if _DEFINING.fullmatch(name):
            return self.define(source, name, place)
        if name == "let" and (pair := _LET.match(source.text, place)):
            self.let(*pair.groups())
            place = pair.end()
        elif name == "newif" and (flag := _NAME.match(source.text, place)):
            self.flags.setdefault(flag[1][2:], False)
            place = flag.end()
        elif name == "string":
            place += 1
        elif name.endswith("true") and name[:-4] in self.flags:
            self.flags[name[:-4]] = True
        elif name in _BIBLIOGRAPHIES:
            names = source.argument(source.argument(place, "[")[1])[0]
            self.cited.bibliographies += [part.strip() for part in names.split(",") if part.strip()]
        elif name == "begin":
            environment, place = source.argument(place)
            if environment.endswith("cquote"):
                self.cite(source, place, environment)
        elif name in self.macros and self.left:
            self.expand(source, name, place)
        elif self.is_citing(name):
            self.cite(source, place, self.citing.get(name, name))
        elif _INPUTS.fullmatch(name):
            self.input(source, name, place)
        return place

    def is_citing(self, name: str) -> bool:
        return name in self.citing or bool(_CITING.fullmatch(name) and not _NOT_CITING.fullmatch(name))

    def cite(self, source: _Source, place: int, command: str) -> None:
        r"""Keep the keys of a citation: of `\cites` each group's, of `\volcite` each second group's, else the first."""
        several, groups = command.lower().endswith(("cites", "citetexts")), 0
        while (end := source.argument(place, "[({<" if several else "[{<")[1]) > place:
            group, braced = source.argument(place)
            place = end
            groups += braced == end
            if braced == end and ("volcite" not in command.lower() or groups % 2 == 0):
                self.cited.add(self.replace_words(group))
                if not several:
                    return

    def replace_words(self, text: str) -> str:
        return re.sub(r"\\([A-Za-z@]+)(?:\{\}|\s+)?", lambda found: self.words.get(found[1], found[0]), text)

    def let(self, name: str, target: str) -> None:
        if name.startswith("if") and target in ("iftrue", "iffalse"):
            self.flags[name[2:]] = self.flags.get(name[2:], False) or target == "iftrue"
        elif target in self.macros:
            self.macros[name] = self.macros[target]
        elif self.is_citing(target):
            self.citing[name] = self.citing.get(target, target)

    def define(self, source: _Source, how: str, place: int) -> int:
        """Keep a macro that cites or stands for plain text, and read its text, whatever uses it."""
        if not (named := _NAME.match(source.text, place)):
            return place
        name, place, arguments = named[1], named.end(), list[tuple[str, str]]()
        if how.endswith("def"):
            begin = source.text.find("{", place, place + 200)
            arguments = [("m", "")] * source.text.count("#", place, max(begin, place))
            place = max(begin, place)
        elif how.endswith("DocumentCommand"):
            specified, place = source.argument(place)
            arguments = re.findall(r"([smoO])\s*(?:\{([^{}]*)\})?", specified)
        else:
            number, place = source.argument(place, "[")
            default, end = source.argument(place, "[")
            arguments = [("m", "")] * (int(number) if re.fullmatch("[1-9]", number) else 0)
            arguments[:1] = [("o", default)] if end > place else arguments[:1]
            place = end
        body, place = source.argument(place)
        inner = [found[1] for found in _COMMAND.finditer(body) if found[1]]
        if arguments and any(one in self.macros or self.is_citing(one) or _INPUTS.fullmatch(one) for one in inner):
            self.macros[name] = arguments, body
        elif len(inner) == 1 and re.fullmatch(r"\s*\\\w+\*?\s*(?:\[[^][]*\]\s*){0,3}", body) and inner != [name]:
            self.let(name, inner[0])
        elif not inner and not arguments:
            self.words[name] = body
        self.read(body)
        return place

    def expand(self, source: _Source, name: str, place: int) -> None:
        """Read a macro's text with its arguments in their places."""
        arguments, body = self.macros[name]
        values: list[str] = []
        for kind, default in arguments:
            value, end = ("", place) if kind == "s" else source.argument(place, "{" if kind == "m" else "[")
            values.append(value if end > place else default)
            place = end
        self.left -= 1
        self.read(re.sub(r"#([1-9])", lambda n: "".join(values[int(n[1]) - 1 : int(n[1])]), body))

    def input(self, source: _Source, name: str, place: int) -> None:
        """Read what a command takes in; of packages that stand beside the paper only the macros."""
        package = name in ("usepackage", "RequirePackage")
        path, place = source.argument(place) if _IMPORTS.fullmatch(name) else ("", source.argument(place, "[")[1])
        file, end = source.argument(place)
        if end == place and name.endswith("input") and (bare := _BARE_FILE.match(source.text, place)):
            file = bare[1] or bare[2]
        path, file = (self.replace_words(text).strip().strip('"') for text in (path, file))
        file = re.sub(r"\\subfix\s*\{([^{}]*)\}", r"\1", file)
        outer, kept = self.folder, list(self.cited.keys)
        if name.startswith("subfile"):
            path, file = posixpath.split(file)
        self.folder = posixpath.join(outer, path)
        for one in [f"{part.strip()}.sty" for part in file.split(",")] if package else [file] if file else []:
            if (taken := None if set(one) & set("\\#\n\0") else self.take_in(self.folder, one)) is not None:
                self.read(self.show(taken))
            elif not package and name != "InputIfFileExists" and "#" not in one and one not in self.cited.absent:
                self.cited.absent.append(one)
        self.folder, self.cited.keys = outer, kept if package else self.cited.keys


def read_cited(text: str, take_in: TakeIn = lambda folder, name: "") -> Cited:
    r"""Read what a paper's `.aux`, `.bcf` or `.tex` cites; `take_in` gives the text of the files that it takes in.

    >>> read_cited(r"\newcommand{\see}[1]{(see \cite{#1})} \see{hou2023large, x} % \cite{no}" + "\n").keys
    ['hou2023large', 'x']
    """
    bcf = "<bcf:controlfile" in text[:2000]
    if not bcf and not _AUX_LINE.search(text):
        reader = _Reader(take_in)
        reader.read(reader.show(text))
        return reader.cited
    cited = Cited()
    waiting = [text]
    for part in waiting:
        for command, group in (_BCF if bcf else _AUX).findall(part):
            if command == "@input":
                waiting.append(take_in("", group) or "")
            elif command in ("bibdata", "datasource"):
                cited.bibliographies += group.split(",")
            else:
                cited.add(group)
    return cited
