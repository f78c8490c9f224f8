"""What a piece of text says, and how the pieces below an item add to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from listometrics.readme.fields import Fields
from listometrics.readme.links import classify_link
from listometrics.readme.parts import Parts


@dataclass(slots=True)
class Reading:
    """What a piece of text says.

    `how` tells how its title stands there: `bold`, `link`, `quoted`, `italic`, `plain`, `label` or nothing where it
    has none; `before` is loose text before the title, `after` begins right behind it; a rival is a link behind a plain
    title that looks like one, too.
    """

    fields: Fields = field(default_factory=Fields)
    parts: Parts = field(default_factory=Parts)
    how: str = ""
    before: str = ""
    after: str = ""
    is_labelled: bool = False
    has_rival: bool = False

    @property
    def is_field(self) -> bool:
        """Tell whether the text has no title of its own and all of it was understood."""
        parts = self.parts
        said = self.is_labelled or self.fields.links or parts.publications or parts.authors or parts.dates
        return not self.how and bool(said) and not parts.loose

    def take(self, other: Reading, text: str) -> None:
        """Take in what a piece below says; one that is a sentence becomes part of the note."""
        mine, theirs = self.fields, other.fields
        if not other.is_field and (other.how not in ("", "label") or other.parts.loose):
            urls, kinds = {known.url for known in mine.links}, {_find_work(known.url) for known in mine.links}
            mine.links += [
                link for link in theirs.links if link.url not in urls and _find_work(link.url) not in kinds - {""}
            ]
            mine.put("note", text)
            return
        mine.take(theirs)
        self.parts.add(other.parts)
        self.how = self.how or other.how


def _find_work(url: str) -> str:
    """Return the kind of a work's identifier; a sentence that names a second of one kind speaks of another work."""
    kind, identifier = classify_link(url)
    return kind if identifier and kind != "github" else ""
