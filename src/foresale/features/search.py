"""Search: what the user looks for in words, how often anew, and whether they find it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.log.events import DAY_US, PURCHASE, SEARCH, VIEW
from foresale.log.sessions import FINE_ENOUGH

NO_SEARCH, NO_WORDS = "no search in sight", "no search with words in sight"
NEVER_AFTER = 2**63 - 1


def features(context: Context) -> tuple[Feature, ...]:
    """Different queries over few windows and what the words are like, then what follows a search."""
    words: tuple[Feature, ...] = ()
    if context.has_column("query"):
        words = (
            *(
                Feature(f"queries_{name}", "queries", f"different queries in {text}")
                for name, text in ((context.window_name(w), context.window_text(w)) for w in context.few_windows)
            ),
            Feature("query_words", "words", "mean number of words of a query", NO_WORDS),
            Feature("query_repeated_share", "share", "share of searches with words that had been searched before",
                    NO_WORDS, "1 - different queries / searches with words"),
        )  # fmt: skip
        if not context.has("search"):  # else `recency` has it
            words += (Feature("days_since_query", "days", "time since the newest search", NO_SEARCH),)
    follows = tuple(
        Feature(f"search_{name}_share", "share", f"share of searches with a {name} later in the session", NO_SEARCH)
        for name in ("view", "purchase")
        if context.has(name) and context.unit in FINE_ENOUGH
    )
    return words + follows


FOLLOWS = {"view": VIEW, "purchase": PURCHASE}


def needs(context: Context) -> str | None:
    """Events of type search, or a column of queries."""
    return None if context.has("search") or context.has_column("query") else "no searches"


def params(context: Context) -> npt.NDArray[np.float64]:
    """1 where searches are events of that type, 0 where they are events with a query; 1 where queries are told, 1 where
    `days_since_query` is wanted; then the types that may follow."""
    follows = [code for name, code in FOLLOWS.items() if context.has(name) and context.unit in FINE_ENOUGH]
    by_type, told = context.has("search"), context.has_column("query")
    return np.array([by_type, told, told and not by_type, *follows], np.float64)


@njit
def kernel(
    time, type, session, query, words, previous_query, next_query, start, end, cutoffs, days, edges, params, out
):
    """Fill one group's rows.

    time, type, session : int64[n], uint8[n], int32[n]  the events, ascending in time within [start, end)
    query, words        : int32[n]  code of the query, its words; -1 is missing
    previous_query, next_query : int32[n]  see `positions`
    edges               : int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    params              : float64[3 + k]  see above
    out                 : float32[m, f]
    """
    by_type, told, with_recency = params[0] > 0, params[1] > 0, params[2] > 0
    w = edges.shape[1]
    o = 0
    if told:
        for j in range(w):
            lo = hi = start
            queries = searched = in_words = 0
            newest = start - 1
            for r in range(len(cutoffs)):
                if hi < end and time[hi] < edges[r, j]:
                    queries = searched = in_words = 0
                    lo = hi = first_since(time, hi, end, edges[r, j])
                while hi < end and time[hi] < cutoffs[r]:
                    if query[hi] >= 0:
                        queries += previous_query[hi] < lo
                        searched += 1
                        in_words += words[hi]
                        newest = hi
                    hi += 1
                while lo < hi and time[lo] < edges[r, j]:
                    if query[lo] >= 0:
                        queries -= next_query[lo] >= hi
                        searched -= 1
                        in_words -= words[lo]
                    lo += 1
                out[r, j] = queries
                if j == 0:
                    some = searched > 0
                    out[r, w] = in_words / searched if some else np.nan
                    out[r, w + 1] = 1.0 - queries / searched if some else np.nan
                    if with_recency:
                        out[r, w + 2] = (cutoffs[r] - time[newest]) / DAY_US if some else np.nan
        o = w + 2 + with_recency
    for k in range(3, len(params)):
        _follows(time, type, session, query, by_type, int(params[k]), start, end, cutoffs, edges, out[:, o])
        o += 1


@njit
def _follows(time, type, session, query, by_type, kind, start, end, cutoffs, edges, out):
    """Share of searches with an event of `kind` later in the session and before the cutoff."""
    # When each search was first followed, from the newest event back; what follows is later than the search, not of
    # the same instant, whose order has no say.
    followed_at = np.full(end - start, NEVER_AFTER)
    i = end
    following, of_session = NEVER_AFTER, -1
    while i > start:
        instant, stop = time[i - 1], i
        while i > start and time[i - 1] == instant:
            i -= 1
        here = False
        theirs = 2**31 - 1
        for k in range(i, stop):
            if following != NEVER_AFTER and session[k] == of_session:
                followed_at[k - start] = following
            if type[k] == kind:
                here = True
                theirs = min(theirs, session[k])
        if here:
            following, of_session = instant, theirs
    lo = hi = told = start
    searches = followed = 0
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            searches += _is_search(type, query, by_type, hi)
            hi += 1
        # Later searches are followed later, so this pointer ascends too; those never followed are passed.
        while told < hi and (followed_at[told - start] < cutoffs[r] or followed_at[told - start] == NEVER_AFTER):
            followed += followed_at[told - start] != NEVER_AFTER and _is_search(type, query, by_type, told)
            told += 1
        while lo < hi and time[lo] < edges[r, 0]:
            if _is_search(type, query, by_type, lo):
                searches -= 1
                followed -= lo < told and followed_at[lo - start] != NEVER_AFTER
            lo += 1
        told = max(told, lo)
        out[r] = followed / searches if searches > 0 else np.nan


@njit(inline="always")
def _is_search(type, query, by_type, i):
    return type[i] == SEARCH if by_type else query[i] >= 0


FAMILY = Family(
    name="search",
    reads=(
        "time", "type", "session", "query~?", "words:query?", "previous:query~?", "next:query~?",
    ),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: context.few_windows,
    needs=needs,
)  # fmt: skip
