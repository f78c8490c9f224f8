"""Words that tell links and persons from titles: how lists in the wild name them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from listometrics.readme.links import classify_link


def read_words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_LINK_WORDS = read_words(
    """
    paper papers pdf arxiv abs abstract html link links url doi code codes github repo repository project page
    website homepage home site web demo video talk slides poster data dataset datasets model models weights
    checkpoint checkpoints blog blogpost post twitter tweet thread bibtex bib cite openreview acl anthology acm ieee
    springer huggingface hf colab notebook supp supplementary appendix official unofficial pytorch tensorflow jax
    implementation source conference journal preprint proceedings media review reviews discussion star stars
    download full text here view read pwc youtube bilibili zhihu 论文 代码 链接 项目 主页 原文 数据
    and the to of for on in 1 2 3 v1 v2 gitee gitlab google drive semantic scholar cvf neurips pmlr forum
    """
)
_PAPER_WORDS = read_words(
    """
    paper papers pdf arxiv abs abstract doi openreview acl anthology acm ieee springer preprint proceedings 论文 原文
    cvf pmlr neurips
    """
)
_CORE_WORDS = read_words(
    """
    paper pdf code github project demo link arxiv website
    """
)
_PAPER_HOSTS = (
    "neurips.cc", "nips.cc", "mlr.press", "jmlr.org", "thecvf.com", "dl.acm.org", "ieee.org", "springer.com",
    "sciencedirect.com", "semanticscholar.org", "aaai.org", "ijcai.org", "ceur-ws.org", "ssrn.com", "biorxiv.org",
    "medrxiv.org", "nature.com", "science.org", "wiley.com", "usenix.org", "hal.science", "techrxiv.org", "mdpi.com",
    "frontiersin.org", "isca-archive.org", "researchgate.net", "tandfonline.com", "sagepub.com", "cell.com", "plos.org",
    "oup.com", "aclweb.org", "aclanthology.org", "arxiv.org", "openreview.net", "doi.org", "dblp.org", "jair.org",
    "thelancet.com", "pnas.org", "cambridge.org", "mitpress.mit.edu", "direct.mit.edu", "alphaxiv.org", "emnlp.org",
)  # fmt: skip
_BELOW_PAPER_HOSTS = tuple(f".{host}" for host in _PAPER_HOSTS)
_BLOGS = re.compile(
    r"//(?:[\w.-]+\.)?(?:medium\.com|substack\.com|youtube\.com|youtu\.be|twitter\.com|x\.com|wikipedia\.org|reddit\.com"
    r"|zhihu\.com|bilibili\.com|towardsdatascience\.com|linkedin\.com|weixin\.qq\.com|discord\.\w+)/|/(?:blogs?|posts?|news)/",
    re.I,
)
_NO_NAME = read_words(
    """
    a an the for of with via from towards toward using in on by to is are can how what why we our this that as at it
    large language model models learning survey review recommendation recommender recommendations systems system
    neural deep generative benchmark dataset paper code university institute lab labs research google microsoft meta
    openai alibaba tencent huawei amazon deepmind team retrieval generation reasoning attention network networks
    data training tuning pretrained pre-trained prompt prompting agent agents knowledge graph evaluation analysis
    framework approach method methods task tasks understanding users user item items text vision image video speech
    new note todo see also more multi self zero few shot open source fine chain thought based aware end january
    february news fake fair fairness closed case study studies good better best future past time human humans
    machine search ranking ranker rankers web social media content empirical insights challenges limits conference
    nature science medicine letters reviews communications physics biology chemistry frontiers advances
    journal proceedings transactions workshop symposium international annual meeting association surveys
    llms plms lms reprogramming frozen zero-shot few-shot chatgpt gpt gpt-3 gpt-4 llama bert flan palm
    """
)
_PREFIXES = ("Self", "Multi", "Zero", "Few", "Open", "Cross", "Semi", "Pre", "Non", "Fine", "Deep", "One", "Two", "Low")
_SURNAMES = ("An", "So", "Do", "On", "To", "Can", "Long", "Case")
_MOST_LABEL = 3  # words
_BETWEEN_NOUNS = ("for", "of", "in", "with", "as", "from", "via", "by", "on", "at", "without", "beyond", "meets")
_CJK_LABEL = re.compile("(?:论文|原文|代码|项目|官方|数据集?|模型|视频|博客|解读)(?:链接|地址|主页|代码|仓库|下载)")
_LEAST_ACRONYM = 3  # letters
_PARTICLES = read_words(
    """
    de da di del der den van von la le el al bin ibn dos du y ter ten st zu af jr sr ii iii
    """
)
_TALK = re.compile(
    r"(?:see|please|we|our|if|for more|check|this|these|you|your|the following|feel free|here|note that|thanks?|welcome"
    r"|added?|updated?|update|released?|join|star|click|follow|contact|email|more|read|visit|let|to|contributions?)\b",
    re.I,
)
_TOKEN = re.compile(r"[^\W\d_][^\W\d_'’\-.]*(?:['’\-.][^\W\d_]+)*\.?", re.UNICODE)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NO_ENDS = re.compile(
    r".{3,}(?:ness|tions?|ities|ology|istics?|ically|based|aware|ized|ised|wards|ability|ibility|i[sz]ing|works?|ular|tive|tics)"
    r"|.{4,}(?:ments|ity|ated|ance|less|ways?)",
    re.I,
)
_MARKS = re.compile(r"[…*†‡§¶^∗✉#⋆☆♠♣♦♢]+|\^?\{?\d(?:,\d){0,9}\}?$|<[^<>]*>")
_ET_AL = re.compile(r"(?:(?:,\s*+|(?<![,\s])\s++)?(?:(?:and|&)\s*+)?(?:et\.? al|others|等人?)\.{0,2}+){1,4}$", re.I)
_DOTS = re.compile(r"(?:,\s*|(?<![,\s])\s+)?(?:\.\.\.|…)\s*")
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:[,;，；、&]|\band\b|·)\s*")


def is_talk(text: str) -> bool:
    """Tell whether a text begins as one that speaks to the reader.

    >>> is_talk("Please see the survey"), is_talk("Seeing is believing")
    (True, False)
    """
    return _TALK.match(text) is not None


def is_link_label(label: str) -> bool:
    """Tell whether a link's text says what the link is, not what the work is called.

    >>> is_link_label("Code (PyTorch)"), is_link_label("📄"), is_link_label("A title of some length")
    (True, True, False)
    """
    words = re.findall(r"\w+", label.casefold())
    if are_link_words(label):
        return True
    if len(words) > _MOST_LABEL or (len(words) == _MOST_LABEL and words[1] in _BETWEEN_NOUNS):
        return False  # Watermarks for Code
    return words[-1] in _CORE_WORDS or words[0] in _CORE_WORDS


def are_link_words(label: str) -> bool:
    """Tell whether all words of a link's text say what the link is.

    >>> are_link_words("Official code"), are_link_words("Neural code")
    (True, False)
    """
    words = re.findall(r"\w+", label.casefold())
    return all(word in _LINK_WORDS or word.isdigit() or _CJK_LABEL.fullmatch(word) for word in words)


def is_blog(url: str) -> bool:
    """Tell whether an address is that of a blog, a video or a post, not of a paper.

    >>> is_blog("https://medium.com/@a/b"), is_blog("https://example.org/blog/x"), is_blog("https://arxiv.org/abs/1")
    (True, True, False)
    """
    return _BLOGS.search(url) is not None


def is_paper_link(label: str, url: str) -> bool:
    """Tell whether a link leads to a paper, by its address or its text.

    >>> is_paper_link("pdf", "https://example.org/x"), is_paper_link("Code", "https://github.com/a/b")
    (True, False)
    """
    kind, identifier = classify_link(url)
    if kind == "github" or url.startswith("#"):
        return False
    if kind != "other" and identifier:
        return True
    words = re.findall(r"\w+", label.casefold())
    return any(word in _PAPER_WORDS for word in words[:4]) or has_paper_address(url)


def has_paper_address(url: str) -> bool:
    """Tell whether an address is that of a paper: an identifier, a publisher's host, or a PDF."""
    kind, identifier = classify_link(url)
    if kind not in ("other", "github") and identifier:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").removeprefix("www.")
    if host == "github.com":
        return False
    return host in _PAPER_HOSTS or host.endswith(_BELOW_PAPER_HOSTS) or parts.path.lower().endswith(".pdf")


def count_words(text: str) -> int:
    """Return the number of words; two Chinese characters count as one.

    >>> count_words("Two words"), count_words("分类标准")
    (2, 2)
    """
    return len(re.findall(r"[^\W\u4e00-\u9fff]+", text)) + len(re.findall(r"[\u4e00-\u9fff]", text)) // 2


@lru_cache(maxsize=256)
def are_names(text: str, is_styled: bool = False) -> bool:
    """Tell whether a text is a list of persons; in a style of its own surnames are enough.

    >>> are_names("Keqin Bao, Jizhi Zhang and Xiangnan He"), are_names("Bao, K., Zhang, J."), are_names("Wang et al.")
    (True, True, True)
    >>> are_names("Large Language Models, Prompting"), are_names("Alice")
    (False, False)
    """
    if len(text) > 3_000:
        return False
    text = _DOTS.sub(", ", text)
    bare = _ET_AL.sub("", text.strip(" .,;:"))
    cut = bare != text.strip(" .,;:")
    parts = [part for part in _BETWEEN.split(bare) if part.strip()]
    if not parts:
        return False
    if len(parts) == 1 and not cut and len(_MARKS.sub("", parts[0]).strip(" .")) == 1:
        return False  # a letter alone
    full = 0
    for part in parts:
        tokens = _MARKS.sub("", part).split()
        if _CJK_NAME.fullmatch("".join(tokens)):
            full += len(parts) > 1 or cut
            continue
        if not _is_person(tokens):
            return False
        full += len(tokens) > 1 or (len(tokens[0].rstrip(".")) <= 2 and tokens[0].isupper())
    return cut or is_styled or (full >= 1 and 2 * full >= len(parts))


def _is_person(tokens: list[str]) -> bool:
    if not tokens or len(tokens) > 6:
        return False
    shouted = all(token.isupper() for token in tokens)
    for place, token in enumerate(tokens):
        if token.isupper() and len(token) >= _LEAST_ACRONYM and token.isalpha() and not shouted:
            return False  # an acronym
        if place and token in _SURNAMES:
            continue
        if not _TOKEN.fullmatch(token) or token.casefold() in _NO_NAME or _NO_ENDS.fullmatch(token):
            return False
        if token.partition("-")[0] in _PREFIXES and "-" in token:
            return False  # Self-Distilled
        if not token[0].isupper() and token.casefold() not in _PARTICLES:
            return False
    return tokens[0] not in _PARTICLES or len(tokens) > 1
