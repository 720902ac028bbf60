"""What a column looks like that has no meaning for us: in a few words, so that its owner can give it one."""

from __future__ import annotations

from foresale.log.cells import name_sql, number_sql, text_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.profile import Profile

_TRUTHS = ({"0", "1"}, {"true", "false"}, {"t", "f"}, {"yes", "no"}, {"y", "n"}, {"on", "off"}, {"是", "否"},
           {"ja", "nein"}, {"oui", "non"}, {"si", "no"}, {"sí", "no"})  # fmt: skip
_OFTEN = 20  # users whom an example must be of: what fewer share may be about one person
_LONG = 20


def looks_of(e: Evidence, p: Profile) -> Finding:
    """`number 0 to 12`, `yes or no`, `text, 214 values, e.g. spring24`."""
    values = p.values or {}
    if len(values) == 2 and {v.casefold() for v in values} in _TRUTHS:
        return Finding("truth", "yes or no")
    form, numbers = p.number
    if numbers >= 0.95:
        number = number_sql("v", form)
        low, high = e.of_values(p.name, f"min({number}), max({number})")
        if low is not None:
            return Finding("number", "number {low} to {high}", {"low": f"{low:,.10g}", "high": f"{high:,.10g}"})
    often = next(((value, n) for value, n in values.items() if len(value) <= _LONG), ("", 0))
    if often[1] >= _OFTEN and _users_of(e, p.name, often[0]) >= _OFTEN:
        return Finding("text", "text, {n:,} values, e.g. {example}", {"n": p.distinct, "example": often[0]})
    return Finding("text", "text, {n:,} values", {"n": p.distinct})


def _users_of(e: Evidence, column: str, value: str) -> int:
    """How many users have the value, as far as it matters."""
    if "user" not in e.fields:
        return 0
    user = name_sql(e.fields["user"].columns[0])
    some = f"SELECT DISTINCT {user} FROM {e.rows} WHERE {user} IS NOT NULL AND {name_sql(column)} = {text_sql(value)}"
    return int(e.con.execute(f"SELECT count(*) FROM ({some} LIMIT {_OFTEN})").fetchall()[0][0])
