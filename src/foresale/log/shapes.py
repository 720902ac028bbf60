"""The shape of a text: every digit as 9. How a column is written is told by its shapes, which are few in a long log.

DuckDB's `translate` takes half a microsecond for a text of twenty letters; here a block of texts is one stretch of
bytes, and takes a tenth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

SHAPE_OF = "shape_of"  # SQL: `shape_of(text)`
_NINES = bytes.maketrans(b"012345678", b"9" * 9)


def offer_shapes(con: duckdb.DuckDBPyConnection) -> None:
    """Make `shape_of` a function of the connection. The full-width digits of CJK text stay as they are."""
    con.create_function(SHAPE_OF, _shapes, ["VARCHAR"], "VARCHAR", type="arrow")


@contextmanager
def stopped_by_ctrl_c() -> Iterator[None]:
    """Around a query with `shape_of`: Ctrl-C meets Python inside of DuckDB, which makes an error of its own of it."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        if "KeyboardInterrupt" in str(error):
            raise KeyboardInterrupt from error
        raise


def _shapes(texts: Any) -> Any:  # Arrow arrays; DuckDB works out annotations, and these are none at run time
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    valid, offsets, letters = texts.buffers()
    nines = letters and pa.py_buffer(letters.to_pybytes().translate(_NINES))
    return pa.Array.from_buffers(texts.type, len(texts), [valid, offsets, nines], offset=texts.offset)
