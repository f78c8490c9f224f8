"""The audit's rules: id, severity, title and reason of each, and the form of a finding."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Rule(NamedTuple):
    """A rule: what it finds and why a maintainer wants to know."""

    id: str
    severity: Severity
    title: str
    reason: str


class Finding(NamedTuple):
    """One finding, at a line of the list.

    `found` is the text at fault as it stands in the list, `proposed` what to write instead (empty where the
    list alone cannot say). With `column`, the fix replaces `found` by `proposed` in that cell of the row; it is
    `safe` where nothing but evidence named in `what` is needed, and goes into the patch. `subject` is the title,
    section or header that the finding is about: with rule and `found` it identifies the finding when lines move.
    """

    line: int
    rule: str
    what: str
    found: str = ""
    proposed: str = ""
    subject: str = ""
    entry: int = 0
    column: str = ""
    safe: bool = False


RULES = {
    rule.id: rule
    for rule in (
        Rule(
            "unreadable_row",
            "error",
            "Row that cannot be read",
            "Its cells do not fit the header: readers see them in the wrong columns, and the study leaves the row out.",
        ),
        Rule(
            "duplicate_in_section",
            "error",
            "Same work twice in one section",
            "It is counted twice and its two rows drift apart.",
        ),
        Rule(
            "retracted",
            "error",
            "Retracted or withdrawn work",
            "Readers should not build on what its authors or publisher have taken back.",
        ),
        Rule(
            "foreign_repository",
            "error",
            "Link to another work's repository",
            "One repository stands under different works and bears the name of only one.",
        ),
        Rule(
            "shared_repository",
            "warning",
            "One repository under different works",
            "At most one of them is likely to be meant, unless the works share their code.",
        ),
        Rule("misspelt_model", "warning", "Misspelt model", "Searching the page for the model does not find the row."),
        Rule(
            "misspelt_strategy",
            "warning",
            "Misspelt tuning strategy",
            "Searching the page for the strategy does not find the row.",
        ),
        Rule("misspelt_venue", "warning", "Misspelt venue", "Searching the page for the venue does not find the row."),
        Rule("misspelt_header", "warning", "Misspelt table header", "Programs find columns by their headers."),
        Rule(
            "published_since",
            "warning",
            "Preprint that has been published",
            "Authors want to cite, and readers to weigh, the published version.",
        ),
        Rule(
            "venue_disagrees",
            "warning",
            "Venue that disagrees with the sources",
            "Either the list or the source is wrong, or they mean two versions of the work.",
        ),
        Rule(
            "year_disagrees",
            "warning",
            "Year that disagrees with the sources",
            "Either the list or the source is wrong, or they mean two versions of the work.",
        ),
        Rule(
            "arxiv_year",
            "warning",
            "arXiv year that disagrees with the arXiv id",
            "The first four digits of an arXiv id are the year and month in which the work appeared there.",
        ),
        Rule(
            "rows_disagree",
            "warning",
            "Rows of one work that disagree on its publication",
            "A work in several sections has one publication.",
        ),
        Rule(
            "renamed_venue",
            "warning",
            "Venue under its former name",
            "The venue had another name by then: its own pages, and searches, use that.",
        ),
        Rule(
            "name_disagrees",
            "warning",
            "Name that disagrees with the title",
            "The title begins with another name than the row's.",
        ),
        Rule(
            "link_label",
            "warning",
            "Link whose label disagrees with its target",
            "A repository labelled Paper, or a paper labelled Code, sends readers to the wrong place.",
        ),
        Rule(
            "missing_link",
            "warning",
            "No link where an identifier is known",
            "Readers have to search for the work, though its identifier is known.",
        ),
        Rule(
            "anonymous_link",
            "warning",
            "Anonymous repository of a published work",
            "It was made for reviewers: it names no authors and may expire, where a published work has a public one.",
        ),
        Rule(
            "size_disagrees",
            "warning",
            "Stated size that disagrees with the model's",
            "The name fixes the number of parameters, or the model was published with a few, and the row states "
            "another one.",
        ),
        Rule(
            "unbalanced_html",
            "warning",
            "Unbalanced HTML",
            "An element that is not closed takes in what follows, in some renderers.",
        ),
        Rule(
            "broken_anchor",
            "warning",
            "Link to no section",
            "The table of contents points to a heading that is not there.",
        ),
        Rule(
            "invisible_character",
            "warning",
            "Invisible character",
            "A zero-width or no-break character keeps searches from finding the cell.",
        ),
        Rule(
            "duplicate_across_sections",
            "info",
            "Same work in several sections",
            "Often on purpose, where a work does several things; then both rows need the same care.",
        ),
        Rule(
            "retitled",
            "info",
            "Title that differs from the published one",
            "Works are renamed between preprint and publication; readers search by the published title.",
        ),
        Rule(
            "missing_paper_link",
            "info",
            "Only a code link where the paper's identifier is known",
            "A reader of the list wants the paper first.",
        ),
        Rule(
            "arxiv_version",
            "info",
            "Link to one version on arXiv",
            "It hides later versions; the list links to the abstract page otherwise.",
        ),
        Rule(
            "arxiv_pdf",
            "info",
            "Link to a PDF on arXiv",
            "The list links to abstract pages otherwise: they show versions, authors and the published reference.",
        ),
        Rule(
            "model_forms",
            "info",
            "One model written in several ways",
            "A search for one spelling of the name does not find the rows with the other.",
        ),
        Rule(
            "workshop_form",
            "info",
            "Workshop written otherwise than the list's others",
            "The list writes workshops as NAME@CONFERENCE elsewhere.",
        ),
        Rule(
            "missing_cells",
            "info",
            "Empty name, model or strategy",
            "The paper is no survey: it takes no part in any analysis of methods until it is coded.",
        ),
        Rule(
            "missing_year",
            "info",
            "Publication without a year",
            "Programs and readers cannot place the work in time.",
        ),
        Rule("blank_row", "info", "Blank row", "It renders as an empty line in the table."),
        Rule(
            "not_in_contents",
            "info",
            "Section missing from the table of contents",
            "Readers who start there never see the section.",
        ),
        Rule(
            "contents_blank",
            "info",
            "No blank behind a number in the table of contents",
            "Number and title run together on the page; other entries have a blank there.",
        ),
        Rule(
            "columns_differ",
            "info",
            "Table with other columns than its neighbours",
            "Rows cannot be moved between the tables without rewriting them.",
        ),
        Rule(
            "fullwidth_characters",
            "info",
            "Full-width characters in a coded cell",
            "A search for the usual character does not find the cell.",
        ),
        Rule("doubled_blanks", "info", "Doubled blanks within a cell", "Searches for the words fail."),
    )
}
