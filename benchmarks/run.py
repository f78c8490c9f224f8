"""Measure the study, print the tables, and write them to benchmarks/RESULTS.md.

    python benchmarks/run.py [--only overhead|growth|parse|enrich|peers] [--repeat N]

With --only, the other sections of RESULTS.md stay as they are. Each section says on which machine it was measured.
"""

import argparse
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import enrich
import growth
import overhead
import parse
import peers

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("ipykernel", "matplotlib", "networkx", "numpy", "pandas", "papermill", "scipy", "seaborn", "statsmodels")
SECTIONS = {
    "overhead": "Overhead of notebooks, and the second run",
    "growth": "Growth with the list",
    "parse": "Parsing a long list",
    "enrich": "Enriching from many records",
    "peers": "Beside a peer",
}
HEAD = """# Results of the benchmarks

Made by `python benchmarks/run.py`. Times are of one machine and noisy: read the ratios.
"""


def describe_machine() -> str:
    """Return the processor, how busy it was, and versions; nothing that names the machine."""
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    model = found.group(1) if found else platform.machine()
    load = f", load before {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Machine: {model}, {os.cpu_count()} processors{load}; {platform.system()}, "
        f"Python {platform.python_version()}; {versions}."
    )


def read_sections() -> dict[str, str]:
    """Return the sections that stand in the results."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    return {title: body.strip() for title, body in re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", text, re.MULTILINE)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=SECTIONS)
    parser.add_argument("--repeat", type=int, default=5, help="counted runs, of which the median is taken (default: 5)")
    parser.add_argument("--sizes", type=int, nargs="+", default=growth.SIZES, help="list rows of the growth")
    options = parser.parse_args()
    reports = {
        "overhead": lambda: overhead.report(options.repeat),
        "growth": lambda: growth.report(tuple(options.sizes)),
        "parse": parse.report,
        "enrich": enrich.report,
        "peers": lambda: peers.report(options.repeat),
    }
    sections = read_sections()
    for name, title in SECTIONS.items():
        if options.only in (None, name):
            machine = describe_machine()
            sections[title] = f"{reports[name]()}\n\n{machine}"
            print(f"## {title}\n\n{sections[title]}\n", flush=True)
            kept = [f"## {each}\n\n{sections[each]}\n" for each in SECTIONS.values() if each in sections]
            RESULTS.write_text("\n".join([HEAD, *kept]), encoding="utf-8")


if __name__ == "__main__":
    main()
