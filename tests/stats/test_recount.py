"""Count the answers a second time, from the committed CSV files by plain pandas, without the package."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


def read(path: str) -> pd.DataFrame:
    return pd.read_csv(DATA / path, dtype={"section": str, "first_date": str, "period": str}, keep_default_na=True)


@pytest.fixture(scope="module")
def works() -> pd.DataFrame:
    """A row a work: year, month, its sets of groups, families and statuses, its largest size."""
    entries = read("01_parsed/entries.csv").query("kind == 'paper'")
    pairs = read("02_enriched/entry_papers.csv").merge(entries[["entry", "section", "year"]], on="entry")
    papers = read("02_enriched/papers.csv").set_index("key")
    date = papers["first_date"].fillna("")
    listed = pairs.groupby("key")["year"].min()
    year = pd.to_numeric(date.str[:4], errors="coerce").fillna(papers["year"]).fillna(listed.reindex(papers.index))
    rows = pd.DataFrame({"year": year, "month": date.where(date.str.len() == 7, "")})
    groups = read("01_parsed/entry_strategies.csv").merge(pairs, on="entry").groupby("key")["strategy_group"].agg(set)
    models = read("01_parsed/entry_models.csv").merge(pairs, on="entry")
    rows["groups"] = groups.reindex(rows.index)
    rows["families"] = models.groupby("key")["family"].agg(set).reindex(rows.index)
    rows["status"] = models.groupby("key")["params_status"].agg(set).reindex(rows.index)
    rows["open"] = models.groupby("key")["open_weights"].agg(lambda known: set(known.dropna()) == {True})
    rows["size"] = models.groupby("key")["params_m"].max()
    for column in ("groups", "families", "status"):
        rows[column] = rows[column].map(lambda cell: cell if isinstance(cell, set) else set())
    rows["open"] = rows["open"].reindex(rows.index).fillna(False).astype(bool)
    return rows


def uses(works: pd.DataFrame, group: str) -> pd.Series:
    return works["groups"].map(lambda cell: group in cell)


def test_shares_of_strategies_before_and_since_2023(works: pd.DataFrame) -> None:
    coded = works[works["groups"].map(bool)]
    assert len(coded) == 194
    table = read("03_analysed/methods_periods.csv").set_index(["among", "period", "strategy_group"])
    for among, some in (("all works", coded), ("open weights", coded[coded["open"]])):
        for period, side in (("before 2023", some[some["year"] < 2023]), ("since 2023", some[some["year"] >= 2023])):
            for group in ("frozen", "full", "lora", "peft_other", "api", "unspecified"):
                row = table.loc[among, period, group]
                assert (row["hits"], row["n"]) == (uses(side, group).sum(), len(side)), (among, period, group)
                assert row["low"] <= row["estimate"] <= row["high"]
    lead = table.loc["all works"]["hits"].unstack()[["frozen", "full", "lora"]]
    assert lead.to_numpy().tolist() == [[5, 22, 0], [77, 53, 29]]


def test_works_without_an_arxiv_id_are_full_finetuning_almost_alone(works: pd.DataFrame) -> None:
    coded = works[works["groups"].map(bool)]
    undated = coded[coded["month"] == ""]
    assert (len(coded) - len(undated), len(undated), uses(undated, "full").sum()) == (183, 11, 10)
    assert (uses(undated, "full") & undated["year"].isin([2021, 2022])).sum() == 7


def test_quarters_on_open_weights(works: pd.DataFrame) -> None:
    dated = works[works["groups"].map(bool) & works["open"] & (works["month"] >= "2023-04")]
    quarter = pd.PeriodIndex(dated["month"], freq="Q").astype(str)
    table = read("03_analysed/methods_quarters.csv").query("among == 'open weights'")
    table = table.set_index(["period", "strategy_group"])
    for period, side in dated.groupby(quarter):
        for group in ("full", "lora", "frozen"):
            row = table.loc[(period, group)]
            assert (row["hits"], row["n"]) == (uses(side, group).sum(), len(side))
    ends = [tuple(table.loc[("2023Q2", g)][["hits", "n"]]) for g in ("full", "lora")]
    ends += [tuple(table.loc[("2024Q1", g)][["hits", "n"]]) for g in ("full", "lora")]
    assert ends == [(16, 24), (1, 24), (4, 16), (8, 16)]


def test_sizes_before_and_since_2023(works: pd.DataFrame) -> None:
    sized = works[works["size"].notna()]
    late = sized["year"] >= 2023
    hits = [int((sized["size"] >= 1000)[side].sum()) for side in (~late, late)]
    table = read("03_analysed/scale_periods.csv")
    assert (table["hits"].tolist(), table["n"].tolist()) == (hits, [(~late).sum(), late.sum()]) == ([3, 63], [31, 108])
    mixed = sized["status"].map(lambda known: "undisclosed" in known)
    assert (mixed & late).sum() == 5
    dated = sized[(sized["month"] != "") & ~mixed]
    large = dated["size"] >= 1000
    assert (large[dated["year"] < 2023].sum(), (dated["year"] < 2023).sum()) == (1, 24)


def test_one_break_fits_sizes_better_than_a_line(works: pd.DataFrame) -> None:
    """Least absolute deviations, by brute force: every month for the break, a fine grid of slopes for the line."""
    known = works[works["size"].notna() & (works["month"] != "")]
    known = known[~known["status"].map(lambda found: "undisclosed" in found)].sort_values("month")
    y = np.log10(known["size"].to_numpy())
    x = known["month"].str[:4].astype(int) + (known["month"].str[5:].astype(int) - 0.5) / 12
    months = sorted(known["month"].unique())
    left = {m: sum(np.abs(y[s] - np.median(y[s])).sum() for s in (known["month"] < m, known["month"] >= m))
            for m in months if (known["month"] < m).sum() >= 3 <= (known["month"] >= m).sum()}  # fmt: skip
    line = min(np.abs(y - b * x - np.median(y - b * x)).sum() for b in np.linspace(0, 2, 1001))
    assert min(left, key=lambda month: left[month]) == "2023-07"
    regimes = read("03_analysed/scale_regimes.csv").query("quantity == 'median size'")
    sides = [known["month"] <= "2023-03", known["month"] >= "2023-07"]
    assert regimes["n"].tolist() == [side.sum() for side in sides] == [26, 75]
    assert regimes["estimate"].tolist() == [known["size"][side].median() for side in sides] == [110, 7000]
    numbers = pd.read_json(DATA / "03_analysed" / "scale.json", typ="series")["break"]
    assert numbers["deviations"] == pytest.approx(left["2023-07"])
    assert numbers["line_deviations"] == pytest.approx(line, rel=2e-3)
    assert left["2023-07"] < line


def test_sizes_go_with_strategies(works: pd.DataFrame) -> None:
    lora, full, frozen = (works[uses(works, group)] for group in ("lora", "full", "frozen"))
    assert (len(lora), (lora["size"] >= 1000).sum(), lora["size"].between(6000, 8000).sum()) == (29, 28, 22)
    assert lora["families"].map(lambda found: "LLaMA" in found).sum() == 21
    alone = full[(full["groups"].map(len) == 1) & full["size"].notna()]
    assert ((alone["size"] < 1000).sum(), len(alone)) == (49, 67)
    since = works[works["month"] >= "2023-04"]
    table = read("03_analysed/scale_lora_full.csv").set_index(["size", "strategy_group"])["hits"]
    for size, side in (("1B or more", since["size"] >= 1000), ("below 1B", since["size"] < 1000)):
        for group in ("lora", "full"):
            assert table[size, group] == (side & uses(since, group)).sum()
    assert table["1B or more"].to_dict() == {"lora": 28, "full": 18}
    assert table["below 1B"].to_dict() == {"lora": 1, "full": 26}
    hidden = frozen["size"].isna() & frozen["status"].map(lambda found: "undisclosed" in found)
    classes = read("03_analysed/scale_strategies.csv").set_index(["strategy_group", "size_class"])
    row = classes.loc[("frozen", "undisclosed")]
    assert (row["hits"], row["n"]) == (hidden.sum(), frozen["status"].map(bool).sum()) == (47, 81)
    single = frozen["groups"].map(len) == 1
    assert ((hidden & single).sum(), (single & frozen["status"].map(bool)).sum()) == (46, 76)


def test_families_most_used_by_year(works: pd.DataFrame) -> None:
    named = works[works["status"].map(bool)]
    counts = named.explode("families").groupby(["year", "families"]).size()
    table = read("03_analysed/scale_backbones.csv").set_index(["year", "family"])["hits"]
    assert {(int(y), f): n for (y, f), n in counts.items()} == table.to_dict()
    best = {year: counts[year].idxmax() for year in (2021, 2022, 2023, 2024)}
    assert best == {2021: "BERT", 2022: "BERT", 2023: "ChatGPT", 2024: "LLaMA"}


def test_every_work_appears_in_a_year_and_in_its_sections(works: pd.DataFrame) -> None:
    entries = read("01_parsed/entries.csv").query("kind == 'paper'")
    pairs = read("02_enriched/entry_papers.csv").merge(entries, on="entry")
    pairs["stage"] = pairs["section"].str.split(".").str[:2].str.join(".")
    stages = pairs.drop_duplicates(["key", "stage"])["stage"].value_counts()
    table = pd.read_csv(DATA / "03_analysed" / "production.csv", dtype={"stage": str})
    assert table.groupby("stage")["n"].sum().to_dict() == stages.to_dict()
    papers = read("02_enriched/papers.csv")
    venues = read("03_analysed/venues_used.csv")
    assert venues["n"].sum() == ((papers["status"] == "published") & papers["venue"].notna()).sum()
    authors = papers["authors"].dropna().str.split("; ").explode()
    people = read("03_analysed/coauthors.csv")
    assert people["n"].sum() == len(authors)
    assert people.loc[people["n"].idxmax(), "author"] == authors.value_counts().index[0]


def test_works_in_two_minds_about_their_sizes_are_filled_in_every_way(works: pd.DataFrame) -> None:
    """The bounds are the extremes over random fills too: none of a hundred leaves them."""
    pairs = read("02_enriched/entry_papers.csv")
    models = read("01_parsed/entry_models.csv").merge(pairs, on="entry")
    models = models.merge(read("vocab/closed_models.csv")[["model", "low_m", "high_m"]], on="model", how="left")
    rng, late = np.random.default_rng(5), works["year"] >= 2023
    bounds = read("03_analysed/scale_bounds.csv").set_index("quantity")
    for _ in range(100):
        drawn = models["low_m"] * (models["high_m"] / models["low_m"]) ** rng.random(len(models))
        size = models["params_m"].fillna(drawn).groupby(models["key"]).max().reindex(works.index)
        shares = [float((size[side].dropna() >= 1000).mean()) for side in (~late, late)]
        found = {"share of at least 1B before": shares[0], "share of at least 1B since": shares[1],
                 "difference of these shares": shares[1] - shares[0],
                 "ratio of the medians": size[late].median() / size[~late].median()}  # fmt: skip
        for name, value in found.items():
            assert bounds.loc[name, "low"] * (1 - 1e-8) <= value <= bounds.loc[name, "high"] * (1 + 1e-8), name
