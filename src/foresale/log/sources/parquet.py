"""Parquet: read where it lies, native types kept, nested columns flattened."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foresale.errors import DamagedFile
from foresale.log.cells import text_sql
from foresale.log.raw import SourceFile, connect
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
            raise _damaged(file, error) from None
        file.rows = rows
        schemas[tuple(zip(types.columns, map(str, types.types)))].append(i)
    for same in schemas.values():
        paths = ", ".join(text_sql(str(job.files[i].path)) for i in same)
        numbers = ", ".join(map(str, same))
        select = (
            f"SELECT *, ([{numbers}])[file_index::BIGINT + 1]::INTEGER AS _file, file_row_number AS _row "
            f"FROM read_parquet([{paths}], hive_partitioning = false)"
        )
        with damage_found([job.files[i] for i in same]):
            flatten(job, select, same)


@contextmanager
def damage_found(files: Sequence[SourceFile]) -> Iterator[None]:
    """Pages of Parquet are unpacked as they are needed, so damage may show in any later query: where one fails, every
    Parquet file is read whole, and DamagedFile names the first that cannot be."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        _find_damaged(files)
        raise


def _find_damaged(files: Sequence[SourceFile]) -> None:
    for file in files:
        if file.format == FORMAT.name:
            with connect() as con:  # another one: the first may be beyond use
                try:
                    result = con.execute(f"SELECT * FROM read_parquet({text_sql(str(file.path))})")
                    while result.fetchmany(1000):
                        pass
                except duckdb.Error as error:
                    raise _damaged(file, error) from None


def _damaged(file: SourceFile, error: duckdb.Error) -> DamagedFile:
    return DamagedFile(file=file.name, format="Parquet", why=str(error).splitlines()[0])


def write(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.BytesIO()
    names = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), out)
    return out.getvalue()


FORMAT = Format("Parquet", recognise, read, write, text=False, order=10)
