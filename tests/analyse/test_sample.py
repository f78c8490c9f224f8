"""Who is counted: the flow of records, the parameters, and what is told of a work; and what prose needs of it."""

from collections.abc import Callable

import pandas as pd
import pytest

from listometrics.analyse.periods import is_incomplete
from listometrics.analyse.sample import Sample, check_choices
from listometrics.errors import StudyError

Build = Callable[..., Sample]


def get_work(sample: Sample, key: str) -> dict[str, object]:
    return {str(k): v for k, v in sample.works.set_index("key").loc[key].to_dict().items()}


def test_the_flow_counts_every_step(build: Build) -> None:
    assert build().flow.set_index("step")["n"].to_dict() == {
        "listed": 12, "papers": 11, "works": 10, "chosen": 10, "coded": 9, "coded_dated": 8, "modelled": 9, "sized": 6,
        "sized_dated": 5,
    }  # fmt: skip


def test_a_work_with_several_groups_is_mixed_and_has_its_stages_once(build: Build) -> None:
    sample = build()
    assert get_work(sample, "f2023")["group"] == "mixed"
    assert get_work(sample, "d2023")["stages"] == "1.1; 1.3"
    assert get_work(sample, "d2023")["group"] == "peft"
    assert get_work(sample, "d2023")["entries"] == 2
    assert get_work(sample, "j2024")["group"] == ""
    assert get_work(sample, "j2024")["apart"]


@pytest.mark.parametrize(
    ("key", "status", "size_class", "billion", "openness"),
    [
        ("a2021", "known", "below 1B", "no", "open"),
        ("c2022", "unstated", "unstated", "", "open"),
        ("d2023", "known", "1B to 10B", "yes", "open"),
        ("e2023", "undisclosed", "undisclosed", "", "closed"),
        ("f2023", "at least", "undisclosed", "yes", "both"),
        ("g2023", "known", "10B to 100B", "yes", "open"),
        ("j2024", "", "", "", ""),
    ],
)
def test_a_closed_model_beside_an_open_one_makes_its_size_a_lower_bound(
    build: Build, key: str, status: str, size_class: str, billion: str, openness: str
) -> None:
    work = get_work(build(), key)
    assert (work["size_status"], work["size_class"], work["billion"], work["openness"]) == (
        status, size_class, billion, openness,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "keys"),
    [
        ({"first_year": 2023}, "d2023 e2023 f2023 g2023 h2023 j2024"),
        ({"last_date": "2023-02-28"}, "a2021 b2022 c2022 d2023 e2023 i2022"),
        ({"first_year": 2022, "last_date": "2022-12"}, "b2022 c2022 i2022"),
        ({"sections": "1.1"}, "a2021 d2023 g2023 h2023"),
        ({"sections": ["1.1.2", "1.6"]}, "g2023 h2023 j2024"),
        ({"sections": "9"}, ""),
    ],
)
def test_parameters_choose_works(build: Build, choices: dict[str, object], keys: str) -> None:
    assert build(**choices).works["key"].tolist() == keys.split()


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"count": "half"}, r"count: found 'half', expected one of full, fractional\."),
        ({"period": "week"}, r"period: found 'week', expected one of month, quarter, year\."),
        ({"last_date": "soon"}, r"last_date: found 'soon', expected YYYY, YYYY-MM or YYYY-MM-DD, or nothing\."),
        ({"colour": "red"}, r"colour: not a parameter of the analyses\. Known: sections, seed\."),
    ],
)
def test_a_value_without_meaning_is_refused(choices: dict[str, str], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        check_choices(**choices)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "incomplete"),
    [("2023-12", False), ("2024-01", True), ("2023Q4", False), ("2024Q1", True), ("2023", False), ("2024", True)],
)
def test_periods_of_the_last_half_year_are_incomplete(period: str, incomplete: bool) -> None:
    assert is_incomplete(period, "2024-06") is incomplete


CLOSED = pd.DataFrame({"model": ["ChatGPT"], "low_m": [7000.0], "high_m": [175000.0]})
