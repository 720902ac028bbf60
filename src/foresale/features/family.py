"""What a feature family declares: the columns that it reads, its features with unit and meaning, its kernel.

A family is one file with `FAMILY`, `kernel` and `run`. The kernel fills the rows of **one group** and is the only place
where history becomes numbers: training, live scoring and a cluster's task call the same compiled function. It takes

    the columns of `reads`, start, end, cutoffs, days, edges, [arrays of `stats`, grid,] [own,] [scratch,] params, out

cutoffs int64[m] ascending; days int32[m], the `day` of each cutoff; edges int64[m, w], see `windows`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from foresale.features.context import Context

if TYPE_CHECKING:
    from foresale.log.prepared import PreparedLog


@dataclass(frozen=True)
class Feature:
    """One column of the feature table.

    name    : unique over all families, `snake_case`, with its window in days where it has one (`views_7d`)
    unit    : "days" (a length of time), "events", "share" (0 to 1), "ratio", "money", ...
    meaning : what a reader of the report should know, one short sentence
    missing : what NaN means ("never bought"); empty where the feature is always defined
    formula : how it is computed, where the name and the meaning do not say it all
              (these are finished English sentences; `wording.said` gives them in the reader's language)
    levels  : texts by code where the values are categories (NaN is missing), else empty
    source  : the log's own name of the further column that the feature is made of, else empty
    """

    name: str
    unit: str
    meaning: str
    missing: str = ""
    formula: str = ""
    levels: tuple[str, ...] = ()
    source: str = ""


def column_of(read: str) -> str:
    """The log's column behind an entry of `Family.reads`: `item` of `previous:item?`; `*` stays."""
    for prefix in ("previous:", "next:", "words:"):
        read = read.removeprefix(prefix)
    return read.rstrip("?#~")


def argument_of(read: str) -> str:
    """What a kernel calls that column: `previous_item` for `previous:item?`, `words` for `words:query`; `*` is free."""
    if read.startswith("words:"):
        return "words"
    return "*" if "*" in read else read.replace(":", "_").rstrip("?#~")


@dataclass(frozen=True)
class Family:
    """A declared family.

    name     : the file's name
    reads    : columns of the prepared log that the kernel takes, in its order of arguments and by the names that
               `argument_of` gives them: `time`, `type`, `day` (days since 1970-01-01 on the shop's calendar, never
               `time // DAY_US`) and `clock` always, the others of `log/events.py` where the log has them. A log
               without one of them leaves the family out, named. Suffixes and prefixes say more:
               `item?` may be absent (all missing then); `device#` comes as codes of the spec's vocabulary (missing -1,
               rare and new ones `len(vocabulary)`); `query~` as codes of its texts without regard to case, width and
               spaces; `words:query` counts the words; `previous:item`, `next:item` are int32 positions of the same
               user's event before and after with the same code (see `positions`): distinct counts become linear;
               `*` stands for each column of `each` in turn
    features : Context -> features, in the order of the kernel's columns (which windows and types depends on the log)
    run      : the compiled loop over groups, made in the family's own file (see `compiling.over_groups`)
    params   : Context -> float64 settings handed to the kernel as `params`; with `each`, (Context, column) -> settings
    windows  : Context -> days back, widest first, of the kernel's `edges`; default `context.windows_days`. The sight of
               a user begins at `edges[:, 0]`, always: windows that begin with the lookback, as the default does, are
               the columns of `edges`, one for one; before others it is put, and window j is `edges[:, j + 1]`
    needs    : Context -> None, or the reason why this log cannot carry the family ("no prices")
    scratch  : Context -> length of the int64 array that a kernel with an argument `scratch` (before `params`) gets;
               contents undefined
    stats    : (log, Context, points int64[G]) -> arrays for the kernel's arguments between `edges` and `grid`, taken as
               of each point of the refresh grid: what a row may know of other users; `grid[r]` is row r's point
    own      : Context -> attributes of the user table that a kernel with an argument `own` gets, float32[m, len], those
               of the group's user as of each row's cutoff
    each     : Context -> columns that stand for `*`; the family runs once for each, its features in that order
    learn    : (log, Context) -> numbers of the log that `params` will ask for, from events in sight only; kept in the
               spec as `context.learned`, under names that begin with the family's (`money.amount`)
    """

    name: str
    reads: tuple[str, ...]
    features: Callable[[Context], tuple[Feature, ...]]
    run: Callable[..., None]
    params: Callable[..., npt.NDArray[np.float64]] | None = None
    windows: Callable[[Context], tuple[float, ...]] | None = None
    needs: Callable[[Context], str | None] | None = None
    scratch: Callable[[Context], int] | None = None
    stats: Callable[[PreparedLog, Context, npt.NDArray[np.int64]], tuple[npt.NDArray[Any], ...]] | None = None
    own: Callable[[Context], tuple[str, ...]] | None = None
    each: Callable[[Context], tuple[str, ...]] | None = None
    learn: Callable[[PreparedLog, Context], dict[str, float]] | None = None

    def __post_init__(self) -> None:
        """A kernel whose columns stand in another order than `reads` would compute something, and nobody would know."""
        loop = getattr(self.run, "py_func", None)
        if loop is None:
            return
        takes = list(inspect.signature(loop).parameters)
        columns, given = takes[: takes.index("starts")], takes[takes.index("cap") + 1 : takes.index("grid")]
        wanted = [argument_of(read) for read in self.reads]
        if len(columns) != len(wanted) or any(want not in ("*", have) for want, have in zip(wanted, columns)):
            raise TypeError(
                f"family `{self.name}`: before `start`, its kernel takes ({', '.join(columns)}), "
                f"but its `reads` hand over ({', '.join(wanted)})"
            )
        if given and not self.stats:
            raise TypeError(f"family `{self.name}`: nothing hands `{given[0]}` to its kernel (see `over_groups`)")
