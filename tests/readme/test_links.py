"""Links are found in every form, and told by where they point."""

import pytest

from listometrics.readme.links import Link, classify_link, parse_links


@pytest.mark.parametrize(
    ("cell", "links", "rest"),
    [
        ("[[Paper]](https://a.org/x_y)", [("Paper", "https://a.org/x_y")], ""),
        ("[Paper](https://a.org)", [("Paper", "https://a.org")], ""),
        (r"\[[Paper](https://a.org)\]", [("Paper", "https://a.org")], "[]"),
        ("[**Paper**](https://a.org)", [("Paper", "https://a.org")], ""),
        ("[a_b](https://a.org/(x))", [("a_b", "https://a.org/(x)")], ""),
        ("[P](https://a.org?a=1&amp;b=2)", [("P", "https://a.org?a=1&b=2")], ""),
        ('[P](https://a.org "title")', [("P", "https://a.org")], ""),
        ("[P](<https://a.org/x y>)", [("P", "https://a.org/x y")], ""),
        ("[[Paper]](a.org) [[Code]](b.org)", [("Paper", "a.org"), ("Code", "b.org")], ""),
        ("[Paper](a.org)<br />[Code](b.org)", [("Paper", "a.org"), ("Code", "b.org")], ""),
        ("[![stars](https://img.io/x.svg)](https://a.org)", [("stars", "https://a.org")], ""),
        ("![badge](https://img.io/x.svg)", [], ""),
        ("https://a.org/x, soon", [("", "https://a.org/x")], "soon"),
        ("<https://a.org>", [("", "https://a.org")], ""),
        ("<a href='https://a.org'>Paper</a>", [("Paper", "https://a.org")], ""),
        ("<a href=https://a.org>Paper", [("Paper", "https://a.org")], ""),
        ("[Paper]()", [("Paper", "")], ""),
        ("[Paper](\u200bhttps://a.org\u200b)", [("Paper", "https://a.org")], ""),
        ("[Paper](https://a.org/论文)", [("Paper", "https://a.org/论文")], ""),
        ("[Paper](https://a.org", [("", "https://a.org")], "[Paper]("),
        ("coming soon", [], "coming soon"),
        ("", [], ""),
    ],
)
def test_links_of_a_cell_are_read(cell: str, links: list[tuple[str, str]], rest: str) -> None:
    found = parse_links(cell)
    assert found.links == tuple(Link(*link) for link in links)
    assert found.rest == rest


def test_the_text_keeps_that_of_the_links() -> None:
    assert parse_links("**A** [B](https://a.org) c").text == "A B c"


@pytest.mark.parametrize(
    ("url", "kind", "identifier"),
    [
        ("https://arxiv.org/abs/2305.09858v1", "arxiv", "2305.09858"),
        ("https://arxiv.org/pdf/2401.08217.pdf", "arxiv", "2401.08217"),
        ("https://arxiv.org/pdf/2402.12984v1.pdf", "arxiv", "2402.12984"),
        ("http://www.arxiv.org/pdf/2403.16948", "arxiv", "2403.16948"),
        ("https://export.arxiv.org/abs/2305.09858/", "arxiv", "2305.09858"),
        ("https://arxiv.org/abs/cs/0112017", "arxiv", "cs/0112017"),
        ("arxiv.org/abs/2305.09858", "arxiv", "2305.09858"),
        ("//arxiv.org/abs/2305.09858", "arxiv", "2305.09858"),
        ("https://ar5iv.labs.arxiv.org/html/2305.09858", "arxiv", "2305.09858"),
        ("https://doi.org/10.48550/arXiv.2305.09858", "arxiv", "2305.09858"),
        ("https://arxiv.org/list/cs.IR/recent", "other", ""),
        ("https://dl.acm.org/doi/10.1145/3604915.3608844", "doi", "10.1145/3604915.3608844"),
        ("https://dl.acm.org/doi/abs/10.1145/3534678.3539064", "doi", "10.1145/3534678.3539064"),
        ("https://dl.acm.org/citation.cfm?doid=2939672.2939785", "doi", "10.1145/2939672.2939785"),
        ("http://dl.acm.org/citation.cfm?id=2939672.2939785&CFID=1", "doi", "10.1145/2939672.2939785"),
        ("https://dl.acm.org/citation.cfm?id=2939785", "other", ""),
        ("https://www.aclweb.org/anthology/P19-1001/", "acl", "P19-1001"),
        ("https://dl.acm.org/doi/pdf/10.1145/3534678.3539064?download=true", "doi", "10.1145/3534678.3539064"),
        ("https://dl.acm.org/doi/epdf/10.1145/3534678.3539064", "doi", "10.1145/3534678.3539064"),
        ("https://dl.acm.org/doi/fullHtml/10.1145/3604915.3608844", "doi", "10.1145/3604915.3608844"),
        ("https://doi.org/10.1145/3604915.3608844", "doi", "10.1145/3604915.3608844"),
        ("https://dx.doi.org/10.1007%2F978-3-031-28244-7_1", "doi", "10.1007/978-3-031-28244-7_1"),
        ("https://link.springer.com/chapter/10.1007/978-3-031-28244-7_1", "doi", "10.1007/978-3-031-28244-7_1"),
        ("https://link.springer.com/content/pdf/10.1007/S11704-024.pdf", "doi", "10.1007/s11704-024"),
        ("https://www.frontiersin.org/articles/10.3389/fdata.2023.1/full", "doi", "10.3389/fdata.2023.1"),
        ("https://aclanthology.org/2022.coling-1.249/", "acl", "2022.coling-1.249"),
        ("https://aclanthology.org/2022.coling-1.249v2.pdf", "acl", "2022.coling-1.249"),
        ("https://aclanthology.org/", "other", ""),
        ("https://openreview.net/forum?id=hFx3fY7-m9b", "openreview", "hFx3fY7-m9b"),
        ("https://openreview.net/pdf?id=hFx3fY7-m9b", "openreview", "hFx3fY7-m9b"),
        ("https://openreview.net/group?id=ICLR.cc", "other", ""),
        ("https://github.com/HKUDS/OpenGraph/tree/main", "github", "HKUDS/OpenGraph"),
        ("https://github.com/RUCAIBox/LSVCR/", "github", "RUCAIBox/LSVCR"),
        ("https://github.com/a/b.git", "github", "a/b"),
        ("git://github.com/a/b.c#readme", "github", "a/b.c"),
        ("https://github.com/wwliu555", "github", ""),
        ("https://github.com/orgs/a/repositories", "github", ""),
        ("https://a.github.io/b", "other", ""),
        ("https://example.org/?u=arxiv.org/abs/2305.09858", "other", ""),
        ("https://notarxiv.org/abs/2305.09858", "other", ""),
        ("javascript:alert(1)", "other", ""),
        ("#top", "other", ""),
        ("http://[", "other", ""),
        ("", "other", ""),
    ],
)
def test_a_link_is_classified(url: str, kind: str, identifier: str) -> None:
    assert classify_link(url) == (kind, identifier)
