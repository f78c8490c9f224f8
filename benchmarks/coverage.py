"""Write src/listometrics/analyse/coverage.csv: how often each 95 % interval holds the truth, by simulation.

python benchmarks/coverage.py [repetitions]
"""

import sys
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from listometrics.analyse.coverage import measure_coverage

SEED = 1


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    table = measure_coverage(repetitions, SEED).assign(seed=SEED, made=datetime.now(UTC).date().isoformat())
    path = Path(str(resources.files("listometrics.analyse"))) / "coverage.csv"
    path.write_text(table.to_csv(index=False, lineterminator="\n", float_format="%.4g"), encoding="utf-8")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
