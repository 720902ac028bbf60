"""Avro container files (`foresale[avro]`): records with their nested fields, read as JSON lines are."""

from __future__ import annotations

import base64
import importlib
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from foresale.errors import DamagedFile, NotInstalled
from foresale.log.raw import SourceFile, scratch
from foresale.log.sources import jsonlines
from foresale.log.sources.format import Format, Job
from foresale.log.sources.spool import write_file


def recognise(name: str, head: bytes) -> bool:
    return head.startswith(b"Obj\x01")


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for all files: fields that a file lacks are missing there."""
    for i in files:
        lines = scratch(job.con) / job.prefix / f"{i}.avro.lines"
        write_file(lines, _lines(job.files[i]))
        job.files[i].path = str(lines)
    jsonlines.read(job, files)


def _lines(file: SourceFile) -> Iterator[bytes]:
    reader = _package(file.name).reader
    with Path(str(file.path)).open("rb") as packed:
        try:
            for record in reader(packed):
                yield json.dumps(_plain(record), ensure_ascii=False).encode() + b"\n"
        except Exception as error:  # the library raises many kinds for a damaged file
            raise DamagedFile(file=file.name, format="Avro", why=str(error) or type(error).__name__) from None


def _plain(value: Any) -> Any:
    """As JSON has it: times, decimals and the like as they are written, bytes that are no text in base64."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    return value if value is None or isinstance(value, str | int) else str(value)


def _package(file: str) -> Any:
    try:
        return importlib.import_module("fastavro")
    except ImportError:
        raise NotInstalled(file=file, package="fastavro", extra="avro") from None


def write(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.BytesIO()
    names = dict.fromkeys(name for row in rows for name in row)
    fields = [{"name": name, "type": ["null", "string"], "default": None} for name in names]
    _package("").writer(out, {"type": "record", "name": "Event", "fields": fields}, [dict(row) for row in rows])
    return out.getvalue()


FORMAT = Format("Avro", recognise, read, write, text=False, order=15)
