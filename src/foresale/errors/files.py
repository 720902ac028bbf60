"""A log's files: what cannot be found, opened or split into rows; the room that reading takes."""

from __future__ import annotations

from foresale.errors.tree import LogError, UsageError


class NoFile(LogError):
    sentence = "there is no file or folder {file}"
    fix = "check the spelling, or name the folder or a pattern such as 'logs/*.csv'"


class NoMatch(LogError):
    sentence = "no file matches {pattern}"
    fix = "check the pattern from the folder you are in, and put it in quotes"


class NotASource(LogError):
    sentence = "cannot read events from an object of type {kind}"
    fix = "give a path, or a table that speaks the Arrow stream protocol (pandas, Polars, DuckDB, Arrow)"


class NoData(LogError):
    sentence = "no data in {place}"
    fix = "name the files that hold the events ({formats}; also in gzip, zstd or zip)"


class BrokenArchive(LogError):
    sentence = "{file} cannot be unpacked: {why}"
    fix = "copy or download it again; it may be cut short"


class SparseSheet(LogError):
    sentence = "a sheet of {file} reaches to row {rows:,} and column {columns:,}, with {filled:,} cells filled: too far"
    fix = "delete the cells that lie far from the others, with their rows and columns, or save the sheet as CSV"


class UnpacksTooBig(LogError):
    sentence = "{file} unpacks to more than {times} times its size, which no log does"
    fix = "unpack it yourself where there is room, look at what it holds, and name that"


class UnsafeArchive(LogError):
    sentence = "{file} holds `{member}`, a name that points outside the archive"
    fix = "ask where it comes from, or unpack it yourself, and name the files that it holds"


class NotData(LogError):
    sentence = "{file} holds no table of text: it looks like {kind}"
    fix = "export the log as one of these: {formats}"


class SqlDump(NotData):
    sentence = "{file} is an SQL dump: statements for a database, not a table"
    fix = (
        "load it into a database and export each table as CSV, "
        "for example: mysql --batch -e 'SELECT * FROM orders' DATABASE > orders.tsv"
    )


class NeedsPassword(LogError):
    sentence = "{file} cannot be opened: {why}"
    fix = "set the variable {variable} to its password"


class NotInstalled(LogError):
    sentence = "{file} cannot be opened without the package {package}"
    fix = "pip install 'foresale[{extra}]'"


class NoSuchSheet(LogError):
    sentence = "{file} has no sheet `{sheet}`"
    fix = "one of these: {known}"
    slip = ("sheet", "known")


class EmptyFile(LogError):
    sentence = "{file} is empty"
    fix = "export it again, or leave it out"


class HeaderOnly(LogError):
    sentence = "{file} has a header and no rows"
    fix = "export it again, or leave it out"


class TooWide(LogError):
    sentence = "{file} has {columns:,} columns: it looks like a matrix of items or days, not like a log"
    fix = "a log has a row for each event and at most {most:,} columns: who, when, what"


class OneColumn(LogError):
    sentence = "{file} has one column only: no delimiter cuts its lines into fields"
    fix = "export it with commas, tabs, semicolons or | between the fields"


class ColumnCount(UsageError):
    sentence = "--columns names {named} columns, {file} has {found}"
    fix = "--columns with {found} names"


class NotJsonLines(LogError):
    sentence = "{file} is no JSON: line {line} cannot be read"
    fix = "one JSON object a line, or one JSON array of objects"


class CannotRead(LogError):
    sentence = "{file} cannot be read: {why}"
    fix = "check that the file is there and that you may read it"


class NoRoom(LogError):
    sentence = "cannot write temporary files to {folder}: {why}"
    fix = "free some room there, or name another folder in the environment variable TMPDIR"


class DamagedFile(LogError):
    sentence = "{file} cannot be read as {format}: {why}"
    fix = "copy or export it again; it may be cut short"


class CannotCache(LogError):
    sentence = "the prepared log cannot be written to {path}: {reason}"
    fix = "name a folder with room on another disk: --cache DIR"


class MemoryTooSmall(LogError):
    sentence = "this log cannot be prepared with {memory} of memory"
    fix = "give it more, for example --memory 4GB"


class NotAMemorySize(UsageError):
    sentence = "`{text}` is no amount of memory"
    fix = "a number with its unit, for example --memory 2GB"


class LittleMemory(UsageError):
    sentence = "--memory {memory} is too little to read any log"
    fix = "--memory {least} or more"


class UnknownZone(UsageError):
    sentence = "there is no time zone `{zone}`"
    fix = "an IANA name, for example --timezone Europe/London or --timezone Asia/Shanghai"


class UnknownEncoding(UsageError):
    sentence = "there is no encoding `{encoding}`"
    fix = "a name of Python's, for example --encoding cp932 (Japanese), cp949 (Korean), big5, gb18030, cp1252 or cp1254"
