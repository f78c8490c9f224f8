"""The sample of the committed tables, and every figure's table made from it."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from listometrics.analyse import claims, model_families, model_sizes, tuning
from listometrics.analyse.periods import find_lag_start
from listometrics.analyse.sample import TABLES as NAMES
from listometrics.analyse.sample import Sample, build_sample, check_choices
from listometrics.figures import plot_claims as draw_claims
from listometrics.figures import plot_sizes as draw_scale
from listometrics.figures import plot_tuning as draw_methods
from listometrics.study.schema import TABLES, from_csv

ROOT = Path(__file__).resolve().parents[2]
Made = tuple[pd.DataFrame, Callable[[], Figure]]
NAN = float("nan")
STAGES = {"1.1": "A stage with a long name that must be broken"}


def read(name: str) -> pd.DataFrame:
    path = TABLES[name].path
    return from_csv((ROOT / path).read_bytes(), TABLES[name], path)


@pytest.fixture(scope="session")
def inputs() -> dict[str, pd.DataFrame]:
    return {name: read(name) for name in (*NAMES, "hypotheses", "closed_models")}


@pytest.fixture(scope="session")
def make_figure(inputs: dict[str, pd.DataFrame]) -> Callable[..., Made]:
    """Return a function from a figure's name and parameters to its table and what draws it."""

    kept: dict[str, tuple[pd.DataFrame, Sample]] = {}

    def make(name: str, **choices: object) -> Made:
        known = f"{name} {choices}"
        if known not in kept:
            sample = build_sample(inputs, check_choices(**choices))  # type: ignore[arg-type]
            kept[known] = TABLE_MAKERS[name](sample, inputs), sample
        table, sample = kept[known]
        return table, lambda: DRAWERS[name](table, sample)

    return make


TABLE_MAKERS: dict[str, Callable[[Sample, dict[str, pd.DataFrame]], pd.DataFrame]] = {
    "methods_counts": lambda s, i: tuning.count_groups(s),
    "methods_shares": lambda s, i: tuning.estimate_methods(s),
    "methods_trend": lambda s, i: tuning.fit_methods(s),
    "methods_stages": lambda s, i: tuning.cross_stages(s),
    "methods_peft": lambda s, i: tuning.count_peft(s),
    "methods_first": lambda s, i: tuning.list_appearances(s),
    "methods_openness": lambda s, i: tuning.cross_openness(s),
    "methods_claims": lambda s, i: claims.check_claims(s, i["hypotheses"]),
    "scale_sizes": lambda s, i: model_sizes.list_sizes(s),
    "scale_growth": lambda s, i: model_sizes.compare_growth(s, i["closed_models"]),
    "scale_classes": lambda s, i: model_sizes.count_classes(s),
    "scale_strategies": lambda s, i: model_sizes.compare_strategies(s, i["closed_models"]),
    "scale_openness": lambda s, i: model_sizes.compare_openness(s),
    "scale_families": lambda s, i: model_families.list_families(s),
    "scale_lags": lambda s, i: model_families.measure_lags(s),
    "sensitivity": lambda s, i: make_sensitivity(s),
}
DRAWERS: dict[str, Callable[[pd.DataFrame, Sample], Figure]] = {
    "methods_counts": lambda t, s: draw_methods.draw_counts(t, s.choices.count, model_sizes.find_events(s)),
    "methods_shares": lambda t, s: draw_methods.draw_shares(t, s.choices.count, model_sizes.find_events(s)),
    "methods_trend": lambda t, s: draw_methods.draw_trend(t, tuning.estimate_methods(s), *find_marks(s)),
    "methods_stages": lambda t, s: draw_methods.draw_stages(t, STAGES),
    "methods_peft": lambda t, s: draw_methods.draw_peft(t),
    "methods_first": lambda t, s: draw_methods.draw_appearances(t, *find_marks(s)),
    "methods_openness": lambda t, s: draw_methods.draw_openness(t, STAGES),
    "methods_claims": lambda t, s: draw_claims.draw_claims(t),
    "scale_sizes": lambda t, s: draw_scale.draw_sizes(t, model_sizes.sum_sizes(s), *find_marks(s)),
    "scale_growth": lambda t, s: draw_scale.draw_growth(t),
    "scale_classes": lambda t, s: draw_scale.draw_classes(t, model_sizes.find_events(s)),
    "scale_strategies": lambda t, s: draw_scale.draw_strategies(model_sizes.list_sizes(s), t),
    "scale_openness": lambda t, s: draw_scale.draw_openness(t, model_sizes.find_events(s)),
    "scale_families": lambda t, s: draw_scale.draw_families(t, *find_marks(s)),
    "scale_lags": lambda t, s: draw_scale.draw_lags(t),
    "sensitivity": lambda t, s: draw_claims.draw_sensitivity(t),
}


def find_marks(sample: Sample) -> tuple[dict[str, str], str]:
    return model_sizes.find_events(sample), find_lag_start(sample.last_month)


def make_sensitivity(sample: Sample) -> pd.DataFrame:
    """Return a small table in place of the slow one; without rows where the sample has no works."""
    rows = [
        {"headline": h, "label": h.title(), "variant": v, "estimate": e, "low": e - 0.1, "high": e + 0.1, "n": 50,
         "method": "m", "null": 0.0, "conclusion": c, "outcome": o, "changes": o not in ("holds", "not applicable"),
         "agree": a}
        for h in ("one", "two") for v, e, c, o, a in (
            ("as analysed", 0.3, "above", "holds", NAN), ("other", 0.0, "around", "no longer", NAN),
            ("third", -0.3, "below", "reverses", 0.46), ("fourth", NAN, "not applicable", "not applicable", NAN))
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"changes": "boolean"}).head(0 if sample.works.empty else None)


@pytest.fixture(params=list(DRAWERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)
