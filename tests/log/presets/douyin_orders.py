"""Douyin shops (抖店): the export of orders, a sub-order a line; a tab around every id, receivers masked, no buyer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

HEADER = (
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,优惠总金额,平台优惠,商家优惠,"
    "支付方式,收件人,收件人手机号,省,市,区,详细地址,买家留言,订单提交时间,订单完成时间,支付完成时间,APP渠道,流量来源,订单状态,"
    "承诺发货时间,达人ID,达人昵称,售后状态,取消原因,发货时间"
)
STATES = ("已完成", "已发货", "待发货", "已关闭", "待支付")
GOODS = {f"35012345678901{n:05}": (f"保湿面膜{n}号 补水,温和", 39.9 + 20 * n) for n in range(8)}


def write(folder: Path, orders: int = 120, buyers: bool = False) -> Path:
    """Orders of one or two sub-orders.

    buyers : with the column 用户ID that some service providers' exports add
    """
    chance, start = Random(11), datetime(2024, 3, 1, 20)
    rows = [HEADER + (",用户ID" if buyers else "")]
    for n in range(orders):
        created = start + timedelta(hours=5 * n)
        main, state = 6920000000000000000 + 7_000_001 * n, STATES[n % 5]
        paid = "" if state == "待支付" else f"{created + timedelta(minutes=2):%Y-%m-%d %H:%M:%S}"
        for k in range(1 + n % 2):
            good = chance.choice(list(GOODS))
            title, price = GOODS[good]
            count = chance.randint(1, 2)
            sent = f"{created + timedelta(days=1):%Y-%m-%d %H:%M:%S}" if state in STATES[:2] else ""
            rows.append(
                f'"\t{main}","\t{main + k}","{title}",5片/盒,{count},"\t{good}",MM{good[-2:]},{price:.2f},'
                f"{price * count - 3:.2f},0.00,3.00,1.00,2.00,{'微信' if n % 2 else '支付宝'},{'王李张'[n % 3]}*,"
                f"1{3 + n % 5}8****{1200 + n % 9},广东省,广州市,天河区,**街道,,{created:%Y-%m-%d %H:%M:%S},"
                f"{created + timedelta(days=5):%Y-%m-%d %H:%M:%S},{paid},抖音,{'直播' if n % 3 else '商品卡'},{state},"
                f"{created + timedelta(days=2):%Y-%m-%d %H:%M:%S},\"\t{98000 + n % 4}\",达人{n % 4},"
                f"{'退款成功' if n % 10 == 0 else '-'},{'不想要了' if state == '已关闭' else ''},{sent}"
                + (f',"\t{500 + n % 31}"' if buyers else "")
            )
    path = folder / "抖店订单_20240401.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8-sig")
    return path
