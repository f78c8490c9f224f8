"""Names as exports write them; LaTeX to Unicode and back: nothing acts, nothing is lost without being said."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.works.latex_text import decode, decode_verbatim, encode, encode_title
from listometrics.works.person_names import Name, fold_family, parse_name, read_names, to_ascii

CASES = tomllib.loads((Path(__file__).parents[1] / "data/latex.toml").read_text(encoding="utf-8"))
NAMES = {
    "Hou, Yupeng": Name("Yupeng", "", "Hou"),
    "van der Berg, Jan": Name("Jan", "van der", "Berg"),
    "de Souza Pereira Moreira, Gabriel": Name("Gabriel", "de", "Souza Pereira Moreira"),
    "King, Jr, Martin Luther": Name("Martin Luther", "", "King", "Jr"),
    r"Maa{\ss}, Wolfgang": Name("Wolfgang", "", "Maaß"),
    r"{\L}ukasz Raczy{\'n}ski": Name("Łukasz", "", "Raczyński"),
    "{OpenAI Research Team}": Name("", "", "OpenAI Research Team", organisation=True),
    "{van den Berg}, Jan": Name("Jan", "", "van den Berg"),
    "danah boyd": Name("danah", "", "boyd"),
    "张三": Name("", "", "张三"),
}


def test_a_name_is_cut_into_its_parts() -> None:
    assert {text: parse_name(text) for text in NAMES} == NAMES


@pytest.mark.parametrize("case", CASES["authors"], ids=lambda case: case["text"])
def test_what_exports_write_is_read_and_said(case: dict[str, Any]) -> None:
    found = read_names(case["text"])
    assert ([name.display for name in found.names], found.truncated) == (case["names"], case.get("cut", False))
    assert len(found.remarks) == len(case["said"]), found.remarks
    assert all(part in remark for part, remark in zip(case["said"], found.remarks, strict=True))


def test_families_compare_without_marks_capitals_and_blanks() -> None:
    assert fold_family(parse_name("O'Brien-Łoś, Pat")) == "obrienlos"
    assert fold_family(parse_name("de Rijke, Maarten")) == "derijke"
    assert to_ascii("Æsir Þór øre ﬁ") == "AEsir Thor ore fi"


def test_latex_is_read_as_the_characters_it_sets_and_what_acts_is_taken_out_and_named() -> None:
    assert {text: decode(text) for text in CASES["decoded"]} == {
        text: (plain, ()) for text, plain in CASES["decoded"].items()
    }
    assert {text: [plain, list(named)] for text in CASES["acting"] for plain, named in [decode(text)]} == CASES[
        "acting"
    ]
    assert decode_verbatim(r"https://a.org/x\_y\%20z\&q=\#1~b") == "https://a.org/x_y%20z&q=#1~b"
    assert decode_verbatim("{10.1007/978-3_26}") == "10.1007/978-3_26"


def test_text_and_titles_are_written_so_that_pdflatex_sets_them_and_styles_keep_their_capitals() -> None:
    assert {plain: list(encode(plain)) for plain in CASES["encoded"]} == CASES["encoded"]
    assert {title: encode_title(title, frozenset({"Taobao"})) for title in CASES["titles"]} == CASES["titles"]


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_written_text_is_ascii_and_reads_back(text: str) -> None:
    written, _ = encode(text)
    assert written.isascii()
    assert "%" not in written.replace(r"\%", "")
    again, commands = decode(written)
    assert commands == ()
    assert encode(again)[0] == encode(decode(encode(again)[0])[0])[0]


@given(st.text(max_size=300))
def test_any_text_is_read_as_one_line_of_text_and_names(text: str) -> None:
    assert "\n" not in decode(text)[0]
    assert all(name.family for name in read_names(text)[0])
