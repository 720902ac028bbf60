"""Pinduoduo (拼多多商家后台): the export of orders, an order a line; nothing in it tells who bought."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

HEADER = (
    "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),"
    "商家实收金额(元),商品数量(件),身份证姓名,身份证号码,收货人,手机,国家,省,市,区,街道,支付时间,拼单成功时间,承诺发货时间,"
    "发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-SKU维度,商家编码-商品维度,快递单号,快递公司,售后状态,买家留言,商家备注,是否抽奖或0元试用"
)
STATES = ("已收货", "已发货，待收货", "待发货", "已取消", "待支付")
GOODS = {f"40012{n:07}": (f"纸巾整箱 {n}提装", 19.9 + 6 * n) for n in range(8)}


def write(folder: Path, orders: int = 120) -> Path:
    """Orders of one product; every second with money from the platform, so that paid and received differ."""
    chance, start = Random(17), datetime(2024, 3, 1, 12)
    rows = [HEADER]
    for n in range(orders):
        at, state, count = start + timedelta(hours=4 * n), STATES[n % 5], chance.randint(1, 3)
        good = chance.choice(list(GOODS))
        title, price = GOODS[good]
        paid = "\t" if state == "待支付" else f"{at:%Y-%m-%d %H:%M:%S}\t"
        total = price * count
        rows.append(
            f'"{title}",{240301}-{100000000000000 + n * 37},"{state}",{total:.2f},0.00,1.00,{n % 2}.50,0.00,'
            f"{total - 1.5 - n % 2:.2f},{total - 1:.2f},{count},,,{'王李张'[n % 3]}**,1{3 + n % 5}8****{1200 + n % 9},"
            f"中国,河南省,郑州市,中原区,***,{paid},{paid},{at + timedelta(days=2):%Y-%m-%d %H:%M:%S}\t,,,{good},10提,"
            f"7{good},\t,\t,YT{n:09},圆通快递,{'退款成功' if n % 10 == 0 else '无售后或售后取消'},,,否"
        )
    path = folder / "orders_export2024-04-01.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8-sig")
    return path
