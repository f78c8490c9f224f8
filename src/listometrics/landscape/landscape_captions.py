"""Captions and alternative texts of the landscape's figures: what is counted, n, what is not drawn, the limits."""

from __future__ import annotations

from typing import Any

from listometrics.analyse.sample import THIN
from listometrics.landscape.authorship import LEVEL
from listometrics.landscape.contents import NOT_NAMED
from listometrics.text import counted

Words = tuple[str, str]


def describe_production(numbers: dict[str, Any], period: str) -> Words:
    """Describe draw_production from landscape_numbers()["production"]."""
    n, undated = numbers["works_dated"], numbers["works_undated"]
    left = f" Not drawn: {counted(undated, 'work')} of which only the year is known." if undated else ""
    caption = (
        f"Works by {period} of first appearance (arXiv id), in all and by stage; n = {n}. A work of several stages "
        f"counts in each row below, once above.{left} The last periods, shaded, are incomplete: lists are curated with "
        "a lag."
    )
    alt = f"Bars of works by {period}, highest in {numbers['peak']} with {numbers['peak_n']}; below, a table by stage."
    return caption, alt


def describe_months(numbers: dict[str, Any]) -> Words:
    """Describe draw_months from landscape_numbers()["production_months"]."""
    every, dated = numbers["all"], numbers["dated"]
    shown = ", ".join(f"{dated.get(kind, 0)} of {n} {_plural(kind, n)}" for kind, n in every.items())
    caption = (
        f"What the list holds by month of first appearance and kind; drawn are {shown or 'none'}. Papers are works, "
        "each counted once; the other kinds are entries, dated by the arXiv id that they link to. What has no month "
        "is not drawn. The last months, shaded, are incomplete."
    )
    peak = f"highest in {numbers['peak']} with {numbers['peak_n']}" if numbers["peak"] else "none of them dated"
    return caption, f"Bars by month, stacked by kind, {peak}."


def describe_kinds(numbers: dict[str, Any]) -> Words:
    """Describe draw_kinds from landscape_numbers()["production_kinds"]."""
    said = ", ".join(f"{n} {_plural(kind, n)}" for kind, n in numbers["by_kind"].items())
    caption = (
        f"Entries by section and kind; n = {counted(numbers['entries'], 'entry', 'entries')} in "
        f"{counted(numbers['sections'], 'section')}. Sections that hold no table are not drawn. A paper that stands in "
        "several sections counts in each."
    )
    return caption, f"A table of entries by section and kind: {said or 'none'}."


def describe_venues(numbers: dict[str, Any], zones: list[dict[str, Any]]) -> Words:
    """Describe draw_venues from landscape_numbers()["venues_used"] and ["zones"]."""
    said = "; ".join(f"zone {z['zone']}: {counted(z['venues'], 'venue')}, {counted(z['n'], 'work')}" for z in zones)
    caption = (
        f"Venues of the works known to be published; n = {counted(numbers['works'], 'work')} in "
        f"{counted(numbers['venues'], 'venue')}, {numbers['single'] or 'none'} of them with one work. Bradford's zones "
        f"({said}) cut the ranking into thirds of the works, as description of this "
        f"list.{_say_ties(numbers)}{_say_left_out(numbers, 'venues', 'works')}"
    )
    top = numbers["top"][0] if numbers["top"] else {"venue": "none", "n": 0}
    return caption, f"Bars of published works by venue, longest for {top['venue']} with {top['n']}."


def describe_bradford(numbers: dict[str, Any], bradford: dict[str, Any]) -> Words:
    """Describe draw_bradford from landscape_numbers()["venues_used"] and ["bradford"]."""
    multipliers = "No multiplier can be given."
    if bradford["multiplier_least"] is not None:
        multipliers = (
            f"Each zone has {bradford['multiplier_least']:.1f} to {bradford['multiplier_most']:.1f} times the venues "
            "of the one before, where the law asks for equal factors."
        )
    caption = (
        f"Cumulative published works against the venues' rank; n = {counted(numbers['works'], 'work')}, "
        f"{counted(numbers['venues'], 'venue')}. Bradford's law asks for a straight line behind a curved beginning. "
        f"{multipliers} Venues of as many works stand in alphabetical order.{_say_ties(numbers)}"
    )
    return caption, "A rising curve of cumulative works on a log scale of ranks, with the ends of three zones."


def describe_lotka(numbers: dict[str, Any], lotka: dict[str, Any]) -> Words:
    """Describe draw_lotka from landscape_numbers()["authors"] and ["lotka"]."""
    fitted = "No exponent can be fitted."
    if lotka["estimate"] is not None:
        level = f"at the level of {100 * LEVEL:g} %"
        verdict = f"so that the law is rejected {level}" if lotka["rejected"] else f"which does not reject it {level}"
        fitted = (
            f"Lotka's law fitted by maximum likelihood: exponent {lotka['estimate']:.2f} "
            f"({lotka['low']:.2f} to {lotka['high']:.2f}, bootstrap of authors). The Kolmogorov-Smirnov distance from "
            f"it has p = {lotka['p_fit']:.2g}, {verdict}. Interval and test take authors as independent; co-authors of "
            "a work are not, so that the interval is rather too narrow, and the law rejected rather too readily."
        )
    caption = (
        f"Authors by number of works within this list; n = {counted(numbers['authors'], 'author')}. {fitted} A person "
        "is a spelling of a name, case, blanks and full stops aside: names are never merged by surname and initial. "
        "Description of this list, not of the field."
    )
    return caption, "Dots of authors against works on log scales, falling along a dashed line."


def describe_network(network: dict[str, Any]) -> Words:
    """Describe draw_network from landscape_numbers()["network"]."""
    caption = (
        f"Authors who wrote together: the largest of {counted(network['components'], 'component')}, with "
        f"{network['largest']} of {counted(network['authors'], 'author')} ({network['drawn']} drawn). Communities by "
        f"Louvain's method with a seed ({network['communities']}), the {network['named']} with most works in colour, "
        "named by their most central authors. Namesakes count as one person and tie groups together that are apart."
    )
    communities = counted(network["communities"], "community", "communities")
    return (
        caption,
        f"A network of {counted(network['drawn'], 'author')} in {communities}, {network['named'] or 'none'} named.",
    )


def describe_teams(numbers: dict[str, Any]) -> Words:
    """Describe draw_teams from landscape_numbers()["teams"]."""
    caption = (
        f"Median number of authors by year of first appearance; n = {counted(numbers['works'], 'work')} with known "
        f"authors, {numbers['solo'] or 'none'} of them by one author. Intervals (95 %): between order statistics; "
        "hollow: too few works."
    )
    return caption, "Dots of the median team by year, with intervals."


def describe_words(numbers: dict[str, Any], pairs: dict[str, Any]) -> Words:
    """Describe draw_words from landscape_numbers()["title_words"] and ["title_pairs"]."""
    n = numbers["top"][0]["n"] if numbers["top"] else 0
    caption = (
        f"Most frequent words and neighbouring pairs of words in titles; n = {counted(n, 'work')}, each counted once a "
        "term; Wilson intervals (95 %). Stop words, words for the list's own subject and pairs of these alone are left "
        f"out (data/vocab/stopwords.csv).{_say_left_out(numbers, 'words', 'titles')}"
        f"{_say_left_out(pairs, 'pairs', 'titles')} "
        "Terms in as many titles stand in alphabetical order."
    )
    return caption, "Two rankings of title words and word pairs as dots with intervals."


def describe_themes(numbers: dict[str, Any]) -> Words:
    """Describe draw_themes from landscape_numbers()["themes"]."""
    caption = (
        f"Works whose note names a theme, by stage; n = {counted(numbers['works'], 'work')} with a note. Themes are "
        "patterns (data/vocab/themes.csv): a note may name a theme without being about it. Only works that the list's "
        "authors read have notes. A work of several stages counts in each, once in the first column. Grey labels: "
        f"stages with fewer than {THIN} works with a note. Themes of as many works stand in alphabetical order."
    )
    hits = max((row["hits"] for row in numbers["top"]), default=0)
    first = " and ".join(row["theme"] for row in numbers["top"] if row["hits"] == hits) or "none"
    return caption, f"A table of works by theme and stage; the most frequent is {first} ({hits})."


def describe_publishing(numbers: dict[str, Any], small: dict[str, int], last_date: str) -> Words:
    """Describe draw_publishing from landscape_numbers()["publishing"] and ["publishing_not_drawn"].

    `last_date` is the month in which the sources were read.
    """
    few = ", ".join(f"{cohort} (n = {n})" for cohort, n in small.items())
    left = f" Too few works to be drawn by themselves, but among all: {few}." if few else ""
    rows = numbers.get("all", [])
    n = rows[0]["n"] if rows else 0
    until = f" Sources were read in {last_date}: triangles may still rise." if last_date else ""
    caption = (
        f"Works that the list calls arXiv papers: share known to be published by the end of the calendar year of first "
        f"appearance and of the next two; n = {n}. Points with Wilson intervals: what is known; grey and "
        f"hollow: fewer than {THIN} works. Pale bars: bounds, "
        f"none or all of the unknown published.{until} Works that the list names by their venue are not among "
        f"them.{left}"
    )
    ends = f", in all from {rows[0]['estimate']:.0%} to {rows[-1]['estimate']:.0%}".replace("%", " %") if n else ""
    return caption, f"Points of the share published for each cohort{ends}, with pale bounds."


def describe_reading(numbers: dict[str, Any]) -> Words:
    """Describe draw_reading from landscape_numbers()["reading"]."""
    caption = (
        f"Paper entries that the list marks as read, by section: {numbers['hits'] or 'none'} of n = "
        f"{counted(numbers['n'], 'entry', 'entries')}. The entries are all there are; intervals (Wilson, 95 %) say how "
        f"far such shares vary by chance. Grey, hollow: sections with fewer than {THIN} entries."
    )
    none = numbers["untouched"]
    return (
        caption,
        f"Bars of the share read by section; {counted(none, 'section')} {'has' if none == 1 else 'have'} none read.",
    )


def describe_developers(numbers: dict[str, Any], works: int) -> Words:
    """Describe draw_developers from landscape_numbers()["developers"]; `works` is the number of works with models."""
    left = numbers.get("not_named", 0)
    unnamed = f" “{NOT_NAMED}”: {counted(left, 'work')} with models whose developer is not known." if left else ""
    caption = (
        f"Works by developer of the models that they use; n = {counted(works, 'work')} with coded models, "
        f"{counted(numbers['developers'], 'named developer')}.{unnamed} Full counting: a work with models of two "
        f"developers, or open and closed ones, counts for each.{_say_left_out(numbers, 'developers', 'works')}"
    )
    top = numbers["top"][0]["developer"] if numbers["top"] else "none"
    return caption, f"Bars of works by developer, split into open and closed weights; longest for {top}."


def _say_left_out(numbers: dict[str, Any], things: str, of: str) -> str:
    """Say how many are not drawn, and why; nothing where all are."""
    if not numbers["not_drawn"]:
        return ""
    left = counted(numbers["not_drawn"], things.removesuffix("s"))
    return f" Not drawn: {left} of fewer than {numbers['least_drawn']} {of}."


def _say_ties(numbers: dict[str, Any]) -> str:
    """Say where venues of equal works stand on both sides of a border."""
    said = [
        f"{counted(tie['venues'], 'venue')} of {counted(tie['n'], 'work')} each at the border behind zone {tie['zone']}"
        for tie in numbers["ties"]
    ]
    return f" The alphabet alone parts {' and '.join(said)}." if said else ""


def _plural(kind: str, n: int) -> str:
    """Count a kind of entry.

    >>> _plural("repository", 7), _plural("paper", 1)
    ('repositories', 'paper')
    """
    if n == 1:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
