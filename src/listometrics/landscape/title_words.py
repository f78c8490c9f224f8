"""Words of titles and pairs of neighbouring words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pandas as pd

from listometrics.analyse.intervals import share_wilson

WORD = re.compile(r"[^\W_]+(?:['’‐‑-][^\W_]+)*|[^\w\s]")
MOST_TERMS = 18
HYPHENS = re.compile("[-‐‑]")


def count_words(papers: pd.DataFrame, stopwords: pd.DataFrame, least: int = 2) -> pd.DataFrame:
    """Count works by word of their titles; each work counts once a word.

    `stopwords` has word, counted_as (another word that it is counted as; empty for itself) and drop_from (`all`,
    `words`, or empty). Returns word, hits (works), n (all works), estimate, low, high, method for the words of at
    least `least` works, most works first.
    """
    runs = _split_all(papers, stopwords)
    dropped = _dropped(stopwords, "words")
    return _count([{w for run in title for w in run} - dropped for title in runs], least, "word")


def count_pairs(papers: pd.DataFrame, stopwords: pd.DataFrame, least: int = 2) -> pd.DataFrame:
    """Count works by pair of neighbouring words of their titles; dropped words and punctuation part neighbours.

    A pair of words that are both dropped from words, those of the list's own subject, is no pair. Returns pair, hits,
    n, estimate, low, high, method.
    """
    runs = _split_all(papers, stopwords)
    subject = _dropped(stopwords, "words")
    pairs = [{pair for run in title for pair in pairwise(run) if not subject.issuperset(pair)} for title in runs]
    return _count([{" ".join(pair) for pair in title} for title in pairs], least, "pair")


def split_title(title: str, counted_as: dict[str, str], dropped: set[str]) -> list[list[str]]:
    """Cut a title into runs of counted words; hyphens part words, unless `counted_as` knows the compound.

    >>> split_title("LLM-Rec: Recommendations via Pre-training", {"recommendations": "recommendation"}, {"via"})
    [['llm', 'rec'], ['recommendation'], ['pre', 'training']]
    """
    runs: list[list[str]] = [[]]
    for token in WORD.findall(title.lower()):
        compound = HYPHENS.sub("-", token)
        for word in [compound] if compound in counted_as else HYPHENS.split(token):
            if word in dropped or not word[:1].isalnum() or word.isdigit():
                runs.append([])
            else:
                runs[-1].append(counted_as.get(word) or word)
    return [run for run in runs if run]


def _split_all(papers: pd.DataFrame, stopwords: pd.DataFrame) -> list[list[list[str]]]:
    counted_as = dict(zip(stopwords["word"], stopwords["counted_as"], strict=True))
    dropped = _dropped(stopwords, "all")
    return [split_title(str(title), counted_as, dropped) for title in papers["title"]]


def _dropped(stopwords: pd.DataFrame, where: str) -> set[str]:
    dropped = stopwords[stopwords["drop_from"] == where]
    return {*dropped["word"], *dropped.loc[dropped["counted_as"] != "", "counted_as"]}


def _count(titles: list[set[str]], least: int, column: str) -> pd.DataFrame:
    counts = Counter(term for terms in titles for term in terms)
    rows = []
    for term, hits in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if hits >= least:
            share = share_wilson(hits, len(titles))
            rows.append((term, hits, len(titles), share.estimate, share.low, share.high, share.method))
    table = pd.DataFrame(rows, columns=[column, "hits", "n", "estimate", "low", "high", "method"])
    floats = dict.fromkeys(("estimate", "low", "high"), "float64")
    return table.astype({column: "str", "hits": "Int64", "n": "Int64", "method": "str"} | floats)
