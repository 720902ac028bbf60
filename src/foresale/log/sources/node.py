"""A value of each row of nested data: where it lies, what it holds, and the SQL of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from foresale.log.cells import text_sql
from foresale.log.vocabulary import fields_of, singular

MOST_DEPTH = 6
ENTRY = '"(entry of a list)"'  # no column of a log is called so
Path = tuple[str, ...]
# Objects that stand for one value: Extended JSON of MongoDB, and what DynamoDB exports.
TYPED = {"$date", "$oid", "$numberDecimal", "$numberDouble", "$numberInt", "$numberLong", "$uuid"}
DYNAMO = {"S", "N", "BOOL", "NULL"}


class Node(NamedTuple):
    """A value of each row.

    path  : the names on the way to it
    sql   : the value, or the JSON that it lies in
    shape : {name: shape} of an object, [shape] of a list, else text; "as text" where only its text can be kept
    at    : where it lies in the JSON; None where DuckDB's own types hold it
    whole : the text of all of it, where that stands somewhere already
    """

    path: Path
    sql: str
    shape: Any
    at: Path | None = None
    whole: str | None = None

    @property
    def text(self) -> str:
        if self.whole is not None:
            return self.whole
        if self.at is not None:
            return f"({self.sql} ->> {text_sql(_pointer(self.at))})"
        return f"CAST({self.sql} AS VARCHAR)" if self.shape else self.sql

    @property
    def list(self) -> str:
        if self.at is None:
            return self.sql
        return f"json_extract({self.sql}, {text_sql(_pointer(self.at))})::JSON[]"

    @property
    def holds(self) -> Any:
        """Shape of the elements, None where it is no list."""
        return self.shape[0] if isinstance(self.shape, list) and self.shape else None

    @property
    def means(self) -> frozenset[str]:
        """What it may be by its name, that of a list by the name of one of its elements."""
        hits = fields_of(singular(".".join(self.path)) if self.holds else ".".join(self.path))
        return frozenset(field for field, (_, _, known) in hits.items() if known)

    def element(self, sql: str = ENTRY) -> Node:
        return Node((), sql, self.holds, None if self.at is None else ())

    def leaves(self) -> Iterator[Node]:
        """The fields of an object, and of the objects in it; of anything else itself."""
        if not (isinstance(self.shape, dict) and self.shape and len(self.path) < MOST_DEPTH):
            yield self
            return
        if self.shape.keys() <= TYPED or (self.path[:1] == ("Item",) and self.shape.keys() <= DYNAMO):
            texts = [leaf.text for key in self.shape for leaf in self._field(key).leaves()]
            yield Node(self.path, self.sql, "", self.at, f"coalesce({', '.join(texts)}, NULL)")
            return
        for key in self.shape:
            yield from self._field(key).leaves()

    def _field(self, key: str) -> Node:
        path, shape = (*self.path, key), self.shape[key]
        if self.at is None:
            return Node(path, f"struct_extract({self.sql}, {text_sql(key)})", shape)
        return Node(path, self.sql, shape, (*self.at, key))


def _pointer(path: Path) -> str:
    """JSON pointer (RFC 6901): a key may hold dots, quotes and dollars."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)
