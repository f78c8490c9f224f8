"""Make a study of any number of list rows from the real one, with BibTeX sources that know its works.

    python benchmarks/synthetic.py ROWS FOLDER

Each copy of the list's paper rows keeps models, strategies, venues, months and sections, and has names, titles,
identifiers and half of its authors of its own: titles are words of the real titles drawn at random.
"""

import random
import shutil
import sys
from itertools import count
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    "| **Name** | **Paper** | **LLM Backbone** | **LLM Tuning Strategy** | **Publication** | **Link** |\n" + "|---" * 6
)
SEED = 20240601


def make_study(rows: int, root: Path) -> Path:
    """Write a study of so many list rows into a folder, and return the folder."""
    (root / "data" / "bib" / "sources").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "vocab", root / "data" / "vocab")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "data" / "vocab" / "findings_reviewed.csv").write_text(
        (ROOT / "data" / "vocab" / "findings_reviewed.csv").read_text(encoding="utf-8").splitlines()[0] + "\n",
        encoding="utf-8",
    )
    entries, papers = read("01_parsed/entries"), read("02_enriched/papers")
    entries = entries[entries["kind"] == "paper"]
    works = papers.set_index("key").loc[read("02_enriched/entry_papers").drop_duplicates("entry")["key"]].reset_index()
    works = works.set_index(read("02_enriched/entry_papers").drop_duplicates("entry")["entry"])
    rng, number = random.Random(SEED), count()
    words = sorted({word for title in papers["title"] for word in title.split()})
    by_section: dict[tuple[str, str], list[str]] = {}
    bib: list[str] = []
    for made in range(rows):
        entry = entries.iloc[made % len(entries)]
        work = works.loc[entry["entry"]]
        copy, own = made // len(entries), next(number)
        title = " ".join(rng.sample(words, min(9, len(words)))).replace("|", "") + f" {own:x}"
        arxiv = f"{work['arxiv'][:5]}{own % 100000:05d}" if work["arxiv"] else ""
        link = f"[[Paper]](https://arxiv.org/abs/{arxiv})" if arxiv else f"[[Paper]](https://doi.org/10.5555/{own})"
        cells = [f"{entry['name']}{copy}{'✅' if entry['read'] == 'true' else ''}", title]
        cells += [entry[name] for name in ("backbone_raw", "strategy_raw", "publication_raw")]
        by_section.setdefault((entry["section"], entry["section_title"]), []).append(
            f"| {' | '.join([*cells, link])} |"
        )
        bib.append(make_record(work, title, arxiv, own, copy))
    text = ["# A list made for measuring\n"]
    for (section, title), lines in sorted(by_section.items()):
        text += [f'<h{len(section.split(".")) + 1} id="{section}">{section} {title}</h3>\n', HEADER, *lines, ""]
    (root / "data" / "raw_readme.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    (root / "data" / "bib" / "sources" / "made.bib").write_text("\n".join(bib), encoding="utf-8")
    return root


def read(table: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / f"{table}.csv", dtype=str, keep_default_na=False)


def make_record(work: pd.Series, title: str, arxiv: str, own: int, copy: int) -> str:
    """Return a BibTeX entry: every second author is somebody of this copy alone."""
    names = [name for name in work["authors"].split("; ") if name]
    people = [f"{name}{chr(97 + copy % 26)}{copy}" if place % 2 else name for place, name in enumerate(names)]
    fields = {"author": " and ".join(people), "title": title, "year": work["year"], "eprint": arxiv}
    fields["archiveprefix"] = "arXiv" if arxiv else ""
    fields["doi"] = "" if arxiv and not work["doi"] else f"10.5555/{own}"
    published = work["venue_type"] in ("conference", "workshop", "journal")
    fields["journal" if work["venue_type"] == "journal" else "booktitle"] = work["container"] if published else ""
    kind = {"conference": "inproceedings", "workshop": "inproceedings", "journal": "article"}.get(
        work["venue_type"], "misc"
    )
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{made{own},\n{lines}}}\n"


if __name__ == "__main__":
    make_study(int(sys.argv[1]), Path(sys.argv[2]))
