"""`foresale explain`: why one customer's score is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from foresale.errors import WrongArgument
from foresale.jobs.reasons import Reason, reasons_of, strongest
from foresale.jobs.score import Scored, score
from foresale.jobs.words import Names, Threads, When, door
from foresale.language import tr
from foresale.log.instants import show_instant
from foresale.models.odds import expit
from foresale.progress import SILENT, Progress
from foresale.report.numbers import exact_share, figure
from foresale.report.words import family
from foresale.screen import Grid, Part, as_html

SHOWN = 10  # families; what they leave over is summed up


@dataclass(repr=False)
class Explained:
    """One customer's answer and what it is made of.

    scored  : the answer, a table of one row
    reasons : a family of features each, the strongest first, with what it adds to the log odds of the raw score
    base    : log odds of a customer of whom nothing is known;  rest : what all other families add together
    """

    user: str
    scored: Scored
    reasons: tuple[Reason, ...]
    base: float
    rest: float
    ok: bool = True

    @property
    def row(self) -> dict[str, Any]:
        """The score table's one row; of several horizons the longest under the plain names."""
        found: dict[str, Any] = self.scored.table.to_pylist()[0]
        last = self.scored.bundle.answers[-1].horizon
        return found | {name: found.get(f"{name}_{last}", found.get(name)) for name in ("p", "p_low", "p_high", "band")}

    def to_dict(self) -> dict[str, Any]:
        return {
            "user": self.user, "task": str(self.scored.bundle.task),
            "cutoff": show_instant(self.scored.cutoffs[0], self.scored.bundle.zone),
            **{name: self.row[name] for name in ("p", "p_low", "p_high", "band", "cold")},
            "base": self.base, "rest": self.rest,
            "reasons": [
                {
                    "family": r.family, "feature": r.feature.name, "adds": r.by, "text": str(r),
                    "value": None if np.isnan(r.value) else r.value,
                }
                for r in self.reasons
            ],
        }  # fmt: skip

    def screen(self) -> list[Part]:
        row, bundle = self.row, self.scored.bundle
        p, low, high = (exact_share(row[name]) for name in ("p", "p_low", "p_high"))
        when = show_instant(self.scored.cutoffs[0], bundle.zone)
        parts: list[Part] = [
            tr("{user}: {p} (90% range {low} to {high}), {band}", user=self.user, p=p, low=low, high=high,
               band=tr(row["band"])),
            tr("Question: {task}, as of {cutoff}", task=bundle.task, cutoff=when),
        ]  # fmt: skip
        parts += [f"! {f}" for f in self.scored.moved if f.level == "warning"]
        if row["cold"]:
            return [*parts, self._why_cold()]
        usual = bundle.answers[-1].p(expit(np.array([self.base])))
        heads = [tr("odds"), tr("because of"), tr("what the customer did")]
        rows = [[f"x {figure(float(np.exp(r.by)))}", family(r.family), str(r).rsplit(" (", 1)[0]] for r in self.reasons]
        if abs(self.rest) >= 0.005:
            rows.append([f"x {figure(float(np.exp(self.rest)))}", tr("all the rest"), ""])
        if not rows:
            return [*parts, tr("Nothing that the model looks at moves this score: it is near that of everybody.")]
        title = tr(
            "A customer of whom nothing is known: {p}. What is known multiplies the odds:",
            p=exact_share(float(usual[0])),
        )
        note = tr("What the model looks at, not what would change the customer.")
        return [*parts, Grid(heads, rows, right=(0,), title=title), note]

    def _why_cold(self) -> str:
        codes = {f.code for f in self.scored.left_alone}
        if "keys_of_strangers" in codes:
            return tr("The log knows nobody of this id: this is the share of newcomers.")
        if "keys_left_out" in codes:
            return tr("Left out (--exclude): this is the share of newcomers, not this customer's own.")
        return tr("No event before that: this is the share of newcomers, not this customer's own.")

    def __repr__(self) -> str:
        return f"Explained({self.user}: p {self.row['p']:.3f}, {len(self.reasons)} reasons)"

    def _repr_html_(self) -> str:
        return as_html(self.screen())


@door
def explain(
    bundle: str | Path | None,
    sources: object,
    *,
    user: str,
    cutoff: When | None = None,
    allow_hindsight: bool = False,
    items: str | Path | None = None,
    users: str | Path | None = None,
    links: str | Path | None = None,
    id_key: str | Path | None = None,
    exclude: Names = (),
    rates: Mapping[str, float] | str | Path | None = None,
    allow_quarantine: bool = False,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
) -> Explained:
    """What speaks for and against the score of one customer, as `score` would give it.

    user    : an id as the log spells it
    cutoff  : instant of the score; None: the first midnight after the last event

    Raises what `score` raises, and WrongArgument where the id is blank.
    """
    if not user.strip():
        raise WrongArgument(name="user", value=repr(user), wanted=tr("an id as the log spells it"))
    scored = score(
        bundle, sources, cutoff=cutoff, keys=pa.table({"user": [user]}), allow_hindsight=allow_hindsight, items=items,
        users=users, links=links, id_key=id_key, exclude=exclude, rates=rates, allow_quarantine=allow_quarantine,
        reasons=True, memory=memory, threads=threads, cache=cache, progress=progress,
    )  # fmt: skip
    assert scored.features is not None
    found = reasons_of(scored.bundle, scored.features)
    cold = scored.table["cold"][0].as_py()  # nothing that the model looked at makes this answer
    told = [] if cold else strongest(scored.bundle, scored.features, found, most=SHOWN)[0]
    rest = float(found.values[0].sum()) - sum(r.by for r in told)
    return Explained(user, scored, tuple(told), found.base, rest)
