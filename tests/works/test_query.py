"""Conditions are parsed, never evaluated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listometrics.errors import StudyError
from listometrics.works.query import parse_query

COLUMNS = ["key", "title", "year", "strategy", "venue", "arxiv", "first_date", "read", "preprint"]
ROW = {
    "key": ["hou2023large"], "title": ["Large Language Models"], "year": [2024], "strategy": ["frozen", "lora"],
    "venue": ["ECIR"], "arxiv": [""], "first_date": ["2023-05"], "read": [True],
    "preprint": [False],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("year >= 2024", True),
        ("year > 2024", False),
        ("2023 < year < 2025", True),
        ("year == '2024'", True),
        ("year != 2024", False),
        ("strategy == 'LoRA'", True),
        ("strategy != 'lora'", False),
        ("'lora' in strategy", True),
        ("'qlora' not in strategy", True),
        ("venue in ('KDD', 'ECIR')", True),
        ("venue in ['KDD']", False),
        ("venue not in {'KDD'}", True),
        ("title.contains('language')", True),
        ("title.startswith('Small')", False),
        ("first_date >= '2023-04'", True),
        ("first_date < '2023-04'", False),
        ("arxiv", False),
        ("not arxiv", True),
        ("arxiv == ''", True),
        ("arxiv == None", True),
        ("arxiv > 'a'", False),
        ("read == true", True),
        ("read == False", False),
        ("read == 'true'", True),
        ("read", True),
        ("not read", False),
        ("preprint", False),
        ("not preprint", True),
        ("preprint == false", True),
        ("preprint != true", True),
        ("read == 1", False),
        ("year >= 2024 and (venue == 'KDD' or 'lora' in strategy)", True),
        ("year == -2024", False),
        ("(year) >= 2024", True),
    ],
)
def test_a_condition_is_answered(text: str, answer: bool) -> None:
    assert parse_query(text, COLUMNS)(ROW) is answer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yaer >= 2024", r"no column 'yaer' \(nearest: year"),
        ("zzz == 1", r"no column 'zzz' \(columns: key, title"),
        ("__import__('os').system('true')", r"is not contains"),
        ("().__class__", r"is no condition"),
        ("title.__class__ == 1", r"stands where a column is expected"),
        ("title.format(key)", r"is not contains"),
        ("[x for x in key]", r"is no condition"),
        ("lambda: 1", r"is no condition"),
        ("year + 1 == 2", r"stands where a column is expected"),
        ("year[0] == 1", r"stands where a column is expected"),
        ("2 ** 9999999 == year", r"stands where a text or number is expected"),
        ("year == 1j", r"stands where a text or number is expected"),
        ("f'{key}' == 'a'", r"stands where a column is expected|is expected"),
        ("key is 'a'", r"is not one of =="),
        ("venue in 'KDD'", r"stands where a list such as"),
        ("title.contains(key)", r"stands where a text or number is expected"),
        ("title.contains('a', 'b')", r"is not contains"),
        ("True", r"is no condition"),
        ("year >=", r"cannot be read \(invalid syntax"),
        ("", r"cannot be read"),
        ("a" * 3000, r"longer than 2000 characters"),
        ("(" * 900 + "year" + ")" * 900, r"cannot be read|nested too deeply"),
        ("not " * 499 + "year", r"nested too deeply|cannot be read"),
        ("key == '\x00'", r"cannot be read"),
        ("import os", r"cannot be read"),
        ("(x := 1)", r"is no condition"),
    ],
)
def test_everything_else_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        parse_query(text, COLUMNS)


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("yearkey()[]{}'\"=<>!.and ornt123_\\\n"), max_size=60))
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        fits = parse_query(text, COLUMNS)
    except StudyError:
        return
    assert fits(ROW) in (True, False)
