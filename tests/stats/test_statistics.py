"""Known answers of the statistics, published or computed by hand, and what they do at the edges."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from listometrics.errors import StudyError
from listometrics.stats import claims, estimates, field, size_change, themes, work_sample
from listometrics.stats.estimates import NAN, Estimate
from listometrics.stats.wording import say_changes

SIDES = ("before 2023", "since 2023")


def test_wilson_is_that_of_newcombe_1998_and_exact_at_the_ends() -> None:
    rows = estimates.add_intervals(pd.DataFrame({"hits": [81, 15, 0, 1, 29, 0], "n": [263, 148, 20, 29, 29, 0]}))
    published = [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)]
    for (low, high), row in zip(published, rows.itertuples(), strict=False):
        assert (round(row.low, 4), round(row.high, 4)) == (low, high)
    assert (rows["low"][2], rows["high"][4]) == (0.0, 1.0)
    assert rows.loc[5, ["estimate", "low", "high"]].isna().all()


def test_newcombe_is_that_of_statsmodels() -> None:
    for hits, n in (((56, 48), (70, 80)), ((9, 3), (10, 10)), ((0, 0), (10, 20)), ((10, 0), (10, 10))):
        found = estimates.difference(hits, n)
        assert found[1:3] == pytest.approx(
            confint_proportions_2indep(hits[0], n[0], hits[1], n[1], method="newcomb", compare="diff"), abs=1e-12
        )
    assert np.isnan(estimates.difference((0, 1), (0, 5)).low)


def test_fisher_gives_the_lady_her_tea() -> None:
    assert estimates.fisher_p((4, 0), (4, 4)) == pytest.approx(2 / 70)
    assert np.isnan(estimates.fisher_p((0, 0), (0, 3)))


def test_the_median_of_few_works_has_no_interval_and_of_many_holds_half_of_them() -> None:
    assert estimates.median_interval([]).n == 0
    few = estimates.median_interval([1, 2, 3, 4, 5])
    assert (few.estimate, np.isnan(few.low)) == (3, True)
    many = estimates.median_interval(range(1, 101))
    assert (many.low, many.high) == (40, 61)  # Conover 1999: binomial (100, 0.5)


def test_cramers_v_is_corrected_and_repeats_by_its_seed() -> None:
    rng = np.random.default_rng(3)
    rows, columns = (pd.Series(rng.integers(0, 3, 90)) for _ in range(2))
    assert estimates.cramers_v(rows, columns, seed=1) == estimates.cramers_v(rows, columns, seed=1)
    v, p = estimates.cramers_v(rows, columns, seed=1)
    phi2 = stats.chi2_contingency(pd.crosstab(rows, columns)).statistic / 90
    assert v == pytest.approx(np.sqrt(max(0, phi2 - 4 / 89) / (3 - 4 / 89 - 1)))
    assert p > 0.05
    one = pd.Series(["a"] * 5)
    assert np.isnan(estimates.cramers_v(one, one, seed=1)).all()
    assert np.isnan(estimates.cramers_v(pd.Series(list("abcd")), pd.Series(list("wxyz")), seed=1)[0])


def make_sizes(sizes: list[float], first: str = "2021-01") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(sizes), freq="M").astype("str")
    return pd.DataFrame({"month": months, "size_m": sizes})


def test_a_step_is_a_jump_and_a_line_is_not() -> None:
    rng = np.random.default_rng(1)
    noise = 10 ** rng.normal(0, 0.15, 40)
    step = size_change.find_break(make_sizes(list(np.repeat([100.0, 7000.0], 20) * noise)), seed=1)
    assert (step.month, step.p) == ("2022-09", 0.005)
    assert step.deviations < step.line_deviations
    line = size_change.find_break(make_sizes(list(100 * 10 ** (np.arange(40) / 12) * noise)), seed=1)
    assert line.p > 0.5
    assert size_change.find_break(make_sizes([1.0] * 11), seed=1).month == ""
    assert size_change.find_break(make_sizes([]), seed=1).n == 0


def test_a_yearly_factor_is_found_again_and_has_no_number_for_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_change, "RESAMPLES", 99)
    doubling = make_sizes([100 * 2 ** (month / 12) for month in range(30)])
    found = size_change.yearly_factor(doubling, seed=1)
    assert found[:3] == pytest.approx((2, 2, 2))
    assert found == size_change.yearly_factor(doubling, seed=1)
    middle = 10 ** stats.theilslopes(np.log10([3, 1, 4, 1, 5, 9]), np.arange(6) / 12).slope
    assert size_change.yearly_factor(make_sizes([3, 1, 4, 1, 5, 9]), seed=1).estimate == pytest.approx(middle)
    assert np.isnan(size_change.yearly_factor(doubling.head(5), seed=1).estimate)
    many = size_change.yearly_factor(pd.concat([doubling] * 30), seed=1)
    assert (many.estimate, many.method) == (pytest.approx(2), "Theil-Sen on 20,000 pairs, bootstrap of works")


def test_titles_on_sizes_follow_the_numbers() -> None:
    growth = pd.DataFrame({"low": [0.9, 0.8], "high": [1.5, 1.2]})
    jump = size_change.Break("2023-07", 79.1, 89.8, 124, 0.005)
    assert size_change.say_jump(jump, (110, 7000), growth) == (
        "The typical model jumped from 110M to 7B in 2023; there is no clear growth before or after"
    )
    assert "fell from 7B to 110M" in size_change.say_jump(jump, (7000, 110), growth)
    growing = growth.assign(low=[1.1, 0.8])
    assert size_change.say_jump(jump, (110, 7000), growing) == "The typical model jumped from 110M to 7B in 2023"
    assert "p = 0.40" in size_change.say_jump(jump._replace(p=0.4), (110, 7000), growth)
    assert size_change.say_jump(jump, (110, 110), growth).startswith("No clear jump")
    assert size_change.say_jump(jump._replace(p=NAN), (NAN, NAN), growth).startswith("Too few")


def make_periods(**groups: tuple[int, int, int, int]) -> pd.DataFrame:
    rows = [(group, side, hits, n) for group, (a, b, c, d) in groups.items()
            for side, hits, n in ((SIDES[0], a, b), (SIDES[1], c, d))]  # fmt: skip
    return estimates.add_intervals(pd.DataFrame(rows, columns=["group", "period", "hits", "n"]))


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"a": (5, 30, 77, 164), "b": (22, 30, 53, 164)}, "…{b} fell from 73 % to 32 %; {a} rose from 17 % to 47 %"),
        (
            {"a": (5, 10, 5, 9), "b": (1, 9, 8, 9)},
            "…{b} rose from 11 % to 89 %; {a} (50 % to 56 %) did not clearly change",
        ),
        ({"a": (10, 100, 90, 100), "b": (5, 100, 95, 100)}, "…{a} rose from 10 % to 90 % and {b} from 5 % to 95 %"),
        ({"a": (0, 0, 3, 10), "b": (0, 0, 7, 10)}, "Since 2023: {a} 30 % and {b} 70 %"),
        ({"a": (0, 0, 0, 0)}, "Too few works to compare"),
    ],
)  # fmt: skip
def test_titles_on_shares_follow_the_numbers(groups: dict[str, tuple[int, int, int, int]], said: str) -> None:
    names = {"a": "LoRA", "b": "{0} “frozen” use"}
    found = say_changes(make_periods(**groups), "group", names, SIDES)
    said = said.replace("…", "Since 2023, ").replace("{a}", names["a"]).replace("{b}", names["b"])
    assert found.replace("\N{NO-BREAK SPACE}", " ") == said


def make_claim(**given: object) -> dict[str, object]:
    claim = dict.fromkeys(("label", "text", "source", "where", "among", "outcome", "side_a", "side_b"), "")
    return claim | {"claim": "c", "family": "f", "expected": "+", "null": 0.0, "statistic": "difference"} | given


def make_works(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """Return works from stage, side, outcome and how many."""
    table = pd.DataFrame(rows, columns=["stages", "side", "hit", "n"])
    return table.loc[table.index.repeat(table["n"])].reset_index(drop=True)


def test_mantel_and_haenszel_by_hand_and_nothing_where_no_stage_has_both_sides() -> None:
    works = make_works([("1", "a", "y", 8), ("1", "a", "n", 2), ("1", "b", "y", 3), ("1", "b", "n", 7),
                        ("2", "a", "y", 2), ("2", "a", "n", 8), ("2", "b", "y", 2), ("2", "b", "n", 18)])  # fmt: skip
    claim = make_claim(statistic="stratified", outcome="hit=y", side_a="side=a", side_b="side=b")
    found = claims.check_claim(works, claim)
    weights, differences = np.array([5, 200 / 30]), np.array([0.5, 0.1])
    assert found["estimate"] == pytest.approx((weights * differences).sum() / weights.sum())
    expected, variance = [5.5, 10 * 4 / 30], [100 * 11 * 9 / (400 * 19), 200 * 4 * 26 / (900 * 29)]
    chi2 = (10 - sum(expected)) ** 2 / sum(variance)
    assert found["p"] == pytest.approx(stats.chi2.sf(chi2, 1))
    assert found["low"] < found["estimate"] < found["high"]
    alike = claims.check_claim(works.assign(hit="y"), claim)
    assert (alike["estimate"], alike["p"]) == (0, 1)
    apart = works[works["stages"].eq("1") == works["side"].eq("a")]
    assert np.isnan(claims.check_claim(apart, claim)["estimate"])


def test_claims_are_held_against_null_corrected_and_judged() -> None:
    works = make_works([("1", "a", "y", 18), ("1", "a", "n", 2), ("1", "b", "y", 4), ("1", "b", "n", 16),
                        ("1", "c", "y", 3)])  # fmt: skip
    sides = {"outcome": "hit=y", "side_a": "side=a", "side_b": "side=b"}
    rows = [make_claim(claim="yes", **sides), make_claim(claim="no", expected="-", **sides),
            make_claim(claim="few", **(sides | {"side_b": "side=c"})),
            make_claim(claim="half", statistic="share", outcome="hit=y", null=0.5)]  # fmt: skip
    empty = work_sample.Sample(works, works, works, works, work_sample.Choices())
    table = claims.check_claims(empty, pd.DataFrame(rows)).set_index("claim")
    assert table["verdict"].to_dict() == {
        "yes": "consistent", "no": "not consistent", "few": "too few", "half": "undecided"
    }  # fmt: skip
    p = estimates.fisher_p((18, 4), (20, 20))
    assert table.loc["yes", "p_holm"] == pytest.approx(3 * p)
    assert pd.isna(table.loc["few", "p_holm"])
    assert claims.check_claims(replace(empty, works=works.head(0)), pd.DataFrame(rows))["verdict"].eq("too few").all()
    with pytest.raises(StudyError, match="found the condition 'size'"):
        claims.check_claim(works, make_claim(among="size"))


def test_lotka_finds_the_exponent_that_made_the_data_and_nothing_in_one_work_each() -> None:
    drawn = pd.Series(np.random.default_rng(2).zipf(2.5, 3000).astype(float))
    law, p = field.fit_lotka(drawn, seed=1)
    assert law.low < 2.5 < law.high
    assert p > 0.05
    assert np.isnan(field.fit_lotka(pd.Series([1.0, 1.0]), seed=1)[0].estimate)
    assert field.fit_lotka(pd.Series([], dtype=float), seed=1)[0].n == 0


def test_publication_lies_between_bounds_and_venues_in_zones() -> None:
    rows = [("a", "2022-11", "published", 2023, "A"), ("b", "2023-01", "published", 2023, "A"),
            ("c", "2023-02", "unknown", None, ""), ("d", "2023", "published", 2023, "B")]  # fmt: skip
    papers = pd.DataFrame(rows, columns=["key", "first_date", "status", "year", "venue"])
    papers = papers.astype({"year": "Int64"}).assign(venue_type="conference")
    table = field.follow_publication(papers, "2024-12").set_index("months")
    assert table.loc[0, ["low", "high", "n"]].tolist() == [0, 1 / 3, 3]  # of 2023-01 the year had begun
    assert table.loc[11, ["low", "high"]].tolist() == [1 / 3, 2 / 3]
    assert table.index.max() == 22
    assert field.follow_publication(papers, "2022-01").empty
    assert field.count_venues(papers)[["venue", "n", "zone"]].values.tolist() == [["A", 2, 1], ["B", 1, 3]]


def test_the_network_weighs_as_newman_does_and_merges_no_names_by_initials() -> None:
    papers = pd.DataFrame({"key": list("abc"), "authors": ["Ann Ay; Bo Be; Cy Ce", "Ann  Ay; Bo Be", "A. Ay; "]})
    authors = field.list_authors(papers)
    network = field.make_network(authors, seed=1)
    assert network.authors.set_index("author")["n"].to_dict() == {"A. Ay": 1, "Ann Ay": 2, "Bo Be": 2, "Cy Ce": 1}
    weights = network.links.set_index(["author", "other"])["weight"].to_dict()
    assert weights == {("Ann Ay", "Bo Be"): 1.5, ("Ann Ay", "Cy Ce"): 0.5, ("Bo Be", "Cy Ce"): 0.5}
    alone = field.make_network(field.list_authors(papers.assign(authors="")), seed=1)
    assert (len(alone.authors), len(alone.links), len(field.place_nodes(alone, 10, seed=1))) == (0, 0, 0)


def test_a_pattern_that_could_hang_is_refused_by_its_theme() -> None:
    listed = pd.DataFrame({"key": ["a", "a", "b"], "note": ["soft prompt", "", "graphs"]})
    good = pd.DataFrame({"theme": ["prompts", "graphs"], "pattern": [r"soft[ +]*prompt", "GRAPH"]})
    found, noted = themes.find_themes(listed, good)
    assert (found.values.tolist(), noted) == ([["a", "prompts"], ["b", "graphs"]], 2)
    for pattern in (r"(a+)+$", r"(a|a)*b", "[", r"(\w+\s?)+#"):
        with pytest.raises(StudyError, match="theme 'bad'"):
            themes.find_themes(listed, pd.DataFrame({"theme": ["bad"], "pattern": [pattern]}))


def test_an_estimate_says_where_it_is_from() -> None:
    assert estimates.share(0, 0) == Estimate(pytest.approx(NAN, nan_ok=True), pytest.approx(NAN, nan_ok=True),
                                             pytest.approx(NAN, nan_ok=True), 0, "Wilson")  # fmt: skip
