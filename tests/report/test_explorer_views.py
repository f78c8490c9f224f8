"""The explorer in a real browser: what an address, a selection, a failed copy and a phone make of it."""

from typing import Any

import pytest

from listometrics.report.explorer import make_explorer
from listometrics.report.work_list import list_works

pytestmark = pytest.mark.requires_tool("chromium")
ALL = "work+first+year+venue+strategy+models+section+status+read+key"
HEBREW = "המלצות עם LLM"
NOTE = "提出两阶段微调 <b>bold</b>"
ZEBRAS, APPLES, CAFE, OTHER = "Zebras in recommendation", "Apples and LoRA", "Café society", HEBREW


@pytest.fixture
def explorer(make_tables: Any, bibliography: str) -> str:
    """Four works: the first in a workshop by the list alone, the third with a note, the last without BibTeX."""
    made = make_tables((ZEBRAS, APPLES, CAFE, OTHER))
    made["papers"] = made["papers"].replace({"key-4": "no_bibtex"}).assign(list_venue=["PGAI@CIKM", "", "arXiv", "WWW"])
    made["papers"]["list_year"] = [2024, None, 2023, 2020]
    made["entry_papers"] = made["entry_papers"].replace({"key-4": "no_bibtex"})
    made["entries"] = made["entries"].assign(note=["", "", NOTE, ""])
    return make_explorer(list_works(made), bibliography, "Works", "All works.")


def titles_shown(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#works .title").all_inner_texts()]


def follow(page: Any, fragment: str) -> None:
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 50))")


def view(page: Any) -> dict[str, Any]:
    heads = page.locator("#works thead th")
    return {
        "titles": titles_shown(page),
        "columns": heads.all_inner_texts(),
        "sorting": heads.evaluate_all("cells => cells.map(cell => cell.ariaSort)"),
        "sort by": page.get_by_label("Sort by").input_value(),
        "checked": page.locator(".choice:has(:checked)").all_text_contents(),
        "notice": page.locator("#notice").inner_text(),
    }


def keys_of(saved: Any) -> list[str]:
    text = saved.value.path().read_text(encoding="utf-8")
    return [line.removeprefix("@misc{").rstrip(",") for line in text.splitlines() if line.startswith("@")]


SHOWN = [
    ('"full finetuning"', [CAFE]),
    ("published", [OTHER, APPLES]),
    ("no record found", [CAFE, ZEBRAS]),
    ('"no record found"', [CAFE, ZEBRAS]),
    (f'"Ada {ZEBRAS}, Bo Li"', [ZEBRAS]),
    ('"SIGIR 2023"', [OTHER, APPLES]),
    ('"PGAI@CIKM 2024 (by the list)"', [ZEBRAS]),
    ('"not in references.bib"', [OTHER]),
    ("no_bibtex", [OTHER]),
    ("两阶段", [CAFE]),
]


def test_what_the_page_shows_is_found_as_it_is_shown(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    for words, expected in SHOWN:
        page.locator("#query").fill(words)
        assert titles_shown(page) == expected, words


@pytest.mark.parametrize(
    ("fragment", "named"), [("#venue=Nope", "Venue: no work has “Nope”"), ("#section=1.1.1", "no work has “1.1.1”")]
)
def test_a_filter_that_no_work_meets_finds_none_and_says_which(
    open_page: Any, explorer: str, fragment: str, named: str
) -> None:
    page = open_page(explorer, fragment=fragment)
    assert page.locator("#count").inner_text() == "0 of 4 works"
    notice = page.get_by_role("status").filter(has_text=named)
    assert notice.is_visible()
    page.locator("#filters input:checked").uncheck()
    assert len(titles_shown(page)) == 4 and page.locator("#notice").inner_text() == ""
    follow(page, "q=a")
    assert page.locator(".choice", has_text="Nope").count() == 0


@pytest.mark.parametrize("asked", ["colour=red", "sort=colour.asc", "sort=work.up", "columns=colour"])
def test_what_an_address_asks_for_in_vain_is_said_and_left_out(open_page: Any, explorer: str, asked: str) -> None:
    page = open_page(explorer, fragment=f"#{asked}&q=zebras")
    assert page.get_by_role("status").filter(has_text=f"“{asked}”").is_visible()
    assert page.locator("#count").inner_text() == "1 of 4 works"
    assert page.get_by_label("Sort by").input_value() == "first.desc"
    page.locator("#query").fill("")
    assert page.locator("#notice").inner_text() == ""


def test_a_value_too_rare_for_a_choice_is_followed_all_the_same(
    open_page: Any, make_tables: Any, bibliography: str
) -> None:
    titles = tuple(f"Work {i}" for i in range(400))
    works = list_works(make_tables(titles)).assign(families=[f"Family {max(i // 2, 20)}" for i in range(400)])
    works.loc[0, "families"] = "Rare"
    works.loc[1:301, "families"] = [f"Often {i % 301}" for i in range(301)]
    page = open_page(make_explorer(works, bibliography, "Many"), fragment="#family=Rare")
    assert titles_shown(page) == ["Work 0"] and page.locator("#notice").inner_text() == ""


@pytest.mark.parametrize("after", ["q=SIGIR", "sort=key.desc&columns=work+key", "sort=nonsense"])
def test_one_address_gives_one_view_whatever_was_before(open_page: Any, explorer: str, after: str) -> None:
    fresh, page = view(open_page(explorer, fragment=f"#{after}")), open_page(explorer)
    for before in ("columns=work+key", "sort=work.asc", "venue=Nope&q=x", "columns=&strategy=lora"):
        follow(page, before)
        assert view(page) != fresh
        follow(page, after)
        assert view(page) == fresh, before


def test_clear_brings_back_the_first_view(open_page: Any, explorer: str) -> None:
    fresh = view(open_page(explorer))
    page = open_page(explorer, fragment="#columns=work+key&sort=work.asc&q=a&venue=SIGIR")
    page.get_by_role("button", name="Clear", exact=True).click()
    assert view(page) == fresh and page.evaluate("location.hash") in ("", "#")


def test_the_skip_link_leaves_the_view_and_its_address(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, fragment="#q=apples")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "found"
    assert page.evaluate("location.hash") == "#q=apples" and titles_shown(page) == [APPLES]


@pytest.mark.parametrize("width", [390, 1200])
def test_buttons_say_what_they_take_and_a_hidden_selection_is_told(open_page: Any, explorer: str, width: int) -> None:
    page = open_page(explorer, width)
    page.locator("#query").fill("published")
    assert page.get_by_role("button", name="Download .csv (2 found)").is_visible()
    page.get_by_label(f"Select {APPLES}").check()
    page.locator("#query").fill("zebras")
    assert page.get_by_role("button", name="Download .bib (1 selected)").is_visible()
    told = page.get_by_role("status").filter(has_text="1 work selected (1 hidden by the filters)")
    assert told.is_visible() and page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Clear selection").click()
    assert page.locator("#query").input_value() == "zebras" and not page.locator("#unpick").is_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download .bib (1 found)").click()
    assert keys_of(saved) == ["key-1"]
    page.locator("#query").fill("")
    assert not page.get_by_label(f"Select {APPLES}").is_checked() and page.locator("tr.chosen").count() == 0


def test_what_could_not_be_saved_for_want_of_bibtex_is_counted(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    with page.expect_download():
        page.get_by_role("button", name="Download .bib (4 found)").click()
    assert page.locator("#said").inner_text().startswith("Saved BibTeX of 3 works (1 more: no authors known")


def test_a_sort_button_is_named_after_what_it_does(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, fragment=f"#columns={ALL}")
    for head in page.locator("#works thead th:not(.pick)").all():
        button = head.locator(".dt-column-order")
        for _ in range(3):
            (way,) = [way for way in ("ascending", "descending") if way in button.get_attribute("aria-label")]
            button.click()
            page.wait_for_function("([cell, way]) => cell.ariaSort === way", arg=[head.element_handle(), way])


def test_the_lists_note_is_shown_as_text(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    assert page.locator(".note").count() == 1 and not page.get_by_text(NOTE).is_visible()
    page.get_by_text("Note by the list").click()
    assert page.get_by_text(NOTE).is_visible()


def test_a_venue_that_the_list_alone_names_is_shown_and_filtered_as_the_lists(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, fragment=f"#columns={ALL}&venue=PGAI@CIKM (by the list)")
    assert titles_shown(page) == [ZEBRAS]
    row = page.locator("#works tbody tr")
    assert "PGAI@CIKM 2024 (by the list)" in row.locator(".where").inner_text()
    shown = [row.locator(f"td.{name}").inner_text() for name in ("venue", "year", "status")]
    assert shown == ["PGAI@CIKM (by the list)", "2024 (by the list)", "no record found"]
    follow(page, "status=published&venue=WWW (by the list)")  # a record is not overruled
    assert titles_shown(page) == []


def test_text_of_the_list_runs_in_its_own_direction(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, fragment=f"#columns={ALL}&q={HEBREW}")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("#works .title").evaluate(direction) == "rtl"
    assert page.locator("td.section bdi").evaluate(direction) == "rtl"
    assert page.locator("#works .by").evaluate(direction) == "ltr"
    assert page.locator("#works .by bdi").count() == 2


def test_the_report_is_one_link_away(open_page: Any, explorer: str) -> None:
    page = open_page(explorer)
    assert page.get_by_role("link", name="Read the report").get_attribute("href") == "report.html"


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


def test_works_are_sorted_by_date_on_a_phone(open_page: Any, explorer: str) -> None:
    page = open_page(explorer, 390)
    assert not page.locator("th.first").is_visible() and titles_shown(page)[0] == OTHER
    page.get_by_label("Sort by").select_option("First seen, oldest first")
    assert titles_shown(page) == [ZEBRAS, APPLES, CAFE, OTHER]
    assert page.evaluate("location.hash") == "#sort=first.asc"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


BROKEN = """titles => titles.flatMap((title) => {
  const node = title.firstChild, range = document.createRange();
  return [...node.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    return range.getClientRects().length > 1;
  }).map((match) => match[0]);
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_with_all_columns_no_word_of_a_title_breaks_and_what_is_cut_has_a_shadow(
    open_page: Any, make_tables: Any, bibliography: str, width: int
) -> None:
    titles = ("Personalization of Recommendation", "Heterogeneous-Interactions Understood", "Collaborative Filtering")
    works = list_works(make_tables(titles)).assign(headings="1.1 " + "Section" * 12)
    page = open_page(make_explorer(works, bibliography, "Works"), width, fragment=f"#columns={ALL}")
    assert page.locator("#works .title").evaluate_all(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert box.evaluate("box => getComputedStyle(box).backgroundAttachment") == "local, local, scroll, scroll"
