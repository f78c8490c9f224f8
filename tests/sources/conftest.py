"""Local servers that answer as the real services document it, for the works of the real list.

Where each shape is documented stands in README.md beside this file.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from rapidfuzz import fuzz
from werkzeug import Request, Response

from listometrics.cli import main
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary
from listometrics.sources import SOURCES, client
from listometrics.works.bibtex_reading import MONTHS
from listometrics.works.enrich import Enriched, enrich
from listometrics.works.identity import normalise_title
from listometrics.works.person_names import Name

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-12-01"
HEAR_INTERRUPTS = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from listometrics.cli import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_PAUSE", 0.01)


@dataclass
class Paper:
    """A paper as the services of these tests know it."""

    title: str
    authors: list[Name]
    year: int
    arxiv: str = ""
    doi: str = ""
    acl: str = ""
    venue: str = ""
    container: str = ""
    journal: bool = False
    volume: str = ""
    pages: str = ""
    month: int = 7
    retracted: bool = False
    citations: int = 0

    @property
    def published(self) -> bool:
        return bool(self.container)


@dataclass
class World:
    """All papers, and what each service is to do to the next requests in place of answering."""

    papers: list[Paper]
    faults: dict[str, list[Callable[[Request], Response | None]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    at: dict[int, Callable[[], object]] = field(default_factory=dict)  # what to do when the n-th request is there

    def find(self, **wanted: str) -> list[Paper]:
        return [p for p in self.papers if all(getattr(p, n).lower() == v.lower() for n, v in wanted.items())]

    def near(self, words: str) -> list[Paper]:
        return sorted(self.papers, key=lambda p: -fuzz.ratio(normalise_title(words), normalise_title(p.title)))[:20]

    def change(self, paper: Paper, **fields: Any) -> None:
        self.papers[self.papers.index(paper)] = Paper(**{**paper.__dict__, **fields})


def say_json(value: Any) -> Response:
    return Response(json.dumps(value), content_type="application/json")


FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <title>arXiv Query: search_query=&amp;id_list=</title>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""


def write_atom(paper: Paper) -> str:
    authors = "".join(f"<author><name>{html.escape(n.display)}</name></author>" for n in paper.authors)
    reference = f"<arxiv:doi>{paper.doi}</arxiv:doi>" if paper.doi and paper.citations % 2 else ""
    return (
        f"  <entry><id>http://arxiv.org/abs/{paper.arxiv}v2</id><title>{html.escape(paper.title)}</title>"
        f"<summary>Long\n  lines.</summary>{authors}{reference}"
        '<category term="cs.IR" scheme="http://arxiv.org/schemas/atom"/><arxiv:primary_category term="cs.IR"/>'
        "</entry>\n"
    )


def answer_arxiv(world: World, request: Request) -> Response:
    size = int(request.args["max_results"])
    papers = [p for i in request.args["id_list"].split(",") for p in world.find(arxiv=i)[:1]]
    entries = "".join(write_atom(p) for p in papers[:size])
    return Response(FEED.format(total=len(papers), entries=entries), content_type="application/atom+xml")


def write_crossref(paper: Paper) -> dict[str, Any]:
    date = {"date-parts": [[paper.year, paper.month]]}
    work = {
        "DOI": paper.doi.upper() if paper.citations % 3 == 0 else paper.doi,
        "type": "journal-article" if paper.journal else "proceedings-article",
        "title": [paper.title], "subtitle": [], "container-title": [paper.container], "publisher": "ACM",
        "author": [{"given": n.given, "family": n.whole_family} if not n.organisation else {"name": n.family}
                   for n in paper.authors],
        "published": date, "published-print": date, "issued": date, "page": paper.pages, "volume": paper.volume,
        "is-referenced-by-count": paper.citations, "URL": f"https://doi.org/{paper.doi}",
    }  # fmt: skip
    if not paper.journal and paper.venue:
        work["event"] = {"name": paper.container, "acronym": f"{paper.venue} '{paper.year % 100}"}
    if paper.retracted:
        work["updated-by"] = [{"DOI": f"{paper.doi}.notice", "type": "retraction", "label": "Retraction"}]
    return work


def answer_crossref(world: World, request: Request) -> Response:
    doi = unquote(request.path.removeprefix("/works").lstrip("/"))
    if doi and not world.find(doi=doi):
        return Response("Resource not found.", 404, content_type="text/plain")
    if doi:
        return say_json({"status": "ok", "message-type": "work", "message": write_crossref(world.find(doi=doi)[0])})
    papers = [p for p in world.near(request.args["query.bibliographic"]) if p.published and p.doi]
    items = [write_crossref(p) for p in papers[: int(request.args["rows"])]]
    return say_json({"status": "ok", "message-type": "work-list", "message": {"total-results": 900, "items": items}})


def write_openalex(number: int, paper: Paper) -> dict[str, Any]:
    arxiv = {"landing_page_url": f"https://arxiv.org/abs/{paper.arxiv}", "version": "submittedVersion",
             "source": {"display_name": "arXiv (Cornell University)", "type": "repository"}}  # fmt: skip
    place = {
        "landing_page_url": f"https://doi.org/{paper.doi}", "version": "publishedVersion",
        "source": {"display_name": paper.container, "type": "journal" if paper.journal else "conference"},
    }  # fmt: skip
    places = ([place] if paper.published else []) + ([arxiv] if paper.arxiv else [])
    first, _, last = paper.pages.partition("-")
    doi = paper.doi or (f"10.48550/arxiv.{paper.arxiv}" if paper.arxiv else "")
    return {
        "id": f"https://openalex.org/W{4000000 + number}", "doi": f"https://doi.org/{doi}" if doi else None,
        "title": paper.title, "publication_year": paper.year,
        "publication_date": f"{paper.year}-{paper.month:02d}-01", "is_retracted": paper.retracted,
        "authorships": [{"author": {"display_name": n.display}} for n in paper.authors],
        "primary_location": places[0] if places else None, "locations": places,
        "biblio": {"volume": paper.volume or None, "issue": None, "first_page": first, "last_page": last or None},
        "cited_by_count": paper.citations + 1,
    }  # fmt: skip


def answer_openalex(world: World, request: Request) -> Response:
    kind, _, value = request.args["filter"].partition(":")
    size = int(request.args["per_page"])
    numbers = {id(p): n for n, p in enumerate(world.papers)}
    papers: list[Paper] = []
    for doi in value.split("|") if kind == "doi" else ():
        arxiv = doi.removeprefix("10.48550/arxiv.")
        papers += world.find(arxiv=arxiv, doi="") if arxiv != doi else world.find(doi=doi)
    papers = papers if kind == "doi" else world.near(value)[:5]
    shown = [write_openalex(numbers[id(p)], p) for p in papers[:size]]
    return say_json({"meta": {"count": len(papers), "page": 1, "per_page": size}, "results": shown, "group_by": []})


def write_dblp(paper: Paper) -> dict[str, Any]:
    authors: Any = [{"@pid": "1/2", "text": f"{n.display} 0001" if i == 0 else n.display}
                    for i, n in enumerate(paper.authors)]  # fmt: skip
    name = re.sub(r"\W", "", normalise_title(paper.title).title())
    key = f"conf/{name}/{paper.year}" if paper.published else f"journals/corr/abs-{paper.arxiv.replace('.', '-')}"
    doi = paper.doi if paper.published else f"10.48550/ARXIV.{paper.arxiv}"
    info = {
        "authors": {"author": authors[0] if len(authors) == 1 else authors}, "title": html.escape(paper.title) + ".",
        "venue": (paper.venue or paper.container) if paper.published else "CoRR", "pages": paper.pages,
        "year": str(paper.year), "key": key, "url": f"https://dblp.org/rec/{key}",
        "type": "Journal Articles" if paper.journal else "Conference and Workshop Papers",
        "doi": doi, "ee": f"https://doi.org/{doi}",
    }  # fmt: skip
    if not paper.published:
        info |= {"type": "Informal and Other Publications", "volume": f"abs/{paper.arxiv}"}
    return {n: v for n, v in info.items() if v}


def answer_dblp(world: World, request: Request) -> Response:
    words = set(normalise_title(request.args["q"]).split())
    hits = [p for p in world.papers if words <= set(normalise_title(p.title).split())]
    shown = [{"@score": "9", "@id": str(n), "info": write_dblp(p)} for n, p in enumerate(hits[:10])]
    found = {"@total": str(len(hits)), "@sent": str(len(shown)), **({"hit": shown} if shown else {})}
    return say_json({"result": {"query": "x", "status": {"@code": "200", "text": "OK"}, "hits": found}})


def answer_acl(world: World, request: Request) -> Response:
    papers = world.find(acl=request.path.strip("/").removesuffix(".bib"))
    if not papers:
        return Response("<!DOCTYPE html><title>404</title>", 404)
    paper = papers[0]
    authors = "  and\n      ".join(f"{n.whole_family}, {n.given}" for n in paper.authors)
    doi = f'    doi = "{paper.doi}",\n' if paper.doi else ""
    return Response(
        f'@inproceedings{{x-etal-{paper.year}-y,\n    title = "{{{paper.title}}}",\n    author = "{authors}",\n'
        f'    booktitle = "{paper.container}",\n    month = {list(MONTHS)[paper.month - 1]},\n'
        f'    year = "{paper.year}",\n'
        f'    address = "Online",\n    publisher = "ACL",\n    url = "https://aclanthology.org/{paper.acl}/",\n'
        f'{doi}    pages = "{paper.pages.replace("-", "--")}",\n}}\n'.replace("&", "\\&"),
        content_type="text/plain",
    )


unanswered = [name for name in SOURCES if f"answer_{name}" not in globals()]
assert not unanswered, f"no test asks a real service: add answer_{unanswered[0]} above, which answers in its place"
ANSWERS: dict[str, Callable[[World, Any], Response]] = {name: globals()[f"answer_{name}"] for name in SOURCES}


@dataclass
class Services:
    """A local server with a folder a service, and how to ask it; a test may change the world behind it."""

    world: World
    server: HTTPServer = field(default_factory=lambda: HTTPServer(host="127.0.0.1"))

    def handle(self, request: Request) -> Response:
        name, world = request.path.split("/")[1], self.world
        request.path = request.path.removeprefix(f"/{name}")
        world.asked.append((name, f"{request.path}?{request.query_string.decode()}"))
        for number in [n for n in world.at if n <= len(world.asked)]:
            world.at.pop(number, int)()
        waiting = world.faults.get(name, [])
        fault = waiting.pop(0)(request) if waiting else None
        return self.answer(name, request) if fault is None else fault

    @property
    def places(self) -> list[str]:
        return [text for name in ANSWERS for text in ("--at", f"{name}={self.server.url_for(f'/{name}')}")]

    def answer(self, name: str, request: Any) -> Response:
        return ANSWERS[name](self.world, request)

    def read_works(self, root: Path) -> Enriched:
        return read_works(root)

    def fetch(self, root: Path, *options: str, day: str = DAY) -> int:
        return main(["fetch", "bib", "--root", str(root), "--date", day, *self.places, *options])

    def start(self, root: Path, *options: str) -> subprocess.Popen[bytes]:
        """Start the command as a process of its own, which hears an interrupt even in the background of a script."""
        command = [sys.executable, "-c", HEAR_INTERRUPTS, "fetch", "bib", "--root", str(root), "--date", DAY]
        return subprocess.Popen([*command, *self.places, *options], stdout=subprocess.DEVNULL, env=os.environ)


@pytest.fixture(scope="session")
def running() -> Iterator[Services]:
    services = Services(World([]))
    with services.server as server:
        server.expect_request(re.compile(".*")).respond_with_handler(services.handle)
        yield services


@pytest.fixture
def servers(running: Services, papers: list[Paper]) -> Services:
    running.world = World(list(papers))
    return running


def read_works(root: Path) -> Enriched:
    """Enrich a study as its second notebook does."""

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(root / f"data/{name}.csv", dtype=str, keep_default_na=False)

    vocabulary = make_vocabulary(*(read(f"vocab/{name}") for name in ("models", "strategies", "venues")))
    parsed = parse_readme((root / "data/raw_readme.md").read_text(encoding="utf-8"), vocabulary)
    sources = {path.name: path.read_bytes() for path in sorted((root / "data/bib/sources").glob("*.bib"))}
    frames = {"entries": parsed.entries, "links": parsed.links}
    return enrich(frames, sources, read("bib/keys"), {n: read(f"vocab/{n}") for n in ("venues", "names")}, seen=DAY)


def copy_study(target: Path) -> Path:
    """Copy the inputs of the real study, without what was fetched."""
    for name in ("vocab", "bib"):
        shutil.copytree(ROOT / "data" / name, target / "data" / name)
    fetched = [f"sources/{name}.bib" for name in SOURCES]
    for name in (*fetched, "checked.csv", "upgrades.csv", "decisions.csv"):
        (target / "data/bib" / name).unlink(missing_ok=True)
    shutil.copy(ROOT / "tests/data/seed/raw_readme.md", target / "data/raw_readme.md")
    return target


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    """What is known of the works of the list, as the services' own records."""
    made: list[Paper] = []
    for _, merged in read_works(copy_study(tmp_path_factory.mktemp("real"))).works:
        if not merged.authors:
            continue
        fields = merged.fields
        container = fields.get("booktitle") or fields.get("journal", "") if merged.published else ""
        made.append(Paper(
            merged.title, list(merged.authors), int(fields.get("year") or merged.first_date[:4]),
            merged.ids.get("arxiv", ""), merged.ids.get("doi", ""), merged.ids.get("acl", ""), merged.venue.venue,
            container, bool(fields.get("journal")), fields.get("volume", ""), fields.get("pages", ""),
            month=len(made) % 12 + 1, citations=len(made),
        ))  # fmt: skip
    return made


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return copy_study(tmp_path / "study")


LIST = "# Some list\n\n#### 1.1 Papers\n\n| **Name** | **Paper** | **Publication** | **Link** |\n|---|---|---|---|\n"


@pytest.fixture
def small_study(tmp_path: Path) -> Callable[..., Path]:
    """Make a study of a few rows, each `(title, arXiv id)`, without any source."""

    def make(*rows: tuple[str, str]) -> Path:
        root = tmp_path / "small"
        shutil.copytree(ROOT / "data/vocab", root / "data/vocab")
        (root / "data/bib/sources").mkdir(parents=True)
        links = [f"[[Paper]](https://arxiv.org/abs/{arxiv})" if arxiv else "" for _, arxiv in rows]
        lines = [f"| N{i} | {title} | arXiv 2023 | {links[i]} |\n" for i, (title, _) in enumerate(rows)]
        (root / "data/raw_readme.md").write_text(LIST + "".join(lines), encoding="utf-8")
        return root

    return make
