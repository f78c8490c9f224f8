"""Conditions that no work fulfils are answered with what may have been meant."""

import pytest

from listometrics.works.query import Row, explain_empty

ROWS: list[Row] = [
    {"strategy": ["lora", "full"], "section": ["1.1.1"], "venue": ["KDD"], "year": [2024], "title": ["On Lists"]},
    {"strategy": ["frozen"], "section": ["1.10"], "venue": [""], "year": [None], "title": ["On Sets"]},
]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("strategy == 'lorra'", "no strategy is 'lorra' (nearest: lora)."),
        ("strategy == 'zzzz'", "no strategy is 'zzzz' (values: frozen, full, lora)."),
        ("'Fulll' in strategy and year == 1999", "no strategy is 'Fulll' (nearest: full)."),
        ("strategy in ('lora', 'frozn') and year == 1999", "no strategy is 'frozn' (nearest: frozen)."),
        ("section == '9'", "no section is '9' (values: 1.1.1, 1.10)."),
        ("section == '1.1' and year == 1999", "Loosen a condition, or look at the values"),
        ("'LORA' in strategy and year == 1999", "Loosen a condition, or look at the values"),
        ("venue == 'KDDD'", "venue.contains('KDDD') asks for a part of it; no venue is 'KDDD' (nearest: KDD)."),
        ("title == 'Agents'", "title.contains('Agents') asks for a part of it."),
    ],
)
def test_a_value_that_no_row_has_is_named_with_the_nearest(text: str, said: str) -> None:
    assert str(explain_empty(text, ROWS)).endswith(said) or said in str(explain_empty(text, ROWS))


def test_without_rows_the_conditions_alone_are_explained() -> None:
    assert "no work fulfils it. Loosen a condition" in str(explain_empty("strategy == 'lorra'"))
