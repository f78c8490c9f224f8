"""Names in all forms that exports write."""

import pytest

from listometrics.works.person_names import (
    Name,
    find_nameless,
    find_repairs,
    fold_family,
    parse_name,
    parse_names,
    to_ascii,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hou, Yupeng", Name("Yupeng", "", "Hou")),
        ("Yupeng Hou", Name("Yupeng", "", "Hou")),
        ("van der Berg, Jan", Name("Jan", "van der", "Berg")),
        ("Jan van der Berg", Name("Jan", "van der", "Berg")),
        ("de Souza Pereira Moreira, Gabriel", Name("Gabriel", "de", "Souza Pereira Moreira")),
        ("Di Noia, Tommaso", Name("Tommaso", "", "Di Noia")),
        ("King, Jr, Martin Luther", Name("Martin Luther", "", "King", "Jr")),
        (r"Maa{\ss}, Wolfgang", Name("Wolfgang", "", "Maaß")),
        (r"{\L}ukasz Raczy{\'n}ski", Name("Łukasz", "", "Raczyński")),
        ("{OpenAI Research Team}", Name("", "", "OpenAI Research Team", organisation=True)),
        ("{van den Berg}, Jan", Name("Jan", "van den", "Berg")),
        ("Plato", Name("", "", "Plato")),
        ("张三", Name("", "", "张三")),
    ],
)
def test_a_name_is_cut_into_its_parts(text: str, name: Name) -> None:
    assert parse_name(text) == name


def test_an_author_field_is_cut_at_and_outside_braces() -> None:
    names, short = parse_names("Hou, Yupeng  and\n {Johnson and Johnson} AND Li, Lei")
    assert [name.display for name in names] == ["Yupeng Hou", "Johnson and Johnson", "Lei Li"]
    assert not short


@pytest.mark.parametrize("ending", ["and others", "and et al.", "and Others"])
def test_a_list_cut_short_is_told(ending: str) -> None:
    names, short = parse_names(f"Hou, Yupeng {ending}")
    assert short
    assert [name.display for name in names] == ["Yupeng Hou"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bo Li and ", ["Bo Li"]),
        ("Bo Li and", ["Bo Li"]),
        ("and Bo Li", ["Bo Li"]),
        ("A and and B", ["A", "B"]),
        ("Li, Bo and", ["Bo Li"]),
        ("and", []),
        (", and ,, and {}", []),
        ("Anonymous", []),
        ("{Anonymous Authors} and Bo Li", ["Bo Li"]),
        ("Sand, Ann and Andrea Andand", ["Ann Sand", "Andrea Andand"]),
        ("Bo Li and {and}", ["Bo Li", "and"]),
    ],
)
def test_nobody_is_made_up_where_a_name_is_missing(text: str, names: list[str]) -> None:
    found, short = parse_names(text)
    assert [name.display for name in found] == names
    assert not short


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bo Li and", ["'and' without a name beside it: left out"]),
        ("and Bo Li and others", ["'and' without a name beside it: left out"]),
        ("Anonymous", ["'Anonymous' is no author: left out"]),
        ("Bo Li and {Some and Lab} and others", []),
        ("", []),
    ],
)
def test_what_names_nobody_is_told(text: str, said: list[str]) -> None:
    assert find_nameless(text, parse_names(text)[0]) == said


def test_families_compare_without_marks_capitals_and_blanks() -> None:
    assert fold_family(parse_name("O'Brien-Łoś, Pat")) == "obrienlos"
    assert fold_family(parse_name("de Rijke, Maarten")) == "derijke"
    assert to_ascii("Æsir Þór øre ﬁ") == "AEsir Thor ore fi"


@pytest.mark.parametrize(
    ("text", "names", "short", "said"),
    [
        ("Julian J. McAuley 0001", ["Julian J. McAuley"], False, ["'Julian J. McAuley 0001': the number that DBLP"]),
        (
            "Borisov, Vadim 0002 and Li 0003, Bo",
            ["Vadim Borisov", "Bo Li"],
            False,
            ["'Borisov, Vadim 0002'", "'Li 0003, "],
        ),
        ("{Lists Workshop 2024} and Hill, Ann, and Li, Bo", ["Lists Workshop 2024", "Ann Hill", "Bo Li"], False, []),
        ("{McAuley 0001}, Julian", ["Julian McAuley"], False, ["'{McAuley 0001}, Julian': the number"]),
        (
            "He, Zhankui; Xie, Zhouhang",
            ["Zhankui He", "Zhouhang Xie"],
            False,
            ["names joined by semicolons: cut there"],
        ),
        (
            "He, Zhankui;Xie, Zhouhang; and Hill, Ann;",
            ["Zhankui He", "Zhouhang Xie", "Ann Hill"],
            False,
            ["semicolons"],
        ),
        ("{Lab; of Lists} and Hill, Ann", ["Lab; of Lists", "Ann Hill"], False, []),
        ("Dai, Sunhao et al.", ["Sunhao Dai"], True, ["'et al.' read as 'and others'"]),
        ("Dai, Sunhao, et al.", ["Sunhao Dai"], True, ["'et al.' read as 'and others'"]),
        ("Sunhao Dai and Ann Hill 0001 et al", ["Sunhao Dai", "Ann Hill"], True, ["0001", "'et al.' read"]),
        ("Dai, Sunhao and et al.", ["Sunhao Dai"], True, ["'et al.' read as 'and others'"]),
        ("Dai, Sunhao and others", ["Sunhao Dai"], True, []),
        ("Al, Ann and Bo Et Alba", ["Ann Al", "Bo Et Alba"], False, []),
        ("Ann Hill, Bo Li, Cy Poe, Di Roe", ["Di Roe Ann Hill Bo Li"], False, ["too many commas for one name. Join"]),
        (r"M{\"u}ller, J{\'e}r{\^o}me", ["Jérôme Müller"], False, []),
    ],
)
def test_what_exports_write_is_read_and_said(text: str, names: list[str], short: bool, said: list[str]) -> None:
    found, cut = parse_names(text)
    assert [name.display for name in found] == names
    assert cut is short
    repairs = find_repairs(text)
    assert len(repairs) == len(said) and all(part in repair for part, repair in zip(said, repairs, strict=True))
    assert find_nameless(text, found) == []
