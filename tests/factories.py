"""Things that tests of several floors need, built small and plausible."""

# ruff: noqa: E501

from __future__ import annotations

from foresale.judging.judged import (
    ColumnRead,
    Count,
    Drivers,
    FamilyDriver,
    FeatureDriver,
    Health,
    Histogram,
    Input,
    Judged,
    JudgingPlan,
    PlanPart,
    PlanWindow,
    Question,
    RefusedCutoff,
    Repeat,
    Scored,
)
from foresale.judging.quality import (
    Band,
    BaseRate,
    Calibration,
    CalibrationTenth,
    Confusion,
    Curve,
    Difference,
    Estimate,
    GainTenth,
    ListSize,
    ModelQuality,
    Quality,
    ScoreHistogram,
    Slice,
    Trial,
    Verdict,
    VerdictWord,
)
from foresale.log.findings import Finding


def around(value: float, width: float = 0.02) -> Estimate:
    return Estimate(value=value, low=value - width, high=value + width)


def example_judged(word: VerdictWord = "drifting", horizons: tuple[str, ...] = ("30d",)) -> Judged:
    """A whole Judged with every section filled: a shop of 4,000 customers, 29 % of whom buy within 30 days."""
    return Judged(
        question=Question(
            text=f"buys within {','.join(horizons)} for bought(365d)", horizons=horizons, population="bought(365d)",
            cutoff="2011-11-09T00:00:00+00:00", zone="Europe/London", zone_assumed=False,
            last_event="2011-11-08T17:26:00+00:00", rows=4067, outside=212, outside_share_of_buyers=0.04,
        ),
        health=_health(),
        plan=_plan(horizons[-1]),
        horizons=tuple(_quality(word, h) for h in horizons),
        scored=tuple(
            Scored(
                rows=4067, cold=3, expected=Estimate(value=1190.0, low=1010.0, high=1385.0),
                histogram=Histogram(edges=tuple(i / 20 for i in range(21)), counts=tuple(range(400, 0, -20))),
            )
            for _ in horizons
        ),
        drivers=Drivers(
            method="gain in the trees of lightgbm",
            families=(
                FamilyDriver(family="recency", share=0.52, features=4),
                FamilyDriver(family="counts", share=0.31, features=24),
                FamilyDriver(family="attributes", share=0.17, features=2),
            ),
            features=(
                FeatureDriver(
                    feature="days_since_purchase", family="recency", unit="days",
                    meaning="Days since the last purchase", share=0.33, direction="down",
                ),
                FeatureDriver(
                    feature="purchase_days_180d", family="counts", unit="days",
                    meaning="Days with a purchase in the last 180 days", share=0.2, direction="up",
                ),
                FeatureDriver(
                    feature="country", family="attributes", unit="", meaning="Country <script>alert(1)</script>",
                    share=0.1, direction="mixed",
                ),
            ),
        ),
        limits=(
            Finding("association", "What drives a score is an association: it does not say what an action would change."),
        ),
        repeat=Repeat(
            version="0.1.0", command="foresale train 'by day/*.csv' --seed 7", seed=7, settings={"threads": 2},
            inputs=(Input(blake2b="0" * 32),), log_hash="1" * 64,
        ),
    )  # fmt: skip


def _health() -> Health:
    days = tuple(f"2011-{m:02d}-{d:02d}" for m in range(1, 11) for d in range(1, 29))
    return Health(
        files=305, events=397_924, users=4339, items=3665, purchases=18_532, start="2010-12-01T08:26:00+00:00",
        end="2011-11-08T17:26:00+00:00", unit="minute",
        types=(Count(name="purchase", rows=392_692), Count(name="refund", rows=8872)),
        quarantined=(Count(name="unreadable time", rows=12, example="12/1/2O10 8:2*"),),
        without_user=135_080, without_user_revenue=0.154, left_out=(Count(name="test order", rows=7),),
        columns=(
            ColumnRead(column="CustomerID", field="user", confidence=0.98, reason=Finding("named", "name, and repeats over orders")),
            ColumnRead(column="InvoiceDate", field="time", confidence=None, reason=Finding("said", "--map time=InvoiceDate")),
            ColumnRead(column="Unnamed: 0", field=None, confidence=1.0, reason=Finding("index", "running number")),
        ),
        days=days, daily=tuple(900 + 37 * (i % 7) for i in range(len(days))),
        holes=(("2010-12-24T00:00:00+00:00", "2011-01-04T00:00:00+00:00"),),
        breaks=(("2011-06-01T00:00:00+01:00", Finding("tracking_break", "type `refund` appears")),),
        findings=(Finding("zone_assumed", "no time zone in the log: UTC assumed", {}, "warning"),),
    )  # fmt: skip


def _plan(horizon: str) -> JudgingPlan:
    def part(name: str, *days: tuple[str, str]) -> PlanPart:
        windows = tuple(PlanWindow(cutoff=f"{a}T00:00:00+00:00", until=f"{b}T00:00:00+00:00") for a, b in days)
        return PlanPart(name=name, windows=windows)  # type: ignore[arg-type]

    return JudgingPlan(
        kind=1, reason=Finding("plan_1", "four disjoint blocks fit before the cutoff"), horizon_asked=horizon,
        horizon_learned=horizon,
        parts=(
            part("train", ("2011-06-12", "2011-07-12")), part("validate", ("2011-07-12", "2011-08-11")),
            part("calibrate", ("2011-08-11", "2011-09-10")), part("test", ("2011-10-10", "2011-11-09")),
            part("learn", ("2011-06-12", "2011-07-12"), ("2011-07-12", "2011-08-11"), ("2011-10-10", "2011-11-09")),
        ),
        refused=(
            RefusedCutoff(cutoff="2010-12-20T00:00:00+00:00", why=Finding("hole", "its label window touches a hole")),
        ),
    )  # fmt: skip


def _quality(word: VerdictWord, horizon: str) -> Quality:
    rate = 0.29
    observed = [0.05, 0.09, 0.13, 0.17, 0.22, 0.27, 0.33, 0.41, 0.53, 0.7]
    curve = Curve(x=(0.0, 0.1, 0.3, 1.0), y=(0.0, 0.35, 0.7, 1.0))
    metrics = {
        "auc": around(0.745), "average_precision": around(0.66, 0.03), "log_loss": around(0.55), "brier": around(0.18),
        "ece": around(0.03, 0.01), "calibration_slope": around(1.02, 0.08), "calibration_intercept": around(0.19, 0.1),
        "total_ratio": around(0.87, 0.04), "lift_top_tenth": around(2.4, 0.2),
    }  # fmt: skip
    worse = metrics | {"auc": around(0.70), "log_loss": around(0.58)}
    plain = metrics | {"auc": around(0.5, 0.0), "lift_top_tenth": Estimate(value=1.0), "calibration_slope": Estimate(value=None)}

    def model(name: str, title: str, role: str, figures: dict[str, Estimate]) -> ModelQuality:
        return ModelQuality(
            name=name, title=title, role=role, metrics=figures, roc=curve,  # type: ignore[arg-type]
            precision_recall=Curve(x=(0.0, 0.5, 1.0), y=(0.9, 0.6, rate)),
        )  # fmt: skip

    return Quality(
        horizon=horizon, rows=4000, buyers=1160, users=4000, cutoffs=("2011-10-10T00:00:00+01:00",), base_rate=rate,
        chosen="lightgbm", habit="bought_lately",
        verdict=Verdict(
            word=word, calibrated=word == "calibrated",
            reasons=(
                Finding(
                    "base_rate_moves", "the share of buyers moved between {low:.1%} and {high:.1%} over {n} cutoffs",
                    {"low": 0.243, "high": 0.304, "n": 6}, "warning",
                ),
                Finding("slope_holds", "slope {slope:.2f}", {"slope": 1.02}),
            ),
        ),
        models=(
            model("lightgbm", "gradient boosting (LightGBM)", "chosen", metrics),
            model("base_rate", "base rate", "baseline", plain),
            model("bought_lately", "bought in the last 30 days", "baseline", worse),
            model("own_rate", "the customer's own rate", "baseline", worse),
            model("rfm_logistic", "RFM logistic regression", "baseline", worse),
            model("forest", "random forest", "candidate", metrics),
        ),
        differences=tuple(
            Difference(against=name, metric=metric, value=value, low=value - 0.01, high=value + 0.01, word=said)
            for name in ("base_rate", "bought_lately", "own_rate", "rfm_logistic")
            for metric, value, said in (("auc", 0.045, "better"), ("log_loss", -0.03, "better"), ("brier", 0.0, "tie"))
        ),  # type: ignore[arg-type]
        trials=(
            Trial(name="rfm_logistic", title="RFM logistic regression", simplicity=3, log_loss=0.571, behind=0.014,
                  error=0.003, within=False, chosen=False),
            Trial(name="lightgbm", title="gradient boosting (LightGBM)", simplicity=6, log_loss=0.557, behind=0.0,
                  error=0.0, within=True, chosen=True, weight=0.7),
        ),
        confusion=Confusion(
            threshold=0.31, chosen_on="validation", true_positive=780, false_positive=610, false_negative=380,
            true_negative=2230, accuracy=around(0.752), precision=around(0.561), recall=around(0.672), f1=around(0.612),
        ),
        calibration=Calibration(
            method="sigmoid", buyers=980, level=0.06, drift=0.11, slope=metrics["calibration_slope"],
            intercept=metrics["calibration_intercept"], total_ratio=metrics["total_ratio"],
            tenths=tuple(
                CalibrationTenth(
                    tenth=i + 1, rows=400, buyers=round(400 * o), p_low=max(0.0, o - 0.05), p_high=o + 0.02,
                    p_mean=o - 0.02, p_set_right=o - 0.01, observed=o, low=o - 0.04, high=o + 0.04, off=i == 9,
                )
                for i, o in enumerate(observed)
            ),
        ),
        gains=tuple(
            GainTenth(
                tenth=i + 1, rows=400.0, buyers=400 * o, rate=o, lift=o / rate, share=o / 2.9,
                share_so_far=around(sum(observed[::-1][: i + 1]) / 2.9), habit_so_far=(i + 1) / 10,
            )
            for i, o in enumerate(observed[::-1])
        ),
        lists=tuple(
            ListSize(
                share=share, size=round(4000 * share), buyers=4000 * share * precision,
                precision=around(precision, 0.04), recall=around(share * precision / rate),
                habit_precision=around(precision - 0.1, 0.04), habit_recall=around(share * (precision - 0.1) / rate),
                difference=Difference(
                    against="bought_lately", metric="precision", value=0.1, low=0.05, high=0.14, word="better"
                ),
            )
            for share, precision in ((0.01, 0.88), (0.05, 0.78), (0.1, 0.7), (0.2, 0.61), (0.31, 0.53))
        ),
        histogram=ScoreHistogram(
            edges=tuple(i / 20 for i in range(21)), buyers=tuple(range(10, 110, 5)), others=tuple(range(300, 100, -10)),
        ),
        bands=(
            Band(name="hot", from_p=0.55, rows=500, buyers=340, observed=0.68, low=0.64, high=0.72, p_mean=0.66, scored=520),
            Band(name="warm", from_p=0.29, rows=1100, buyers=430, observed=0.39, low=0.36, high=0.42, p_mean=0.4, scored=1090),
            Band(name="cool", from_p=0.12, rows=1400, buyers=300, observed=0.21, low=0.19, high=0.24, p_mean=0.2, scored=1450),
            Band(name="low", from_p=0.0, rows=1000, buyers=90, observed=0.09, low=0.07, high=0.11, p_mean=0.08, scored=1007),
        ),
        slices=(
            Slice(attribute="activity", value="active in the last 30 days", rows=1300, buyers=600, observed=0.46,
                  p_mean=0.44, auc=around(0.70), total_ratio=around(0.96), small=False),
            Slice(attribute="country", value="France", rows=80, buyers=24, observed=0.3, p_mean=0.27,
                  auc=around(0.7, 0.12), total_ratio=around(0.9, 0.3), small=True),
        ),
        base_rates=tuple(
            BaseRate(cutoff=f"2011-{m:02d}-10T00:00:00+00:00", rows=3500, buyers=round(3500 * r), rate=r, low=r - 0.015,
                     high=r + 0.015)
            for m, r in zip(range(5, 11), (0.25, 0.243, 0.262, 0.27, 0.304, 0.29))
        ),
        leaks=(
            Finding("leak_strong", "`{column}` alone reaches AUC {auc:.3f}: it may only be known after the purchase; --ignore {column} leaves it out",
                    {"column": "order_status", "auc": 0.981}, "warning"),
        ),
    )  # fmt: skip
