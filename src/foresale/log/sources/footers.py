"""Sums that stand below the data of an export: they are no events, and no damage either."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.sources.format import Job

LAST = 3  # rows of a file that may be sums
FIRST = 3  # cells of a row one of which says so
WORDS = (
    "(grand |sub)?totals?|sum|summe|gesamt(summe)?|insgesamt|total g[eé]n[eé]ral|somme|totaux|totale|totaal|suma|итого|"
    "всего|合计|总计|小计|总和|共计|汇总|合計|總計|総計|小計|합계|총계"
)
_CELL = re.compile(rf"\s*({WORDS})\s*[:：]?\s*", re.IGNORECASE)
# What begins the foot of a bill: sums, a line of dashes, how many rows there are, when it was made.
_LINE = (
    rf'^["\s,;|]*({WORDS})\s*([:：,;|\t"]|$)|^[-=_*#]{{5,}}[-=_*#\s]*$'
    r'|^["\s#]*(总交易(单|笔)?数|总(订单|笔)数|共\s*\d+\s*[笔条]|导出时间)'
)


def is_sum_sql(line: str) -> str:
    """Whether a line that does not split as the others do is one of sums: `Total`, `合计：200 笔`."""
    return f"regexp_matches({line}, '{_LINE}', 'im')"


def without_sums(job: Job, table: str, names: Sequence[str], same: Sequence[int]) -> str:
    """The condition that leaves out the rows of sums among the last of each file, if there are any.

    Such a row says so in one of its first cells, leaves another cell empty, and nothing above it says the same.
    """
    ends = job.con.execute(f"SELECT max(rowid) FROM {table} GROUP BY _file").fetchall()
    last = ", ".join(str(end - n) for (end,) in ends for n in range(LAST))
    some = f"SELECT UNNEST([{last or -1}])"  # a subquery, which is fetched by row; a list is looked for in every row
    query = f"SELECT rowid, _file, {', '.join(map(name_sql, names))} FROM {table} WHERE rowid IN ({some})"
    rows = [row for row in job.con.execute(query).fetchall() if not all((cell or "").strip() for cell in row[2:])]
    found: dict[int, int] = {}
    for k, name in enumerate(names[:FIRST], 2):
        says = {row[0]: row[1] for row in rows if _CELL.fullmatch(row[k] or "")}
        if says:
            ((all_of_them,),) = job.con.execute(
                f"SELECT count(*) FROM {table} WHERE regexp_full_match({name_sql(name)}, '{_CELL.pattern}', 'i')"
            ).fetchall()
            found |= says if all_of_them == len(says) else {}
    for place, count in sorted(Counter(found.values()).items()):
        job.files[same[place]].rows -= count
        say_sums(job, same[place], count)
    return f"rowid NOT IN ({', '.join(map(str, found))})" if found else ""


def say_sums(job: Job, file: int, count: int) -> None:
    """Note rows of sums: one finding for all files, so that a workbook of many sheets fills no page."""
    facts = {"file": job.files[file].name, "n": count, "files": 1}
    text = "{n} lines of {file} are sums below the data and no events; they were left out"
    for before in [f for f in job.findings if f.code == "sums_below"]:
        facts = {"file": before.facts["file"], "n": before.facts["n"] + count, "files": before.facts["files"] + 1}
        text = "{n} lines of {files} files are sums below the data, no events, and left out; the first in {file}"
        job.findings.remove(before)
    job.findings.append(Finding("sums_below", text, facts))
