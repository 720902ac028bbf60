"""Numbers far above all others are named with their day, and kept."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.language import use
from foresale.log.events import DAY_US
from foresale.log.memory import log_from_columns
from foresale.log.outliers import outliers
from small_shop import date, midnight, shop, table_of

OPENING = 19_358 * DAY_US
DRAW = np.random.default_rng(3)


def log_of(**columns):
    n = len(next(iter(columns.values())))
    at = OPENING + np.arange(n) * DAY_US // 100
    return log_from_columns(user=[f"p{k % 40}" for k in range(n)], time=at, type=["purchase"] * n, **columns)


def test_a_line_of_80995_pieces_is_named_with_its_day():
    quantity = DRAW.integers(1, 40, 5000).astype(float)
    quantity[[700, 1200]] = 80_995, 74_215
    log = log_of(quantity=quantity)
    (finding,) = outliers(log)
    assert finding.level == "note" and str(finding).endswith(
        "2 values of `quantity` are more than ten times what all but 5 of its 5,000 values reach (39); they are kept:"
        " 80,995 (2023-01-08), 74,215 (2023-01-13)"
    )
    assert not outliers(log.before(OPENING + 7 * DAY_US))  # not in sight yet
    assert max(b.columns["quantity"].max() for b in log.buckets) == 80_995


@pytest.mark.parametrize(
    "values",
    [
        np.exp(DRAW.normal(3, 1.5, 20_000)),  # a long tail
        DRAW.pareto(1.5, 20_000) + 1,
        np.full(500, 9.99),
        np.r_[np.full(4900, 1.0), np.full(100, 500.0)],  # a wholesaler's hundred lines
        np.r_[np.full(20, 1.0), 1e6],  # too few to tell
    ],
)
def test_long_tails_and_wholesalers_are_usual(values):
    found = outliers(log_of(price=values))
    assert len(found) == 0


def test_inspect_lists_them_and_the_amounts_they_make_only_once(tmp_path):
    table = table_of(shop())
    price = table["price"].to_pylist()
    price[next(k for k in range(len(price) - 1, 0, -1) if price[k])] = 1e7
    log = table.set_column(table.column_names.index("price"), "price", pa.array(price))
    seen = foresale.inspect(log, cache=tmp_path)
    (line,) = [str(f) for f in seen.findings if f.code == "outliers"]
    assert "`price`" in line and "10,000,000 (" in line
    with use("zh"):
        assert "10,000,000" in str(next(f for f in seen.findings if f.code == "outliers"))
    before = foresale.train(log, cutoff=date(60), ask="buys within 7d for all", dry_run=True, cache=tmp_path).asked.log
    assert not outliers(before) and before.last < midnight(60)
