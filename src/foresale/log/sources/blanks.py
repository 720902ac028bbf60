"""Fields separated by runs of blanks, or standing at fixed places: the tables of statistics packages and mainframes."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.cells import name_sql, text_sql
from foresale.log.raw import Dialect
from foresale.log.sources.format import Job


def load_lines(job: Job, table: str, paths: Sequence[str]) -> None:
    """The lines of text files as they are: `line`, `_file` (place in `paths`), in order (`rowid`)."""
    listed = ", ".join(map(text_sql, paths))
    job.con.execute(
        # DuckDB wants a delimiter, and no text holds this one
        f"CREATE TEMP TABLE {table} AS SELECT line, file_index::INTEGER AS _file FROM read_csv([{listed}], "
        "auto_detect = false, header = false, delim = '\x1f\x1e\x1f\x1e', quote = '', escape = '', "
        f"columns = {{line: 'VARCHAR'}}, compression = 'none', max_line_size = {1 << 24})"
    )


def read_blanks(job: Job, dialect: Dialect, names: tuple[str, ...], same: list[int]) -> None:
    """One relation for files whose lines are cut at runs of blanks into as many fields as there are names."""
    table = f"{job.prefix}_text_{len(job.relations)}"
    load_lines(job, f"{table}_lines", [str(job.files[i].path) for i in same])
    numbers = ", ".join(map(str, same))
    width = len(names)
    numbered = (
        f"SELECT ([{numbers}])[_file + 1]::INTEGER AS _file, "
        "row_number() OVER (PARTITION BY _file ORDER BY rowid) AS _line, "
        f"{_fields(dialect)} AS fields FROM {table}_lines"
    )
    good = f"len(fields) = {width} AND _line > {dialect.skip}"
    fields = ", ".join(f"fields[{n + 1}] AS {name_sql(name)}" for n, name in enumerate(names))
    job.con.execute(
        f"CREATE TEMP TABLE {table} AS SELECT {fields}, _file, "
        f"row_number() OVER (PARTITION BY _file ORDER BY _line) - 1 AS _row FROM ({numbered}) WHERE {good}"
    )
    job.con.execute(
        f"INSERT INTO {job.rejects} SELECT _file, _line, CASE WHEN len(fields) < {width} THEN 'too few fields' "
        f"ELSE 'too many fields' END FROM ({numbered}) "
        f"WHERE _line > {dialect.skip} AND len(fields) <> {width} AND fields[1] <> ''"
    )
    for i, rows in job.con.execute(f"SELECT _file, count(*) FROM {table} GROUP BY 1").fetchall():
        job.files[i].rows, job.files[i].format = rows, "text in columns"
    job.relation(f"SELECT {', '.join(map(name_sql, names))}, _file, _row FROM {table}", names, same)


def _fields(dialect: Dialect) -> str:
    """SQL that cuts `line` into a list of fields; a line that ends before its last field has fewer."""
    if not dialect.starts:
        return "regexp_split_to_array(trim(line, ' \t\r'), '[ \t]+')"
    ends = [start - 1 for start in dialect.starts[1:]]
    cut = [f"nullif(trim(line[{start + 1}:{end + 1}], ' \t\r'), '')" for start, end in zip(dialect.starts, ends)]
    last = dialect.starts[-1]
    cut.append(f"nullif(trim(line[{last + 1}:], ' \t\r'), '')")
    begun = " + ".join(f"(length(line) > {start})::INTEGER" for start in dialect.starts)
    return f"CASE WHEN trim(line, ' \t\r') = '' THEN [''] ELSE list_slice([{', '.join(cut)}], 1, {begun}) END"
