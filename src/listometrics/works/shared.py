"""Identifiers that two works claim: only a hand correction can say whose they are."""

from collections.abc import Sequence
from dataclasses import replace

from listometrics.identifiers import find_doi
from listometrics.works.bibtex_reading import HAND
from listometrics.works.merge import Merged, merge_url
from listometrics.works.works import Conflict


def drop_shared(works: Sequence[Merged]) -> list[Merged]:
    """Take an identifier that two works claim away from both, except from one that a hand correction names."""
    owners: dict[tuple[str, str], list[int]] = {}
    for number, merged in enumerate(works):
        for pair in merged.ids.items():
            owners.setdefault(pair, []).append(number)
    result = list(works)
    for (kind, value), numbers in owners.items():
        if len(numbers) < 2:
            continue
        by_hand = [n for n in numbers if result[n].provenance.get(kind, "").startswith(HAND)]
        keeper = by_hand[0] if len(by_hand) == 1 else -1
        for number in numbers:
            merged = result[number]
            said = _claim(works, kind, value, number, numbers)
            if number == keeper:
                kept = replace(said, decision="two works claim it; this one keeps it, as corrected by hand")
                result[number] = replace(merged, conflicts=(*merged.conflicts, kept))
                continue
            if keeper >= 0:
                said = replace(said, decision="two works claim it; the other keeps it, as corrected by hand")
            result[number] = _without(merged, kind, value, said)
    return result


def _claim(works: Sequence[Merged], kind: str, value: str, number: int, numbers: Sequence[int]) -> Conflict:
    others = [n for n in numbers if n != number]
    return Conflict(
        kind, f"{value} ({works[number].title})", works[number].provenance[kind],
        f"{value} ({'; '.join(works[n].title for n in others)})",
        "; ".join(sorted({works[n].provenance[kind] for n in others})), "two works claim it; neither keeps it",
    )  # fmt: skip


def _without(merged: Merged, kind: str, value: str, said: Conflict) -> Merged:
    """Take an identifier, and the address that was made of it, away from a work."""
    ids = {k: v for k, v in merged.ids.items() if k != kind}
    fields, provenance = dict(merged.fields), dict(merged.provenance)
    provenance.pop(kind)
    fields.pop(kind, None)
    if find_doi(fields.get("url", "")) == value:
        fields.pop("url"), provenance.pop("url")
        merge_url((), ids, fields, provenance)
    return replace(merged, ids=ids, fields=fields, provenance=provenance, conflicts=(*merged.conflicts, said))
