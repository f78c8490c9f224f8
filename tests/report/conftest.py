"""What the tests of the report share: titles that attack, frames that hold them, a drawing, a browser."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

HOSTILE = (
    "<script>window.attacked = 1</script>",
    '"><img src=x onerror="window.attacked = 2">',
    "'><svg onload=window.attacked=3>",
    "</script><script>window.attacked = 4</script>",
    "javascript:window.attacked=5",
    "[click](javascript:window.attacked=6)",
    "{{ 7 * 7 }} {% raise %} ${window.attacked = 7}",
    "Top-$k$ and $$x^2$$ for $5",
    r"\input{secret} \write18{id} C:\new\table \\",
    "# 100% of R&D_1 ~ ^ {a} # %",
    '#read("/etc/passwd") #let x = 1; // a /* b */ @ref <label>',
    "- a list, + too, / term: x, = heading, 1. one",
    "=HYPERLINK(1) |+1| @SUM -1 ``code`` *b* _i_",
    "An emoji 🚀 and 中文标题 and עברית‎ العربية",
    "Turned \u202egnirts\u202c round",
    "long " + "x" * 495,
)


@pytest.fixture(params=HOSTILE, ids=lambda text: text[:20].encode("ascii", "replace").decode())
def hostile(request: pytest.FixtureRequest) -> str:
    """A text that tries to be more than text."""
    text: str = request.param
    return text


@pytest.fixture
def hostile_titles() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def make_tables() -> Any:
    return build_tables


def build_tables(titles: tuple[str, ...] = ("A plain title", "Another title")) -> dict[str, pd.DataFrame]:
    """Return the tables of a list whose n-th work, `key-n`, has the n-th title, with the contract's columns."""
    n = len(titles)
    keys = [f"key-{i}" for i in range(1, n + 1)]
    numbers = pd.Series(range(1, n + 1), dtype="Int64")
    groups = [("frozen", "frozen"), ("lora", "lora"), ("full_finetuning", "full")]
    papers = pd.DataFrame(
        {
            "key": keys,
            "title": titles,
            "authors": [f"Ada {title}; Bo Li" for title in titles],
            "first_date": [f"2023-{i % 12 + 1:02d}" for i in range(n)],
            "arxiv": [f"2305.{i:05d}" for i in range(n)],
            "doi": "",
            "status": ["published" if i % 2 else "unknown" for i in range(n)],
            "venue": ["SIGIR" if i % 2 else "arXiv" for i in range(n)],
            "venue_type": ["conference" if i % 2 else "preprint" for i in range(n)],
            "year": pd.Series([2023] * n, dtype="Int64"),
            "list_venue": ["SIGIR" if i % 2 else "arXiv" for i in range(n)],
            "list_year": pd.Series([2023] * n, dtype="Int64"),
            "bib_status": "verified",
            "url": "javascript:window.attacked=8",
        }
    )
    entries = pd.DataFrame(
        {
            "entry": numbers,
            "section": ["1.1.1" if i % 2 else "1.2" for i in range(n)],
            "section_title": list(titles),
            "kind": "paper",
            "name": [f"N{i}" if i % 3 else "" for i in range(n)],
            "read": pd.Series([bool(i % 2) for i in range(n)], dtype="boolean"),
            "award": "",
            "note": [f"Note of {title}" if i % 2 else "" for i, title in enumerate(titles)],
        }
    )
    chosen = [groups[i % 3] for i in range(n)]
    strategies = pd.DataFrame({"entry": numbers, "strategy": [s for s, _ in chosen]})
    strategies["strategy_group"] = [g for _, g in chosen]
    models = pd.DataFrame({"entry": numbers, "model": list(titles), "family": list(titles), "params_m": 7000.0})
    links = pd.DataFrame({"entry": numbers, "kind": "github", "identifier": [f"a/{title}" for title in titles]})
    return {
        "papers": papers,
        "entries": entries,
        "entry_papers": pd.DataFrame({"entry": numbers, "key": keys}),
        "entry_models": models.assign(params_status="stated"),
        "entry_strategies": strategies,
        "links": links,
        "strategies": pd.DataFrame(
            {"strategy_group": ["full", "lora", "frozen"], "group_label": ["full finetuning", "LoRA", "frozen use"]}
        ),
        "rejected": pd.DataFrame({"line": [9]}),
        "sections": pd.DataFrame({"section": ["1.1", "1.2"], "title": [titles[0], titles[-1]]}),
    }


@pytest.fixture(scope="session")
def bibliography() -> str:
    """A `.bib` as the package writes it, for `key-1`, `key-2`, …"""
    entry = "@misc{{key-{0},\n  author = {{Li, Bo}},\n  title = {{Work {0}}},\n  year = {{2023}},\n}}\n"
    return "\n".join(entry.format(i) for i in range(1, len(HOSTILE) + 1))


@pytest.fixture(scope="session")
def drawing() -> bytes:
    """A drawing as matplotlib writes it: with a style, ids, clip paths and references."""
    return (
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd">\n'
        b'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt" viewBox="0 0 72 36"'
        b' xmlns="http://www.w3.org/2000/svg" version="1.1"><metadata>x</metadata>'
        b'<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>'
        b'<g id="axes_1"><defs><path id="m1" d="M 0 0 L 9 9"/><clipPath id="p1"><rect width="9" height="9"/></clipPath>'
        b'</defs><use xlink:href="#m1" style="fill: #1f77b4"/><g clip-path="url(#p1)"><path d="M 0 0"/></g></g></svg>'
    )


@pytest.fixture
def open_page(browser: Any, tmp_path: Any) -> Iterator[Any]:
    """A function that opens a page's text at a width; its requests, messages and errors are noted."""
    contexts = []

    def open_(text: str, width: int = 1200, scheme: str = "light", fragment: str = "") -> Any:
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.noted = []
        page.on("request", lambda request: page.noted.append(f"asked for {request.url[:200]}"))
        page.on("console", lambda message: page.noted.append(f"said {message.text}"))
        page.on("pageerror", lambda error: page.noted.append(f"failed {error}"))
        page.on("dialog", lambda dialog: (page.noted.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(f"{path.as_uri()}{fragment}")
        # The page itself is the one thing that may be asked for; what it holds is no request beyond it.
        page.noted = [
            note for note in page.noted if not note.startswith((f"asked for {path.as_uri()}", "asked for data:"))
        ]
        return page

    yield open_
    for context in contexts:
        context.close()
