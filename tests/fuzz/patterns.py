"""Find every regular expression of the package, and texts that are hard for each."""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import listometrics

SCANNING = {"search", "sub", "subn", "findall", "finditer", "split"}
METHODS = SCANNING | {"match", "fullmatch"}
LONGEST_UNIT = 24
SIGN = {
    codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_SPACE: "a", codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
TRIED = "a1A -/.,:;<>()[]{}\"'`*_\\&=|%@~^#$\n\té‐年"


@dataclass(frozen=True)
class Found:
    """A regular expression, where it stands, and how it is used there: over a whole text, or from its beginning."""

    where: str
    pattern: "re.Pattern[Any]"
    method: str

    @property
    def name(self) -> str:
        return f"{self.where} {self.method} {self.pattern.pattern!r}"


def list_patterns() -> list[Found]:
    """Return every compiled pattern of a module, and every literal one in a call, once for each way of use."""
    found: dict[tuple[str, Any, int, str], Found] = {}
    for info in pkgutil.walk_packages(listometrics.__path__, "listometrics."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        where = info.name.removeprefix("listometrics.")
        used = _uses(tree)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and name in used:
                for method in used[name]:
                    found[where, value.pattern, value.flags, method] = Found(f"{where}:{name}", value, method)
            for n, pattern in enumerate(_held(value)):  # in a table of patterns: taken as searching
                found[where, pattern.pattern, pattern.flags, "findall"] = Found(
                    f"{where}:{name}[{n}]", pattern, "findall"
                )
        for line, method, pattern in _calls(tree, vars(module)):
            found[where, pattern.pattern, pattern.flags, method] = Found(f"{where}:{line}", pattern, method)
    return list(found.values())


def _held(value: Any) -> Iterator["re.Pattern[Any]"]:
    """Yield the patterns in a tuple, list or dict, however deep."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    for item in items:
        if isinstance(item, re.Pattern):
            yield item
        else:
            yield from _held(item)


def _uses(tree: ast.AST) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
            used.setdefault(node.value.id, set()).add("findall" if node.attr in SCANNING else node.attr)
        elif isinstance(node, ast.Call):  # handed to pandas, which searches
            for argument in node.args:
                if isinstance(argument, ast.Name):
                    used.setdefault(argument.id, set()).add("findall")
    return used


def _calls(tree: ast.AST, names: dict[str, Any]) -> Iterator[tuple[int, str, "re.Pattern[Any]"]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    within = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        of_pandas = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "str"
        regex = any(keyword.arg == "regex" for keyword in node.keywords) or node.func.attr in METHODS
        if not (
            (of_re and node.func.attr in METHODS | ({"compile"} if id(node) in within else set()))
            or (of_pandas and regex)
        ):
            continue
        text = evaluate(node.args[0], names)
        if not isinstance(text, (str, bytes)):
            continue
        flags = 0
        for value in [*node.args[1:], *(keyword.value for keyword in node.keywords)]:
            flag = evaluate(value, names)
            flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
        yield (
            node.lineno,
            "findall" if node.func.attr not in ("match", "fullmatch") else node.func.attr,
            re.compile(text, flags),
        )


def evaluate(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return what an expression of constants and of the module's names is; None for all others."""
    local = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - set(names)
    if local or any(isinstance(n, ast.Call) for n in ast.walk(node)):
        return None
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(names))


# --- Texts that are hard ----------------------------------------------------------------------------------


def make_units(pattern: "re.Pattern[Any]") -> list[str]:
    """Return texts to repeat: beginnings of what matches, what each of its loops takes, and single signs of it."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    samples = [_sample(tree, times, branch) for times in (0, 1, 2) for branch in (0, -1)]
    units = {sample[:end] for sample in samples for end in range(1, min(len(sample), LONGEST_UNIT) + 1)}
    units |= {sample for sample in samples if sample}
    for body in _loops(tree):
        units |= {_sample(body, times, branch) for times in (0, 1, 2) for branch in (0, -1)}
    units |= {sign for sample in samples for sign in sample}
    return sorted(unit for unit in units if unit)


def make_heads(pattern: "re.Pattern[Any]") -> list[str]:
    """Return what stands before the repeated text: nothing, or what leads into the pattern's first loops."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    sample = _sample(tree, 1, 0)
    return list(dict.fromkeys(["", sample[:1], sample[: len(sample) // 2], sample]))


def _loops(tree: Any) -> Iterator[Any]:
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            if argument[1] > 1:
                yield argument[2]
            yield from _loops(argument[2])
        elif code is codes.SUBPATTERN:
            yield from _loops(argument[3])
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from _loops(branch)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _loops(argument[1])
        elif code is codes.ATOMIC_GROUP:
            yield from _loops(argument)


def _sample(tree: Any, times: int, branch: int) -> str:
    """Return a text that a part of a pattern takes, each loop as often as it must, but at least `times`."""
    text = ""
    for code, argument in tree:
        if code is codes.LITERAL:
            text += chr(argument)
        elif code is codes.NOT_LITERAL:
            text += next(sign for sign in TRIED if ord(sign) != argument)
        elif code is codes.ANY:
            text += "a"
        elif code is codes.IN:
            text += _sign(argument)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, high, body = argument
            text += _sample(body, times, branch) * min(max(low, times), int(high))
        elif code is codes.SUBPATTERN:
            text += _sample(argument[3], times, branch)
        elif code is codes.ATOMIC_GROUP:
            text += _sample(argument, times, branch)
        elif code is codes.BRANCH:
            text += _sample(argument[1][branch], times, branch)
    return text


def _sign(members: list[tuple[Any, Any]]) -> str:
    refused = members[0][0] is codes.NEGATE
    for code, argument in members:
        if refused:
            break
        if code is codes.LITERAL:
            return chr(argument)
        if code is codes.RANGE:
            return chr(argument[0])
        if code is codes.CATEGORY:
            return SIGN[argument]
    compiled = re.compile("[^" + "".join(_written(member) for member in members[1:]) + "]")
    return next(sign for sign in TRIED if compiled.match(sign))


def _written(member: tuple[Any, Any]) -> str:
    code, argument = member
    if code is codes.LITERAL:
        return re.escape(chr(argument))
    if code is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    shorts = {"SPACE": r"\s", "NOT_SPACE": r"\S", "DIGIT": r"\d", "NOT_DIGIT": r"\D", "WORD": r"\w", "NOT_WORD": r"\W"}
    return shorts[str(argument).removeprefix("CATEGORY_")]


class TooSlow(Exception):
    """A pattern took longer than any linear one would."""


def measure(found: Found, text: str, limit: float = 2.0) -> float:
    """Return the seconds that a pattern takes over a text, in the way that it is used; `limit` if it takes longer."""

    def stop(*_: Any) -> None:
        raise TooSlow

    subject: Any = text.encode("utf-8") if isinstance(found.pattern.pattern, bytes) else text
    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        start = time.thread_time()
        if found.method == "findall":
            for _ in found.pattern.finditer(subject):
                pass
        else:
            getattr(found.pattern, found.method)(subject)
        seconds = time.thread_time() - start
        signal.setitimer(signal.ITIMER_REAL, 0)
    except TooSlow:
        return limit
    finally:
        signal.signal(signal.SIGALRM, before)
    return seconds
