"""Matomo: tables of its database; what was seen is a number in log_action, idgoal 0 a purchase, -1 a cart left."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from presets.shop import GOODS, orders
from presets.tables import write_table

SKU, NAME, CATEGORY, PAGE = 5, 6, 7, 1  # kinds of actions


def write(folder: Path) -> Path:
    """Visits with a page and products seen, a cart and, unless it is left, the purchase; users known half the time."""
    folder = folder / "matomo"
    folder.mkdir()
    actions = {("", PAGE): 1, ("shop.example/", PAGE): 2}
    for sku, title, _, category in GOODS:
        for what in ((sku, SKU), (title, NAME), (category, CATEGORY)):
            actions.setdefault(what, len(actions) + 1)
    visits, links, conversions, items = [], [], [], []

    def stamp(at: datetime) -> str:
        return f"{at:%Y-%m-%d %H:%M:%S}"

    for o in orders():
        visitor = f"{0xA1B2C3D4E5F60000 + o.customer:016x}"
        of: dict[str, Any] = {"idvisit": 3000 + o.n, "idsite": 1, "idvisitor": visitor}
        start = stamp(o.at - timedelta(minutes=21))
        visits.append(of | {
            "user_id": f"member{o.customer}" if o.customer % 2 else "", "visit_first_action_time": start,
            "visit_last_action_time": stamp(o.at), "visitor_returning": 1, "referer_name": "google",
            "location_country": "fr", "config_device_type": 0,
        })  # fmt: skip
        page = {
            "idlink_va": 9000 + 10 * o.n, **of, "idaction_url_ref": 0, "idaction_name_ref": 0, "idaction_url": 2,
            "idaction_name": 1, "server_time": start, "idpageview": f"p{o.n}", "idaction_product_sku": "",
            "idaction_product_name": "", "idaction_product_cat": "", "product_price": "",
        }  # fmt: skip
        links.append(page)
        order = f"M{o.n}" if o.paid else "0"
        for k, (good, quantity) in enumerate(o.lines):
            sku, title, price, category = GOODS[good]
            links.append(page | {
                "idlink_va": 9001 + 10 * o.n + k, "server_time": stamp(o.at - timedelta(minutes=20 - 5 * k)),
                "idaction_product_sku": actions[sku, SKU], "idaction_product_name": actions[title, NAME],
                "idaction_product_cat": actions[category, CATEGORY], "product_price": price,
            })  # fmt: skip
            items.append({
                "idsite": 1, "idvisitor": visitor, "server_time": stamp(o.at), "idvisit": of["idvisit"],
                "idorder": order, "idaction_sku": actions[sku, SKU], "idaction_name": actions[title, NAME],
                "idaction_category": actions[category, CATEGORY], "price": price, "quantity": quantity, "deleted": 0,
            })  # fmt: skip
        if o.n % 8 == 3:  # put into the cart, and out again
            items.append(items[-1] | {"idaction_sku": 1, "idaction_name": 1, "deleted": 1})
        conversions.append(of | {
            "server_time": stamp(o.at), "idaction_url": 2, "idlink_va": "", "idgoal": 0 if o.paid else -1,
            "buster": 1, "idorder": order if o.paid else "", "items": len(o.lines),
            "revenue": o.total + 5 if o.paid else o.total, "revenue_subtotal": o.total, "revenue_shipping": 5,
        })  # fmt: skip
        if o.n % 20 == 0:
            conversions.append(conversions[-1] | {"idgoal": 3, "idorder": "", "items": "", "revenue": 0})
    write_table(folder / "matomo_log_visit.csv", visits)
    write_table(folder / "matomo_log_link_visit_action.csv", links)
    write_table(folder / "matomo_log_conversion.csv", conversions)
    write_table(folder / "matomo_log_conversion_item.csv", items)
    write_table(
        folder / "matomo_log_action.csv",
        ({"idaction": n, "name": name, "hash": n * 7919, "type": kind} for (name, kind), n in actions.items()),
    )
    return folder
