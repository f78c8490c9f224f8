"""Figures of claims and of sensitivity show verdicts and changes."""

from collections.abc import Callable

import matplotlib as mpl


def test_every_claim_has_its_verdict_and_its_works(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_claims")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().findobj(mpl.text.Text)]  # type: ignore[attr-defined]
    row = table.iloc[0]
    assert f"{row['verdict']}\n{row['n_a']} + {row['n_b']}" in texts
    assert sum(text.partition("\n")[0] in set(table["verdict"]) for text in texts) == len(table)


def test_changed_conclusions_have_a_thick_frame(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("sensitivity")  # type: ignore[misc]
    cells = draw().axes[0].patches
    assert len(cells) == len(table)
    assert sum(cell.get_linewidth() == 2 for cell in cells) == int(table["changes"].sum())
