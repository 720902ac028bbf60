"""The public logs, read as a stranger would read them: counts from their notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import Read, read_export

TMALL = {"0": "view", "1": "purchase", "2": "favourite", "3": "cart"}


def counts(found: Read) -> tuple[int, int, int, int]:
    c = found.reading.counts
    return c.events, c.users, c.purchases, sum(c.quarantined.values())


@pytest.mark.parametrize("file", ["t_alibaba_data.csv.gz", "t_alibaba_data_official_form_gbk.csv.gz"])
def test_tmall(shared: Path, file: str) -> None:
    path = shared / "alibaba_bigdata_2014" / file
    assert read_export(path).question() == "UnclearTypes"
    found = read_export(path, types=TMALL, year=2014, timezone="Asia/Shanghai")
    assert not found.questions and found.reading.unit == "day"
    assert counts(found) == (182_880, 884, 6_984, 0)
    assert found.reading.counts.items == 9_531 and found.reading.counts.repeats == 97_850


def test_taobao(shared: Path) -> None:
    found = read_export(shared / "taobao_userbehavior" / "UserBehavior.csv.gz")
    assert not found.questions
    assert counts(found) == (84_475, 815, 1_750, 1)
    assert found.quarantine[0]["line"] == 84_476


def test_uci_retail(shared: Path) -> None:
    found = read_export(shared / "uci_online_retail" / "by-day.zip", timezone="Europe/London")
    assert not found.questions
    assert counts(found) == (406_829, 4_372, 397_924, 0)
    c = found.reading.counts
    assert (c.rows, c.without_user, c.items) == (541_909, 135_080, 4_070)
    assert c.not_purchases == {"refund": 9_288, "adjustment": 1_336 + 3}
    no_products = {e["item"] for e in found.events if not e["is_product"]}
    assert {"POST", "DOT", "M", "C2", "D", "S", "BANK CHARGES", "AMAZONFEE", "CRUK"} <= no_products


def test_cdnow(shared: Path) -> None:
    path = shared / "cdnow" / "CDNOW_master.txt.gz"
    asked = read_export(path)
    assert asked.question() == "UnclearColumns"
    assert "--columns user_id,time,quantity,amount" in str(asked.questions[0])
    found = read_export(path, columns=("user_id", "time", "quantity", "amount"))
    assert not found.questions and counts(found) == (69_659, 23_570, 69_659, 0)


def test_rees46(shared: Path) -> None:
    found = read_export(shared / "rees46_2019oct_head" / "2019-Oct.csv.gz")
    assert not found.questions
    assert found.types() == {"view": 17_055, "cart": 165, "purchase": 214}
    assert "52040330" not in {e["user"] for e in found.events} and len(found.quarantine) == 1


def test_yoochoose(shared: Path) -> None:
    found = read_export([str(p) for p in sorted((shared / "yoochoose_clicks").glob("*.txt.gz"))])
    assert not found.questions and found.reading.owner == "session"
    assert counts(found) == (83_845, 21_210, 0, 0) and found.reading.counts.dropped_repeats == 1


def test_otto(shared: Path) -> None:
    found = read_export(shared / "otto_recsys_head" / "train.jsonl.gz")
    assert not found.questions and found.reading.owner == "session"
    assert found.types() == {"view": 800, "cart": 52, "purchase": 10}


def test_tianchi_mobile(shared: Path) -> None:
    folder = shared / "tianchi_mobile_2014_sample"
    assert read_export(folder).question() == "UnclearTypes"
    types = {"1": "view", "2": "favourite", "3": "cart", "4": "purchase"}
    items = str(folder / "sample_item_info.csv.gz")
    found = read_export(folder / "sample_user_behavior.csv.gz", types=types, items=items)
    assert not found.questions and found.reading.unit == "hour"
    assert counts(found) == (1_999, 34, 35, 0)
    assert found.told("attributes_miss")
