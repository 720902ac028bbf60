"""Sessions: how many, how long and deep, how they end, and what the newest was like."""

from __future__ import annotations

import numpy as np
from numba import njit

from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.log.events import CART, DAY_US, MINUTE_US, PURCHASE
from foresale.log.sessions import FINE_ENOUGH

NO_SESSION = "no session in it"
NO_EVENT = "no event in sight"
WIDTH, WHOLE = 3, 7  # features of a window, features of the whole lookback


def features(context: Context) -> tuple[Feature, ...]:
    """A block of three for each window, then seven of the whole lookback."""
    blocks = tuple(
        feature
        for name, text in ((context.window_name(w), context.window_text(w)) for w in context.windows_days)
        for feature in (
            Feature(f"sessions_{name}", "sessions", f"number of sessions in {text}"),
            Feature(f"session_minutes_{name}", "minutes", f"mean length of a session in {text}", NO_SESSION),
            Feature(f"session_events_{name}", "events", f"mean number of events of a session in {text}", NO_SESSION),
        )
    )
    return (
        *blocks,
        Feature("session_bounce_share", "share", "share of sessions with a single event", NO_EVENT),
        Feature("session_cart_share", "share", "share of sessions with something put in the basket", NO_EVENT),
        Feature("session_purchase_share", "share", "share of sessions with a purchase", NO_EVENT),
        Feature("days_since_session_start", "days", "time since the newest session began", NO_EVENT),
        Feature("newest_session_events", "events", "number of events of the newest session", NO_EVENT),
        Feature("newest_session_minutes", "minutes", "length of the newest session", NO_EVENT),
        Feature("dwell_seconds", "seconds", "mean time from one event of a session to the next", "no two in a session"),
    )


def needs(context: Context) -> str | None:
    """Sessions are cut at idle minutes: dates, or whole hours, cannot show them."""
    if context.unit not in FINE_ENOUGH:
        return "its times are too coarse to tell sessions"
    return None if context.tells_visits else "a log of purchases only has no visits"


@njit
def kernel(time, type, session, previous_type, next_type, start, end, cutoffs, days, edges, out):
    """Fill one group's rows.

    time, type, session : int64[n], uint8[n], int32[n]  the events, ascending in time within [start, end); session
                          numbers never fall within a user
    previous_type, next_type : int32[n]  see `positions`
    edges               : int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    out                 : float32[m, 3 w + 7]

    A session that a window's start cuts counts with the part inside. Sums are whole numbers: nothing remains of what
    was added and taken away.
    """
    w = edges.shape[1]
    for j in range(w):
        lo = hi = newest = start  # newest: where the newest session begins
        sessions = duration = single = carted = bought = 0
        for r in range(len(cutoffs)):
            edge = edges[r, j]
            if hi < end and time[hi] < edge:
                sessions = duration = single = carted = bought = 0
                lo = hi = newest = first_since(time, hi, end, edge)
            while hi < end and time[hi] < cutoffs[r]:
                if hi == lo or session[hi] != session[hi - 1]:
                    sessions += 1
                    single += 1
                    newest = hi
                else:
                    duration += time[hi] - time[hi - 1]
                    single -= hi - 1 == newest
                if type[hi] == CART or type[hi] == PURCHASE:
                    before = previous_type[hi]
                    fresh = before < lo or session[before] != session[hi]
                    carted += fresh and type[hi] == CART
                    bought += fresh and type[hi] == PURCHASE
                hi += 1
            while lo < hi and time[lo] < edge:
                if lo + 1 == hi or session[lo + 1] != session[lo]:
                    sessions -= 1
                    single -= 1
                else:
                    duration -= time[lo + 1] - time[lo]
                    single += lo + 2 == hi or session[lo + 2] != session[lo]
                if type[lo] == CART or type[lo] == PURCHASE:
                    after = next_type[lo]
                    last = after >= hi or session[after] != session[lo]
                    carted -= last and type[lo] == CART
                    bought -= last and type[lo] == PURCHASE
                lo += 1
            newest = max(newest, lo)
            events = hi - lo
            some = sessions > 0
            out[r, WIDTH * j] = sessions
            out[r, WIDTH * j + 1] = duration / sessions / MINUTE_US if some else np.nan
            out[r, WIDTH * j + 2] = events / sessions if some else np.nan
            if j == 0:
                o = WIDTH * w
                out[r, o : o + WHOLE] = np.nan
                if some:
                    out[r, o] = single / sessions
                    out[r, o + 1] = carted / sessions
                    out[r, o + 2] = bought / sessions
                    out[r, o + 3] = (cutoffs[r] - time[newest]) / DAY_US
                    out[r, o + 4] = hi - newest
                    out[r, o + 5] = (time[hi - 1] - time[newest]) / MINUTE_US
                if events > sessions:
                    out[r, o + 6] = duration / (events - sessions) / 1e6


FAMILY = Family(
    name="sessions",
    reads=("time", "type", "session", "previous:type", "next:type"),
    features=features,
    run=over_groups(kernel),
    needs=needs,
)
