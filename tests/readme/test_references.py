"""Links whose address stands elsewhere are links all the same."""

from listometrics.readme.readme import parse_readme
from listometrics.readme.references import resolve_references
from listometrics.readme.vocabulary import Vocabulary

LIST = """# List
- [A Title of a Work][r1], ACL 2023, [[code]][c]
- **Another Title of a Work**, ACL 2022, [paper][]

| Title | Link |
|---|---|
| A Work in a Row | [paper][r1] |

[r1]: https://arxiv.org/abs/2301.00001 "the work"
[C]: <https://github.com/a/b>
[paper]: https://arxiv.org/abs/2301.00002
"""


def test_links_by_name_lead_to_their_addresses(vocabulary: Vocabulary) -> None:
    parsed = parse_readme(LIST, vocabulary)
    assert list(parsed.entries["title"]) == ["A Title of a Work", "Another Title of a Work", "A Work in a Row"]
    assert list(parsed.links["identifier"]) == ["2301.00001", "a/b", "2301.00002", "2301.00001"]


def test_a_name_that_is_not_defined_stays() -> None:
    assert resolve_references(["- [A][b], [c]", "[x]: y"])[0] == "- [A][b], [c]"
    assert resolve_references(["- [A][b]"]) == ["- [A][b]"]
