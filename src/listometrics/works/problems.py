"""What is wrong with a source file, and the text of those that can be read."""

import re
from dataclasses import dataclass
from typing import Literal

from listometrics.errors import StudyError

MAX_BYTES = 100_000_000
_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html\b|<\?xml\b|<head\b|<body\b)", re.I)

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong with a source: an `error` costs the entry or file, a `warning` only a field."""

    source: str
    line: int
    key: str
    severity: Severity
    reason: str


# What a source file holds, or why it could not be read.
Content = str | bytes | StudyError


def decode_source(name: str, content: Content) -> tuple[str, list[Problem]]:
    """Return a source's text; Latin-1 is accepted and said, what is no BibTeX is reported and left out."""
    if isinstance(content, StudyError):
        return "", [Problem(name, 1, "", "error", f"not read: {content}")]
    if len(content) > MAX_BYTES:
        reason = f"larger than {MAX_BYTES:,} bytes: not read. Split it into several files"
        return "", [Problem(name, 1, "", "error", reason)]
    problems: list[Problem] = []
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            if b"\0" in content:
                return "", [Problem(name, line, "", "error", "neither UTF-8 nor Latin-1 text: not read")]
            text = content.decode("latin-1")
            problems.append(Problem(name, line, "", "warning", "not UTF-8: read as Latin-1. Save it as UTF-8"))
    else:
        text = content.removeprefix("\ufeff")
    if not text.strip():
        return "", [*problems, Problem(name, 1, "", "error", "empty")]
    if _HTML.match(text):
        return "", [*problems, Problem(name, 1, "", "error", "an HTML or XML page, not BibTeX: not read")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems
