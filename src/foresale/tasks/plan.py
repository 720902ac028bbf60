"""The plan: which cutoffs train, validate, calibrate and test, and from which the final model learns.

Holes and breaks come first: no cutoff is laid whose label window, or shortest feature window, touches one. Judging then
takes the first of five kinds that fits:

1. disjoint blocks of label windows, oldest to newest: train | validate | calibrate | test
2. train | validate and calibrate share a block, split by user | test
3. train, validate and calibrate share overlapping cutoffs, split by user | one disjoint test block
4. all four share overlapping cutoffs, split by user: nothing was tested on later days
5. the horizon was never observed after a past like today's: shorter ones are learned from, in the same ratio to the
   observed length

The fifth comes before the fourth where the horizon takes more than three fifths of the log. A cutoff that has it whole
then lies in the log's first two fifths, and who was there so early teaches little about those who have a long past:
asked 80 days ahead after 100 days, simulated shops of purchases were ordered with a rank correlation to the truth of
.20 and a total half too high (LightGBM; now .75 and 1 % off), Tmall 31 days ahead after 41 to 51 days with a log loss
of .606 to .604 (now .600). Up to three fifths the fourth is as good.

A cutoff needs history: a quarter of the log's span, at most 90 days or twice the horizon. Kinds 3 and 4 make do with a
quarter of the horizon where otherwise nothing would fit.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.errors import CutoffOutsideLog, HorizonTooLong, NoHistory, TooShort
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.instants import midnight_after, show_day, show_instant
from foresale.log.prepared import PreparedLog
from foresale.tasks.duration import Duration
from foresale.tasks.ground import Ground
from foresale.tasks.label_file import cutoffs_in_file
from foresale.tasks.rows import Rows
from foresale.tasks.targets import Labels
from foresale.tasks.task import Task

MOST_CUTOFFS = 30  # to learn from: seven months of weeks; more of them overlap too much to teach anything new
MOST_VALIDATE, MOST_TEST = 6, 4
HARDLY_OBSERVED = 0.6  # share of the log that a horizon takes, from which kind 5 comes before kind 4

KINDS = {
    1: "train, validate, calibrate and test lie in blocks of days that do not touch",
    2: "too few days for four blocks: validate and calibrate share one, split by user",
    3: "too few days for three blocks: train, validate and calibrate share cutoffs before the test, split by user",
    4: "too few days for a test block of its own: all parts share cutoffs, split by user; not tested on later days",
    5: "horizon never observed: the log is too short to look {horizon} ahead from a past like today's, so it learned "
    "from {learn_horizon}",
}


class Window(msgspec.Struct, frozen=True):
    """A cutoff and where its longest label window ends: [cutoff, until)."""

    cutoff: int
    until: int


class Fold(msgspec.Struct, frozen=True):
    """Users whose hash of the id text falls into one of `which` of `of` equal shares."""

    which: tuple[int, ...]
    of: int


class Part(msgspec.Struct, frozen=True):
    """One part of the plan: its label windows, oldest first, and its share of the users (None: all)."""

    windows: tuple[Window, ...]
    fold: Fold | None = None

    @property
    def cutoffs(self) -> tuple[int, ...]:
        return tuple(w.cutoff for w in self.windows)

    def mask(self, rows: Rows, log: PreparedLog) -> npt.NDArray[np.bool_]:
        """bool[n]: the rows that belong to the part."""
        return np.isin(rows.cutoff, np.array(self.cutoffs, np.int64)) & self.their_users(rows, log)

    def their_users(self, rows: Rows, log: PreparedLog) -> npt.NDArray[np.bool_]:
        """bool[n]: the rows of the part's users, at any cutoff."""
        if self.fold is None:
            return np.ones(len(rows), bool)
        # Of a person's ids all fall into the share of the one that they are known by.
        each, which = np.unique(log.person_of(rows.user), return_inverse=True)
        texts = log.dictionaries["user"]
        share = np.array([share_of(texts[u], self.fold.of) if u >= 0 else -1 for u in each], np.int64)
        mine: npt.NDArray[np.bool_] = np.isin(share, self.fold.which)[which]
        return mine


class Refused(msgspec.Struct, frozen=True):
    """A cutoff of the grid that could not be laid."""

    cutoff: int
    why: Finding


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What `plan_cutoffs` decided; the report draws it as it stands here.

    kind, reason : 1 to 5 and its sentence
    cutoff       : T, microseconds UTC; no label window ends after it
    zone         : the shop's time zone
    begins, ends : the span of the log that is used: dense from `begins`; label windows end by `ends`
    history_days : least history before a cutoff
    horizon      : the longest asked; `learn_horizon` is the one learned from, shorter in kind 5
    learn        : every labelled cutoff that the final model learns from, oldest first
    holes, breaks: what bound the plan: [from, until) and (instant, what changed)
    refused      : cutoffs of the learning grid that could not be laid
    notes        : what else the owner should hear: a last day cut short, silence before the cutoff
    """

    kind: int
    reason: Finding
    cutoff: int
    zone: str
    begins: int
    ends: int
    history_days: float
    horizon: Duration
    learn_horizon: Duration
    learn: Part
    train: Part
    validate: Part
    calibrate: Part
    test: Part
    holes: tuple[tuple[int, int], ...] = ()
    breaks: tuple[tuple[int, Finding], ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def parts(self) -> dict[str, Part]:
        """The judging parts by name, in the order of their use."""
        return {"train": self.train, "validate": self.validate, "calibrate": self.calibrate, "test": self.test}

    @property
    def cutoffs(self) -> tuple[int, ...]:
        """Every cutoff of any part, ascending: rows are made once for all of them."""
        return tuple(sorted({c for part in (self.learn, *self.parts.values()) for c in part.cutoffs}))

    @property
    def judged_from(self) -> int | None:
        """The oldest cutoff that judges on days of its own, be it to choose, to calibrate or to test; None where
        nothing is tested on later days (kinds 4 and 5)."""
        if self.kind >= 4:
            return None
        # In kind 3 choosing and calibrating share their days with training, and split the users.
        judging = (self.test,) if self.kind == 3 else (self.validate, self.calibrate, self.test)
        return min(min(part.cutoffs) for part in judging)

    def learn_task(self, task: Task) -> Task:
        """The task that rows are labelled for: the asked one, in kind 5 with every horizon in the shorter one's ratio,
        whole days (two that are asked may fall together)."""
        if self.kind < 5:
            return task
        ratio = self.learn_horizon.approx_days / self.horizon.approx_days
        days = (max(1, round(h.approx_days * ratio)) for h in task.horizons)
        return msgspec.structs.replace(task, horizons=tuple(Duration(n, "d") for n in days))


def plan_cutoffs(log: PreparedLog, task: Task, until: int | None = None) -> Plan:
    """Lay the cutoffs of `task` on the local midnights before T = `until`; for a labels file on its own cutoffs.

    T defaults to the log's own `until`, else to the first local midnight after the last event. Nothing at or after T is
    read: the plan of `log.before(T)` is the same.

    Raises NoHistory, CutoffOutsideLog, HorizonTooLong (longer than the log before T), TooShort.
    """
    cutoff = check_cutoff(log, until)
    view = log if cutoff == default_cutoff(log) else log.before(cutoff)
    grid = tuple(cutoffs_in_file(task.target, log.zone)) if isinstance(task.target, Labels) else None
    ground = Ground.of(view, task.horizon, cutoff, grid)
    if task.horizon.before(cutoff, log.zone) < ground.begins:
        days = math.floor(ground.days)
        raise HorizonTooLong(
            horizon=task.horizon, days=days, cutoff=show_instant(cutoff, log.zone), shorter=f"{max(1, days // 4)}d"
        )
    hardly = grid is None and task.horizon.approx_days > HARDLY_OBSERVED * ground.days
    in_turn = (_in_proportion, _as_asked) if hardly else (_as_asked, _in_proportion)
    for lay in in_turn:
        if plan := lay(ground, view):
            return plan
    shorter, history = _shortened(ground, view)
    reasons = [str(why) for _, why in shorter.refused(history, MOST_CUTOFFS)] or [tr("none lies inside the log")]
    raise TooShort(horizon=task.horizon, reason=reasons[0])


def _as_asked(ground: Ground, view: PreparedLog) -> Plan | None:
    """The first of kinds 1 to 4 that fits, None where none does."""
    scarce = max(1.0, min(ground.history_days, ground.horizon.approx_days / 4))
    tries = ((1, ground.history_days), (2, ground.history_days), (3, ground.history_days), (3, scarce))
    for kind, history in (*tries, (4, ground.history_days), (4, scarce)):
        open_cutoffs = ground.open_cutoffs(history)
        blocks = ground.disjoint(open_cutoffs)
        if len(blocks) >= BLOCKS_NEEDED[kind]:
            return _plan(kind, ground, ground.horizon, history, LAYOUTS[kind](ground, open_cutoffs, blocks))
    return None


def _in_proportion(ground: Ground, view: PreparedLog) -> Plan | None:
    """Kind 5, None where no cutoff is open for it."""
    shorter, history = _shortened(ground, view)
    open_cutoffs = shorter.open_cutoffs(history)
    return _plan(5, shorter, ground.horizon, history, _shared(shorter, open_cutoffs, [])) if open_cutoffs else None


def _shortened(ground: Ground, view: PreparedLog) -> tuple[Ground, float]:
    """The ground for the horizon of kind 5, and the least history before its cutoffs."""
    shorter = Ground.of(view, _ratio_kept(ground.horizon, ground), ground.cutoff, ground.grid)
    return shorter, max(1.0, 0.75 * (shorter.days - shorter.horizon.approx_days))


def default_cutoff(log: PreparedLog) -> int:
    """T where none was asked: the view's `until`, else the first local midnight after the last event."""
    return log.until if log.until is not None else midnight_after(log.last, log.zone)


def check_cutoff(log: PreparedLog, cutoff: int | None = None) -> int:
    """The cutoff, or the default one; raise NoHistory or CutoffOutsideLog where it cannot be asked of this log."""
    if not log.n_events:
        raise NoHistory()
    latest = default_cutoff(log)
    cutoff = latest if cutoff is None else cutoff
    if not log.first < cutoff <= latest:
        raise CutoffOutsideLog(
            cutoff=show_instant(cutoff, log.zone), first=show_day(log.first, log.zone),
            last=show_day(log.last, log.zone), latest=show_instant(latest, log.zone),
        )  # fmt: skip
    return cutoff


def share_of(user_id: str, of: int) -> int:
    """Which of `of` equal shares a user falls into: by the id's text alone, and unrelated to the user's bucket."""
    return int.from_bytes(hashlib.blake2b(user_id.encode("utf-8"), digest_size=8).digest(), "little") % of


Layout = tuple[Part, Part, Part, Part]


def _blocks(ground: Ground, open_cutoffs: Sequence[int], blocks: Sequence[int]) -> Layout:
    """Kind 1. A third of the blocks validates, for models are chosen over all validation cutoffs; a tenth tests."""
    n = len(blocks)
    test = min(max(1, n // 10), MOST_TEST)
    validate = min(max(1, n // 3), MOST_VALIDATE)
    first = blocks[2 * test + validate - 1]
    train = ground.thinned([c for c in open_cutoffs if ground.until(c) <= first], MOST_CUTOFFS)
    return (
        _part(ground, train), _part(ground, blocks[2 * test : 2 * test + validate]),
        _part(ground, blocks[test : 2 * test]), _part(ground, blocks[:test]),
    )  # fmt: skip


def _shared_block(ground: Ground, open_cutoffs: Sequence[int], blocks: Sequence[int]) -> Layout:
    """Kind 2."""
    train = ground.thinned([c for c in open_cutoffs if ground.until(c) <= blocks[1]], MOST_CUTOFFS)
    middle = [blocks[1]]
    return (
        _part(ground, train), _part(ground, middle, Fold((0,), 2)),
        _part(ground, middle, Fold((1,), 2)), _part(ground, blocks[:1]),
    )  # fmt: skip


def _one_test_block(ground: Ground, open_cutoffs: Sequence[int], blocks: Sequence[int]) -> Layout:
    """Kind 3."""
    before = ground.thinned([c for c in open_cutoffs if ground.until(c) <= blocks[0]], MOST_CUTOFFS)
    return (
        _part(ground, before, Fold((0, 1, 2), 5)), _part(ground, before, Fold((3,), 5)),
        _part(ground, before, Fold((4,), 5)), _part(ground, blocks[:1]),
    )  # fmt: skip


def _shared(ground: Ground, open_cutoffs: Sequence[int], blocks: Sequence[int]) -> Layout:
    """Kinds 4 and 5."""
    shared = ground.thinned(open_cutoffs, MOST_CUTOFFS)
    folds = (Fold((0, 1, 2), 6), Fold((3,), 6), Fold((4,), 6), Fold((5,), 6))
    train, validate, calibrate, test = (_part(ground, shared, fold) for fold in folds)
    return train, validate, calibrate, test


LAYOUTS: dict[int, Callable[[Ground, Sequence[int], Sequence[int]], Layout]] = {
    1: _blocks, 2: _shared_block, 3: _one_test_block, 4: _shared,
}  # fmt: skip
BLOCKS_NEEDED = {1: 4, 2: 3, 3: 2, 4: 1}  # label windows that do not touch


def _part(ground: Ground, cutoffs: Sequence[int], fold: Fold | None = None) -> Part:
    return Part(tuple(Window(c, ground.until(c)) for c in sorted(cutoffs)), fold)


def _plan(kind: int, ground: Ground, horizon: Duration, history: float, layout: Layout) -> Plan:
    train, validate, calibrate, test = layout
    facts = {"horizon": str(horizon), "learn_horizon": str(ground.horizon)} if kind == 5 else {}
    return Plan(
        kind=kind, reason=Finding(f"plan_{kind}", KINDS[kind], facts, "note" if kind <= 2 else "warning"),
        cutoff=ground.cutoff, zone=ground.zone, begins=ground.begins, ends=ground.ends, history_days=history,
        horizon=horizon, learn_horizon=ground.horizon,
        learn=_part(ground, ground.thinned(ground.open_cutoffs(history), MOST_CUTOFFS)),
        train=train, validate=validate, calibrate=calibrate, test=test, holes=ground.holes, breaks=ground.breaks,
        notes=ground.notes,
        refused=tuple(Refused(c, why) for c, why in ground.refused(history, MOST_CUTOFFS)),
    )  # fmt: skip


def _ratio_kept(horizon: Duration, ground: Ground) -> Duration:
    """The horizon to learn from where the asked one was never observed: span = history + it, in the asked ratio.

    CDNOW, 39 weeks seen and 39 asked: half of the span before the cutoff, half after it.
    """
    asked = horizon.approx_days
    return Duration(max(1, math.floor(ground.days * asked / (asked + ground.days))), "d")
