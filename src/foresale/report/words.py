"""Words of the page that are names in `Judged`: the outcome asked for, verdicts, bands, metrics, parts of the plan."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.features.wording import said
from foresale.judging.metrics import METRICS
from foresale.judging.quality import Quality, Verdict
from foresale.language import tr
from foresale.report.numbers import length
from foresale.tasks.grammar import parse_task
from foresale.tasks.population import Population
from foresale.tasks.targets import Does


@dataclass(frozen=True)
class Outcome:
    """How a page speaks of what is predicted.

    will  : of the future ("will buy");  doers: who they are ("buyers");  rate: their share in a group ("bought")
    """

    will: str
    doers: str
    rate: str


def outcome(task: str) -> Outcome:
    """The words for the target of a task text."""
    target = parse_task(task).target
    if not isinstance(target, Does):
        return Outcome(tr("will have the answer yes"), tr("rows with the answer yes"), tr("answer yes"))
    if target.type == "purchase":
        if target.negated:
            return Outcome(tr("will not buy"), tr("customers who stay away"), tr("stayed away"))
        return Outcome(tr("will buy"), tr("buyers"), tr("bought"))
    name = tr(target.type)
    if target.negated:
        return Outcome(
            tr("will not do “{event}”", event=name), tr("customers without “{event}”", event=name), tr("did not do it")
        )
    return Outcome(tr("will do “{event}”", event=name), tr("customers with “{event}”", event=name), tr("did it"))


def whom(population: str) -> str:
    """`bought(365d)` in words."""
    one = Population.parse(population)
    if one.kind == "active" and one.within:
        return tr("customers active in the last {length}", length=length(str(one.within)))
    if one.kind == "bought" and one.within:
        return tr("customers who bought in the last {length}", length=length(str(one.within)))
    if one.kind == "bought":
        return tr("customers who have bought before")
    if one.kind == "identified":
        return tr("customers known by name")
    return tr("everybody ever seen")


def verdict(judged: Verdict) -> tuple[str, str]:
    """The verdict's word, and what it allows; an order no better than chance allows no list under any word."""
    if not judged.order:
        return tr(judged.word), tr(
            "Do not choose customers by p: in the test its order was not shown to be better than drawing lots."
        )
    meaning = {
        "calibrated": tr(
            "On later days as many came as p said. Use p as a probability: for lists, for sums, for costs and benefits."
        ),
        "drifting": tr(
            "The order holds, the level moves with time. Use the list and the differences between customers; take "
            "totals with the stated range, not to the number."
        ),
        "not calibrated": tr(
            "The order may be used, p may not be read as a probability: what it said and what came differ by more "
            "than chance."
        ),
        "too few buyers to say": tr(
            "Later days hold too few cases to judge probabilities. Treat p as an order, and judge again when the log "
            "is longer."
        ),
        "not tested on later days": tr(
            "Judged on other customers of the same days only. The order is plausible; whether it holds tomorrow was "
            "never seen."
        ),
        "horizon never observed": tr(
            "The log is too short for what is asked. The order rests on a shorter horizon, the level on a model of "
            "buying: treat it as a forecast, not as a measurement."
        ),
    }
    return tr(judged.word), meaning[judged.word]


def model(q: Quality, name: str) -> str:
    """A model's title within a sentence: random forest, but LightGBM and BG/NBD."""
    title = next((tr(m.title) for m in q.models if m.name == name), name)
    first = title.split(" ", 1)[0]
    return title[:1].lower() + title[1:] if first.isascii() and first[1:].islower() else title


def metric(name: str) -> str:
    """A metric's title."""
    return tr(METRICS[name].title) if name in METRICS else name


def metric_meaning(name: str) -> str:
    """What a metric says, in a line."""
    return {
        "auc": tr("chance that one who does it stands above one who does not; 0.5 is a coin, 1 is perfect"),
        "average_precision": tr("share of hits, averaged down the list; compare it with the base rate"),
        "log_loss": tr("cost of a wrong p, high where it was sure and wrong; smaller is better"),
        "brier": tr("mean squared distance of p from what happened; smaller is better"),
        "lift_top_tenth": tr("how many times more hits the top tenth holds than a tenth drawn by lot"),
        "ece": tr("mean distance between p and what came, over groups of equal p; smaller is better"),
        "calibration_slope": tr("1 is ideal; below 1 p is too extreme, above 1 too cautious"),
        "calibration_intercept": tr("0 is ideal; above 0 p is too low on the whole, below 0 too high"),
        "total_ratio": tr("how many were expected for each one that came; 1 is ideal"),
    }.get(name, "")


def band(name: str) -> str:
    """A band's name, and its cut in words."""
    return {
        "hot": tr("hot"),
        "warm": tr("warm"),
        "cool": tr("cool"),
        "low": tr("low"),
    }[name]


def part(name: str) -> str:
    """A part of the plan: what it does."""
    return {
        "train": tr("train: learn"),
        "validate": tr("validate: choose the model"),
        "calibrate": tr("calibrate: set the level"),
        "test": tr("test: judge"),
        "learn": tr("afterwards: learn from all of it"),
    }[name]


def direction(name: str) -> str:
    """Which way p goes as a feature grows; an arrow and a word."""
    return {
        "up": tr("↑\u00a0more likely"),
        "down": tr("↓\u00a0less likely"),
        "mixed": tr("↕\u00a0both ways"),
        "unknown": tr("not known"),
    }[name]


def family(name: str) -> str:
    """A family of features by its name; another package's as it is."""
    return tr(name.replace("_", " "))


def family_with_meaning(name: str) -> str:
    """The name, and what its features look at."""
    meaning = {
        "attributes": tr("country, device, channel and the like"),
        "basket": tr("what lies in it and was not bought"),
        "calendar": tr("weekday, month, holidays"),
        "conversion": tr("how often a look ends in a purchase"),
        "counts": tr("how much they did, on how many days"),
        "customer_base": tr("how often and since when they buy"),
        "further": tr("other columns of the log"),
        "habits": tr("weekdays and parts of the month"),
        "hours": tr("times of the day"),
        "money": tr("amounts, prices, returns"),
        "profile": tr("what the table of users says"),
        "recency": tr("how long ago"),
        "rhythm": tr("gaps between purchases, how overdue"),
        "search": tr("what they look for in words"),
        "sessions": tr("how many, how long, how they end"),
        "variety": tr("how many different things"),
        "weeks": tr("single weeks back, and last year's"),
        "worth": tr("how popular the items are"),
    }.get(name)
    return tr("{family}: {meaning}", family=family(name), meaning=meaning) if meaning else family(name)


def spoken(text: str) -> str:
    """A finished sentence of the log or of a feature in the reader's language, as it stands where there is none."""
    return tr(text) if tr(text) != text else said(text)
