"""Parquet: read where it lies, native types kept, nested columns flattened."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foresale.errors import DamagedFile
from foresale.log.cells import text_sql
from foresale.log.sources.flat import flatten
from foresale.log.sources.format import Format, Job


def recognise(name: str, head: bytes) -> bool:
    return head.startswith(b"PAR1")


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for the files of each schema."""
    schemas: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in files:
        file = job.files[i]
        try:
            types = job.con.sql(f"SELECT * FROM read_parquet({text_sql(str(file.path))}) LIMIT 0")
            ((rows,),) = job.con.execute(f"SELECT count(*) FROM read_parquet({text_sql(str(file.path))})").fetchall()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise DamagedFile(file=file.name, format="Parquet", why=str(error).splitlines()[0]) from None
        file.rows = rows
        schemas[tuple(zip(types.columns, map(str, types.types)))].append(i)
    for same in schemas.values():
        paths = ", ".join(text_sql(str(job.files[i].path)) for i in same)
        numbers = ", ".join(map(str, same))
        select = (
            f"SELECT *, ([{numbers}])[file_index::BIGINT + 1]::INTEGER AS _file, file_row_number AS _row "
            f"FROM read_parquet([{paths}], hive_partitioning = false)"
        )
        flatten(job, select, same)


def write(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.BytesIO()
    names = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), out)
    return out.getvalue()


FORMAT = Format("Parquet", recognise, read, write, text=False, order=10)
