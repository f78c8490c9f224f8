"""LaTeX to Unicode and back: nothing acts, nothing is lost without being said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listometrics.works.latex_text import decode, decode_verbatim, encode, protect


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"Marie-H\'el\`ene", "Marie-Hélène"),
        (r"M{\"u}ller and M\"{u}ller", "Müller and Müller"),
        (r"\v{S}koda, \c{c}a, {\aa}s, \O{}re, Stra{\ss}e, {\L}o\'s", "Škoda, ça, ås, Øre, Straße, Łoś"),
        (r"na{\"\i}ve \'{\i}", "naïve í"),
        (r"100\% of R\&D\_1 \# \$5", "100% of R&D_1 # $5"),
        ("a -- b --- c ``d''", "a – b — c “d”"),
        (r"{LLM}s {\em in} \textbf{bold} $k$-NN", "LLMs in bold k-NN"),
        ("two\n   lines", "two lines"),
        (r"back\textbackslash slash \textasciitilde", "back\\slash ~"),
        (r"\{braces\}", "{braces}"),
        ("", ""),
    ],
)
def test_latex_is_read_as_the_characters_it_sets(text: str, plain: str) -> None:
    assert decode(text) == (plain, ())


@pytest.mark.parametrize(
    ("text", "plain", "commands"),
    [
        (r"A \input{/etc/passwd} title", "A title", ("input",)),
        (r"\write18{rm -rf} T", "T", ("write",)),
        (r"\def\x{1} \openin3 \csname y\endcsname", "", ("def", "openin", "csname")),
        (
            r"A \immediate\write18{ls} \newcommand{\x}{y} \include {z} B",
            "A B",
            ("immediate", "write", "newcommand", "include"),
        ),
        (r"\inputs of \unknown{kept} \the\year", "of kept", ("the", "inputs", "unknown")),
    ],
)
def test_commands_that_could_act_are_taken_out_and_named(text: str, plain: str, commands: tuple[str, ...]) -> None:
    assert decode(text) == (plain, commands)


def test_addresses_keep_their_signs() -> None:
    assert decode_verbatim(r"https://a.org/x\_y\%20z\&q=\#1~b") == "https://a.org/x_y%20z&q=#1~b"
    assert decode_verbatim("{10.1007/978-3_26}") == "10.1007/978-3_26"


@pytest.mark.parametrize(
    ("plain", "text", "lost"),
    [
        ("100% of R&D_1 #2 $3", r"100\% of R\&D\_1 \#2 \$3", ""),
        ("Hélène Łoś Straße naïve Ångström", r"H{\'e}l{\`e}ne {\L}o{\'s} Stra{\ss}e na{\"\i}ve {\r{A}}ngstr{\"o}m", ""),
        ("a – b — c “d” …", r"a -- b --- c ``d'' \ldots{}", ""),
        ("\\input{x} ~ ^ {y}", r"\textbackslash{}input\{x\} \textasciitilde{} \textasciicircum{} \{y\}", ""),
        ("中文 title 🚀", "title", "中文🚀"),
        ("zero\u200bwidth\ufeff", "zerowidth", ""),
        ("x² ≤ 3 × β", r"x$^2$ $\leq$ 3 $\times$ $\beta$", ""),
        ("ﬁne ａ", "fine a", ""),
        ("Đorđe Łąka ð", r"Dorde {\L}aka d", ""),
    ],
)
def test_text_is_written_so_that_pdflatex_sets_it(plain: str, text: str, lost: str) -> None:
    assert encode(plain) == (text, lost)


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_written_text_is_ascii_and_reads_back(text: str) -> None:
    written, _ = encode(text)
    assert written.isascii()
    assert "%" not in written.replace(r"\%", "")
    again, commands = decode(written)
    assert commands == ()
    assert encode(again)[0] == encode(decode(encode(again)[0])[0])[0]


@given(st.text(max_size=300))
def test_reading_any_text_ends_and_leaves_no_backslash_command(text: str) -> None:
    plain, _ = decode(text)
    assert "\n" not in plain


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        ("LLM-Rec: Personalized Recommendation", "{LLM-Rec}: {Personalized} Recommendation"),
        ("Is ChatGPT Fair for Recommendation? Evaluating", "Is {ChatGPT} Fair for Recommendation? {Evaluating}"),
        ("BERT4Rec, GPT-4V(ision) and T5", "{BERT4Rec}, {GPT}-{4V}(ision) and {T5}"),
        (
            "LLM-Guided Views with BERT-Based Ranking: LLM-Enhanced",
            "{LLM}-Guided Views with {BERT}-Based Ranking: {LLM}-Enhanced",
        ),
        ("ChatGPT's Fine-Tuning: Zero-Shot LLaMA-E", "{ChatGPT}'s Fine-Tuning: {Zero}-Shot {LLaMA}-{E}"),
        ("Zero-Shot Next-Item Recommendation", "Zero-Shot Next-Item Recommendation"),
        ("dIR – Discrete Retrieval", "{dIR} – {Discrete} Retrieval"),
        ("ID- vs. Modality-based", "{ID}- vs. Modality-based"),
        ("A 2024 View", "A 2024 View"),
        ("Search in Taobao", "Search in {Taobao}"),
    ],
)
def test_only_words_whose_capitals_count_get_braces(title: str, protected: str) -> None:
    assert protect(title, frozenset({"Taobao"})) == protected
