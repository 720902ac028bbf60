"""Whatever a writer of CSV writes comes back as it was, with the line it stood in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources

# Text as people type it: quotes, delimiters, line breaks, Chinese. (A lone \r becomes a blank, so it is left out.)
CELL = st.text(st.sampled_from("ab 0\"',;|\t\n张é"), max_size=8)
ROWS = st.lists(st.tuples(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), CELL, CELL), min_size=3, max_size=12)


@given(
    rows=ROWS,
    delimiter=st.sampled_from(",\t;|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_written_rows_come_back(tmp_path: Path, rows, delimiter, quoting, line_end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow(["user_id", "title", "comment"])
    begins = []
    for row in rows:
        begins.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    path = tmp_path / "log.csv"
    path.write_bytes(out.getvalue().encode())
    with connect("200MB", 1, tmp_path) as con:
        raw = open_sources(path, ReadOptions(), con)
        (relation,) = raw.relations
        assert relation.columns == ("user_id", "title", "comment")
        found = con.execute(f"SELECT user_id, title, comment FROM {relation.name} ORDER BY _row").fetchall()
        assert [tuple(cell or "" for cell in row) for row in found] == rows
        assert raw.lines(0, range(len(rows))).tolist() == begins
