"""What a feature family declares: the columns that it reads, its features with unit and meaning, its kernel.

A family is one file with `FAMILY` and `kernel`. The kernel fills the rows of **one group** and is the only place where
history becomes numbers: training, live scoring and a cluster's task call the same compiled function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Feature:
    """One column of the feature table.

    name    : unique over all families, `snake_case`, with its window in days where it has one (`views_7d`)
    unit    : "days", "events", "share", "money", ...
    meaning : what a reader of the report should know, one short sentence
    missing : what NaN means ("never bought"); empty where the feature is always defined
    formula : how it is computed, where the name and the meaning do not say it all
    """

    name: str
    unit: str
    meaning: str
    missing: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Family:
    """A declared family.

    name     : the file's name
    reads    : columns of the prepared log that the kernel takes, in its order of arguments
    features : Context -> features, in the order of the kernel's columns (which windows and types depends on the log)
    params   : Context -> float64 settings handed to the kernel as `params`
    run      : the compiled loop over groups, made in the family's own file (see `runner.over_groups`)
    grid     : whether the kernel takes item statistics as of the refresh grid (`stats`, `grid`) before `params`
    needs    : Context -> None, or the reason why this log cannot carry the family ("no prices")
    """

    name: str
    reads: tuple[str, ...]
    features: Callable[[Any], tuple[Feature, ...]]
    run: Callable[..., None]
    params: Callable[[Any], Any] | None = None
    grid: bool = False
    needs: Callable[[Any], str | None] | None = None
