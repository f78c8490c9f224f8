"""Every table of the landscape, and the numbers made from them, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from listometrics.analyse.stages import fill_sections
from listometrics.landscape import authorship, contents, network, production, publishing, themes, title_words
from listometrics.landscape.landscape_numbers import landscape_numbers


@dataclass(frozen=True)
class Landscape:
    """The tables of 03_landscape by name, the network, names that may be one person, and the numbers for prose.

    `last_month` is the last month in which a work appeared, empty where none is known.
    """

    tables: dict[str, pd.DataFrame]
    network: network.Network
    variants: pd.DataFrame
    numbers: dict[str, Any]
    last_month: str


def survey_landscape(frames: Mapping[str, pd.DataFrame], period: str, seed: int, read_until: str) -> Landscape:
    """Count everything that the landscape shows.

    `frames` holds entries, entry_models, links, papers, entry_papers, models, stopwords and themes; `period` is month,
    quarter or year; `read_until` is the month in which the sources were read.
    """
    frames = {**frames, "entries": fill_sections(frames["entries"])}
    entries, papers, pairs = frames["entries"], frames["papers"], frames["entry_papers"]
    people = authorship.list_authors(papers)
    counted = authorship.count_authors(people)
    law = authorship.estimate_lotka(counted["n"], np.random.default_rng(seed))
    net = network.make_network(people, seed)
    noted, found = themes.find_themes(entries, pairs, frames["themes"])
    venues_used = publishing.count_venues(papers)
    tables = {
        "production": production.count_production(entries, pairs, papers, period),
        "production_months": production.count_months(frames),
        "production_kinds": contents.count_kinds(entries),
        "venues_used": venues_used,
        "zones": publishing.sum_zones(venues_used),
        "authors": counted,
        "lotka": authorship.count_productivity(counted, law[0].estimate),
        "lotka_law": authorship.describe_law(law),
        "coauthors": net.authors,
        "coauthor_links": net.links,
        "communities": net.communities,
        "teams": authorship.count_teams(papers),
        "title_words": title_words.count_words(papers, frames["stopwords"]),
        "title_pairs": title_words.count_pairs(papers, frames["stopwords"]),
        "themes_found": themes.count_themes(noted, found, frames["themes"]),
        "publishing": publishing.count_published(entries, pairs, papers, read_until),
        "reading": contents.count_read(entries),
        "developers": contents.count_developers(frames["entry_models"], pairs, frames["models"]),
    }
    variants = authorship.find_variants(people)
    last_month = max((date for date in papers["first_date"].astype("str") if len(date) == 7), default="")
    return Landscape(tables, net, variants, landscape_numbers({**tables, "variants": variants}, net), last_month)
