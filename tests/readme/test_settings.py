"""What `data/list.toml` says is checked."""

import re
from pathlib import Path

import pytest

from listometrics.errors import StudyError
from listometrics.readme.settings import read_settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("skip = [", r"^data/list\.toml: .*expected TOML"),
        ("skipp = []", r"^data/list\.toml: 'skipp'; expected columns, skip, kinds"),
        ("skip = 'News'", r"^data/list\.toml: skip is 'News'; expected titles or numbers"),
        ("columns = 3", r"^data/list\.toml: columns is 3; expected a table \[columns\]"),
        ("[columns]\nWork = 'titel'", r"^data/list\.toml: columns: 'Work' is 'titel'; expected name, title"),
        ("[kinds]\nData = 'data'", r"^data/list\.toml: kinds: 'Data' is 'data'; expected paper, dataset"),
    ],
    ids=["no TOML", "an unknown name", "no list", "no table", "an unknown target", "an unknown kind"],
)
def test_what_cannot_be_understood_is_refused(text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_settings(text)


def test_sections_go_by_title_or_number() -> None:
    settings = read_settings('skip = ["Old  News", "3.1"]\n[kinds]\n"Data" = "dataset"')
    assert settings.skips(["old news", "2"]) and settings.skips(["x", "3.1"]) and not settings.skips(["x"])
    assert (settings.kind_of(["DATA"]), settings.kind_of(["x"])) == ("dataset", "")


def test_the_example_of_the_docs_is_read() -> None:
    page = (Path(__file__).resolve().parents[2] / "data" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.S)
    assert example is not None
    settings = read_settings(example.group(1))
    assert settings.skips(["news"]) and settings.skips(["3.1"])
    assert dict(settings.columns) == {"work": "title", "who": "authors"}
    assert settings.kind_of(["Corpora"]) == "dataset"
