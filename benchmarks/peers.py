"""The same work by a peer: read a `.bib`, draw overview histograms and a co-author network, as a whole process.

litstudy has an environment of its own, made here: it needs bibtexparser below 2. It writes its network as a page that
a browser must lay out before anyone sees it, so that the time until then is measured too, in Chromium.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from overhead import environment

ROOT = Path(__file__).resolve().parents[1]
BIB = ROOT / "data" / "bib" / "references.bib"
ENTRIES = BIB.read_text(encoding="utf-8").count("\n@") + 1
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
DRAWN = """
import re
from pathlib import Path
from playwright.sync_api import sync_playwright
script = next(Path("lib").glob("vis-*/vis-network.min.js"))  # its own copy of what its page asks a network for
page = Path("citation.html").read_text()
page = re.sub(r'<script src="https:[^>]*vis-network[^>]*>', f'<script src="{script}">', page)
Path("drawn.html").write_text(re.sub(r"<(link|script)[^>]*https:[^>]*>", "", page))
with sync_playwright() as playwright:
    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
    tab = browser.new_page()
    tab.goto(Path("drawn.html").resolve().as_uri(), wait_until="commit")
    tab.wait_for_function("document.getElementById('loadingBar')?.style.opacity === '0'", timeout=120_000)
    tab.screenshot(path="network.png")
    browser.close()
"""
OURS = """
import sys
from pathlib import Path
import matplotlib; matplotlib.use("agg")
import pandas as pd
import seaborn as sns
from listometrics import plots
from listometrics.stats import field
from listometrics.works.bibtex_reading import read_sources
records = read_sources({"references.bib": Path(sys.argv[1]).read_text(encoding="utf-8")}).records
papers = pd.DataFrame([
    {"key": r.key, "title": r.fields["title"], "authors": "; ".join(n.display for n in r.authors),
     "first_date": r.first_date, "status": "published" if r.published else "preprint",
     "venue": r.container, "venue_type": "conference"}
    for r in records
]).astype("str")
plots.use_theme()
authors = field.list_authors(papers)
network = field.make_network(authors, seed=1)
tables = {
    "year": papers["first_date"].str[:4].value_counts().sort_index(),
    "author": network.authors["n"].value_counts().sort_index(),
    "source": field.count_venues(papers).set_index("venue")["n"].head(15),
    "number_authors": authors.drop_duplicates("key")["authors"].value_counts().sort_index(),
}
for name, table in tables.items():
    figure, axes = plots.new_figure("tall")
    sns.barplot(x=table.to_numpy(dtype=float), y=table.index.astype("str").str.slice(0, 40), color=plots.BLUE, ax=axes)
    plots.set_finding(figure, name).savefig(f"{name}.png")
figure, axes = plots.new_figure("tall")
named = network.communities.head(7).set_index("community")["label"].to_dict()
plots.draw_network(axes, field.place_nodes(network, most=400, seed=1), network.links, named)
figure.savefig("network.png")
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


def measure(processes: list[tuple[Path | str, str]], repeat: int, folder: Path) -> list[list[float]]:
    """Return the seconds of whole processes (a Python and its code), in turn, after one round that is not counted."""
    folder.mkdir()
    seconds: list[list[float]] = []
    for _ in range(repeat + 1):
        seconds.append([])
        for python, code in processes:
            start = time.perf_counter()
            command = [str(python), "-c", code, str(BIB)]
            done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
            seconds[-1].append(time.perf_counter() - start)
            if done.returncode:
                raise RuntimeError((done.stdout + done.stderr).strip().splitlines()[-1])
            read = [line for line in done.stdout.splitlines() if line.isdigit()]
            if read not in ([], [str(ENTRIES)]):
                raise RuntimeError(f"{read[-1]} of {ENTRIES} entries read")
    return [list(each) for each in zip(*seconds[1:], strict=True)]


def report(repeat: int) -> str:
    """Measure, and return a section of the results in Markdown."""
    with TemporaryDirectory() as folder:
        try:
            peer = make_peer(Path(folder) / "peer")
            listing = "from importlib.metadata import version as v; print(v('litstudy'), v('bibtexparser'))"
            asked = subprocess.run([str(peer), "-c", listing], capture_output=True, text=True, check=True)
            versions = asked.stdout.split()
            processes = [(sys.executable, OURS), (peer, THEIRS), (sys.executable, DRAWN)]
            ours, theirs, drawing = measure(processes, repeat, Path(folder) / "work")
        except (RuntimeError, subprocess.CalledProcessError) as error:
            return f"litstudy could not be measured here: `{error}`"
    whole = [process + browser for process, browser in zip(theirs, drawing, strict=True)]
    rows = [
        ("listometrics: all five figures", ours),
        (f"litstudy {versions[0]}, bibtexparser {versions[1]}: four figures, and a page for the network", theirs),
        ("and until Chromium has drawn that page", whole),
    ]
    lines = ["| what | median s | least s | most s |", "|---|---|---|---|"]
    lines += [f"| {name} | {median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f} |" for name, seconds in rows]
    ratio, process = median(whole) / median(ours), median(theirs) / median(ours)
    lines += [
        "",
        f"Each is a whole process: read the {ENTRIES} entries of `references.bib`, draw works by year, by author and "
        "by source, team sizes, and the co-author network. litstudy leaves the network's layout to the browser, ours "
        "is part of the process.",
        "",
        f"Until all five figures are there, litstudy takes **{ratio:.1f} times** as long; target at least {TARGET}: "
        f"{'met' if ratio >= TARGET else 'missed'}. Its Python process alone, which draws no network, takes "
        f"**{process:.1f} times** as long: {'met' if process >= TARGET else 'missed'}.",
    ]
    return "\n".join(lines)
