"""What notebook 01 shows adds up, and follows the list."""

from dataclasses import replace

import pandas as pd
import pytest

from listometrics.errors import StudyError
from listometrics.readme import parse_overview as overview
from listometrics.readme.parse import Parsed, parse_readme
from listometrics.readme.vocabulary import Vocabulary, read_settings


@pytest.fixture
def small(header: str, good_row: str, vocabulary: Vocabulary) -> Parsed:
    rows = "| Bad | cells |\n| X✅ | Another | LLaMA (7B) & GPT9 | LoRA | ICLR 2024 | | n |\n"
    dataset = "\n## 10. Data\n\n| Dataset | Link |\n|---|---|\n| D | |\n"
    return parse_readme(f"## 2. Papers\n\n{header}{good_row}{rows}{dataset}", vocabulary)


def test_the_flow_adds_up(small: Parsed) -> None:
    flow = overview.count_flow(small).set_index("step")["n"]
    assert flow["table lines, counted in the text"] == flow["headers and separators"] + 4
    assert flow["rows, items and blocks read"] == 4
    assert flow["rejected"] == 1
    assert flow["entries"] == 3
    assert flow["entries: paper"] + flow["entries: dataset"] == flow["entries"]
    assert flow["entries read by the list's authors"] == 1


def test_the_last_screen_counts_what_was_kept_rejected_and_not_known(small: Parsed) -> None:
    unknown = pd.DataFrame({"column": ["backbone_raw", "publication_raw", "backbone_raw"]})
    account = overview.sum_up(replace(small, unknown=unknown)).set_index("what")["n"]
    assert account["kept"] + account["rejected"] == account["rows, items and blocks read"]
    assert account.iloc[-3:].to_dict() == {
        "values unknown": 3, "values unknown: backbone_raw": 2, "values unknown: publication_raw": 1
    }  # fmt: skip


def test_a_row_that_is_neither_kept_nor_rejected_stops_the_notebook(small: Parsed) -> None:
    with pytest.raises(StudyError, match=r"^01_parse: 5 rows were read, 3 kept and 1 rejected"):
        overview.sum_up(replace(small, rows=5))


def test_a_list_of_which_nothing_is_read_stops_the_notebook_with_the_reason(small: Parsed) -> None:
    nothing = replace(small, entries=small.entries.iloc[:0], rows=1)
    with pytest.raises(StudyError, match=r"none of 1 rows, .* most often: .* \(1 of 1\)\. Expected .* data/list\.toml"):
        overview.sum_up(nothing)
    assert overview.say_unread(small) == ""


@pytest.mark.parametrize(
    ("kept", "raws", "said"),
    [
        (
            9,
            ["- [A title](https://arxiv.org/abs/2305.00001)"],
            "9 entries, 1 rejected, most often: x (1); 100% of",
        ),
        (9, ["- [A title](https://arxiv.org/abs/2305.00001)"], "Warning: entries may be missing"),
        (1, ["- [A tool](https://github.com/a/b)"] * 3, "a list of software"),
        (9, [], "9 entries, 0 rejected."),
    ],
)
def test_an_account_warns_of_lost_papers_and_of_software(kept: int, raws: list[str], said: str) -> None:
    assert said in overview.say_account(kept, pd.DataFrame({"raw": raws, "reason": "x"}))


def test_rows_are_shown_as_written_and_as_understood(header: str, good_row: str, vocabulary: Vocabulary) -> None:
    text = f"## 2. Papers\n\n{header}{good_row}"
    shown = overview.show_rows(text, parse_readme(text, vocabulary), n=10, seed=1)
    row = shown.iloc[0]
    assert row["as written"] == " ".join(good_row.split())
    assert (row["models"], row["strategies"], row["links"]) == ("ChatGPT (undisclosed)", "frozen", "2305.00001")


def test_a_choice_that_fits_nothing_is_refused(header: str, good_row: str, vocabulary: Vocabulary) -> None:
    settings = read_settings('skip = ["Nws"]\n[columns]\nWrk = "title"\nPaper = "title"\n[kinds]\nPapers = "dataset"')
    parsed = parse_readme(f"# Papers\n\n{header}{good_row}", vocabulary, settings=settings)
    with pytest.raises(StudyError, match=r"^data/list\.toml: columns: 'wrk'; skip: 'nws': no column or section"):
        overview.check_choices(parsed)


def test_an_unknown_value_fails_only_where_strict(small: Parsed) -> None:
    assert small.unknown["value"].tolist() == ["GPT9"]
    overview.check_unknown(small.unknown, strict=False)
    with pytest.raises(
        StudyError, match=r"^data/raw_readme\.md:7: backbone_raw 'GPT9' is in no vocabulary \(nearest: .*, and 0 more"
    ):
        overview.check_unknown(small.unknown, strict=True)


def test_a_list_without_papers_is_shown_too(vocabulary: Vocabulary) -> None:
    text = "| Dataset | Link |\n|---|---|\n"
    parsed = parse_readme(text, vocabulary)
    assert len(overview.show_rows(text, parsed, n=10, seed=1)) == 0
    assert len(overview.count_sections(parsed)) == 0
    assert len(overview.count_names(parsed)) == 0
