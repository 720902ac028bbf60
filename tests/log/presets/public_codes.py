"""The public logs whose events are numbers: Tmall 2014, IJCAI-15, Tianchi and JData, each with its own columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

# What a session does: views, and now and then more of the item looked at last. 240 sessions.
_STEPS = (("view",) * 4, ("view", "view", "cart"), ("view", "favourite"), ("view", "view", "cart", "purchase"))
USERS, ITEMS, SESSIONS = 24, 40, 60


def happened(start: datetime) -> Iterator[tuple[int, int, str, datetime]]:
    """User, item, event and time, in order of time."""
    chance = Random(5)
    for n in range(SESSIONS):
        item, at = chance.randrange(ITEMS), start + timedelta(hours=5 * n)
        for k, event in enumerate(_STEPS[n % 4]):
            yield n % USERS, item, event, at + timedelta(minutes=k)


def _write(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def write_tmall(folder: Path) -> Path:
    """Dates without a year: 4月15日."""
    code = {"view": 0, "purchase": 1, "favourite": 2, "cart": 3}
    rows = [f"{100 + u},{i},{code[e]},{t.month}月{t.day}日" for u, i, e, t in happened(datetime(2014, 4, 15))]
    return _write(folder / "t_alibaba_data.csv", "user_id,brand_id,type,visit_datetime", rows)


def write_ijcai15(folder: Path) -> Path:
    """Days as mmdd, the leading zero lost."""
    code = {"view": 0, "cart": 1, "purchase": 2, "favourite": 3}
    rows = [
        f"{328862 + u},{323294 + i},{833 + i % 5},{2882 + i % 9},{2661 + i % 7},{100 * t.month + t.day},{code[e]}"
        for u, i, e, t in happened(datetime(2014, 9, 25))
    ]
    header = "user_id,item_id,cat_id,seller_id,brand_id,time_stamp,action_type"
    return _write(folder / "user_log_format1.csv", header, rows)


def write_tianchi(folder: Path) -> Path:
    """Hours; most rows have no geohash."""
    code = {"view": 1, "favourite": 2, "cart": 3, "purchase": 4}
    rows = [
        f"{10001082 + u},{285259775 + i},{code[e]},{'97lk14c' if i % 3 == 0 else ''},{4076 + i % 6},{t:%Y-%m-%d %H}"
        for u, i, e, t in happened(datetime(2014, 11, 18))
    ]
    header = "user_id,item_id,behavior_type,user_geohash,item_category,time"
    return _write(folder / "tianchi_mobile_recommend_train_user.csv", header, rows)


def write_jdata(folder: Path) -> tuple[Path, ...]:
    """Three months of actions, a file each, users as `200002.0`, carts emptied again; tables of users, products and
    comments beside."""
    code = {"view": 1, "cart": 2, "purchase": 4, "favourite": 5}
    months: dict[str, list[str]] = {"201602": [], "201603": [], "201604": []}
    for u, i, e, t in happened(datetime(2016, 2, 20)):
        at = t + timedelta(days=3 * ((t - datetime(2016, 2, 20)).days))
        rows = months[f"{at:%Y%m}"]
        rows.append(f"{200000 + u}.0,{100 + i},{at:%Y-%m-%d %H:%M:%S},,{code[e]},{4 + i % 4},{200 + i % 6}")
        if e == "view":  # each look is clicked, in modules of the page
            click = at + timedelta(seconds=2)
            for module in (216, 217):
                rows.append(f"{200000 + u}.0,{100 + i},{click:%Y-%m-%d %H:%M:%S},{module},6,{4 + i % 4},{200 + i % 6}")
        if e == "cart":
            later = at + timedelta(hours=1)
            rows.append(f"{200000 + u}.0,{100 + i},{later:%Y-%m-%d %H:%M:%S},,3,{4 + i % 4},{200 + i % 6}")
    header = "user_id,sku_id,time,model_id,type,cate,brand"
    actions = [_write(folder / f"JData_Action_{month}.csv", header, rows) for month, rows in months.items()]
    users = ["user_id,age,sex,user_lv_cd,user_reg_tm"]
    ages = ("26-35岁", "36-45岁", "-1")
    users += [f"{200000 + u},{ages[u % 3]},{u % 3},{1 + u % 5},2015-0{1 + u % 9}-11" for u in range(USERS)]
    (folder / "JData_User.csv").write_bytes("\n".join([*users, ""]).encode("gb18030"))
    goods = [f"{100 + i},{i % 3},{i % 2},{i % 4 - 1},{4 + i % 4},{200 + i % 6}" for i in range(ITEMS)]
    _write(folder / "JData_Product.csv", "sku_id,a1,a2,a3,cate,brand", goods)
    days = [datetime(2016, 2, 1) + timedelta(weeks=w) for w in range(9)]
    weeks = [f"{day:%Y-%m-%d},{100 + i},{day.day % 5},{i % 2},0.0{i % 9}" for day in days for i in range(20)]
    _write(folder / "JData_Comment.csv", "dt,sku_id,comment_num,has_bad_comment,bad_comment_rate", weeks)
    return tuple(actions)
