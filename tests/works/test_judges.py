"""Real tools judge the bibliography: all works, no error, no warning that a source could have answered."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from listometrics.works.enrich import Enriched

pytestmark = pytest.mark.slow
# What each style prints of the fields that may hold an arXiv id or a DOI.
PRINTED = {
    "plain": {"howpublished"},
    "plainnat": {"howpublished", "doi", "url"},
    "unsrtnat": {"howpublished", "doi", "url"},
    "IEEEtran": {"howpublished", "url"},
    "IEEEtranN": {"howpublished", "url"},
    "splncs04": {"howpublished", "doi", "url"},
    "ACM-Reference-Format": {"doi", "url", "eprint"},
}
PREAMBLES = {
    "plain": r"\documentclass{article}",
    "plainnat": r"\documentclass{article}\usepackage{natbib}\usepackage{url}",
    "unsrtnat": r"\documentclass{article}\usepackage{natbib}\usepackage{url}",
    "IEEEtran": r"\documentclass{IEEEtran}\usepackage{url}",
    "IEEEtranN": r"\documentclass{article}\usepackage{natbib}\usepackage{url}",
    "splncs04": r"\documentclass{llncs}\usepackage{hyperref}",
    "ACM-Reference-Format": r"\documentclass{article}\usepackage{natbib}\usepackage{hyperref}",
}
# A field that a warning of ACM's style asks for; only one that no source has may be missing.
ASKED = {
    "empty publisher": {"publisher"},
    "empty address": {"address"},
    "page numbers missing in both pages and numpages fields": {"pages"},
    "no number and no volume": {"number", "volume"},
}


def run(folder: Path, *command: str, timeout: int = 240) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=timeout, check=False
    )


@pytest.fixture
def folder(enriched: Enriched, tmp_path: Path) -> Path:
    (tmp_path / "references.bib").write_text(enriched.references_bib, encoding="ascii")
    return tmp_path


def read_entries(text: str) -> dict[str, dict[str, str]]:
    entries = {}
    for block in re.finditer(r"^@\w+\{([^,\n]*),\n(.*?)^\}$", text, re.M | re.S):
        entries[block.group(1)] = dict(re.findall(r"^  (\w+) = \{(.*)\},$", block.group(2), re.M))
    return entries


def identifiers(entry: dict[str, str]) -> list[str]:
    return [entry[name] for name in ("eprint", "doi") if name in entry]


def printable(entry: dict[str, str], fields: set[str]) -> list[str]:
    return [i for i in identifiers(entry) if any(i in entry.get(field, "") for field in fields)]


def run_bibtex(folder: Path, style: str) -> tuple[list[str], str]:
    (folder / "all.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{references}}\n")
    done = run(folder, "bibtex", "all")
    assert done.returncode == 0, done.stdout
    warnings = [line for line in done.stdout.splitlines() if "warning" in line.lower()]
    return warnings, (folder / "all.bbl").read_text(encoding="utf-8")


def compile_all(folder: Path, style: str) -> str:
    source = (
        f"{PREAMBLES[style]}\\begin{{document}}\\nocite{{*}}\\bibliographystyle{{{style}}}\\bibliography{{references}}"
    )
    (folder / "all.tex").write_text(source + "\\end{document}\n")
    done = run(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all")
    assert done.returncode == 0, done.stdout[-3000:]
    return (folder / "all.log").read_text(encoding="latin-1")


@pytest.mark.requires_tool("pdflatex", "bibtex", "IEEEtran.cls", "ptmr7t.tfm")
@pytest.mark.parametrize("style", list(PRINTED))
def test_every_style_takes_all_works_and_prints_their_identifiers(folder: Path, style: str, enriched: Enriched) -> None:
    warnings, bbl = run_bibtex(folder, style)
    if style == "ACM-Reference-Format":
        assert len(warnings) < 304 / 2  # 304 before publishers had places, and DBLP's records were taken in
        sources = {(k, f): s for k, f, s in enriched.provenance.itertuples(index=False)}
        for line in warnings:
            if summed := re.fullmatch(r"\(There were (\d+) warnings\)", line):
                assert int(summed.group(1)) == len(warnings) - 1
                continue
            match = re.fullmatch(r"Warning--(.*) in ([a-z0-9-]+)", line)
            assert match, line
            assert match.group(1) in ASKED, line
            assert all(sources[match.group(2), field] == "" for field in ASKED[match.group(1)]), line
    else:
        assert warnings == []
    entries = read_entries(enriched.references_bib)
    printed = dict(re.findall(r"\\bibitem(?:\[.*?\])?%?\s*\{([a-z0-9-]+)\}(.*?)(?=\\bibitem|\\end\{thebib)", bbl, re.S))
    assert set(printed) == set(entries)
    for key, entry in entries.items():
        wanted = printable(entry, PRINTED[style])
        text = re.sub(r"%\n|\s|\\_", lambda m: "_" if m.group() == "\\_" else "", printed[key])
        assert not wanted or any(i in text for i in wanted), (style, key, wanted)
    log = compile_all(folder, style)
    assert not re.search(r"^!|Citation.*undefined|multiply defined", log, re.M)


def test_each_work_has_an_identifier_that_the_common_styles_can_print(enriched: Enriched) -> None:
    entries = read_entries(enriched.references_bib)
    bare = [key for key, entry in entries.items() if not identifiers(entry)]
    # Published works of which no source knows a DOI or an arXiv id.
    assert set(bare) == set(
        enriched.papers.loc[
            (enriched.papers["arxiv"] == "") & (enriched.papers["doi"] == "") & (enriched.papers["authors"] != ""),
            "key",
        ]
    )
    for style in ("plainnat", "unsrtnat", "splncs04", "ACM-Reference-Format"):
        lost = [k for k, e in entries.items() if identifiers(e) and not printable(e, PRINTED[style] | {"eprint"})]
        assert lost == []


@pytest.mark.requires_tool("pdflatex", "biber", "pdftotext", "biblatex.sty")
def test_biblatex_takes_all_works_without_a_warning_and_prints_their_identifiers(
    folder: Path, enriched: Enriched
) -> None:
    source = (
        r"\documentclass{article}\usepackage[backend=biber,maxbibnames=99]{biblatex}\addbibresource{references.bib}"
        r"\begin{document}\nocite{*}\printbibliography\end{document}"
    )
    (folder / "all.tex").write_text(source)
    assert run(folder, "pdflatex", "-interaction=nonstopmode", "all").returncode == 0
    done = run(folder, "biber", "-V", "all")
    assert done.returncode == 0, done.stdout
    assert not re.search(r"WARN|ERROR", done.stdout), done.stdout
    for _ in range(2):
        assert run(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all").returncode == 0
    log = (folder / "all.log").read_text(encoding="latin-1")
    assert not re.search(r"^!|undefined|Empty bibliography", log, re.M)
    run(folder, "pdftotext", "-raw", "all.pdf")
    text = re.sub(r"[\s\x0c]", "", (folder / "all.txt").read_text(encoding="utf-8")).lower().replace("-", "")
    for key, entry in read_entries(enriched.references_bib).items():
        wanted = [i.lower().replace("-", "") for i in identifiers(entry)]
        assert all(i in text for i in wanted), (key, wanted)


@pytest.mark.requires_tool("biber")
@pytest.mark.parametrize("name", ["references", "partial"])
def test_biber_finds_the_data_model_valid(enriched: Enriched, tmp_path: Path, name: str) -> None:
    (tmp_path / "x.bib").write_text(getattr(enriched, f"{name}_bib"), encoding="ascii")
    done = run(tmp_path, "biber", "--tool", "--validate-datamodel", "x.bib")
    assert done.returncode == 0, done.stdout
    warnings = [line for line in done.stdout.splitlines() if re.search(r"WARN|ERROR", line)]
    if name == "partial":  # that its works lack authors is what the file is for
        warnings = [line for line in warnings if "Missing mandatory field - one of 'author, editor'" not in line]
    assert warnings == []


def test_pybtex_reads_both_files_strictly(enriched: Enriched) -> None:
    database = pytest.importorskip("pybtex.database")
    errors = pytest.importorskip("pybtex.errors")
    before = errors.strict
    errors.set_strict_mode(True)
    try:
        assert len(database.parse_string(enriched.references_bib, "bibtex").entries) == 229
        assert len(database.parse_string(enriched.partial_bib, "bibtex").entries) == 3
    finally:
        errors.set_strict_mode(before)


def test_veracite_finds_no_error_and_no_warning(folder: Path) -> None:
    tool = shutil.which("veracite", path=str(Path(sys.executable).parent)) or shutil.which("veracite")
    if tool is None:
        pytest.skip("veracite was not found; pip install veracite")
    done = run(folder, tool, "--bib", "references.bib", "--offline", "--no-color")
    assert "0 errors   0 warnings" in done.stdout, done.stdout[-2000:]


def test_typst_cites_all_works(folder: Path, enriched: Enriched) -> None:
    typst = pytest.importorskip("typst")
    keys: Sequence[str] = list(read_entries(enriched.references_bib))
    cited = " ".join(f"#cite(<{key}>)" for key in keys)
    (folder / "all.typ").write_text(f'{cited}\n#bibliography("references.bib", style: "ieee")\n')
    assert typst.compile(str(folder / "all.typ")).startswith(b"%PDF")
