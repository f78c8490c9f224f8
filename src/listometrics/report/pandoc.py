"""Run the pandoc of the locked wheel: text in, text out, no network, no file but those given."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from listometrics.errors import StudyError

# Raw HTML and TeX stay off: what looks like it is shown as text.
READER = "markdown-raw_html-raw_tex-raw_attribute-latex_macros-yaml_metadata_block-native_divs-native_spans"
# Lines stay whole, and so do the columns of a table: a long row must not set their widths.
ALWAYS = ("--eol=lf", "--wrap=none", "--columns=1000000")
TIME_LIMIT = 120
_CITED = re.compile(r"@([A-Za-z](?:[A-Za-z0-9_:.-]*[A-Za-z0-9_])?)")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),\n(?:(?![@}]).*\n)*\}\n", re.MULTILINE)


@cache
def find_pandoc() -> str:
    """Return the program of `pypandoc_binary`, and no other that the machine may have."""
    import pypandoc

    folder = Path(pypandoc.__file__).parent / "files"
    for name in ("pandoc", "pandoc.exe"):
        if (folder / name).is_file():
            return str(folder / name)
    raise StudyError("pandoc: not in the environment. Install the locked packages: python3 scripts/study.py setup.")


def convert(
    text: str, to: str, options: Sequence[str] = (), files: Mapping[str, str] | None = None, reader: str = READER
) -> str:
    """Return a text, Markdown or what `reader` says, in another form.

    `files` holds texts by name: they lie in the folder that pandoc runs in, where options can name them. Its
    sandbox lets it read nothing else. Raises StudyError where pandoc fails or a cited work is not in the bibliography.
    """
    with tempfile.TemporaryDirectory(prefix="listometrics-") as folder:
        for name, content in (files or {}).items():
            Path(folder, name).write_text(content, encoding="utf-8", newline="\n")
        command = [find_pandoc(), "--sandbox", "--from", reader, "--to", to, *ALWAYS, *options]
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, cwd=folder, timeout=TIME_LIMIT, check=False
        )
    said = done.stderr.decode("utf-8", "replace").replace(folder, "").strip()
    lost = sorted(set(re.findall(r"[Cc]itation (\S+) not found", said)))
    if lost:
        raise StudyError(f"report: cites {', '.join(lost)}, not in references.bib. Take keys from papers.csv.")
    if done.returncode:
        raise StudyError(f"report: pandoc could not write {to}: {said[:500]}. Check the template and references.bib.")
    return done.stdout.decode("utf-8")


def split_title(markdown: str) -> tuple[str, str]:
    """Return the first heading's text, still Markdown, and what stands below it.

    >>> split_title("# A *study*\\n\\nText.\\n")
    ('A *study*', 'Text.\\n')
    """
    match = re.match(r"\s*# (.+?)(?: {1,3}\{[^{}\n]*\})?\n+", markdown)
    if not match:
        raise StudyError("report: the first line is not a heading. Begin the template with '# Title'.")
    return match.group(1), markdown[match.end() :]


def cite_with(bibliography: str, markdown: str) -> tuple[list[str], dict[str, str]]:
    """Return pandoc's options and files for a text: citations where there is a bibliography, safe links.

    Of the bibliography pandoc gets what the text cites: it takes long to read hundreds of entries.
    """
    files = {"links.lua": read_template("links.lua")}
    options = ["--lua-filter=links.lua"]
    if bibliography:
        options = ["--citeproc", "--bibliography=references.bib", "--metadata=link-citations:true", *options]
        files["references.bib"] = keep_cited(bibliography, markdown)
    return options, files


def keep_cited(bibliography: str, markdown: str) -> str:
    """Return a `.bib` without the entries that a text does not cite.

    >>> keep_cited("@misc{a,\\n  title = {A},\\n}\\n@misc{b,\\n  title = {B},\\n}\\n", "As @b says.")
    '@misc{b,\\n  title = {B},\\n}\\n'
    """
    cited = set(_CITED.findall(markdown))
    return "".join(entry for key, entry in split_bibtex(bibliography).items() if key in cited)


def split_bibtex(bibliography: str) -> dict[str, str]:
    """Return the entries of a `.bib` that this package wrote, by key."""
    return {match.group(1): match.group(0) for match in _ENTRY.finditer(bibliography)}


def read_template(name: str) -> str:
    """Return a file of the package's templates folder."""
    return resources.files("listometrics.report").joinpath("templates", name).read_text(encoding="utf-8")
