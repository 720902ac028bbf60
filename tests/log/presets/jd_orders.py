"""JD (京东商家后台): the export of orders, a product a line; people are masked in newer ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

HEADER = (
    "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,"
    "客户姓名,客户地址,联系电话,订单备注,付款确认时间,货号,店铺名称"
)
STATES = ("完成", "等待出库", "等待确认收货", "(删除)等待付款确认", "(锁定)等待付款")
GOODS = {f"1002345{n:05}": (f"不锈钢保温杯 {n}00ml", 49.0 + 15 * n) for n in range(8)}


def write(folder: Path, orders: int = 120, accounts: bool = False) -> Path:
    """Orders of one or two products; `accounts`: of the time when the account (下单帐号) was written out."""
    chance, start = Random(13), datetime(2024, 3, 1, 9)
    rows = [HEADER]
    for n in range(orders):
        created, state = start + timedelta(hours=6 * n), STATES[n % 5]
        paid = "" if n % 5 >= 3 else f"{created + timedelta(minutes=3):%Y-%m-%d %H:%M:%S}"
        buyer = n % 29
        account = f"jd_{buyer:04x}buyer" if accounts else f"{'tjm'[buyer % 3]}**{buyer % 5}"
        goods = [(good, chance.randint(1, 2)) for good in chance.sample(list(GOODS), 1 + n % 2)]
        total = sum(GOODS[good][1] * count for good, count in goods)
        for good, count in goods:
            title, price = GOODS[good]
            rows.append(
                f'"=""{290000000000 + n * 101}""",{good},{title},{count},在线支付,{created:%Y-%m-%d %H:%M:%S},'
                f"{price:.2f},{total:.2f},{total - 10:.2f},0.00,{total - 10:.2f},{state},SOP,{account},"
                f"{'王李张'[buyer % 3]}**,北京市****,138****{1000 + buyer % 7},,{paid},HH{good[-2:]},某某京东自营旗舰店"
            )
    path = folder / "订单导出2024-04-01.csv"
    path.write_bytes("\r\n".join([*rows, ""]).encode("gb18030"))
    return path
