"""A shop's export, written to a file and read as a shop would read it: for tests of understanding and cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foresale.errors import LogError
from foresale.log.clean import clean
from foresale.log.id_key import IdKey
from foresale.log.raw import connect
from foresale.log.reading import Reading, ReadOptions, SourceReading
from foresale.log.sources import open_sources
from foresale.log.understand import understand

KEY = IdKey(b"a key of the tests, 32 bytes long", Path("id.key"))


@dataclass
class Read:
    """What came out: the reading, the questions, the events and the quarantine as lists of dicts (in no order)."""

    reading: Reading
    questions: tuple[LogError, ...]
    events: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    items: list[dict[str, Any]] | None
    users: list[dict[str, Any]] | None

    @property
    def source(self) -> SourceReading:
        """How the first source was understood."""
        return self.reading.sources[0]

    def column(self, field: str) -> str:
        return "+".join(self.reading.fields[field].columns)

    def types(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for event in self.events:
            counts[event["type"]] = counts.get(event["type"], 0) + 1
        return counts

    def told(self, code: str) -> str:
        return "; ".join(str(f) for f in self.reading.findings if f.code == code)

    def question(self) -> str:
        assert len(self.questions) == 1, self.questions
        return type(self.questions[0]).__name__


def read_export(source: object, /, *, reading: Reading | None = None, as_of: int | None = None, **said: Any) -> Read:
    """Understand and clean a source."""
    options = ReadOptions(**said)
    with connect("300MB", 2) as con:
        KEY.use(con)
        raw = open_sources(source, options, con)
        understood = understand(raw, options, as_of) if reading is None else None
        applied = understood.reading if understood else reading
        questions = understood.questions if understood else ()
        if "user" not in applied.fields or "time" not in applied.fields:
            return Read(applied, questions, [], [], None, None)
        cleaned = clean(raw, applied, options)
        tables = [
            t.to_arrow_table().to_pylist() if t is not None else None
            for t in (cleaned.events, cleaned.quarantine, cleaned.items, cleaned.users)
        ]
        return Read(cleaned.reading, questions, *tables)


def write_rows(path: Path, header: str, rows: list[str], encoding: str = "utf-8") -> Path:
    """A CSV of a header and rows."""
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path
