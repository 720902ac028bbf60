"""From what the user named to `Raw`: find the inputs, spool each, let each format read its files in one go."""

from __future__ import annotations

import codecs
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

import duckdb

from foresale.errors import EmptyFile, HeaderOnly, NoData, NotData, OneColumn, TooWide, UnknownEncoding
from foresale.language import tr
from foresale.log.backticks import without_backticks
from foresale.log.day_parts import join_day_parts
from foresale.log.described import set_aside
from foresale.log.findings import Finding
from foresale.log.grouped import ungrouped
from foresale.log.joins import join_orders
from foresale.log.listed import part_lists
from foresale.log.presets.preset import rewritten
from foresale.log.raw import Raw, scratch
from foresale.log.reading import ReadOptions
from foresale.log.sources.agreed import agreed
from foresale.log.sources.arrow import read_table
from foresale.log.sources.find import STDIN, Input, find_inputs
from foresale.log.sources.format import Format, Job, format_names
from foresale.log.sources.spool import Spooled, spool, spool_as
from foresale.progress import SILENT, Progress

# Prose, programs and pictures that lie beside data, and come along with `data/*`; a file that is named alone is read.
NO_DATA = {
    ".md", ".rst", ".html", ".htm", ".py", ".r", ".ipynb", ".sql", ".sh", ".yaml", ".yml", ".toml", ".ini", ".jpg",
    ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp4", ".mp3",
}  # fmt: skip
_CALLS = itertools.count()  # several logs may be read through one connection: events, items, users


def open_sources(
    sources: object,
    options: ReadOptions,
    con: duckdb.DuckDBPyConnection,
    progress: Progress = SILENT,
    *,
    narrow: bool = False,
    cells: bool = True,
) -> Raw:
    """Read every source into relations of `con` (made by `raw.connect`; they live as long as it does).

    Parameters
    ----------
    sources : one or a list of: path, pattern, folder, `-` for standard input, object of the Arrow stream protocol
    options : of these count columns, and items, users and links: these tables are opened first, as a wrong name then
              costs no wait
    narrow  : whether a file of one column is a table too (a list of ids)
    cells   : whether JSON in cells is reached into

    Raises
    ------
    UnknownEncoding
        where the owner named one that there is not
    LogError
        where a source is missing, cannot be unpacked, or holds no table. Files in folders and zips that hold none
        are left out and named in `Raw.skipped`.
    """
    if options.encoding is not None:
        _check(options.encoding)
    plain = ReadOptions(encoding=options.encoding)
    tables = {key: open_sources(table, plain, con, cells=False) for key, table in _tables(options).items()}
    asked = sources if isinstance(sources, list | tuple) else [sources]
    job = Job(con, options, f"raw{next(_CALLS)}", narrow, cells, progress=progress)
    con.execute(f"CREATE TEMP TABLE {job.rejects} (_file INTEGER, _line BIGINT, reason VARCHAR)")
    inputs = find_inputs(asked)
    of_format = _spool_all(job, inputs)
    with progress.stage(tr("Reading"), len(of_format)) as stage:
        for form, files in of_format.items():
            form.read(job, files)
            stage.advance()
    if not job.relations:
        raise NoData(place=_named(asked), formats=format_names(), details=dict(list(job.skipped.items())[:5]))
    if not any(file.rows for file in job.files):
        raise HeaderOnly(file=_named(file.name for file in job.files))
    if job.skipped:
        job.findings.append(Finding(
            "files_skipped", "{count} files hold no table and were left out: {files}",
            {"count": len(job.skipped), "files": _named(job.skipped)},
        ))  # fmt: skip
    raw = Raw(con, job.files, job.relations, job.rejects, job.skipped, job.findings, tables)
    if not job.cells:
        return raw
    raw = rewritten(ungrouped(without_backticks(raw)))
    return set_aside(part_lists(join_orders(join_day_parts(raw, options.map.get("time")))))


def _check(encoding: str) -> None:
    try:
        "".encode(encoding)
        codecs.lookup(encoding)
    except LookupError:  # of codecs that are of no text (`base64`) too
        raise UnknownEncoding(encoding=encoding) from None


def _tables(options: ReadOptions) -> dict[str, str]:
    named = {"item": options.items, "user": options.users, "link": options.links}
    return {key: table for key, table in named.items() if table is not None}


def _spool_all(job: Job, inputs: list[Input]) -> dict[Format, list[int]]:
    """Every input readable in place or in the scratch folder; the numbers of the files of each format."""
    folder = scratch(job.con) / job.prefix
    folder.mkdir()
    of_format: dict[Format, list[int]] = defaultdict(list)
    spooled: dict[int, tuple[Input, Spooled]] = {}
    with job.progress.stage(tr("Opening"), len(inputs)) as stage:
        for one in inputs:
            stage.advance()
            if one.table is not None:
                read_table(job, one)
                continue
            if not (one.asked and len(inputs) == 1) and PurePath(one.name).suffix.lower() in NO_DATA:
                job.skipped[one.name] = tr("not a data file by its name")
                continue
            try:
                done = spool(one, folder, len(job.files), job.options.encoding)
                done.file.asked = one.asked
                done.form.inspect(job, done.file, one.asked)
            except (EmptyFile, NotData, OneColumn, TooWide) as error:
                if one.asked:
                    raise
                job.skipped[one.name] = str(error).splitlines()[0]
                continue
            of_format[done.form].append(len(job.files))
            spooled[len(job.files)] = one, done
            job.files.append(done.file)
    for number, done in _agreed(job, spooled, folder).items():
        job.files[number] = done.file
        job.findings += done.findings
    return of_format


def _agreed(job: Job, spooled: Mapping[int, tuple[Input, Spooled]], folder: Path) -> dict[int, Spooled]:
    """The same files by their numbers; those whose encoding the others tell otherwise, read anew."""
    out = {number: done for number, (_, done) in spooled.items()}
    signs = {number: done.signs for number, done in out.items() if done.signs is not None}
    for number, told in zip(signs, agreed(list(signs.values()))):
        one, done = spooled[number]
        if told is None or one.name == STDIN:  # which can be read once only
            continue
        encoding, sure = told
        if encoding != done.file.encoding:
            out[number] = again = spool_as(one, folder, number, encoding, sure=sure)
            again.file.asked = one.asked
            again.form.inspect(job, again.file, one.asked)
        elif sure:
            out[number] = done._replace(findings=[f for f in done.findings if f.code != "unsure_encoding"])
    return out


def _named(things: Iterable[object]) -> str:
    names = [str(thing) for thing in things]
    return ", ".join(names[:5]) + (f" (+{len(names) - 5})" if len(names) > 5 else "")
