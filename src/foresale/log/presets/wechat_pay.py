"""WeChat Pay, the bill of a shop: a refund is a row of its own, whose sum stands beside that of the order."""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.presets.preset import Preset, Tables, make
from foresale.log.raw import Raw, Relation

_STATE, _PAID, _BACK, _TOLD = "交易状态", "应结订单金额", "退款金额", "退款状态"
_COLUMNS = ("交易时间", "微信订单号", "用户标识", _STATE, _PAID, _BACK, _TOLD)


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """The bill with what each row is, and the sum of it."""
    table = tables["bill"]
    state = f"trim({name_sql(_STATE)}::VARCHAR)"
    words = {"SUCCESS": "purchase", "REFUND": "refund", "REVOKED": "cancel"}
    kinds = " ".join(f"WHEN '{word}' THEN '{kind}'" for word, kind in words.items())
    select = (
        f"SELECT * EXCLUDE ({', '.join(map(name_sql, (_STATE, _PAID, _BACK, _TOLD)))}), CASE {state} {kinds} ELSE"
        f" {state} END AS event_type, CASE WHEN {state} = 'REFUND' THEN {name_sql(_BACK)} ELSE {name_sql(_PAID)} END"
        f" AS amount FROM {name_sql(table.name)}"
    )
    return [make(raw, f"{table.name}_wechat", select, [table], tied=False)]


PRESET = Preset("WeChat Pay (微信支付账单)", tables={"bill": _COLUMNS}, rewrite=rewrite)
