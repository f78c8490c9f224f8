from __future__ import annotations

import matplotlib as mpl
import pandas as pd

from listometrics.figures import plot_landscape as topics
from listometrics.figures.theme import GREY, INK
from listometrics.study.schema import TABLES

mpl.use("agg")

WORDS = pd.DataFrame([("graph", 2, 4, 0.5, 0.2, 0.8, "Wilson")], columns=TABLES["title_words"].names)
PAIRS = pd.DataFrame([("graph model", 1, 4, 0.25, 0.1, 0.6, "Wilson")], columns=TABLES["title_pairs"].names)
THEMES = pd.DataFrame(
    [("cold start", "1.1", 1, 2, 0.5, 0.1, 0.9, "Wilson"), ("cold start", "all", 1, 3, 0.3, 0.1, 0.7, "Wilson"),
     ("privacy", "1.1", 0, 2, 0.0, 0.0, 0.7, "Wilson"), ("privacy", "all", 0, 3, 0.0, 0.0, 0.6, "Wilson")],
    columns=TABLES["themes_found"].names,
)  # fmt: skip


def test_words_and_pairs_stand_side_by_side() -> None:
    left, right = topics.draw_words(WORDS, PAIRS).axes
    assert left.lines[0].get_xdata().tolist() == [50.0]
    assert right.lines[0].get_xdata().tolist() == [25.0]


def test_terms_of_too_few_titles_are_not_drawn() -> None:
    left, right = topics.draw_words(WORDS, PAIRS, (2, 2)).axes
    assert (len(left.get_yticklabels()), len(right.get_yticklabels())) == (1, 0)


def test_themes_without_works_are_not_drawn() -> None:
    axes = topics.draw_themes(THEMES, {"1.1": "Features"}).axes[0]
    assert axes.images[0].get_array().tolist() == [[1.0, 1.0]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["all\nn=3", "1.1\nn=2"]
    assert axes.get_xlabel() == "1.1 Features"


def test_stages_of_few_notes_have_grey_labels() -> None:
    axes = topics.draw_themes(THEMES.assign(n=[9, 10, 9, 10]), {}).axes[0]
    assert [label.get_color() for label in axes.get_xticklabels()] == [INK, GREY]


def test_themes_of_no_notes_say_so() -> None:
    assert topics.draw_themes(THEMES.assign(n=0, hits=0), {}).axes[0].texts[0].get_text() == "no papers"


def test_notes_without_a_known_theme_say_so() -> None:
    assert topics.draw_themes(THEMES.assign(hits=0), {}).axes[0].texts[0].get_text() == "no theme in 3 notes"


def test_empty_tables_give_a_figure_that_says_so() -> None:
    words, pairs = TABLES["title_words"].empty(), TABLES["title_pairs"].empty()
    assert topics.draw_words(words, pairs).axes[0].texts[0].get_text() == "no papers"
