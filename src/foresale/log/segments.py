"""Columns and texts as uncompressed Arrow IPC files, mapped into memory when they are read.

pandas, Polars and DuckDB open these files too. One record batch a file, so that each column is one stretch of bytes:
a numpy array over it costs nothing and reads only the pages that are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[Any]
TEXTS_AT_A_TIME = 200_000


def write_columns(path: Path, columns: Mapping[str, Array]) -> None:
    """Write arrays of equal length and fixed width."""
    batch = pa.record_batch([pa.array(values) for values in columns.values()], names=list(columns))
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def read_columns(path: Path) -> dict[str, Array]:
    """The arrays of a file, mapped, read-only."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        batch = reader.get_batch(0)
    return {name: values.to_numpy(zero_copy_only=True) for name, values in zip(batch.schema.names, batch.columns)}


def write_texts(path: Path, batches: Iterable[pa.Array[Any]]) -> int:
    """Write texts by code, some at a time (no more is in memory); returns how many.

    However they come, as many are written at a time: the same texts make the same bytes.
    """
    schema = pa.schema([("text", pa.large_string())])
    n, held = 0, pa.chunked_array([], pa.large_string())
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for texts in batches:
            n += len(texts)
            held = pa.chunked_array([*held.chunks, texts.cast(pa.large_string())], pa.large_string())
            while len(held) >= TEXTS_AT_A_TIME:
                writer.write_batch(_batch(held.slice(0, TEXTS_AT_A_TIME), schema))
                held = held.slice(TEXTS_AT_A_TIME)
        if len(held):
            writer.write_batch(_batch(held, schema))
    return n


def _batch(texts: pa.ChunkedArray[Any], schema: pa.Schema) -> pa.RecordBatch:
    # Copied: the writer keeps the offsets of a slice as they are, and where it was cut is no part of the texts.
    return pa.record_batch([pa.concat_arrays([*texts.chunks, pa.array([], pa.large_string())])], schema=schema)


def read_texts(path: Path) -> Texts:
    """The texts of a file, mapped."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        return Texts(reader.read_all().column("text"))


class Texts(Sequence[str]):
    """Texts by code, over mapped memory: a text becomes a Python string only when it is asked for."""

    def __init__(self, chunks: pa.ChunkedArray[Any]) -> None:
        self.arrow = chunks
        self._ends = np.cumsum([len(c) for c in chunks.chunks]) if chunks.num_chunks else np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.arrow)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                return [self[i] for i in range(start, stop, step)]
            return [str(text) for text in self.arrow.slice(start, max(0, stop - start)).to_pylist()]
        code = int(at) + (len(self) if at < 0 else 0)
        if not 0 <= code < len(self):
            raise IndexError(code)
        chunk = int(np.searchsorted(self._ends, code, side="right"))
        start = int(self._ends[chunk - 1]) if chunk else 0
        text: str = self.arrow.chunk(chunk)[code - start].as_py()
        return text

    def __iter__(self) -> Iterator[str]:
        for chunk in self.arrow.chunks:
            yield from map(str, chunk.to_pylist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        texts: Array = self.arrow.to_numpy()
        return texts if dtype is None else texts.astype(dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(a == b for a, b in zip(self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} texts>"
