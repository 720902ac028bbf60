"""Tables in the folder of a log that tell of no events, though they hold times: customers and the day they came."""

from __future__ import annotations

from dataclasses import replace

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation
from foresale.log.vocabulary import fields_of, squeeze

_HAPPENS = ("order", "type", "item", "variant", "quantity", "price", "amount", "session", "query")


def set_aside(raw: Raw) -> Raw:
    """The log without tables of people, a row each, where other tables tell of what they did."""
    people = [r for r in raw.relations if not _named(r, *_HAPPENS) and _one_row_each(raw, r)]
    left = [r for r in raw.relations if r not in people]
    if not people or not any(_named(r, *_HAPPENS) and _named(r, "time") for r in left):
        return raw
    files = [raw.files[i].name for r in people for i in r.files]
    text = "left out, as they hold no time of events: {files}; attributes come in by --items and --users"
    said = Finding("no_logs", text, {"n": len(files), "files": ", ".join(files[:5])}, "warning")
    return replace(raw, relations=left, findings=[*raw.findings, said])


def _named(relation: Relation, *fields: str) -> list[str]:
    """Columns that are wholly called as one of `fields`."""
    return [c for c in relation.columns if any(f in fields and whole for f, (*_, whole) in fields_of(c).items())]


def _one_row_each(raw: Raw, relation: Relation) -> bool:
    """Whether it is a table of people by its key: an id of theirs that no two rows share."""
    who = _named(relation, "user")
    keys = [c for c in relation.columns if squeeze(c) == "id" and who] or who
    return any(
        raw.con.execute(
            f"SELECT count(*) > 1 AND count(DISTINCT {name_sql(c)}) = count(*) FROM {name_sql(relation.name)}"
        ).fetchall()[0][0]
        for c in keys[:3]
    )
