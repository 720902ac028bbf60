"""Shops whose purchase probabilities are known: what a model says of them can be held against the truth.

Imports nothing else of the package: the judge shares no code with the judged. Times are int64 microseconds UTC; a shop
opens at 00:00 UTC of 1 January 2023, and rates are per day. `truth` is the probability given the customer's history
before the cutoff and the shop's own parameters: no model can know more, and it is calibrated by construction.

Seasons and growth multiply every rate by g(t), constant within a day. All formulas then hold in the shop's own time
G(t) = integral of g, which passes fast on busy days (Cinlar 1975, "Introduction to Stochastic Processes", ch. 4.7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DAY_US = 86_400_000_000
OPENING = 19_358 * DAY_US  # 1 January 2023


@dataclass(frozen=True)
class Shop:
    """A simulated shop.

    events : column -> array[n]: user, type, item (texts), time (int64 us UTC), price (float64; NaN for no purchase),
             and `tag` (float64) where a leak was asked for. In order of time unless shuffled.
    ids    : str[customers]; some may have no event yet at a cutoff, or none at all
    """

    events: dict[str, npt.NDArray[np.generic]]
    ids: npt.NDArray[np.str_]
    purchases: tuple[Ints, Floats]  # customer, day: all that were made, the log may have lost some
    first_seen: Floats  # day of each customer's first event, inf where there is none
    probability: Callable[[float, float], Floats]  # (day, horizon in days) -> float64[customers]

    def truth(self, cutoff: int, horizon_days: float) -> dict[str, float]:
        """id -> probability of a purchase in [cutoff, cutoff + horizon), of everybody seen before the cutoff."""
        day = (cutoff - OPENING) / DAY_US
        p = self.probability(day, horizon_days)
        return {str(self.ids[k]): float(p[k]) for k in np.flatnonzero(self.first_seen < day)}

    def bought(self, cutoff: int, horizon_days: float) -> dict[str, bool]:
        """id -> what happened, of the same customers; also where the log has a hole."""
        day = (cutoff - OPENING) / DAY_US
        customer, at = self.purchases
        buyers = np.zeros(len(self.ids), bool)
        buyers[customer[(at >= day) & (at < day + horizon_days)]] = True
        return {str(self.ids[k]): bool(buyers[k]) for k in np.flatnonzero(self.first_seen < day)}


def simulate_shop(
    customers: int,
    days: int,
    seed: int,
    kind: str = "bgnbd",
    *,
    intensity: float = 1.0,
    growth: float = 0.0,
    season: float = 0.0,
    hole: tuple[int, int] | None = None,
    doubled_from: int | None = None,
    leak_days: float | None = None,
    shuffled: bool = False,
) -> Shop:
    """Simulate a shop.

    Parameters
    ----------
    kind : "bgnbd" (purchases only, customers drop out), "clicks" (views and carts raise the hazard of buying) or
        "no_signal" (views and purchases at the same rate for everybody: nothing can be learned)
    intensity : multiplies every purchase rate; 0.02 makes a shop of few buyers
    growth : yearly growth of every rate, 0.5 is +50 %
    season : amplitude of the yearly wave on every rate, 0 to 1
    hole : days [from, until) whose events the log has lost
    doubled_from : day from which every event that is no purchase is logged twice: a break of tracking
    leak_days : adds the column `tag`, which is higher where the customer buys within so many days AFTER the event
    shuffled : rows in random order

    Raises
    ------
    ValueError  for an unknown kind.

    Notes
    -----
    Purchases are known for twice the log's length, so `truth` and `bought` may look past its end.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    rng = np.random.default_rng(seed)
    clock = _Clock(days, growth, season)
    made = KINDS[kind](rng, customers, clock, intensity)
    customer, day, types = _log(made, days, hole, doubled_from)
    events = _columns(rng, made.ids, customer, day, types)
    if leak_days is not None:
        events["tag"] = _leak(rng, made, customer, day, leak_days)
    order = rng.permutation(len(day)) if shuffled else np.lexsort((types, customer, day))
    events = {name: column[order] for name, column in events.items()}
    first_seen = np.full(customers, np.inf)
    np.minimum.at(first_seen, customer, day)
    bought = made.types == "purchase"
    return Shop(events, made.ids, (made.customer[bought], made.day[bought]), first_seen, made.probability)


class _Clock:
    """The shop's own time G and back. g is constant within a day, so G is linear there and its inverse exact."""

    def __init__(self, days: int, growth: float, season: float) -> None:
        self.end = days
        self.edges = np.arange(2 * days + 2, dtype=np.float64)  # horizons may reach past the end of the log
        middle = self.edges[:-1] + 0.5
        rate = (1 + growth) ** (middle / 365.25) * (1 + season * np.sin(2 * np.pi * middle / 365.25))
        self.passed = np.append(0.0, np.cumsum(rate))

    def own(self, day: Floats | float) -> Floats:
        """G(day)."""
        return np.asarray(np.interp(day, self.edges, self.passed))

    def day(self, own: Floats) -> Floats:
        """The day at which G reaches `own`, inf past the last one known."""
        return np.asarray(np.interp(own, self.passed, self.edges, right=np.inf))


@dataclass(frozen=True)
class _Made:
    """What happened: event k is of customer[k], at day[k], of types[k]."""

    ids: npt.NDArray[np.str_]
    customer: Ints
    day: Floats
    types: npt.NDArray[np.str_]
    probability: Callable[[float, float], Floats]


def _bgnbd(rng: np.random.Generator, n: int, clock: _Clock, intensity: float) -> _Made:
    """Purchases at Poisson rate lambda ~ Gamma(r, alpha); after each repeat one the customer leaves with probability
    q ~ Beta(a, b). Everybody's first purchase, in the first half of the log, is how they come into it.

    Fader, Hardie, Lee 2005, "Counting Your Customers the Easy Way", with x repeat purchases, the last at t_x, age T:

        P(alive | x, t_x, T)    = 1 / (1 + [x > 0] a / (b + x - 1) ((alpha + T) / (alpha + t_x))^(r + x))
        P(buys in h | same)     = P(alive) (1 - ((alpha + T) / (alpha + T + h))^(r + x))

    the second because lambda given history and alive is Gamma(r + x, alpha + T), and nobody leaves but by buying.
    """
    r, alpha, a, b = 0.6, 18.0 / intensity, 0.8, 2.5  # days; about a quarter come back within a month
    rate, leaves = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    joined = clock.own(rng.uniform(0, clock.end / 2, n))
    end = float(clock.own(clock.end * 2))
    customer, own = [np.arange(n)], [joined]
    alive, now = np.arange(n), joined.copy()
    while len(alive):
        now[alive] += rng.exponential(1 / rate[alive])
        alive = alive[now[alive] < end]
        customer.append(alive)
        own.append(now[alive])
        alive = alive[rng.uniform(size=len(alive)) >= leaves[alive]]
    who, when = np.concatenate(customer), np.concatenate(own)

    def probability(day: float, horizon: float) -> Floats:
        start, until = clock.own(day), clock.own(day + horizon)
        seen = when < start
        count = np.bincount(who[seen], minlength=n)
        last = joined.copy()
        np.maximum.at(last, who[seen], when[seen])
        x, age, t_x = np.maximum(count - 1, 0), np.maximum(start - joined, 0), last - joined
        dead = np.where(x > 0, a / (b + x - 1) * ((alpha + age) / (alpha + np.minimum(t_x, age))) ** (r + x), 0.0)
        buys = 1 - ((alpha + age) / (alpha + age + until - start)) ** (r + x)
        return np.asarray(buys / (1 + dead))

    return _Made(_ids(rng, n), who, clock.day(when), np.full(len(who), "purchase"), probability)


def _clicks(rng: np.random.Generator, n: int, clock: _Clock, intensity: float) -> _Made:
    """Views at Poisson rate v ~ Gamma(s, beta); a share of them are carts. Hazard of buying at own time t:

        base + sum over past events j of k_j exp(-(t - t_j) / tau),     k_j larger for carts

    No purchase in [c, c + h): the past events' share of the integrated hazard is k_j tau exp(-(c - t_j) / tau)
    (1 - exp(-h / tau)). Views to come are a Poisson process, so their share follows from its Laplace functional
    (Kingman 1993, "Poisson Processes", 3.2), with f_k(s) = k tau (1 - exp(-s / tau)) for an event s before the end:

        E[...] = exp(-v I),   I = integral over 0..h of sum over kinds of share_k (1 - exp(-f_k(s))) ds

    and v given m views in age T is Gamma(s + m, beta + T) (purchases tell nothing more of v), hence

        P(no purchase) = exp(-base h - past) ((beta + T) / (beta + T + I))^(s + m)
    """
    shape, beta, carts, tau = 0.5, 2.0, 0.15, 3.0  # a view every four days on average, very unequally
    base, k_view, k_cart = 0.002 * intensity, 0.015 * intensity, 0.12 * intensity
    end = float(clock.own(clock.end * 2))
    who = np.repeat(np.arange(n), rng.poisson(rng.gamma(shape, 1 / beta, n) * end))
    when = rng.uniform(0, end, len(who))
    is_cart = rng.uniform(size=len(who)) < carts
    pull = np.where(is_cart, k_cart, k_view)
    # Each event begets Poisson(k tau) purchases after Exp(tau): the same process, drawn as clusters.
    begets = rng.poisson(pull * tau)
    by_chance = np.repeat(np.arange(n), rng.poisson(base * end, n))
    buyer = np.concatenate([np.repeat(who, begets), by_chance])
    bought = np.repeat(when, begets) + rng.exponential(tau, begets.sum())
    bought = np.concatenate([bought, rng.uniform(0, end, len(by_chance))])

    def probability(day: float, horizon: float) -> Floats:
        start, until = float(clock.own(day)), float(clock.own(day + horizon))
        h, seen = until - start, when < start
        views = np.bincount(who[seen], minlength=n)
        left = pull[seen] * tau * np.exp(-(start - when[seen]) / tau)
        past = np.bincount(who[seen], weights=left, minlength=n) * -np.expm1(-h / tau)
        s = (np.arange(2000) + 0.5) / 2000 * h  # midpoints: the integrand is smooth
        reach = -np.expm1(-s / tau) * tau
        met = (1 - carts) * -np.expm1(-k_view * reach) + carts * -np.expm1(-k_cart * reach)
        still = np.exp(-base * h - past) * ((beta + start) / (beta + start + met.mean() * h)) ** (shape + views)
        return np.asarray(1 - still)

    types = np.concatenate([np.where(is_cart, "cart", "view"), np.full(len(buyer), "purchase")])
    return _Made(
        _ids(rng, n), np.concatenate([who, buyer]), clock.day(np.concatenate([when, bought])), types, probability
    )


def _no_signal(rng: np.random.Generator, n: int, clock: _Clock, intensity: float) -> _Made:
    """Everybody views at 0.3 and buys at 0.01 a day, independently: P(buys in h) = 1 - exp(-0.01 h) for all."""
    buys = 0.01 * intensity
    end = float(clock.own(clock.end * 2))
    who = np.repeat(np.arange(n), rng.poisson(0.3 * end, n))
    buyer = np.repeat(np.arange(n), rng.poisson(buys * end, n))
    own = rng.uniform(0, end, len(who) + len(buyer))

    def probability(day: float, horizon: float) -> Floats:
        return np.full(n, -np.expm1(-buys * float(clock.own(day + horizon) - clock.own(day))))

    types = np.concatenate([np.full(len(who), "view"), np.full(len(buyer), "purchase")])
    return _Made(_ids(rng, n), np.concatenate([who, buyer]), clock.day(own), types, probability)


KINDS: dict[str, Callable[[np.random.Generator, int, _Clock, float], _Made]] = {
    "bgnbd": _bgnbd, "clicks": _clicks, "no_signal": _no_signal,
}  # fmt: skip


def _ids(rng: np.random.Generator, n: int) -> npt.NDArray[np.str_]:
    """Ids in an order that says nothing about their customers."""
    return np.array([f"c{k:06d}" for k in rng.permutation(n)])


def _log(
    made: _Made, end: int, hole: tuple[int, int] | None, doubled_from: int | None
) -> tuple[Ints, Floats, npt.NDArray[np.str_]]:
    """What the log has of it: nothing after its end, nothing in the hole, browsing twice after the break."""
    kept = made.day < end
    if hole is not None:
        kept &= ~((made.day >= hole[0]) & (made.day < hole[1]))
    customer, day, types = made.customer[kept], made.day[kept], made.types[kept]
    if doubled_from is not None:
        twice = (types != "purchase") & (day >= doubled_from)
        second = np.minimum(day[twice] + 1 / 86_400, np.nextafter(end, 0))
        customer = np.concatenate([customer, customer[twice]])
        day, types = np.concatenate([day, second]), np.concatenate([types, types[twice]])
    return customer, day, types


def _columns(
    rng: np.random.Generator, ids: npt.NDArray[np.str_], customer: Ints, day: Floats, types: npt.NDArray[np.str_]
) -> dict[str, npt.NDArray[np.generic]]:
    """Items by a long-tailed popularity, their prices fixed: neither tells anything about buying."""
    item = np.minimum(rng.pareto(1.0, len(day)) * 3, 199).astype(np.int64)
    price = np.round(np.exp(rng.normal(3, 0.7, 200)), 2)
    return {
        "user": ids[customer],
        "time": OPENING + np.floor(day * DAY_US).astype(np.int64),
        "type": types,
        "item": np.array([f"i{k:03d}" for k in range(200)])[item],
        "price": np.where(types == "purchase", price[item], np.nan),
    }


def _leak(rng: np.random.Generator, made: _Made, customer: Ints, day: Floats, leak_days: float) -> Floats:
    """Noise, plus 2 where the customer's next purchase follows within `leak_days` of the event."""
    bought = (made.types == "purchase") & np.isfinite(made.day)
    order = np.lexsort((made.day[bought], made.customer[bought]))
    who, at = made.customer[bought][order], made.day[bought][order]
    # One search for all: customers are made disjoint stretches of one axis.
    axis = at.max(initial=0.0) + leak_days + 1
    place = np.searchsorted(who * axis + at, customer * axis + day, side="right")
    soon = place < len(at)
    following = np.minimum(place, max(len(at) - 1, 0))
    if len(at):
        soon &= (who[following] == customer) & (at[following] - day <= leak_days)
    return np.asarray(rng.normal(size=len(day)) + 2 * soon)
