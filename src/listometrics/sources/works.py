"""The works of a study as far as they are known: what sources are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from listometrics.identifiers import find_doi
from listometrics.readme.parse import parse_readme
from listometrics.readme.vocabulary import make_vocabulary, read_settings
from listometrics.sources.shapes import Wanted
from listometrics.study.files import LIST
from listometrics.study.stage import open_stage
from listometrics.works.bibtex_reading import Content
from listometrics.works.enrich import enrich
from listometrics.works.merging import Merged
from listometrics.works.person_names import fold_family
from listometrics.works.titles import normalise_title

KINDS = ("arxiv", "doi", "acl", "openreview")


class Study:
    """Read a study once; say what is known of its works with the sources as they are now."""

    def __init__(self, root: Path) -> None:
        stage = open_stage("fetch", str(root))
        self.root = stage.root
        vocabulary = {name: stage.read(name) for name in ("models", "strategies", "venues", "names")}
        coded = make_vocabulary(vocabulary["models"], vocabulary["strategies"], vocabulary["venues"])
        parsed = parse_readme(stage.read_text(LIST), coded, LIST, read_settings(stage.read_choices()))
        self.parsed = {"entries": parsed.entries, "links": parsed.links}
        self.sources: dict[str, Content] = dict(stage.read_folder("data/bib/sources/*.bib"))
        self.registry = stage.read_state("keys")
        self.vocabulary = {name: vocabulary[name] for name in ("venues", "names")}

    def list_works(self, written: Mapping[str, str]) -> list[Wanted]:
        """List the works, with the files named in `written` in place of those on disk."""
        sources: dict[str, Content] = {**self.sources, **written}
        merged = enrich(self.parsed, {n: t for n, t in sources.items() if t}, self.registry, self.vocabulary).works
        names: dict[str, Wanted] = {}
        for _, work in merged:
            wanted = _want(work)
            names.setdefault(wanted.work, wanted)
        return [names[name] for name in sorted(names)]


def name_work(merged: Merged) -> str:
    """Return the name of a work: by the list's own identifiers, which no source changes, else by its title."""
    rows = merged.work.rows
    for kind in KINDS:
        values = sorted({value for row in rows for k, value in row.ids if k == kind})
        if values:
            return f"{kind}:{values[0]}"
    return f"title:{next((row.normal for row in rows if row.normal), normalise_title(merged.title))}"


def _want(merged: Merged) -> Wanted:
    rows, records = merged.work.rows, merged.work.records
    titles = [normalise_title(merged.title), *(row.normal for row in rows), *(t for r in records for t in r.titles)]
    years = {merged.first_date[:4], merged.fields.get("year", ""), *(row.year for row in rows)}
    dois = (find_doi(record.fields.get("published_doi", "")) for record in records)
    return Wanted(
        work=name_work(merged),
        title=merged.title,
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        families=tuple(f for f in map(fold_family, merged.authors) if f),
        years=frozenset(int(year) for year in years if year),
        ids=dict(merged.ids),
        dois=tuple(dict.fromkeys(doi for doi in dois if doi)),
        published=merged.published,
    )
