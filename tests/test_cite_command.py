"""`listometrics cite` on a small study: what is citable is written, what is not is said, in every format alike."""

import io
import json
import os
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from listometrics.cli import main
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.study.stage import open_stage
from listometrics.works import bibtex_writing
from listometrics.works.citation_keys import COLUMNS
from listometrics.works.citing import is_ours
from listometrics.works.enrich import enrich

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests/data/cite"
ASKED = tomllib.loads((DATA / "asked.toml").read_text(encoding="utf-8"))["case"]
REGISTRY = [
    ("old2022key", "alias", "hill2023listening", "2026-01-01"),
    ("hill2023listening", "arxiv", "2301.00001", "2026-01-01"),
]
HILL, POE, DARK, DARKER = "hill2023listening", "poe2023graphs", "paper2023unknown", "another2023paper"
FORMATS = ("bib", "csl", "ris", "table", "line")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    vocabulary = {
        name: pd.read_csv(ROOT / f"data/vocab/{name}.csv", dtype=str, keep_default_na=False)
        for name in ("models", "strategies", "venues", "names")
    }
    coded = make_vocabulary(vocabulary["models"], vocabulary["strategies"], vocabulary["venues"])
    parsed = parse_readme((DATA / "list.md").read_text(encoding="utf-8"), coded)
    tables = {name: getattr(parsed, name) for name in ("entries", "links", "entry_strategies", "entry_models")}
    enriched = enrich(
        tables,
        {"x.bib": (DATA / "source.bib").read_bytes()},
        pd.DataFrame(REGISTRY, columns=list(COLUMNS), dtype=str),
        vocabulary,
    )
    (folder / "data").mkdir()
    stage = open_stage("02_enrich", str(folder))
    for name in ("sections", "entries", "links", "entry_strategies", "entry_models"):
        stage.write(name, getattr(parsed, name))
    for name in ("papers", "entry_papers", "keys"):
        stage.write(name, getattr(enriched, name))
    citable = [(key, work) for key, work in enriched.works if work.citable]
    stage.write_text("data/bib/references.bib", enriched.references_bib)
    stage.write_text("data/bib/references.json", bibtex_writing.write_csl(citable))
    stage.write_text("data/bib/references.ris", bibtex_writing.write_ris(citable))
    assert enriched.papers["key"].tolist() == sorted([HILL, POE, DARK, DARKER])
    return folder


def cite(root: Path, *options: str) -> int:
    return main(["cite", "--root", str(root), *options])


def keys_of(text: str, form: str) -> list[str]:
    """Read the keys back out of any format."""
    if form == "csl":
        return sorted(item["id"] for item in json.loads(text))
    marks = {"bib": "@inproceedings{ @misc{", "ris": "ID  -", "table": "\\cite{", "line": ""}[form]
    assert not marks or any(mark in text for mark in marks.split(" ")), text
    return sorted(key for key in (HILL, POE, DARK, DARKER, "old2022key") if key in text)


@pytest.mark.parametrize("form", FORMATS)
def test_a_work_without_authors_is_left_out_and_said(root: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    choice = ["--section", "1.1"] if form == "bib" else ["--where", "year >= 2000 and section == '1.1'"]
    assert cite(root, *choice, "--format", form) == 0
    shown = capsys.readouterr()
    assert [key for key in keys_of(shown.out, form) if key != "old2022key"] == [HILL, POE]
    assert f"left out: no source knows the authors of {DARK} (A Paper of Unknown Authors)" in shown.err


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case["case"])
def test_what_can_be_cited_is_written_and_the_rest_is_said(
    root: Path,
    case: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper, output = tmp_path / "paper.tex", tmp_path / "own.bib"
    paper.write_text(case.get("paper", ""), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(case.get("stdin", "")))
    options = [option.replace("PAPER", str(paper)) for option in shlex.split(case["options"])]
    assert cite(root, *options, "--format", "line") == case["code"]
    shown, found = capsys.readouterr(), case.get("found", "")
    assert shown.out == (f"\\cite{{{found}}}\n" if found else "")
    assert [said for said in case["said"] if said not in shown.err] == [] and bool(case["said"]) == bool(shown.err)
    assert found or (cite(root, *options, "-o", str(output)) == 2 and not output.exists())


@pytest.mark.parametrize("form", ["tex", "aux", "bcf"])
def test_a_paper_that_cites_other_works_too_gets_those_of_the_list(
    root: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = {
        "tex": f"\\cite{{{POE},knuth1984tex}} \\cite{{hill2023listenning}} \\bibliography{{mix,own}}",
        "aux": f"\\relax\n\\citation{{{POE},knuth1984tex}}\n\\citation{{hill2023listenning}}\n\\bibdata{{mix,own}}\n",
        "bcf": "<bcf:controlfile>" + "".join(
            f'<bcf:citekey order="1">{key}</bcf:citekey>' for key in (POE, "knuth1984tex", "hill2023listenning")
        ) + "<bcf:datasource>own.bib</bcf:datasource></bcf:controlfile>",
    }[form]  # fmt: skip
    paper, output = tmp_path / f"mix.{form}", tmp_path / "mix.bib"
    paper.write_text(text, encoding="utf-8")
    assert cite(root, "--aux", str(paper), "-o", str(output)) == 1
    assert keys_of(output.read_text(encoding="utf-8"), "bib") == [POE]
    said = capsys.readouterr().err
    assert f"mix.{form}: neither of the list nor in a .bib beside the paper: 'knuth1984tex'" in said
    assert f"'hill2023listenning' (nearest: {HILL})" in said
    own = tmp_path / "own.bib"
    own.write_text("@book{knuth1984tex, title={T}}\n@Article( hill2023listenning ,title={U})\n", encoding="utf-8")
    assert cite(root, "--aux", str(paper), "-o", str(output)) == 0
    assert "2 of its citations are not of the list, and left to its own .bib" in capsys.readouterr().err


def test_a_paper_or_a_folder_that_is_not_there_is_named_and_not_made(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cite(root, "--aux", str(tmp_path / "missing.aux")) == 2
    assert "missing.aux: no such file. Give a paper that has been compiled" in capsys.readouterr().err
    output = tmp_path / "typo" / "own.bib"
    assert cite(root, "--keys", POE, "-o", str(output)) == 2
    assert f"no folder {output.parent}. Make it" in capsys.readouterr().err
    assert not output.parent.exists()


def test_nothing_but_what_cite_wrote_is_written_over_unless_forced(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "own.bib"
    ours = {}
    for form in FORMATS:
        assert cite(root, "--keys", POE, "--format", form, "-o", str(output)) == 0
        ours[form] = output.read_text(encoding="utf-8")
    for choice in (["--where", "year >= 2000 and section == '1.1'"], ["--keys", "old2022key", POE]):
        assert cite(root, *choice, "-o", str(output)) == 0
    scholar = f"@article{{{POE},\n  title={{Graphs}}\n}}\n"
    others = [ours["bib"] + "@misc{knuth1984tex,\n  title = {T},\n}\n", ours["bib"] + "\nA note.\n", scholar, "x\n"]
    others += [ours["ris"].replace(POE, "knuth"), json.dumps(json.loads(ours["csl"])), "[1]", "[" * 10_000]
    others += [ours["table"].replace("Work", "Paper"), f"See \\cite{{{POE}}}.\n"]
    assert [text for text in others if is_ours(text, [HILL, POE, "old2022key"])] == []
    output.write_bytes(b"caf\xe9")
    assert cite(root, "--keys", POE, "-o", str(output)) == 2
    said = "own.bib: holds what cite did not write. Name another file, or write over it by --force."
    assert said in capsys.readouterr().err and output.read_bytes() == b"caf\xe9"
    assert cite(root, "--keys", POE, "-o", str(output), "--force") == 0
    assert output.read_text(encoding="utf-8") == ours["bib"]
    output.write_text("", encoding="utf-8")
    assert cite(root, "--keys", POE, "-o", str(output)) == 0
    assert cite(root, "--keys", POE, "-o", str(root / "data/bib/references.bib")) == 2


def test_devices_and_pipes_are_written_through_and_links_followed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device, pipe, link, lost = os.devnull, tmp_path / "pipe", tmp_path / "link.bib", tmp_path / "lost.bib"
    assert cite(root, "--keys", POE, "-o", device) == 0
    assert not Path(device).is_file()
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    assert cite(root, "--keys", POE, "--format", "line", "-o", str(pipe)) == 0
    assert reader.communicate(timeout=30)[0] == f"\\cite{{{POE}}}\n" and pipe.is_fifo()
    (tmp_path / "real.bib").write_text("mine\n", encoding="utf-8")
    link.symlink_to("real.bib")
    assert cite(root, "--keys", POE, "-o", str(link)) == 2
    assert (tmp_path / "real.bib").read_text(encoding="utf-8") == "mine\n"
    assert cite(root, "--keys", POE, "-o", str(link), "--force") == 0
    assert link.is_symlink() and POE in (tmp_path / "real.bib").read_text(encoding="utf-8")
    lost.symlink_to("nowhere/file.bib")
    capsys.readouterr()
    for place in (lost, tmp_path):
        assert cite(root, "--keys", POE, "-o", str(place)) == 2
        assert str(place) in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_before_the_first_run_the_study_is_to_be_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    assert cite(tmp_path, "--keys", POE) == 2
    assert f"{tmp_path}: has no works yet. Run the study first: listometrics run {tmp_path}" in capsys.readouterr().err


# --- Retired keys -------------------------------------------------------------------------------------------


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


BIBTEX = r"\documentclass{article}\begin{document}\cite{CITED}\bibliographystyle{STYLE}\bibliography{own}\end{document}"
BIBER = (
    r"\documentclass{article}\usepackage[backend=biber]{biblatex}\addbibresource{own.bib}"
    r"\begin{document}\cite{CITED}\printbibliography\end{document}"
)


@pytest.mark.slow
@pytest.mark.requires_tool("pdflatex", "bibtex", "biber", "biblatex.sty")
@pytest.mark.parametrize("given", ["the paper's own bibliography", "the whole bibliography"])
@pytest.mark.parametrize("tool", ["bibtex", "biber"])
def test_a_paper_that_cites_a_retired_key_still_compiles(
    root: Path, tmp_path: Path, tool: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cited = "old2022key" if given == "the whole bibliography" else f"{POE},old2022key,{HILL}"
    source = (BIBTEX if tool == "bibtex" else BIBER).replace("CITED", cited).replace("STYLE", "plain")
    (tmp_path / "paper.tex").write_text(source, encoding="utf-8")
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper")
    run(tmp_path, *latex)
    if given == "the whole bibliography":
        (tmp_path / "own.bib").write_bytes((root / "data/bib/references.bib").read_bytes())
    else:
        assert cite(root, "--aux", str(tmp_path / "paper.aux"), "-o", str(tmp_path / "own.bib")) == 0
        assert f"old2022key is retired and still works; cite {HILL} from now on" in capsys.readouterr().err
    said = run(tmp_path, tool, "paper")
    assert not [line for line in said.splitlines() if "warn" in line.lower() or "error" in line.lower()], said
    run(tmp_path, *latex)
    run(tmp_path, *latex)
    log = (tmp_path / "paper.log").read_text(encoding="latin-1")
    assert "undefined" not in log
    assert "Ann Hill" in (tmp_path / "paper.bbl").read_text(encoding="utf-8").replace("~", " ") or tool == "biber"


def test_a_retired_key_is_served_in_csl_too_and_todays_brings_no_copy_along(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cite(root, "--keys", "old2022key", "--format", "csl") == 0
    assert [item["id"] for item in json.loads(capsys.readouterr().out)] == [HILL, "old2022key"]
    assert cite(root, "--keys", HILL) == 0
    text = capsys.readouterr().out
    assert "@comment" not in text and "ids = {old2022key}" in text


def test_a_bibliography_that_lacks_a_chosen_work_is_refused_in_every_format(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(root, tmp_path / "copy")
    for name, text in (("bib", ""), ("json", "[]"), ("ris", "")):
        (copy / f"data/bib/references.{name}").write_text(text, encoding="utf-8")
    for form in ("bib", "csl", "ris"):
        assert cite(copy, "--keys", POE, "--format", form) == 2
        assert f"no entry {POE}" in capsys.readouterr().err
