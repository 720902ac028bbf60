"""Tables that are no logs are told what they look like, in one error and no further question."""

from __future__ import annotations

import pytest
from exports import write_rows

from foresale import errors
from foresale.log import prepare


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("age,time,weather,coupon,Y", lambda n: f"{20 + n % 40},{n % 12}AM,dry,bar,{n % 2}", "labelled examples (`Y`"),
        ("label,review", lambda n: f"{n % 2},a shirt of size {n} that is {'very ' * (n % 5)}fine",
         "texts with a row each (`review`)"),
        ("id,name,category,colour", lambda n: f"{n:03},shirt {n},tops,{n % 3}", "table of products"),
        ("store,week,price,sold", lambda n: f"{n % 5},{n // 5},{n % 7}.50,{n % 11}", "sums of weeks or shops"),
        ("age,visits,spend", lambda n: f"{20 + n % 50},{n % 9},{n / 7:.2f}", "one row a customer or visit"),
    ],
)  # fmt: skip
def test_a_table_that_is_no_log(tmp_path, header, row, kind):
    path = write_rows(tmp_path / "table.csv", header, [row(n) for n in range(80)])
    with pytest.raises(errors.LooksReady) as caught:
        prepare(str(path), cache=tmp_path / "cache")
    assert kind in str(caught.value) and "also open" not in str(caught.value)


def test_a_log_without_a_time_is_asked_for_it(tmp_path):
    path = write_rows(tmp_path / "log.csv", "user_id,product_id,price", [f"u{n % 9},p{n % 5},2.50" for n in range(80)])
    with pytest.raises(errors.NoColumn):
        prepare(str(path), cache=tmp_path / "cache")
