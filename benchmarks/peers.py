"""The same work by a peer: read a `.bib`, draw overview histograms and a co-author network, as a whole process.

litstudy has an environment of its own, made here: it needs bibtexparser below 2.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from overhead import environment

ROOT = Path(__file__).resolve().parents[1]
BIB = ROOT / "data" / "bib" / "references.bib"
PEER = ["litstudy", "bibtexparser<2"]
TARGET = 5
THEIRS = """
import sys
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
import litstudy
docs = litstudy.load_bibtex(sys.argv[1])
for name in ("year", "author", "source", "number_authors"):
    plt.figure(figsize=(8, 5))
    getattr(litstudy, f"plot_{name}_histogram")(docs)
    plt.savefig(f"{name}.png")
litstudy.plot_coauthor_network(docs)
print(len(docs))
"""
OURS = """
import sys
from pathlib import Path
import matplotlib; matplotlib.use("agg")
import pandas as pd
from listometrics.enrich.sources import read_sources
from listometrics.figures import landscape, people
from listometrics.figures.production import draw_production
from listometrics.landscape import authors, network, production, teams, venues
records = read_sources({"references.bib": Path(sys.argv[1]).read_text(encoding="utf-8")}).records
papers = pd.DataFrame([
    {"key": r.key, "title": r.fields["title"], "authors": "; ".join(n.display for n in r.authors),
     "first_date": r.first_date, "status": "published" if r.published else "preprint",
     "venue": r.container, "venue_type": "conference"}
    for r in records
]).astype("str")
entries = pd.DataFrame({"entry": range(len(papers)), "section": "1", "kind": "paper"})
pairs = entries[["entry"]].assign(key=papers["key"])
known = papers[papers["first_date"] != ""]
written = authors.list_authors(papers)
counted = authors.count_authors(written)
net = network.make_network(written, seed=1)
figures = {
    "year": draw_production(production.count_production(entries, pairs, known, "year"), {"1": "all"}),
    "author": people.draw_lotka(authors.count_productivity(counted, 2.5), pd.DataFrame({"estimate": []})),
    "source": landscape.draw_venues(venues.count_venues(papers)),
    "number_authors": people.draw_teams(teams.count_teams(known)),
    "network": people.draw_network(net.authors, net.links, net.communities),
}
for name, figure in figures.items():
    figure.savefig(f"{name}.png")
print(len(records))
"""


def make_peer(folder: Path) -> Path:
    """Make the peer's environment, and return its Python."""
    uv = shutil.which("uv")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if uv:
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(python), *PEER]
    else:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *PEER]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr).strip().splitlines()[-1])
    return python


def measure(python: Path | str, code: str, repeat: int, folder: Path) -> tuple[list[float], int]:
    """Return the seconds of whole processes after one that is not counted, and how many entries were read."""
    folder.mkdir()
    seconds, read = [], 0
    for _ in range(repeat + 1):
        start = time.perf_counter()
        command = [str(python), "-c", code, str(BIB)]
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
        seconds.append(time.perf_counter() - start)
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr).strip().splitlines()[-1])
        read = int(done.stdout.split()[-1])
    return seconds[1:], read


def report(repeat: int) -> str:
    """Measure, and return a section of the results in Markdown."""
    with TemporaryDirectory() as folder:
        try:
            peer = make_peer(Path(folder) / "peer")
            listing = "from importlib.metadata import version as v; print(v('litstudy'), v('bibtexparser'))"
            asked = subprocess.run([str(peer), "-c", listing], capture_output=True, text=True, check=True)
            versions = asked.stdout.split()
            theirs, their_read = measure(peer, THEIRS, repeat, Path(folder) / "theirs")
        except (RuntimeError, subprocess.CalledProcessError) as error:
            return f"litstudy could not be measured here: `{error}`"
        ours, our_read = measure(sys.executable, OURS, repeat, Path(folder) / "ours")
    ratio = statistics.median(theirs) / statistics.median(ours)
    rows = [
        ("listometrics", our_read, ours),
        (f"litstudy {versions[0]}, bibtexparser {versions[1]}", their_read, theirs),
    ]
    lines = ["| what | entries read | median s | least s | most s |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {read} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f} |"
        for name, read, seconds in rows
    ]
    lines += [
        "",
        "Each is a whole process: read `references.bib`, draw works by year, by author and by source, team sizes, and "
        "the co-author network. litstudy writes its network as a page that lays it out in the browser.",
        "",
        f"litstudy takes **{ratio:.1f} times** as long; target at least {TARGET}: "
        f"{'met' if ratio >= TARGET else 'missed'}.",
    ]
    return "\n".join(lines)
