"""Tell by its title what a section holds that is no papers."""

from __future__ import annotations

import re
from functools import lru_cache

from listometrics.readme.words import read_words

# Sections whose items are no papers, whatever they link to.
_ASIDES = re.compile(
    r"(?:latest |recent |what'?s )?(?:news|updates?|new|change ?log)(?: (?:and|&) (?:news|updates?))?"
    r"|(?:how to )?contribut(?:e|ing)(?: .*)?|contribut(?:ors?|ions?)(?: (?:guid\w+|(?:are )?welcome|and .*|to th.*))?"
    r"|更新|贡献|引用|致谢|citations?|cit(?:e|ing)(?: (?:this|the|us|our|and)(?: .*)?)?|licen[cs]e|acknowledge?ments?"
    r"|star history|contacts?(?: (?:us|me|info.*|details|and .*))?|maintainers?"
    r"|(?:related|other|similar) (?:awesome )?(?:lists?|repositor(?:y|ies)|repos|projects)|(?:related )?awesome lists?",
    re.I,
)
# Sections whose items may be papers, but only those that link to one: their titles hold no other words.
_RESOURCES = read_words(
    """
    blog blogs post posts article articles talk talks video videos course courses lecture lectures tutorial
    tutorials workshop workshops tool tools toolkit toolkits library libraries software framework frameworks
    leaderboard leaderboards product products competition competitions challenge challenges resource resources
    repository repositories repos dataset datasets benchmark benchmarks website websites project projects people
    group groups lab labs community communities newsletter newsletters podcast podcasts book books slides demo demos
    code codebase codebases implementation implementations material materials reading readings list lists data sets
    simulator simulators corpus corpora
    """
)
_FILLERS = read_words(
    """
    and other others useful related open source opensource more for llm llms awesome online external relevant the
    additional popular public further general
    """
)
# Of those, what is not published at a venue though it may be held at one.
_EVENTS = read_words(
    """
    blog blogs post posts talk talks video videos course courses lecture lectures tutorial tutorials workshop workshops
    leaderboard leaderboards competition competitions challenge challenges people group groups lab labs community
    communities newsletter newsletters podcast podcasts book books slides demo demos
    """
)
_CONTENTS = re.compile(r"(?:table of )?contents?|toc|目录", re.I)


@lru_cache(maxsize=1024)
def is_aside(title: str) -> bool:
    """Tell whether a section holds something else than papers, such as news.

    >>> is_aside("🔥 News"), is_aside("Citation"), is_aside("News recommendation")
    (True, True, False)
    """
    return _ASIDES.fullmatch(_bare(title)) is not None or is_contents(title)


@lru_cache(maxsize=1024)
def is_resources(title: str) -> bool:
    """Tell whether a section holds resources of which only some are papers.

    >>> is_resources("Blogs & talks"), is_resources("Tool learning"), is_resources("Other")
    (True, False, False)
    """
    words = re.findall(r"\w+", title.casefold())
    return any(word in _RESOURCES for word in words) and all(word in _RESOURCES | _FILLERS for word in words)


def is_contents(title: str) -> bool:
    """Tell whether a section is the table of contents, which other sections may stand below.

    >>> is_contents("Table of Contents"), is_contents("Content moderation")
    (True, False)
    """
    return _CONTENTS.fullmatch(_bare(title)) is not None


def is_event(title: str) -> bool:
    """Tell whether a section of resources holds talks, courses, competitions or the like.

    >>> is_event("Talks & tools"), is_event("Datasets")
    (True, False)
    """
    return any(word in _EVENTS for word in re.findall(r"\w+", title.casefold()))


def _bare(title: str) -> str:
    return re.sub(r"^[^\w]+|[^\w]+$", "", title).strip()
