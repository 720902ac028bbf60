"""The ground that cutoffs are laid on: the local midnights of a log, and which of them are open for a horizon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.log.events import DAY_US
from foresale.log.findings import Finding
from foresale.log.instants import midnight, show_day
from foresale.log.prepared import PreparedLog
from foresale.tasks.duration import Duration

SHORTEST_FEATURE_DAYS = 7  # the shortest feature window, or the horizon where that is shorter
LONGEST_HISTORY_DAYS = 90
LONGEST_SILENCE_DAYS = 3  # before the cutoff, without a warning: a long weekend

SHORT_DAY = "the last day, {day}, looks cut short: no label window touches it"
SILENT = "the last event lies {days} days before the cutoff"
LATE = "its label window ends after {ends}, the last day that is wholly known"
EARLY = "less than {days:.0f} days of history"
HOLE = "its label window or the {days:.0f} days before it touch the days without events from {first} to {last}"
BREAK = "its label window or the {days:.0f} days before it touch a change of tracking on {day}: {what}"


@dataclass(frozen=True)
class Ground:
    """A log before T as the plan sees it. Instants are microseconds UTC.

    begins, ends : first local midnight of the dense span; the end of what labels may touch
    holes        : [from, until)
    breaks       : (instant, what changed)
    grid         : the only instants at which cutoffs can lie, ascending; None: every local midnight
    notes        : what the owner should hear about the end of the log
    """

    horizon: Duration
    zone: str
    cutoff: int
    begins: int
    ends: int
    holes: tuple[tuple[int, int], ...]
    breaks: tuple[tuple[int, Finding], ...]
    grid: tuple[int, ...] | None = None
    notes: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, view: PreparedLog, horizon: Duration, cutoff: int, grid: tuple[int, ...] | None = None) -> Ground:
        """The ground of a view whose events all lie before `cutoff`."""
        ends = min(cutoff, view.dense_end)
        notes = []
        if last_day_is_cut_short(view):
            ends = min(ends, midnight(view.last, view.zone))
            notes.append(Finding("last_day_short", SHORT_DAY, {"day": show_day(view.last, view.zone)}, "warning"))
        if (silent := (cutoff - view.last) // DAY_US) >= LONGEST_SILENCE_DAYS:
            notes.append(Finding("silent_before_cutoff", SILENT, {"days": silent}, "warning"))
        return cls(
            horizon=horizon, zone=view.zone, cutoff=cutoff, begins=view.dense_start, ends=ends,
            holes=tuple(view.holes), breaks=tuple(view.breaks), grid=grid, notes=tuple(notes),
        )  # fmt: skip

    @property
    def days(self) -> float:
        """Length of the span in days."""
        return (self.ends - self.begins) / DAY_US

    @property
    def history_days(self) -> float:
        """History that a cutoff should have: a quarter of the span, at most 90 days or twice the horizon."""
        return min(self.days / 4, max(LONGEST_HISTORY_DAYS, 2 * self.horizon.approx_days))

    @property
    def feature_days(self) -> int:
        """Days before a cutoff that must be sound."""
        return max(1, min(SHORTEST_FEATURE_DAYS, math.floor(self.horizon.approx_days)))

    def until(self, cutoff: int) -> int:
        """Where the label window of a cutoff ends."""
        return self.horizon.after(cutoff, self.zone)

    def newest(self) -> int:
        """The newest midnight whose label window ends in time."""
        cutoff = midnight(self.horizon.before(self.ends, self.zone), self.zone)
        while self.until(cutoff) > self.ends:  # months of unequal length
            cutoff = midnight(cutoff, self.zone, -1)
        return cutoff

    def why_not(self, cutoff: int, history_days: float) -> Finding | None:
        """Why a cutoff cannot be laid, None where it can."""
        if self.until(cutoff) > self.ends:
            return Finding("cutoff_late", LATE, {"ends": show_day(self.ends - 1, self.zone)})
        if cutoff - self.begins < history_days * DAY_US:
            return Finding("cutoff_early", EARLY, {"days": math.ceil(history_days)})
        since, until = midnight(cutoff, self.zone, -self.feature_days), self.until(cutoff)
        for first, end in self.holes:
            if first < until and end > since:
                days = {"first": show_day(first, self.zone), "last": show_day(end - 1, self.zone)}
                return Finding("cutoff_in_hole", HOLE, {"days": self.feature_days, **days})
        for instant, what in self.breaks:
            if since < instant < until:
                facts = {"days": self.feature_days, "day": show_day(instant, self.zone), "what": what}
                return Finding("cutoff_at_break", BREAK, facts)
        return None

    def open_cutoffs(self, history_days: float) -> list[int]:
        """Every cutoff that can be laid, newest first."""
        return [c for c in self._candidates() if self.why_not(c, history_days) is None]

    def refused(self, history_days: float, most: int) -> list[tuple[int, Finding]]:
        """Cutoffs of the learning grid that cannot be laid, newest first, each with the reason."""
        grid = self.thinned(self._candidates(), most)
        return [(c, why) for c in grid if (why := self.why_not(c, history_days)) is not None]

    def disjoint(self, cutoffs: Sequence[int]) -> list[int]:
        """The newest of `cutoffs` (newest first) and every further one whose label window ends by the one before."""
        blocks: list[int] = []
        for cutoff in cutoffs:
            if not blocks or self.until(cutoff) <= blocks[-1]:
                blocks.append(cutoff)
        return blocks

    def thinned(self, cutoffs: Sequence[int], most: int) -> list[int]:
        """About a week apart (less for shorter horizons and few days), at most `most`, counted from the newest."""
        if not cutoffs or self.grid is not None:  # the cutoffs of a labels file were chosen by its owner
            return list(cutoffs)
        step = self._step_days(len(cutoffs), most)
        kept = [cutoffs[0]]
        for cutoff in cutoffs[1:]:
            if cutoff <= midnight(kept[-1], self.zone, -step):
                kept.append(cutoff)
        return kept[:most]

    def _step_days(self, days: int, most: int) -> int:
        usual = min(7, max(1, math.floor(self.horizon.approx_days)))
        if days < 4 * usual:  # so few days that a week apart would leave two or three cutoffs
            return max(1, days // 4)
        step = max(usual, math.ceil(days / most))
        # Always the same weekday would teach a horizon of days only that weekday.
        return step + 1 if usual < 7 and step % 7 == 0 else step

    def _candidates(self) -> list[int]:
        """Newest first."""
        if self.grid is not None:
            return [c for c in reversed(self.grid) if c >= self.begins]
        days = math.floor(self.days) + 1
        newest = self.newest()
        grid = (midnight(newest, self.zone, -k) for k in range(days))
        return [c for c in grid if c >= self.begins]


def last_day_is_cut_short(view: PreparedLog) -> bool:
    """Whether the newest day looks as if the export stopped in it: its last event is an hour earlier than that of each
    of the four weeks before, or, on a log of days, it has less than a quarter of the events of each same weekday."""
    daily = view.daily
    if view.unit == "day":
        before = daily.total[:-1][::-1][6:28:7]
        return len(before) >= 2 and bool(daily.total[-1] < before.min() / 4)
    newest = daily.first_day + len(daily.active) - 1
    latest = np.full(29, -1, np.int64)  # last event's second of the day, newest day first
    for bucket in view.buckets:
        seen = bucket.seen
        age = newest - bucket.columns["day"][seen]
        near = age < len(latest)
        np.maximum.at(latest, age[near], bucket.columns["clock"][seen][near])
    others = latest[1:][latest[1:] >= 0]
    return len(others) >= 7 and bool(latest[0] + 3600 < others.min())
