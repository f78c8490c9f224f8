"""Publication cells are read as venue, track, year, award and whether it is a preprint."""

import pytest

from listometrics.readme.venues import parse_publication
from listometrics.readme.vocabulary import Vocabulary

CASES = [
    ("Arxiv 2023", ("arXiv", "", 2023, "", True)),
    ("Arixv 2024", ("arXiv", "", 2024, "", True)),
    ("NIPS 2023", ("NeurIPS", "", 2023, "", False)),
    ("MM 2023", ("ACM MM", "", 2023, "", False)),
    ("ICLR 2024<br />Spotlight", ("ICLR", "", 2024, "Spotlight", False)),
    ("KDD 2023<br />Best Paper", ("KDD", "", 2023, "Best Paper", False)),
    ("PGAI@CIKM 2023", ("PGAI@CIKM", "", 2023, "", False)),
    ("CIKM GenRec 2023", ("CIKM GenRec", "", 2023, "", False)),
    ("RecSys Doctoral Symposium 2023", ("RecSys Doctoral Symposium", "", 2023, "", False)),
    ("RecSys Workshop 2023", ("RecSys Workshop", "", 2023, "", False)),
    ("EMNLP 2023 Findings", ("EMNLP", "Findings", 2023, "", False)),
    ("Findings of EMNLP 2023", ("EMNLP", "Findings", 2023, "", False)),
    ("EMNLP 2023 (Findings)", ("EMNLP", "Findings", 2023, "", False)),
    ("SIGIR 2024 (Oral)", ("SIGIR", "", 2024, "Oral", False)),
    ("ACL 2023 Best Paper Award", ("ACL", "", 2023, "Best Paper Award", False)),
    ("IEEE Access", ("IEEE Access", "", None, "", False)),
    ("KDD'23", ("KDD", "", 2023, "", False)),
    ("2023 WWW", ("WWW", "", 2023, "", False)),
    ("**WWW** 2024", ("WWW", "", 2024, "", False)),
    ("arXiv preprint arXiv:2305.1", ("arXiv", "", None, "", True)),
    ("arXiv preprint arXiv:2305.09858, 2023", ("arXiv", "", 2023, "", True)),
    ("arXiv:2305.09858v2 [cs.IR] (2023)", ("arXiv", "", 2023, "", True)),
    ("arXiv 2024.02", ("arXiv", "", 2024, "", True)),
    ("CoRR abs/2305.09858", ("arXiv", "", None, "", True)),
    ("2023", ("", "", 2023, "", None)),
    ("N/A", ("", "", None, "", None)),
    ("", ("", "", None, "", None)),
]


@pytest.mark.parametrize(("cell", "expected"), CASES, ids=[cell or "nothing" for cell, _ in CASES])
def test_a_publication_is_read(cell: str, expected: tuple[object, ...], vocabulary: Vocabulary) -> None:
    found = parse_publication(cell, vocabulary.venues)
    assert (found.venue, found.track, found.year, found.award, found.preprint) == expected
    assert found.is_known


def test_a_venue_that_is_not_known_stays_as_written(vocabulary: Vocabulary) -> None:
    found = parse_publication("FooConf 2024 Findings", vocabulary.venues)
    assert (found.venue, found.track, found.year, found.is_known) == ("FooConf", "Findings", 2024, False)


@pytest.mark.parametrize(
    ("cell", "preprint"),
    [("FooConf 2024", None), ("Journal of Foo 2024", False), ("Foo Workshop", False), ("bioRxiv 2024", True)],
    ids=["a name that does not tell", "a journal", "a workshop", "a server of preprints"],
)
def test_a_venue_that_is_not_known_is_a_preprint_only_if_its_name_says_so(
    cell: str, preprint: bool | None, vocabulary: Vocabulary
) -> None:
    assert parse_publication(cell, vocabulary.venues).preprint is preprint
