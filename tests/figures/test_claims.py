"""Figures of claims and of sensitivity show verdicts and changes."""

from collections.abc import Callable

import matplotlib as mpl

from listometrics.figures.plot_claims import _write_cell


def test_every_claim_has_its_verdict_and_its_works(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("methods_claims")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().findobj(mpl.text.Text)]  # type: ignore[attr-defined]
    row = table.iloc[0]
    assert f"{row['verdict']}\n{row['n_a']} + {row['n_b']}" in texts
    assert sum(text.partition("\n")[0] in set(table["verdict"]) for text in texts) == len(table)


def test_the_frame_of_a_cell_tells_what_becomes_of_the_conclusion(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("sensitivity")  # type: ignore[misc]
    cells = draw().axes[0].patches
    assert len(cells) == len(table)
    looks = {
        outcome: {
            (cells[i].get_linewidth(), cells[i].get_linestyle()) for i in table.index[table["outcome"] == outcome]
        }
        for outcome in ("holds", "no longer", "reverses")
    }
    assert all(len(look) == 1 for look in looks.values())
    assert len(set.union(*looks.values())) == 3


def test_cells_say_works_agreement_and_what_is_not_applicable(make_figure: Callable[..., object]) -> None:
    table, draw = make_figure("sensitivity")  # type: ignore[misc]
    texts = [text.get_text() for text in draw().axes[0].texts]
    assert texts[: len(table) // 2] == ["0.30 +\nn = 50", "0.00 ±\nn = 50", "−0.30 −\nn = 50\n46 %", "–"]


def test_a_factor_that_tells_nothing_fits_its_cell() -> None:
    row = {"null": 1.0, "conclusion": "around", "n": 10, "agree": float("nan")}
    assert _write_cell({**row, "estimate": 6.6e10}) == "> 1,000 ±\nn = 10"
    assert _write_cell({**row, "estimate": 1e-9}) == "< 0.001 ±\nn = 10"
    assert _write_cell({**row, "estimate": 1e-9, "null": 0.0}) == "0.00 ±\nn = 10"
