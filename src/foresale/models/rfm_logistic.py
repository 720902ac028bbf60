"""RFM logistic: logistic regression on a handful of logs of recency, frequency and volume, the recent ones apart."""

from __future__ import annotations

from foresale.features.context import plural, singular
from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Settings, State, TrainingData
from foresale.models.columns import windows
from foresale.models.encoding import Columns, fit_for_linear
from foresale.models.linear import FittedLinear, fit_linear

STRENGTH = 1.0  # hardly a penalty: it only keeps columns that agree from running apart
RECENT_DAYS = (7.0, 30.0, 90.0)


def rfm_columns(table: Table, aim: Aim) -> tuple[str, ...]:
    """Those of 6 to 12 that the table has.

    Recency of any event, of a purchase, of what is asked. Frequency: active days, buying days and what is asked over
    the whole lookback, then active and buying days of the last week, month and quarter. Volume: events and spend.
    """
    asked = aim.event or "purchase"
    wanted = ["days_since_event", "days_since_purchase", f"days_since_{singular(asked)}", "days_since_first_event"]
    for stem in ("active_days", "purchase_days", plural(asked), "events", "spend"):
        by_days = windows(table, stem)
        wanted += [name for days, name in by_days.items() if days == float("inf")]
        if stem in ("active_days", "purchase_days"):
            wanted += [by_days[days] for days in RECENT_DAYS if days in by_days]
    return tuple(name for name in dict.fromkeys(wanted) if name in table)


class RFMLogistic:
    name = "rfm_logistic"
    title = "RFM logistic regression"
    simplicity = 4
    baseline = True
    yardstick = True
    blended = True

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None:
        pass  # nothing to draw; its fit is one thread's work of a moment

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        columns = rfm_columns(table, aim)
        return None if len(columns) >= 2 else tr("neither recency nor frequency among the features")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedLinear:
        columns = Columns(rfm_columns(data.table, data.aim), data.aim.horizon_days)
        encoder = fit_for_linear(data, columns)
        return fit_linear(encoder, encoder(data.table), data, STRENGTH)

    @staticmethod
    def load(state: State) -> FittedLinear:
        return FittedLinear.load(state)


MODEL = RFMLogistic
