"""Claims: their conditions, statistics, correction and verdicts."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from listometrics.analyse.claims import check_claim, check_claims, select_works
from listometrics.analyse.sample import Sample
from listometrics.errors import StudyError
from listometrics.study.schema import TABLES, from_csv

Build = Callable[..., Sample]
PATH = Path(__file__).resolve().parents[2] / "data/vocab/hypotheses.csv"
CLAIM = {"claim": "x", "label": "X", "text": "x", "source": "s", "where": "1", "statistic": "difference", "among": "",
         "outcome": "group=peft", "side_a": "month>=2023-01", "side_b": "month<2023-01", "expected": "+", "null": 0.0,
         "family": "f", "why": "w"}  # fmt: skip


def make_works(first: tuple[int, int], second: tuple[int, int]) -> pd.DataFrame:
    """Return works with these hits and misses (peft or full) in 2023 and in 2022."""
    rows = [("2023-05", "peft")] * first[0] + [("2023-05", "full")] * first[1]
    rows += [("2022-05", "peft")] * second[0] + [("2022-05", "full")] * second[1]
    return pd.DataFrame(rows, columns=["month", "group"]).assign(stages="1.1")


@pytest.fixture
def hypotheses() -> pd.DataFrame:
    return from_csv(PATH.read_bytes(), TABLES["hypotheses"], "hypotheses.csv")


@pytest.mark.parametrize(
    ("condition", "keys"),
    [
        ("", "a2021 b2022 c2022 d2023 e2023 f2023 g2023 h2023 i2022 j2024"),
        ("stage=1.1", "a2021 d2023 g2023 h2023"),
        ("stage=1.1|1.3 & group=peft", "d2023"),
        ("month<2022-12", "a2021 b2022"),  # a work without a month fulfils no term on months
        ("month>=2023-12", "h2023 j2024"),
        ("billion=yes|no & openness=open", "a2021 b2022 d2023 g2023 i2022"),
    ],
)
def test_conditions_select_works(build: Build, condition: str, keys: str) -> None:
    works = build().works
    assert works.loc[select_works(works, condition), "key"].tolist() == keys.split()


@pytest.mark.parametrize("condition", ["colour=red", "group", "group~peft"])
def test_a_condition_that_cannot_be_read_is_named(build: Build, condition: str) -> None:
    with pytest.raises(StudyError, match=f"hypotheses.csv: found the condition '{re.escape(condition)}', expected col"):
        select_works(build().works, condition)


def test_a_difference_is_newcombes_with_fishers_p() -> None:
    found = check_claim(make_works((56, 14), (48, 32)), CLAIM, 1)
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.0524, 0.3339)
    assert (found["n_a"], found["n_b"]) == (70, 80)
    assert found["p"] == pytest.approx(0.0125, abs=0.001)  # R: fisher.test(matrix(c(56, 14, 48, 32), 2))


def test_a_share_is_wilsons_with_the_binomial_p() -> None:
    share = {**CLAIM, "statistic": "share", "null": 0.5, "side_a": "", "side_b": ""}
    found = check_claim(make_works((7, 3), (8, 2)), share, 1)
    assert found["estimate"] == 0.75
    assert found["p"] == pytest.approx(0.0414, abs=1e-4)  # R: binom.test(15, 20)
    assert pd.isna(found["n_b"])


@pytest.mark.parametrize(
    ("first", "second", "expected", "verdict"),
    [
        ((40, 10), (10, 40), "+", "consistent"),
        ((40, 10), (10, 40), "-", "not consistent"),
        ((9, 0), (0, 40), "+", "too few"),
    ],
)
def test_verdicts(build: Build, first: tuple[int, int], second: tuple[int, int], expected: str, verdict: str) -> None:
    sample = build()
    object.__setattr__(sample, "works", make_works(first, second))
    table = check_claims(sample, pd.DataFrame([{**CLAIM, "expected": expected}]))
    assert table["verdict"].tolist() == [verdict]
    assert pd.isna(table.loc[0, "p_holm"]) == (verdict == "too few")


def test_holm_corrects_within_a_family_and_without_the_too_few(build: Build) -> None:
    sample = build()
    object.__setattr__(sample, "works", make_works((30, 20), (20, 30)))
    claims = [{**CLAIM, "claim": c, "family": f} for c, f in (("a", "f"), ("b", "f"), ("c", "g"))]
    claims.append({**CLAIM, "claim": "d", "among": "month<2023-01"})
    table = check_claims(sample, pd.DataFrame(claims)).set_index("claim")
    assert table.loc["a", "p_holm"] == pytest.approx(2 * table.loc["a", "p"])
    assert table.loc["c", "p_holm"] == table.loc["c", "p"]


def test_the_committed_claims_can_all_be_computed(build: Build, hypotheses: pd.DataFrame) -> None:
    table = check_claims(build(), hypotheses)
    TABLES["methods_claims"].check(table)
    assert set(table["verdict"]) == {"too few"}
    assert check_claims(build(first_year=2030), hypotheses).empty
    assert check_claims(build(first_year=2030), hypotheses).columns.tolist() == table.columns.tolist()
