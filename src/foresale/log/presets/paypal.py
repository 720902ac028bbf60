"""PayPal, the download of all activity: who paid stands in `From`, who got money back in `To`; holds, withdrawals, fees
and conversions lie among the payments, and what is pending or denied is no payment yet.
"""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.presets.preset import Preset, Tables, column_of, make
from foresale.log.raw import Raw, Relation

_COLUMNS = ("Date", "Time", "Type", "Status", "Gross", "From Email Address", "To Email Address", "Transaction ID")
# Payments to the shop that another party made for it, or that only hold and free what is there already.
_NONE = "hold|authorization|deposit|conversion|withdrawal|transfer|fee\\b|tax collected|reserve|adjustment|loan"


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """The activity with the customer of each row, and what it is."""
    table = tables["activity"]
    kind, status, gross, sent, got = (
        f"trim({name_sql(str(column_of(c, table.columns)))}::VARCHAR)"
        for c in ("Type", "Status", "Gross", "From Email Address", "To Email Address")
    )
    out = f"starts_with({gross}, '-')"
    final = f"regexp_matches(coalesce({status}, ''), '(?i)^(completed|(partially )?refunded|(partially )?reversed|)$')"
    sold = f"regexp_matches({kind}, '(?i)payment|sale|checkout|purchase|order')"
    back = f"regexp_matches({kind}, '(?i)refund|chargeback|reversal')"
    none = f"regexp_matches({kind}, '(?i){_NONE}')"
    # Words that no list of events has: what was sent may be called as a purchase is.
    what = (
        f"CASE WHEN NOT {final} THEN concat({kind}, ', ', lower({status})) WHEN {none} THEN {kind}"
        f" WHEN {out} AND {back} THEN 'refund' WHEN {out} THEN concat({kind}, ', sent')"
        f" WHEN {sold} AND NOT {back} THEN 'purchase' ELSE concat({kind}, ', received') END"
    )
    replaced = _names(table, "Type", "Status", "From Email Address", "To Email Address")
    select = (
        f"SELECT * EXCLUDE ({replaced}), {what} AS event_type, CASE WHEN {out} THEN {got} ELSE {sent} END AS"
        f" customer_email FROM {name_sql(table.name)}"
    )
    return [make(raw, f"{table.name}_paypal", select, [table], tied=False)]


def _names(table: Relation, *columns: str) -> str:
    return ", ".join(name_sql(str(column_of(c, table.columns))) for c in columns)


PRESET = Preset("PayPal activity", tables={"activity": _COLUMNS}, rewrite=rewrite)
