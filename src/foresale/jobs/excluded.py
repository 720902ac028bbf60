"""`--exclude`: users who are no customers are out of everything, from the moment at which a question is asked.

Who looks like a robot is decided from what lies before the cutoff, like everything else that is decided from the log;
what is judged leaves out whom one knew before the days that judge it. The ids of a file hold as they stand. The
prepared log keeps all users: leaving some out costs no second copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.errors import EmptyFile, EverybodyLeftOut, ExcludeUnreadable, HeaderOnly
from foresale.files import is_there
from foresale.jobs.scoring import own_name
from foresale.keywords import flag
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.robots import suspects
from foresale.log.vocabulary import fields_of
from foresale.tasks.key_file import as_in_log, ids_of, known_to, read_table
from foresale.tasks.plan import Plan

ROBOTS = "robots"  # ./robots is a file


def check_excluded(exclude: Sequence[str]) -> None:
    """Before any work: files are there. Raises ExcludeUnreadable."""
    for one in exclude:
        if one != ROBOTS and not is_there(one):
            raise ExcludeUnreadable(file=one, reason=tr("there is no such file"))


def leave_out(log: PreparedLog, exclude: Sequence[str], as_of: int | None = None) -> PreparedLog:
    """`log` without the users that `exclude` names.

    as_of : robots, and which ids are of those whom `exclude` names, are told from what lies before this instant; None:
            from all that is in sight

    Raises
    ------
    ExcludeUnreadable  where a file cannot be read or says not which of its columns are the users
    EverybodyLeftOut   where nobody else is in sight
    """
    if not exclude:
        return log
    users = [np.zeros(0, np.int32)]
    told: list[Finding] = []
    for one in dict.fromkeys(exclude):
        if one == ROBOTS:
            users.append(suspects(log if as_of is None else log.before(as_of)).users)
            continue
        ids = _ids(one, log)
        there: npt.NDArray[np.int32] = pc.index_in(
            pa.array(ids, pa.string()), value_set=pa.array(log.dictionaries["user"], pa.string())
        ).drop_null().to_numpy().astype(np.int32)  # fmt: skip
        there = there[np.isin(there, log.users_in_sight)]
        users.append(there)
        if len(there) < len(ids):
            text = "{n:,} of {of:,} ids in {file}, which are to be left out, name nobody in the log"
            told.append(Finding("left_out_strangers", text, {"n": len(ids) - len(there), "of": len(ids), "file": one}))
    said = flag("exclude", *dict.fromkeys(exclude))
    left = log.without(np.concatenate(users), said, tuple(told), as_of)
    if log.n_events and not left.n_events:
        raise EverybodyLeftOut(said=said, n=len(log.users_in_sight))
    return left


def left_out_of_judging(whole: PreparedLog, log: PreparedLog, plan: Plan, exclude: Sequence[str]) -> PreparedLog:
    """The view for rows that teach and judge in the backtest: without those who were known for robots by the oldest
    cutoff that judges on days of its own.

    Whoever shows only later what he is was among those asked, and among those who would have been written to.

    whole : nobody left out;  log : without those known by the plan's cutoff, which is also the answer where nobody
            else is in sight, or where nothing is tested on later days
    """
    instant = plan.judged_from
    if not exclude or instant is None:
        return log
    judged = leave_out(whole, exclude, instant)
    return log if np.array_equal(judged.users_in_sight, log.users_in_sight) else judged


def _ids(file: str, log: PreparedLog) -> list[str]:
    """The ids of a file as the log spells them, each once: its only column, or the one that is called as the user's."""
    check_excluded([file])
    try:
        table = read_table(file, lambda reason: ExcludeUnreadable(file=file, reason=reason))
    except EmptyFile:
        return []
    except HeaderOnly:  # a list of one id, without a heading, is one line too
        line = as_in_log([Path(file).read_text(encoding="utf-8-sig", errors="replace").strip(' \r\n"')], log)
        return line if known_to(line, log)[0] else []
    names, own = table.column_names, own_name(log.reading)
    called = [n for n in names if n.strip().casefold() in (own.casefold(), "user")]
    called = called or names[: len(names) == 1] or [n for n in names if "user" in fields_of(n)]
    if len(called) != 1:
        reason = tr("none of its columns, or several, are called as users: {columns}", columns=", ".join(names))
        raise ExcludeUnreadable(file=file, reason=reason)
    given = ids_of(table, called[0], lambda reason: ExcludeUnreadable(file=file, reason=reason))
    if len(names) == 1 and known_to(as_in_log(called, log), log)[0]:  # a list without a heading
        given = [called[0], *given]
    return list(dict.fromkeys(as_in_log(given, log)))
