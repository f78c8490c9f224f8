"""Write src/listometrics/analyse/coverage.csv: how often each 95 % interval holds the truth, exact or by simulation.

python benchmarks/coverage.py [repetitions [method ...]]    with methods: the rows of the others stay
"""

import sys
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pandas as pd

from listometrics.analyse.coverage import list_scenarios, measure_coverage, read_coverage

SEED = 1


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    methods = tuple(sys.argv[2:])
    made = measure_coverage(repetitions, SEED, methods)
    made = made.assign(seed=made["repetitions"].mask(made["repetitions"].notna(), SEED))
    made = made.assign(made=datetime.now(UTC).date().isoformat())
    kept = read_coverage().drop(columns="low") if methods else made.head(0)
    table = pd.concat([kept[~kept["method"].isin(methods)], made]).set_index(["method", "scenario", "n"])
    table = table.loc[[scenario[:3] for scenario in list_scenarios()]].reset_index()
    path = Path(str(resources.files("listometrics.analyse"))) / "coverage.csv"
    path.write_text(table.to_csv(index=False, lineterminator="\n", float_format="%.4g"), encoding="utf-8")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
