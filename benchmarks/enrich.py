"""Time reading, matching, merging and writing of a list against many source records.

`python benchmarks/enrich.py` runs the target (10,000 entries against 100,000 records, under 60 s and 3 GB) and the
sizes below it, each in a fresh process, and prints a table with the exponent of growth, beside the times that
bibtexparser and pybtex take to read the same text by their defaults.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time

from growth import fit_exponent

SIZES = ((100, 1_000), (1_000, 10_000), (10_000, 100_000))
TARGET_SECONDS, TARGET_GB = 60, 3
READERS = ("listometrics", "bibtexparser", "pybtex")
WORDS_TEXT = """
adaptive bayesian causal deep dynamic efficient explainable fair federated fuzzy generative graph hybrid latent learned
local modal neural online personal private prompt quantised ranking recurrent robust scalable semantic sequential
sparse stable temporal tuned unified user item session query agent memory kernel tensor topic trust music news video
travel health job food fashion review dialogue search click basket playlist course legal
"""
WORDS = WORDS_TEXT.split()
FAMILIES = [
    a + b for a in ("Ba", "Chen", "Di", "Fu", "Gao", "Hu", "Ji", "Ko", "Li", "Mo") for b in ("ang", "eng", "ong")
]


def make_study(entries: int, records: int, seed: int = 7) -> tuple[dict, str]:
    """Return the tables of a list and a source: a third by arXiv id, a third by DOI, a third by title alone."""
    import pandas as pd

    rng = random.Random(seed)
    rows, links, texts = [], [], []
    for number in range(records):
        title = (
            " ".join(rng.choice(WORDS) for _ in range(rng.randint(6, 11))).title() + f" {number % 977}x{number // 977}"
        )
        names = " and ".join(f"{rng.choice(FAMILIES)}, {rng.choice(WORDS).title()}" for _ in range(rng.randint(1, 6)))
        arxiv = f"{20 + number % 6:02d}{1 + number % 12:02d}.{number % 99999:05d}" if number % 3 != 1 else ""
        doi = f"10.1145/{3_000_000 + number}.{number}" if number % 3 else ""
        fields = f"  author = {{{names}}},\n  title = {{{title}}},\n  year = {{{2020 + number % 6}}},\n"
        fields += (
            f"  booktitle = {{Proceedings of the {number % 40}th Conference}},\n  pages = {{1--9}},\n" if doi else ""
        )
        fields += f"  doi = {{{doi}}},\n" if doi else ""
        fields += f"  eprint = {{{arxiv}}},\n  archiveprefix = {{arXiv}},\n" if arxiv else ""
        texts.append(f"@{'inproceedings' if doi else 'misc'}{{r{number},\n{fields}}}\n")
        if number < entries:
            rows.append((number + 1, number + 9, "paper", title, "", 2020 + number % 6))
            kind, value = [("arxiv", arxiv), ("doi", doi), ("other", "")][number % 3]
            links.append((number + 1, kind, value))
    frame = pd.DataFrame(rows, columns=["entry", "line", "kind", "title", "venue", "year"])
    tables = {"entries": frame, "links": pd.DataFrame(links, columns=["entry", "kind", "identifier"])}
    rng.shuffle(texts)
    return tables, "\n".join(texts)


def measure(entries: int, records: int) -> dict[str, float]:
    """Enrich one synthetic study in this process and return seconds, peak memory and what was found."""
    from listometrics.study.schema import TABLES
    from listometrics.works.enrich import enrich

    tables, text = make_study(entries, records)
    start = time.perf_counter()
    result = enrich(tables, {"all.bib": text}, TABLES["keys"].empty(), {})
    seconds = time.perf_counter() - start
    # A second run, as every later one is: with the registry of the first.
    start = time.perf_counter()
    again = enrich(tables, {"all.bib": text}, result.keys, {})
    assert list(again.papers["key"]) == list(result.papers["key"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return {
        "entries": entries, "records": records, "megabytes": len(text) / 1e6, "seconds": seconds,
        "again": time.perf_counter() - start, "gigabytes": peak, "works": len(result.papers),
        "unmatched": len(result.unmatched), "conflicts": len(result.match_conflicts),
    }  # fmt: skip


def measure_peer(name: str, records: int) -> dict[str, float]:
    """Time only the parse of the same text by a peer with its defaults."""
    text = make_study(1, records)[1]
    start = time.perf_counter()
    if name == "pybtex":
        from pybtex.database import parse_string

        count = len(parse_string(text, "bibtex").entries)
    elif name == "bibtexparser":
        import bibtexparser

        count = len(bibtexparser.parse_string(text).entries)
    else:
        from listometrics.works.bibtex_reading import read_sources

        count = len(read_sources({"all.bib": text}).records)
    return {"seconds": time.perf_counter() - start, "records": count}


def run(*arguments: str) -> dict[str, float]:
    """Run a measurement in a fresh process."""
    done = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def report() -> str:
    """Measure, and return a section of the results in Markdown."""
    lines = ["| entries | source records | MB | first run s | later run s | peak GB |", "|---|---|---|---|---|---|"]
    seconds = {}
    for entries, records in SIZES:
        now = run("--one", str(entries), str(records))
        if (now["works"], now["unmatched"]) != (entries, 0):
            raise SystemExit(f"not every entry was matched: {now}")
        seconds[records] = now["seconds"]
        lines.append(
            f"| {entries:,} | {records:,} | {now['megabytes']:.1f} | {now['seconds']:.2f} | {now['again']:.2f} "
            f"| {now['gigabytes']:.2f} |"
        )
    met = now["seconds"] < TARGET_SECONDS and now["gigabytes"] < TARGET_GB
    lines += [
        "",
        f"Reading, matching, merging and writing; the exponent of growth is {fit_exponent(seconds):.2f}. Target for "
        f"the largest: under {TARGET_SECONDS} s and {TARGET_GB} GB: {'met' if met else 'missed'}.",
        "",
        "| reading alone, by its defaults | " + " | ".join(f"{records:,} records: s" for _, records in SIZES) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    for name in READERS:
        times = [run("--peer", name, str(records)) for _, records in SIZES]
        lines.append(f"| {name} | " + " | ".join(f"{time['seconds']:.2f}" for time in times) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or one measurement as JSON for the parent process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, type=int, metavar=("ENTRIES", "RECORDS"))
    parser.add_argument("--peer", nargs=2, metavar=("NAME", "RECORDS"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one)))
        return
    if options.peer:
        print(json.dumps(measure_peer(options.peer[0], int(options.peer[1]))))
        return
    print(report())


if __name__ == "__main__":
    main()
