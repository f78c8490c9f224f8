"""Report, explorer and tables in a real browser: what one sees and does, and that nothing leaves."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bibtexparser import parse_string

from listometrics.report.explorer import make_explorer
from listometrics.report.render import fill
from listometrics.report.report_html import make_html
from listometrics.report.work_list import list_works
from listometrics.text import clean

pytestmark = [pytest.mark.slow, pytest.mark.requires_tool("chromium")]
ROOT = Path(__file__).resolve().parents[2]
SERIOUS = ("serious", "critical")
REPORT = """# {{ titles[0] }}

## Results

{{ figure("a") }}

{{ table("t", titles[1]) }}

{% for title in titles %}
- {{ title }} {{ title|code }}
{% endfor %}
"""


@pytest.fixture
def explorer(make_tables: Any, bibliography: str) -> str:
    titles = ("Zebras in recommendation", "Apples and LoRA", "Café society", "No authors known")
    made = make_tables(titles)
    made["entry_models"] = made["entry_models"].assign(model="LLaMA")
    made["entry_papers"] = made["entry_papers"].replace({"key-4": "other"})
    made["papers"] = made["papers"].replace({"key-4": "other"})
    return make_explorer(list_works(made), bibliography, "Works", "All works.")


@pytest.fixture
def report(make_tables: Any, hostile_titles: tuple[str, ...], drawing: bytes) -> str:
    wide = make_tables(hostile_titles)["papers"]
    figures = {"a": {"caption": hostile_titles[0], "alt": hostile_titles[1]}}
    return make_html(
        fill(REPORT, {"titles": hostile_titles, "figures": figures, "tables": {"t": wide}}), {"a": drawing}
    )


def find_faults(page: Any) -> list[str]:
    """Return axe-core's serious findings."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in SERIOUS]


def titles_shown(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#works .title").all_inner_texts()]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_the_report_shows_hostile_titles_as_text_and_fits(open_page: Any, report: str, width: int, scheme: str) -> None:
    page = open_page(report, width, scheme)
    assert page.noted == [] and page.evaluate("window.attacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("figure svg").bounding_box()
    assert box["width"] > 300 and box["height"] > 100
    assert find_faults(page) == []


def test_the_explorer_shows_hostile_titles_as_text(
    open_page: Any, make_tables: Any, bibliography: str, hostile_titles: tuple[str, ...]
) -> None:
    works = list_works(make_tables(hostile_titles))
    page = open_page(make_explorer(works, bibliography, hostile_titles[0], hostile_titles[1]), 390)
    assert sorted(titles_shown(page)) == sorted(map(clean, hostile_titles))
    for box in page.locator("details").all():
        box.evaluate("element => { element.open = true; }")
    for checkbox in page.locator("#columns input").all():
        checkbox.check()
    page.locator("#query").fill("onerror")
    assert page.noted == [] and page.evaluate("window.attacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    links = page.locator("#works a").evaluate_all("links => links.map(link => link.href)")
    assert links and all(link.startswith(("https://arxiv.org/", "https://github.com/")) for link in links)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_the_explorer_fits_and_is_accessible(open_page: Any, explorer: str, width: int, scheme: str) -> None:
    page = open_page(explorer, width, scheme)
    for box in page.locator("details").all():
        box.evaluate("element => { element.open = true; }")
    assert find_faults(page) == []
    assert page.noted == [] and page.evaluate("document.documentElement.scrollWidth") <= width


SEARCHED = [
    ("apples lora", ["Apples and LoRA"]),
    ("CAFE", ["Café society"]),
    ('"and lora"', ["Apples and LoRA"]),
    ('"lora and"', []),
    ("key-1", ["Zebras in recommendation"]),
    ("full finetuning", ["Café society"]),
    ("full_finetuning", ["Café society"]),
    ("arXiv:2305.00001", ["Apples and LoRA"]),
    ("https://arxiv.org/abs/2305.00001v5", ["Apples and LoRA"]),
    ("https://arxiv.org/pdf/2305.00001.pdf", ["Apples and LoRA"]),
    ("Llama-7B lora", ["Apples and LoRA"]),
    ("7b lora", ["Apples and LoRA"]),
    ("13b", []),
]


def test_words_are_searched_all_and_phrases_whole(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    for words, expected in SEARCHED:
        page.locator("#query").fill("")
        page.locator("body").click(position={"x": 1, "y": 1})
        page.keyboard.press("/")
        page.keyboard.type(words)
        assert titles_shown(page) == expected, words
        assert page.locator("#count").inner_text() == f"{len(expected)} of 4 works", words


def test_a_filter_is_reached_by_keyboard_counts_and_stands_in_the_address(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    page.locator("summary", has_text="Tuning strategy").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="LoRA", exact=True).focus()
    page.keyboard.press("Space")
    assert titles_shown(page) == ["Apples and LoRA"]
    assert page.locator(".choice", has_text="full finetuning").locator("output").inner_text() == "1"
    assert page.evaluate("location.hash") == "#strategy=lora"
    assert page.locator("#panel > summary").inner_text() == "Filters (1)"
    page.get_by_role("button", name="Clear").click()
    assert len(titles_shown(page)) == 4 and page.evaluate("location.hash") in ("", "#")


def test_a_column_is_sorted_by_keyboard(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    page.locator("th.work .dt-column-order").focus()
    page.keyboard.press("Enter")
    assert titles_shown(page)[0] == "Apples and LoRA"
    assert page.locator("th.work").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    page.locator("th.work[aria-sort=descending]").wait_for()
    page.keyboard.press("Enter")  # and round again: a click never takes the order away
    page.locator("th.work[aria-sort=ascending]").wait_for()


def test_a_selection_is_copied_and_downloaded(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    page.get_by_label("Select Zebras in recommendation").check()
    page.get_by_label("Select Café society").check()
    page.locator("#query").fill("zebras")  # what is selected stays so when it is out of sight
    page.get_by_role("button", name="Copy BibTeX (2 selected)").click()
    page.get_by_text("Copied BibTeX of 2 works.").wait_for()
    assert [e.key for e in parse_string(page.evaluate("navigator.clipboard.readText()")).entries] == ["key-1", "key-3"]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download .bib").click()
    assert saved.value.suggested_filename == "selection.bib"
    assert [e.key for e in parse_string(saved.value.path().read_text(encoding="utf-8")).entries] == ["key-1", "key-3"]


def test_a_downloaded_table_holds_no_formula(
    open_page: Any, make_tables: Any, hostile_titles: tuple[str, ...], tmp_path: Any
) -> None:
    page = open_page(make_explorer(list_works(make_tables(hostile_titles)), "", "Works"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download .csv").click()
    frame = pd.read_csv(saved.value.path(), dtype="str", keep_default_na=False)
    titles = set(map(clean, hostile_titles))
    assert all(text in titles or (text.startswith("'") and text[1:] in titles) for text in frame["title"])
    assert len(frame) == len(titles)
    assert not [cell for column in frame for cell in frame[column] if cell.startswith(("=", "+", "-", "@"))]


DENIED = """() => {
  navigator.clipboard.writeText = () => Promise.reject(new Error("denied"));
  document.execCommand = () => false;
}"""


def test_a_copy_that_fails_is_not_called_one_and_can_be_made_by_hand(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, 390)
    page.evaluate(DENIED)
    page.get_by_role("button", name="Copy BibTeX of key-2").click()
    page.get_by_text("press Ctrl+C").wait_for()
    assert "Copied" not in page.locator("#said").inner_text()
    text = page.get_by_label("Text to copy")
    assert text.input_value().startswith("@misc{key-2,")
    assert page.evaluate("document.activeElement.id") == "text"
    assert text.evaluate("area => area.selectionEnd - area.selectionStart === area.value.length")
    page.get_by_role("button", name="Done").click()
    assert not text.is_visible()
    page.evaluate("() => { document.execCommand = () => true; }")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied the address of this view.").wait_for()
    assert page.evaluate("document.activeElement.id") == "link"


FONTS = ("", "font-family: serif !important", "font-family: sans-serif !important",
         "font-family: Verdana, 'DejaVu Sans' !important; letter-spacing: 0.03em !important")  # fmt: skip


@pytest.mark.parametrize("font", FONTS, ids=("own", "serif", "sans", "wide"))
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 2 * 844)])
def test_the_three_answers_and_their_charts_stand_on_the_first_screen(
    browser: Any, width: int, height: int, font: str
) -> None:
    """Well within one screen of a laptop, or two of a phone, whatever fonts it has, and large enough to be read."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto((ROOT / "reports" / "report.html").as_uri())
    page.evaluate("font => document.querySelectorAll('*').forEach(each => { each.style.cssText += font; })", font)
    headings, charts = (page.locator(f"#answers {tag}") for tag in ("h3", "figure svg"))
    assert headings.count() == charts.count() == 3
    for element in (*headings.all(), *charts.all()):
        box = element.bounding_box()
        assert box["width"] > 250 and box["y"] > 0 and box["y"] + box["height"] <= 0.85 * height
    for chart in charts.all():
        points = float(chart.get_attribute("viewBox").split()[2])
        assert 9 * chart.bounding_box()["width"] / points >= 11, "the smallest letters, of 9 points, in pixels"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
