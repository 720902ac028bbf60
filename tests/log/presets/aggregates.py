"""Reports of analytics that hold sums by day or page, as GA4, Shopify and 生意参谋 export them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

_DAYS = [date(2024, 3, 1) + timedelta(days=n) for n in range(60)]


def write_ga4(folder: Path) -> Path:
    """Pages and screens: notes with # in front, pages by path, no dates."""
    chance = Random(3)
    rows = ["# ----------------------------------------", "# Pages and screens", "# Start date: 20240301", "#"]
    rows += [
        "Page path and screen class,Views,Active users,Views per active user,Average engagement time per active user,"
        "Event count,Key events,Total revenue"
    ]
    for n in range(80):
        seen = chance.randint(9, 900)
        rows.append(f"/product/{n},{seen},{seen // 2},2.0,{chance.random() * 50:.3f},{seen * 4},{seen // 50},{seen}.5")
    return _write(folder / "Pages_and_screens.csv", rows)


def write_shopify(folder: Path) -> Path:
    """Sessions by day."""
    chance = Random(4)
    rows = ["Day,Online store visitors,Sessions,Sessions with cart additions,Conversion rate,Total sales"]
    rows += [f"{day},{n},{n + 9},{n // 9},0.021,{n * 3}.50" for day in _DAYS for n in [chance.randint(90, 900)]]
    return _write(folder / "Sessions over time.csv", rows)


def write_sycm(folder: Path) -> Path:
    """生意参谋: products by day, with thousands commas and percentages."""
    chance = Random(5)
    rows = ["统计日期,商品ID,商品名称,商品访客数,商品浏览量,商品加购人数,支付买家数,支付金额,支付转化率"]
    rows += [
        f'{day},70012345{n % 5},连衣裙{n % 5},"{n},{n + 100}","{n},{n + 200}",{n},{n // 3},"1,{100 + n}.50",{n % 9}.31%'
        for day in _DAYS
        for n in [chance.randint(1, 9)]
    ]
    return _write(folder / "生意参谋_商品.csv", rows)


def _write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([*rows, ""]), encoding="utf-8-sig")
    return path
