"""What a notebook opens: where the study is, what it reads and writes, and the record it leaves."""

from __future__ import annotations

import base64
import html
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from listometrics import __version__
from listometrics.errors import StudyError
from listometrics.study import files
from listometrics.study.parameters import find_choice, name_run, read_parameter, say_run
from listometrics.study.schema import FLOAT_FORMAT, SHARED, TABLES, Table, describe_table, from_csv, infer_type, to_csv

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class SavedFigure:
    """A figure as a notebook shows it: the picture that was written, its caption, and its text alternative."""

    png: bytes
    caption: str
    alt: str

    def _repr_html_(self) -> str:
        picture = base64.b64encode(self.png).decode("ascii")
        shown = (
            f'<img alt="{html.escape(self.alt)}" width="620" src="data:image/png;base64,{picture}">' if picture else ""
        )
        below = f"<p><small><b>Caption:</b> {html.escape(self.caption)}</small></p>"
        return shown + below + (f"<p><small><b>Alt text:</b> {html.escape(self.alt)}</small></p>" if self.alt else "")


@dataclass
class Stage:
    """One run of one notebook on one study; made by `open_stage`.

    Outputs of earlier stages are read from `out` where they are there, else from `root`; inputs always from
    `root`. Every path is relative to the study, with forward slashes.
    """

    name: str
    root: Path
    out: Path
    parameters: dict[str, Any]
    reads: dict[str, str] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, str]] = field(default_factory=dict)
    described: dict[str, dict[str, Any]] = field(default_factory=dict)  # tables that tables.csv does not have
    _states: set[str] = field(default_factory=set, repr=False)
    _frames: dict[str, tuple[str, pd.DataFrame]] = field(default_factory=dict, repr=False)  # with their files' hashes
    _upstream: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def read_bytes(self, path: str) -> bytes:
        """Return a file of the study, checked against the record of the stage that wrote it."""
        base = files.find_base(path, self.root, self.out)
        files.check_inside(base, path)
        if path.startswith(tuple(files.FOLDERS.values())) and not (base / path).exists():
            raise StudyError(f"{path}: not there yet. Run the study first: listometrics run {self.root}")
        content = files.read_bytes(base / path, path)
        digest = files.sha256(content)
        for record in _read_records(base):
            if path not in record["writes"]:
                continue
            if record["writes"][path] != digest and record["stage"] != self.name:
                raise StudyError(
                    f"{path}: changed after {record['stage']} wrote it. Corrections belong in data/vocab/ or "
                    f"data/bib/sources/; run {record['stage']} again to restore it."
                )
            self._check_parameters(record)
        self.reads[path] = digest
        return content

    def read_text(self, path: str) -> str:
        """Return a text file of the study."""
        return files.decode(self.read_bytes(path), path)

    def read_choices(self) -> str:
        """Return the text of `data/list.toml`; nothing where the study has none."""
        return self.read_text(files.CHOICES) if (self.root / files.CHOICES).is_file() else ""

    def read_folder(self, pattern: str) -> dict[str, bytes | StudyError]:
        """Return the files of the root that match a pattern such as `data/bib/sources/*.bib`, by file name.

        Capitals count in names, not in the suffix: `NEW.BIB` is one more `.bib`. What cannot be read (a folder, a
        link to nothing, no permission) stands as its error: the rest is used.
        """
        found: dict[str, bytes | StudyError] = {}
        stem, dot, suffix = pattern.rpartition(".")
        either = stem + dot + "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in suffix)
        for path in sorted(path.relative_to(self.root) for path in self.root.glob(either)):
            try:
                found[path.name] = self.read_bytes(path.as_posix())
            except StudyError as error:
                found[path.name] = error
        return found

    def read(self, table: str, optional: bool = False) -> pd.DataFrame:
        """Return a table by its name, with its types, checked; it is parsed again only where its bytes differ.

        One that is `optional` has no rows where the study lacks its file.
        """
        described = self._find(table)
        if optional and not any((folder / described.path).exists() for folder in (self.out, self.root)):
            return described.empty()
        content = self.read_bytes(described.path)
        digest = self.reads[described.path]
        if described.path not in self._frames or self._frames[described.path][0] != digest:
            self._frames[described.path] = digest, from_csv(content, described, described.path)
        return self._frames[described.path][1].copy()

    def read_state(self, table: str) -> pd.DataFrame:
        """Return a table that the study carries on from run to run; without rows where it has none yet.

        The record names it as this stage leaves it, so that it says the same of the first run and of the next.
        """
        self._states.add(TABLES[table].path)
        return self.read(table, optional=True)

    def read_numbers(self, stage: str) -> dict[str, Any]:
        """Return the numbers that another stage left for prose."""
        path = files.numbers_path(stage)
        return _read_json(self.read_bytes(path), path)

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a whole file below `out`, and note its hash for the record."""
        if files.is_input(path):
            raise StudyError(f"{path}: is an input, and inputs never change. Write somewhere else.")
        files.write_inside(self.out, path, content)
        self.writes[path] = files.sha256(content)

    def write_text(self, path: str, content: str) -> None:
        """Write a text file below `out`."""
        self.write_bytes(path, content.encode("utf-8"))

    def write(
        self, table: str, frame: pd.DataFrame, about: str = "", columns: Mapping[str, str] | None = None,
        key: Sequence[str] = (),
    ) -> pd.DataFrame:  # fmt: skip
        """Check a frame against its table's description, write it as CSV, and return it as it reads back.

        A table that `tables.csv` does not have is described here: what a row is, what each column means (those that
        several tables share are in `columns.csv`), and which columns are its key. Types are the frame's; the record
        keeps the description. A column that points to another
        table is checked where this stage has read or written that table.
        """
        if about:
            self._describe(table, frame, about, columns or {}, key)
        described = self._find(table)
        content = to_csv(frame, described)
        for column, other, its_column in described.foreign:
            if (path := TABLES[other].path) in self._frames:
                described.check_foreign(frame, column, self._frames[path][1][its_column])
        self.write_bytes(described.path, content)
        back = from_csv(content, described, described.path, checked=True)
        self._frames[described.path] = self.writes[described.path], back
        return back.copy()

    def write_numbers(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """Write the numbers that prose needs, with the captions of the figures written so far."""
        content: dict[str, Any] = _plain({**numbers, "figures": self.figures})
        self.write_text(files.numbers_path(self.name), _to_json(content))
        return content

    def save(
        self, name: str, table: pd.DataFrame, figure: Figure, caption: str, about: str = "",
        columns: Mapping[str, str] | None = None, key: Sequence[str] = (),
    ) -> SavedFigure:  # fmt: skip
        """Write a figure as SVG, PDF and PNG (300 dpi) and the tidy table that it shows; return it for display.

        `about`, `columns` and `key` describe the table as for `write`. The figure's label is its finding (see
        `plots.set_finding`), from which its alternative text is made. A table without rows, or axes on which nothing
        is drawn, have no figure: what an earlier run drew is taken away.
        """
        from listometrics.study.export import export_figure

        self.write(name, table, about, columns, key)
        if table.empty or not any(axes.has_data() for axes in figure.axes):
            for extension in ("svg", "pdf", "png"):
                files.remove_inside(self.out, f"reports/figures/{name}.{extension}")
            return SavedFigure(b"", "No work of this list has what this figure shows.", "")
        title, shown = str(figure.get_label()), str(figure.get_gid() or "")
        alt = ". ".join(filter(None, [title, shown]))
        self.figures[name] = {"title": title, "caption": caption, "alt": alt}
        forms = export_figure(figure, name)
        for extension, content in forms.items():
            self.write_bytes(f"reports/figures/{name}.{extension}", content)
        return SavedFigure(forms["png"], caption, alt)

    def close(self) -> pd.DataFrame:
        """Write the stage's record beside its tables, and return what was read and written as a frame."""
        self.reads.update({path: self.writes[path] for path in self._states & self.writes.keys()})
        record = {"stage": self.name, "version": __version__, "parameters": self.parameters, "reads": self.reads,
                  "writes": self.writes}  # fmt: skip
        text = _to_json({**record, "tables": self.described} if self.described else record)
        files.write_inside(self.out, files.record_path(self.name), text.encode("utf-8"))
        rows = [("read", p) for p in sorted(self.reads)] + [("wrote", p) for p in sorted(self.writes)]
        return pd.DataFrame(rows, columns=["", "file"])

    def _describe(
        self, table: str, frame: pd.DataFrame, about: str, columns: Mapping[str, str], key: Sequence[str]
    ) -> None:
        if table in TABLES:
            raise StudyError(f"{table}: is described in study/tables.csv. Leave out about=…, or take another name.")
        meanings = {name: SHARED[name].meaning for name in frame.columns if name in SHARED} | dict(columns)
        if set(meanings) != set(frame.columns) or not set(key) <= set(meanings):
            raise StudyError(
                f"{table}: columns {', '.join(map(str, frame.columns))}, described {', '.join(meanings) or 'none'}, "
                f"key {', '.join(key) or 'none'}. Describe each column, and name those of the key."
            )
        typed = [[name, infer_type(frame[name]), meanings[name]] for name in frame.columns]
        path = f"{files.FOLDERS[self.name[:2]]}/{table}.csv"
        self.described[table] = {"path": path, "row": about, "columns": typed, "key": list(key)}

    def _find(self, table: str) -> Table:
        """Return a table's description: from tables.csv, or from the stage that wrote it."""
        if table in TABLES:
            return TABLES[table]
        if table in self.described:
            return describe_table(**self.described[table])
        known = {**described_tables(self.root), **described_tables(self.out)}
        if table not in known:
            raise StudyError(f"{table}: no such table. Describe it where it is written: stage.write(…, about=…).")
        return known[table]

    def _check_parameters(self, record: Mapping[str, Any]) -> None:
        """Refuse an input whose stage ran with a parameter that contradicts ours or another input's."""
        parameters = {self.name: self.parameters, **{name: r["parameters"] for name, r in self._upstream.items()}}
        parameters.pop(record["stage"], None)
        for other, theirs in parameters.items():
            for name, value in record["parameters"].items():
                if theirs.get(name, value) != value:
                    raise StudyError(
                        f"{record['stage']} ran with {name} = {value!r}, {other} with {name} = {theirs[name]!r}. "
                        "Run both with the same value."
                    )
        self._upstream[record["stage"]] = record


def open_stage(name: str, root: str = "..", out: str = "", **parameters: Any) -> Stage:
    """Open a stage of the study at `root`, writing to `out` (empty: the study itself).

    `parameters` are the notebook's further parameters, in whatever type they were given: in their own they stand in
    `Stage.parameters`, and go to the record. Where they are neither the notebook's defaults nor those of the results
    that stand in the study, results go to a folder of their own below `reports/runs/`, and a line says so.
    """
    found = files.find_root(root)
    values = {each: read_parameter(each, value) for each, value in parameters.items()}
    if out or not (choice := find_choice(found, name, values)):
        return Stage(name, found, Path(out) if out else found, values)
    print(say_run(name_run(choice)))
    return Stage(name, found, found / name_run(choice), values)


def described_tables(base: Path) -> dict[str, Table]:
    """Return the tables that stages described where they wrote them, by name, from the records in a study."""
    tables = [record.get("tables", {}) for record in _read_records(base)]
    return {name: describe_table(**described) for found in tables for name, described in found.items()}


def _read_records(base: Path) -> list[dict[str, Any]]:
    paths = sorted(path.relative_to(base).as_posix() for pattern in files.RECORDS for path in base.glob(pattern))
    for path in paths:
        files.check_inside(base, path)
    return [_read_json(files.read_bytes(base / path, path), path) for path in paths]


def _read_json(content: bytes, shown: str) -> dict[str, Any]:
    """Return the object that a stage left as JSON; StudyError where it is no longer whole."""
    try:
        found: dict[str, Any] = json.loads(files.decode(content, shown))
    except json.JSONDecodeError as error:
        raise StudyError(
            f"{shown}:{error.lineno}: not JSON: {error.msg}. Was a merge left open? Delete the file, and run its "
            "notebook again."
        ) from None
    return found


def _to_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Turn numpy's numbers into JSON's, rounded to ten significant digits as the tables do; none becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return float(FLOAT_FORMAT % value) if math.isfinite(value) else None
    return None if value is pd.NA else value
