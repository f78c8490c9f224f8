"""Names as exports write them; LaTeX to Unicode and back: nothing acts, nothing is lost without being said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.works.latex_text import decode, decode_verbatim, encode, encode_title
from listometrics.works.person_names import Name, fold_family, parse_name, read_names, to_ascii

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


@pytest.mark.parametrize(
    ("text", "names", "short", "said"),
    [
        ("Hou, Yupeng  and\n {Johnson and Johnson} AND Li, Lei", "Yupeng Hou|Johnson and Johnson|Lei Li", False, ""),
        ("Hou, Yupeng and others", "Yupeng Hou", True, ""),
        ("Bo Li and", "Bo Li", False, "'and' without a name"),
        ("and", "", False, "'and' without a name"),
        (", and ,, and {}", "", False, "'and' without a name"),
        ("Anonymous", "", False, "'Anonymous' is no author: left out"),
        ("{Anonymous Authors} and Bo Li", "Bo Li", False, "'Anonymous Authors' is no author"),
        ("Bo Li and {and} and \\L{}ukasz Hill", "Bo Li|and|Łukasz Hill", False, ""),
        ("Julian J. McAuley 0001", "Julian J. McAuley", False, "'Julian J. McAuley 0001': the number that DBLP"),
        ("Borisov, Vadim 0002 and Li 0003, Bo", "Vadim Borisov|Bo Li", False, "'Borisov, Vadim 0002'|'Li 0003, "),
        ("{Lists Workshop 2024} and Hill, Ann, and Li, Bo", "Lists Workshop 2024|Ann Hill|Bo Li", False, ""),
        ("He, Zhankui;Xie, Z.; and Hill, Ann;", "Zhankui He|Z. Xie|Ann Hill", False, "semicolons"),
        ("{Lab; of Lists} and Hill, Ann", "Lab; of Lists|Ann Hill", False, ""),
        ("Dai, Sunhao, et al.", "Sunhao Dai", True, "'et al.' read as 'and others'"),
        ("Sunhao Dai and Ann Hill 0001 et al", "Sunhao Dai|Ann Hill", True, "0001|'et al.' read"),
        ("Al, Ann and Bo Et Alba", "Ann Al|Bo Et Alba", False, ""),
        ("Ann Hill, Bo Li, Cy Poe, Di Roe", "Ann Hill|Bo Li|Cy Poe|Di Roe", False, "names joined by commas: cut there"),
    ],
)
def test_what_exports_write_is_read_and_said(text: str, names: str, short: bool, said: str) -> None:
    found = read_names(text)
    assert ("|".join(name.display for name in found.names), found.truncated) == (names, short)
    expected = [part for part in said.split("|") if part]
    assert len(found.remarks) == len(expected), found.remarks
    assert all(part in remark for part, remark in zip(expected, found.remarks, strict=True))


def test_families_compare_without_marks_capitals_and_blanks() -> None:
    assert fold_family(parse_name("O'Brien-Łoś, Pat")) == "obrienlos"
    assert fold_family(parse_name("de Rijke, Maarten")) == "derijke"
    assert to_ascii("Æsir Þór øre ﬁ") == "AEsir Thor ore fi"


DECODED = {
    r"Marie-H\'el\`ene": "Marie-Hélène",
    r"M{\"u}ller and M\"{u}ller": "Müller and Müller",
    r"\v{S}koda, \c{c}a, {\aa}s, \O{}re, Stra{\ss}e, {\L}o\'s": "Škoda, ça, ås, Øre, Straße, Łoś",
    r"na{\"\i}ve \'{\i}": "naïve í",
    r"Nguy{\~\^e}n Th{\'\u a}ng Th{\'{\^{e}}} Nguy{\~{\^{e}}}n": "Nguyễn Thắng Thế Nguyễn",
    r"100\% of R\&D\_1 \# \$5, 5% of \copyright": "100% of R&D_1 # $5, 5% of ©",
    "a -- b --- c ``d''": "a – b — c “d”",
    r"{LLM}s {\em in} \textbf{bold} $k$-NN \ensuremath{\alpha}": "LLMs in bold k-NN α",
    "two\n   lines": "two lines",
    r"back\textbackslash slash \textasciitilde": "back\\slash ~",
    r"\{braces\}": "{braces}",
    "": "",
}
ACTING = {
    r"A \input{/etc/passwd} title": ("A title", ("input",)),
    r"\write18{rm -rf} T": ("T", ("write",)),
    r"\def\x{1} \openin3 \csname y\endcsname": ("", ("def", "openin", "csname")),
    r"A \immediate\write18{ls} \newcommand{\x}{y} \include {z} B": (
        "A B", ("immediate", "write", "newcommand", "include"),
    ),
    r"\inputs of \unknown{kept} \the\year": ("of kept", ("the", "inputs", "unknown")),
}  # fmt: skip


def test_latex_is_read_as_the_characters_it_sets_and_what_acts_is_taken_out_and_named() -> None:
    assert {text: decode(text) for text in DECODED} == {text: (plain, ()) for text, plain in DECODED.items()}
    assert {text: decode(text) for text in ACTING} == ACTING
    assert decode_verbatim(r"https://a.org/x\_y\%20z\&q=\#1~b") == "https://a.org/x_y%20z&q=#1~b"
    assert decode_verbatim("{10.1007/978-3_26}") == "10.1007/978-3_26"


ENCODED = {
    "100% of R&D_1 #2 $3": (r"100\% of R\&D\_1 \#2 \$3", ""),
    "Hélène Łoś Straße naïve Ångström": (
        r"H{\'e}l{\`e}ne {\L}o{\'s} Stra{\ss}e na{\"{i}}ve {\r{A}}ngstr{\"o}m", "",
    ),
    "Nguyễn Thắng ĩ Ħ": (r"Nguy{\~{\^{e}}}n Th{\'{\u{a}}}ng {\~{\i}} H", ""),
    "a – b — c “d” …": (r"a -- b --- c ``d'' \ldots{}", ""),
    "\\input{x} ~ ^ {y}": (r"\textbackslash{}input\{x\} \textasciitilde{} \textasciicircum{} \{y\}", ""),
    "中文 title 🚀": ("title", "中文🚀"),
    "zero\u200bwidth\ufeff": ("zerowidth", ""),
    "x² ≤ 3 × β": (r"x$^2$ $\leq$ 3 $\times$ $\beta$", ""),
}  # fmt: skip
TITLES = {
    "LLM-Rec: Personalized Recommendation": "{LLM-Rec}: {Personalized} Recommendation",
    "Is ChatGPT Fair for Recommendation? Evaluating": "Is {ChatGPT} Fair for Recommendation? {Evaluating}",
    "BERT4Rec, GPT-4V(ision) and T5": "{BERT4Rec}, {GPT}-{4V}(ision) and {T5}",
    "LLM-Guided Views with BERT-Based Ranking: LLM-Enhanced": (
        "{LLM}-Guided Views with {BERT}-Based Ranking: {LLM}-Enhanced"
    ),
    "ChatGPT's Fine-Tuning: Zero-Shot LLaMA-E": "{ChatGPT}'s Fine-Tuning: {Zero}-Shot {LLaMA}-{E}",
    "dIR – Discrete Retrieval": "{dIR} -- {Discrete} Retrieval",
    "ID- vs. Modality-based": "{ID}- vs. Modality-based",
    "50% {of} LLMs_x": r"50\% \{of\} {LLMs}\_x",
    "a \\input{x} b": r"a \textbackslash{}input\{x\} b",
    "中文 LLM 🚀 Study": "{LLM} Study",
    "Q: Why?": "Q: {Why}?",
    "A\ue001\ue000 Title": "A Title",
}


def test_text_and_titles_are_written_so_that_pdflatex_sets_them_and_styles_keep_their_capitals() -> None:
    assert {plain: encode(plain) for plain in ENCODED} == ENCODED
    assert {title: encode_title(title, frozenset({"Taobao"})) for title in TITLES} == TITLES


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
