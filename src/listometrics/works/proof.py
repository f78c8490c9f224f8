"""What it takes for records of a work's title to be the work: a title proves little, an identifier or author much."""

from collections.abc import Sequence
from dataclasses import replace

from listometrics.identifiers import KINDS
from listometrics.works.bibtex_reading import Record
from listometrics.works.evidence import judge_evidence
from listometrics.works.groups import Group
from listometrics.works.identity import contradict, plausible_years
from listometrics.works.titles import says_enough

_FIELDS = {
    "doi": "doi = {{{}}}", "arxiv": "eprint = {{{}}}, archiveprefix = {{arXiv}}",
    "acl": "url = {{https://aclanthology.org/{}/}}", "openreview": "url = {{https://openreview.net/forum?id={}}}",
}  # fmt: skip


def add_ids(group: Group, ids: Sequence[tuple[str, str]]) -> Group:
    """Return a group's evidence with identifiers that were pinned for it earlier, unless it has others."""
    pinned = Group()
    for kind, value in ids:
        pinned.ids.setdefault(kind, set()).add(value)
    if not ids or contradict(group, pinned):
        return group
    kinds = dict.fromkeys((*group.ids, *pinned.ids))
    return replace(group, ids={kind: group.ids.get(kind, set()) | pinned.ids.get(kind, set()) for kind in kinds})


def share_id(mine: Group, theirs: Group) -> bool:
    """Tell whether two groups have an identifier in common."""
    return any(values & theirs.ids.get(kind, set()) for kind, values in mine.ids.items())


def hinder(mine: Group, theirs: Group) -> str:
    """Say what keeps records of a like title from being taken for a work, and how to confirm them; else nothing.

    Needed is an identifier or an author in common. A work of which neither is known takes records of just its title,
    if that can stand for one paper, or if a record says that the list has it so.
    """
    if kind := contradict(mine, theirs):
        return f"a like title, other {kind}"
    if not plausible_years(mine, theirs):
        return "a like title, years too far apart"
    named = mine.families | mine.listed
    if share_id(mine, theirs) or named & theirs.families:
        return ""
    if named and theirs.families:
        return "a like title, no author in common"
    if mine.ids:
        return f"a like title and nothing else in common. {_how_to_confirm(mine)}"
    same = set(mine.titles) & set(theirs.titles)
    if same & theirs.named_as or any(map(says_enough, same)):
        return ""
    said = "the same title, but too short to name one paper" if same else "a like title, not the same"
    return f"{said}. {_how_to_confirm(mine)}"


def _how_to_confirm(mine: Group) -> str:
    """Say what to write into a record that is of the work after all."""
    for kind in sorted(mine.ids, key=KINDS.index):
        return f"If it is this work, add {_FIELDS[kind].format(min(mine.ids[kind]))} to the record"
    return "If it is this work, add list_title = {its title in the list} to the record"


def is_proven(mine: Group, theirs: Group, records: Sequence[Record]) -> bool:
    """Tell whether more than the title speaks for records that nothing hinders.

    An identifier, an author, a record that names the list's title, or one that says who confirmed it or where it was
    found: whoever noted that looked it up for the list.
    """
    if share_id(mine, theirs) or (mine.families | mine.listed) & theirs.families:
        return True
    if set(mine.titles) & theirs.named_as:
        return True
    return any(judge_evidence(record) <= 1 for record in records)
