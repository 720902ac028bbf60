"""`judge`: from arrays of later days to everything that the report says about quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from foresale.judging import bootstrap as bs
from foresale.judging import curves
from foresale.judging.bands import band_cuts, band_table
from foresale.judging.calibration import Calibrator
from foresale.judging.choose import Candidate
from foresale.judging.judged import Histogram
from foresale.judging.metrics import METRICS
from foresale.judging.quality import BaseRate, Calibration, ModelQuality, Quality, ScoreHistogram, Trial
from foresale.judging.slices import slices
from foresale.judging.tenths import tenths, wilson
from foresale.judging.verdict import decide
from foresale.log.findings import Finding
from foresale.log.instants import local
from foresale.models.odds import expit, log_odds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]
HISTOGRAM_BINS = 20
LEAST_SPAN = 1.0  # log odds that the histogram spans where all p are nearly the same


def judge(
    *,
    horizon: str,
    label: Floats,
    predictions: Mapping[str, Floats],
    users: Ints,
    cutoffs: npt.NDArray[np.int64],
    chosen: str,
    calibrator: Calibrator,
    plan_kind: int,
    base_rates: Sequence[BaseRate],
    baselines: Sequence[str] = (),
    habit: str | None = None,
    titles: Mapping[str, str] | None = None,
    validation: tuple[Floats, Floats, Floats] | None = None,
    trials: Sequence[Trial] = (),
    attributes: Mapping[str, npt.NDArray[np.object_]] | None = None,
    leaks: Sequence[Finding] = (),
    scored: Floats | None = None,
    zone: str = "UTC",
    draws: int = bs.DRAWS,
    seed: int = 7,
) -> Quality:
    """Judge calibrated predictions on the test rows.

    Parameters
    ----------
    horizon     : as written ("30d")
    label       : float64[n] of the test rows;  users: int[n];  cutoffs: int64[n] microseconds UTC
    predictions : model -> calibrated p, float64[n]; the chosen one, the baselines and further candidates
    calibrator  : of the chosen model, for the record
    plan_kind   : 1 to 5 (`tasks.plan`);  base_rates: every labelled cutoff (`rates_by_cutoff`)
    baselines   : names in `predictions`;  habit: the one that is the shop's own rule, for lists of equal size
    titles      : model -> title for people
    validation  : (label, p, weight) of the chosen model on validation rows, sampled ones weighted: where the threshold
                  is chosen
    trials      : how the choice was made (`trials_of`)
    attributes  : name -> text per test row, for the slices
    leaks       : findings of the audit
    scored      : p of the population at the cutoff asked: its mean sets the cuts of the bands (without it, the test's
                  rate does), and today's bands are counted

    Raises ValueError where there are no rows, or a p is NaN or outside [0, 1].
    """
    label = np.asarray(label, np.float64)
    _check(label, predictions, chosen)
    titles = titles or {}
    if habit is not None and habit not in predictions:
        habit = None
    n, buyers = len(label), float(label.sum())
    p = np.asarray(predictions[chosen], np.float64)
    shares = curves.list_shares(n, None if habit is None else predictions[habit])
    drawn = bs.resample(label, predictions, users, shares=np.r_[curves.TENTHS, shares], draws=draws, seed=seed)
    auc, slope, intercept, total = (
        drawn.estimate(chosen, k) for k in ("auc", "calibration_slope", "calibration_intercept", "total_ratio")
    )
    verdict = decide(
        plan_kind=plan_kind, label=label, p=p, users=users, auc=auc, slope=slope, total_ratio=total,
        base_rates=base_rates,
    )  # fmt: skip
    order = [chosen, *(b for b in baselines if b != chosen)]
    order += [name for name in predictions if name not in order]
    edges, of_buyers = _histogram(p, label > 0.5)
    average = float(scored.mean()) if scored is not None and len(scored) else buyers / n
    return Quality(
        horizon=horizon,
        rows=n,
        buyers=int(buyers),
        users=len(np.unique(users)),
        cutoffs=tuple(local(int(c), zone).isoformat() for c in np.unique(cutoffs)),
        base_rate=buyers / n,
        chosen=chosen,
        habit=habit,
        verdict=verdict,
        models=tuple(
            ModelQuality(
                name=name,
                title=titles.get(name, name),
                role="chosen" if name == chosen else "baseline" if name in baselines else "candidate",
                metrics={metric: drawn.estimate(name, metric) for metric in METRICS},
                roc=curves.roc_curve(label, predictions[name]),
                precision_recall=curves.precision_recall_curve(label, predictions[name]),
            )
            for name in order
        ),
        differences=tuple(
            drawn.difference(chosen, name, metric) for name in order[1:] if name in baselines for metric in METRICS
        ),
        trials=tuple(trials),
        confusion=None
        if validation is None
        else curves.confusion(label, p, users, curves.best_threshold(*validation), draws=draws, seed=seed),
        calibration=Calibration(
            method=calibrator.method,
            buyers=calibrator.buyers,
            level=calibrator.level.shift,
            drift=calibrator.level.drift,
            slope=slope,
            intercept=intercept,
            total_ratio=total,
            tenths=tenths(label, p, users),
        ),
        gains=curves.gains(drawn, chosen, habit, n, buyers),
        lists=curves.lists(drawn, chosen, habit, shares, n, buyers),
        histogram=ScoreHistogram(
            edges=edges, buyers=of_buyers, others=_histogram(p, label <= 0.5)[1],
            below_average=int((p < buyers / n).sum()),
        ),
        bands=band_table(label, p, users, band_cuts(average, order=verdict.order), scored),
        slices=slices(label, p, users, attributes or {}, seed=seed),
        base_rates=tuple(base_rates),
        leaks=tuple(leaks),
    )


def _check(label: Floats, predictions: Mapping[str, Floats], chosen: str) -> None:
    if not len(label):
        raise ValueError("no test rows to judge")
    if chosen not in predictions:
        raise ValueError(f"no predictions of the chosen model {chosen!r}")
    for name, p in predictions.items():
        bad = ~((p >= 0) & (p <= 1))
        if len(p) != len(label) or bad.any():
            raise ValueError(
                f"predictions of {name!r}: {len(p)} values for {len(label)} rows, {bad.sum()} not in [0, 1]"
            )


def rates_by_cutoff(label: Floats, cutoffs: npt.NDArray[np.int64], zone: str) -> tuple[BaseRate, ...]:
    """Share of buyers at every labelled cutoff, oldest first (Wilson's interval); rows must not be sampled."""
    distinct, place = np.unique(cutoffs, return_inverse=True)
    rows, buyers = np.bincount(place), np.bincount(place, weights=label)
    out = []
    for c, n, k in zip(distinct.tolist(), rows.tolist(), buyers.tolist()):
        low, high = wilson(k / n, n)
        out.append(BaseRate(cutoff=local(c, zone).isoformat(), rows=n, buyers=int(k), rate=k / n, low=low, high=high))
    return tuple(out)


def trials_of(
    candidates: Sequence[Candidate],
    titles: Mapping[str, str],
    simplicity: Mapping[str, int],
    weights: Mapping[str, float] | None = None,
    left_out: Mapping[str, Finding] | None = None,
) -> tuple[Trial, ...]:
    """The candidates of `choose` as the report's trials, then the models that could not answer, with the reason.

    weights : those of the blend;  left_out: model -> why (`Backtest.left_out`)
    """
    tried = tuple(
        Trial(
            name=c.name,
            title=titles.get(c.name, c.name),
            simplicity=simplicity[c.name],
            log_loss=c.log_loss,
            behind=c.behind,
            error=c.error if np.isfinite(c.error) else None,
            within=c.within,
            chosen=c.chosen,
            weight=(weights or {}).get(c.name),
        )
        for c in candidates
    )
    return tried + tuple(
        Trial(
            name=name, title=titles.get(name, name), simplicity=simplicity[name], log_loss=None, behind=None,
            error=None, within=False, chosen=False, note=why,
        )
        for name, why in (left_out or {}).items()
    )  # fmt: skip


def score_histogram(p: Floats) -> Histogram:
    """Distribution of the scores asked for, in 20 equal steps of the log odds of p."""
    edges, counts = _histogram(p, np.ones(len(p), np.bool_))
    return Histogram(edges=edges, counts=counts)


def _histogram(p: Floats, which: npt.NDArray[np.bool_]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Twenty equal steps of log odds from the lowest p to the highest: small p and large ones part at any base rate."""
    z = log_odds(p)
    low, high = (float(z.min()), float(z.max())) if len(z) else (0.0, 0.0)
    if high - low < LEAST_SPAN:
        low, high = (low + high - LEAST_SPAN) / 2, (low + high + LEAST_SPAN) / 2
    counts, edges = np.histogram(z[which], bins=HISTOGRAM_BINS, range=(low, high))
    return tuple(expit(edges).tolist()), tuple(counts.tolist())
