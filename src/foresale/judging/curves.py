"""Curves and tables over the ranking: ROC, precision-recall, gains by tenth, lists, the threshold and its confusion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from foresale.judging import bootstrap as bs
from foresale.judging import metrics as m
from foresale.judging.quality import Confusion, Curve, Difference, Estimate, GainTenth, ListSize

Floats = npt.NDArray[np.float64]
POINTS = 200  # of a drawn curve
TENTHS = np.arange(1, 11) / 10
USUAL_LISTS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)  # shares of the rows


def roc_curve(label: Floats, p: Floats) -> Curve:
    """False positive rate (x) and true positive rate (y), from (0, 0) to (1, 1)."""
    _, _, total, positive = m.Ranked(label, p).running()
    negative = total - positive
    x, y = negative / max(negative[-1], 1.0), positive / max(positive[-1], 1.0)
    at = np.r_[0.0, np.linspace(0, 1, POINTS - 1)]
    if len(x) < POINTS:
        return _curve(np.r_[0.0, x], np.r_[0.0, y])
    return _curve(at, np.r_[0.0, np.interp(at[1:], x, y)])


def precision_recall_curve(label: Floats, p: Floats) -> Curve:
    """Recall (x) and precision (y), the shortest list first."""
    _, _, total, positive = m.Ranked(label, p).running()
    recall, precision = positive / max(positive[-1], 1.0), positive / total
    keep = np.unique(np.searchsorted(recall, np.linspace(0, 1, POINTS)).clip(max=len(recall) - 1))
    return _curve(recall[keep], precision[keep])


def _curve(x: Floats, y: Floats) -> Curve:
    """A drawing needs no more than five digits; the file stays small."""
    return Curve(x=tuple(np.round(x, 5).tolist()), y=tuple(np.round(y, 5).tolist()))


def best_threshold(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """The threshold on p with the best F1 on these (validation) rows; p >= threshold is "will buy".

    weight : float64[n], rows that each sampled row stands for (buyers are sampled more often than others)
    """
    ranked = m.Ranked(label, p)
    _, _, total, positive = ranked.running(None if weight is None else weight[ranked.order])
    f1 = 2 * positive / (total + positive[-1])
    return float(ranked.p[ranked.starts[int(f1.argmax())]])


def confusion(
    label: Floats, p: Floats, users: npt.NDArray[np.integer], threshold: float, *, draws: int = bs.DRAWS, seed: int = 7
) -> Confusion:
    """The confusion matrix at a threshold that was chosen on validation, with its four shares and their intervals."""
    yes, buys = p >= threshold, label > 0.5
    cells = np.stack([yes & buys, yes & ~buys, ~yes & buys, ~yes & ~buys], axis=1).astype(np.float64)
    drawn = bs.resample_sums(cells, users, draws=draws, seed=seed)
    named = {
        name: bs.estimate(float(_share(cells.sum(0)[None], name)[0]), _share(drawn, name))
        for name in ("accuracy", "precision", "recall", "f1")
    }
    tp, fp, fn, tn = (int(v) for v in cells.sum(0))
    return Confusion(
        threshold=threshold,
        chosen_on="validation",
        true_positive=tp,
        false_positive=fp,
        false_negative=fn,
        true_negative=tn,
        **named,
    )


def _share(cells: Floats, name: str) -> Floats:
    tp, fp, fn, tn = cells.T
    top, bottom = {
        "accuracy": (tp + tn, tp + fp + fn + tn),
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "f1": (2 * tp, 2 * tp + fp + fn),
    }[name]
    return bs.ratio(top, bottom)


def list_shares(n_rows: int, habit: Floats | None) -> tuple[float, ...]:
    """Sizes of lists to show, as shares of the rows: the usual ones of at least 5 rows, and the habit's own.

    habit : float64[n], the shop's habit as a score. Its own list is everybody with the highest value.
    """
    sizes = {s for s in USUAL_LISTS if s * n_rows >= 5} | {0.1}
    if habit is not None and len(habit):
        own = float((habit == habit.max()).mean())
        if own < 1:
            sizes.add(own)
    return tuple(sorted(sizes))


def gains(
    resampled: bs.Resampled, model: str, habit: str | None, n_rows: int, n_buyers: float, column: int = 0
) -> tuple[GainTenth, ...]:
    """The ten tenths, best first. `resampled.found` holds `TENTHS` from `column` on."""
    so_far = resampled.found_value[model][column : column + 10]
    drawn = resampled.found[model][:, column : column + 10]
    share = np.diff(so_far, prepend=0.0)
    rows = n_rows / 10
    return tuple(
        GainTenth(
            tenth=i + 1,
            rows=rows,
            buyers=float(share[i] * n_buyers),
            rate=float(share[i] * n_buyers / rows),
            lift=float(share[i] * 10) if n_buyers else None,
            share=float(share[i]) if n_buyers else None,
            share_so_far=bs.estimate(float(so_far[i]), drawn[:, i]),
            habit_so_far=float(resampled.found_value[habit][column + i]) if habit else None,
        )
        for i in range(10)
    )


def lists(
    resampled: bs.Resampled,
    model: str,
    habit: str | None,
    shares: tuple[float, ...],
    n_rows: int,
    n_buyers: float,
    column: int = 10,
) -> tuple[ListSize, ...]:
    """Precision and recall of lists, beside the habit's at equal size; `resampled.found` has them from `column` on.

    The precision of a draw is its recall x its base rate / share.
    """

    def figures(name: str, i: int) -> tuple[Estimate, Estimate, float, Floats]:
        recall, drawn = float(resampled.found_value[name][i]), resampled.found[name][:, i]
        share = shares[i - column]
        precision, precisions = recall * n_buyers / n_rows / share, drawn * resampled.base / share
        return bs.estimate(precision, precisions), bs.estimate(recall, drawn), precision, precisions

    out = []
    for k, share in enumerate(shares):
        precision, recall, value, drawn = figures(model, column + k)
        beside: tuple[Estimate | None, Estimate | None, Difference | None] = (None, None, None)
        if habit is not None:
            habit_precision, habit_recall, habit_value, habit_drawn = figures(habit, column + k)
            beside = (
                habit_precision,
                habit_recall,
                bs.difference(habit, "precision", value - habit_value, drawn - habit_drawn, 1),
            )
        out.append(
            ListSize(
                share=share,
                size=round(share * n_rows),
                buyers=value * share * n_rows,
                precision=precision,
                recall=recall,
                habit_precision=beside[0],
                habit_recall=beside[1],
                difference=beside[2],
            )
        )
    return tuple(out)
