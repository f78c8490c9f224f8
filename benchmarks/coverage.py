"""Write benchmarks/coverage.csv: how often each 95 % interval of the analyses holds the truth, by simulation.

python benchmarks/coverage.py [repetitions]
"""

import sys
from pathlib import Path

from listometrics.analyse.coverage import measure_coverage


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    table = measure_coverage(repetitions)
    path = Path(__file__).with_name("coverage.csv")
    path.write_text(table.to_csv(index=False, lineterminator="\n", float_format="%.4g"), encoding="utf-8")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
