"""What the README says is so: commands, folders, notebooks, and the finding."""

import re
import shlex
from pathlib import Path

import pytest

from listometrics.cli import make_parser
from listometrics.run.preflight import find_notebooks

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(
    (ROOT / "data/raw_readme.md").read_bytes() != (ROOT / "tests/data/seed/raw_readme.md").read_bytes(),
    reason="the README tells of another version of the list: its finding is the maintainer's to renew",
)
def test_the_finding_is_that_of_the_committed_report() -> None:
    finding = re.search(r"^<!-- finding:.*-->\n(.+)$", README, re.MULTILINE)
    assert finding
    assert finding.group(1) in (ROOT / "reports" / "report.md").read_text(encoding="utf-8")


def test_every_path_that_the_readme_links_exists() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_folder_of_the_tree_exists_and_none_is_left_out() -> None:
    tree = re.search(r"## Where things are\n\n((?:    .+\n)+)", README)
    assert tree
    said = {line.split()[0].rstrip("/") for line in tree.group(1).splitlines()}
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert said == found


@pytest.mark.parametrize("notebook", find_notebooks(ROOT), ids=lambda notebook: notebook.name)
def test_the_table_of_notebooks_says_what_each_asks_reads_and_writes(notebook) -> None:  # type: ignore[no-untyped-def]
    row = re.search(rf"^\| \[`{notebook.name}`\].*$", README, re.MULTILINE)
    assert row
    _, _, question, reads, writes, _ = (cell.strip() for cell in row.group(0).split("|"))
    first = re.search(r"# (.+?\?)", notebook.path.read_text(encoding="utf-8"))
    assert first
    assert question == first.group(1)
    for said, declared in ((reads, notebook.reads), (writes, notebook.writes)):
        folders = re.findall(r"`([^`]+)`", said)
        assert [path for path in declared if not any(path.startswith(folder) for folder in folders)] == []
        assert [folder for folder in folders if not any(path.startswith(folder) for path in declared)] == []


def commands(text: str) -> list[str]:
    return re.findall(r"^\$ (listometrics .+)$", text, re.MULTILINE)


def test_every_command_of_the_readme_is_understood() -> None:
    assert commands(README)
    for command in commands(README):
        make_parser().parse_args(shlex.split(command)[1:])


def test_every_command_of_the_command_line_is_in_the_readme() -> None:
    said = {command.split()[1] for command in commands(README)}
    actions = [action for action in make_parser()._actions if action.choices]
    assert set(actions[0].choices or ()) <= said
