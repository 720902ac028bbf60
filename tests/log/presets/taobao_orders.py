"""Taobao and Tmall: the export of orders of 千牛 (ExportOrderList.csv), an order a line, and its lines (宝贝 报表)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

HEADER = (
    "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,返点积分,买家实际支付金额,"
    "订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,"
    "物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,退款金额,确认收货时间,打款商家金额,子订单编号"
)
LINES = "子订单编号,订单编号,标题,价格,购买数量,外部系统编号,商品属性,订单状态,商家编码"
STATES = ("交易成功", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易关闭", "等待买家付款")
GOODS = {f"棉麻连衣裙 第{n}款": 59.0 + 10 * n for n in range(8)}


def write(folder: Path, orders: int = 120) -> tuple[Path, Path]:
    """Orders and their lines; ids are 18 digits, kept from spreadsheets by `="..."` here and by a tab there."""
    chance, start = Random(7), datetime(2024, 3, 1, 9)
    rows, lines = [HEADER], [LINES]
    for n in range(orders):
        number, created = 1900000000000000000 + 1_000_003 * n, start + timedelta(hours=7 * n)
        goods = [chance.choice(list(GOODS)) for _ in range(1 + n % 2)]
        parts = [f"{2001 + 2 * n + k}" for k in range(len(goods))]
        counts = [chance.randint(1, 3) for _ in goods]
        money = sum(GOODS[g] * c for g, c in zip(goods, counts))
        state = STATES[n % 5]
        paid = "" if n % 5 == 4 or n % 10 == 3 else f"{created + timedelta(minutes=5):%Y-%m-%d %H:%M:%S}"
        done = f"{created + timedelta(days=6):%Y-%m-%d %H:%M:%S}" if n % 5 == 0 else ""
        buyer = n % 37
        rows.append(
            f'"=""{number}""",tb买家{buyer:03},buyer{buyer}@example.com,2024{number},支付 {money - 5:.2f}元,'
            f'{money:.2f},0.00,{money:.2f},0,{money - 5:.2f},"{state}","尽快发货, 谢谢",张**,浙江省 杭州市 ***,快递,,'
            f"'138****{1000 + n % 7},{created:%Y-%m-%d %H:%M:%S},{paid},{'，'.join(goods)},{len(goods)},No:75{n:08},"
            f"圆通速递,\t,{sum(counts)},0,某某旗舰店,"
            f"{'买家不想买了' if n % 5 == 3 else ''},{'59.00' if n % 10 == 3 else '0.00'},"
            f'{done},{money - 5 if done else 0:.2f},"{";".join(parts)}"'
        )
        for good, part, count in zip(goods, parts, counts):
            code = f"SKU{list(GOODS).index(good):04}"
            lines.append(f"\t{part},\t{number},{good},{GOODS[good]:.2f},{count},{code},颜色:红;尺码:M,{state},{code}")
    out = folder / "ExportOrderList202403.csv", folder / "ExportOrderDetailList202403.csv"
    for path, text in zip(out, (rows, lines)):
        path.write_bytes("\r\n".join([*text, ""]).encode("gb18030"))
    return out
