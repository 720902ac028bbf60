"""Adobe Analytics data feed: hits without a header, each with lists of event codes and of products."""

from __future__ import annotations

from foresale.log.cells import name_sql, text_sql
from foresale.log.presets.preset import Preset, Tables, column_of, make
from foresale.log.raw import Raw, Relation

_CODES = {
    "1": "purchase", "2": "view", "11": "checkout", "12": "cart", "13": "cart_remove", "14": "cart_view",
}  # fmt: skip
_PRODUCT = ("product_category", "product_id", "quantity", "amount")  # parts of an entry of the list, in their order


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """An event for each known code of a hit and each of its products; hits that Adobe itself does not count are out."""
    header = tables["hits"]
    data = [i for r in raw.relations for i in r.files if _headless(raw, i)]
    used = [r for r in raw.relations if r.columns == header.columns or not {*data}.isdisjoint(r.files)]
    tables |= {f"hits {n}": r for n, r in enumerate(used)}
    if data:
        header = _split(raw, header, data)
    hits = name_sql(header.name)

    def there(name: str, other: str = "NULL") -> str:
        column = column_of(name, header.columns)
        return f"nullif({name_sql(column)}::VARCHAR, '')" if column else other

    known = " ".join(f"WHEN {text_sql(code)} THEN {text_sql(name)}" for code, name in _CODES.items())
    codes = f"list_filter(list_transform(string_split(coalesce({there('post_event_list')}, ''), ','), lambda x:"
    codes += f" CASE string_split(x, '=')[1] {known} END), lambda x: x IS NOT NULL)"
    other = f"[CASE WHEN coalesce({there('page_event')}, '0') = '0' THEN 'page_view' ELSE 'link' END]"
    # A comma of a product's name comes with a backslash.
    masked = f"replace({there('post_product_list')}, '\\,', chr(31))"
    products = f"CASE WHEN {masked} IS NOT NULL THEN string_split({masked}, ',') ELSE [NULL] END"
    part = ", ".join(
        f"nullif(replace(string_split(product, ';')[{n}], chr(31), ','), '') AS {c}" for n, c in enumerate(_PRODUCT, 1)
    )
    purchase, currency = there("post_purchaseid", there("purchaseid")), there("post_currency")
    select = (
        f"SELECT * EXCLUDE (product, products), {part} FROM (SELECT *, UNNEST(products) AS product FROM (SELECT"
        f" {there('post_visid_high')} || '_' || {there('post_visid_low')} AS visitor_id, {there('post_visid_high')} ||"
        f" '_' || {there('visit_num')} || '_' || coalesce({there('visit_start_time_gmt')}, '') AS session_id,"
        f" {there('hit_time_gmt')} AS event_time, {there('hitid_high')} || '_' || {there('hitid_low')} AS hit_id,"
        f" UNNEST(CASE WHEN len({codes}) > 0 THEN {codes} ELSE {other} END) AS event_type, {currency} AS currency,"
        f" {purchase} AS order_id, {products} AS products, _file, _row FROM {hits} WHERE"
        f" coalesce({there('exclude_hit')}, '0') = '0' AND coalesce({there('hit_source')}, '1') NOT IN"
        f" ('5', '7', '8', '9') AND coalesce({there('duplicate_purchase')}, '0') <> '1'))"
    )
    return [make(raw, f"{tables['hits'].name}_events", select, [header], inner=_PRODUCT, tied=False)]


def _headless(raw: Raw, i: int) -> bool:
    dialect = raw.files[i].dialect
    return dialect is not None and not dialect.header


def _split(raw: Raw, header: Relation, files: list[int]) -> Relation:
    """The hits of files without a header: tabs and line ends inside of a cell come with a backslash before them."""
    width = len(header.columns)
    cells = ", ".join(f"cells[{n}] AS {name_sql(c)}" for n, c in enumerate(header.columns, 1))
    parts = []
    for i in files:
        path = text_sql(str(raw.files[i].path))
        lines = (
            f"SELECT line, row_number() OVER () - 1 AS _row FROM read_csv({path}, columns = {{'line': 'VARCHAR'}},"
            " delim = '\x1f', quote = '', escape = '', header = false, auto_detect = false, max_line_size = 16777216)"
        )
        split = "string_split(replace(line, chr(92) || chr(9), ' '), chr(9)) AS cells"
        parts.append(f"SELECT {cells}, {i} AS _file, _row FROM (SELECT {split}, _row FROM ({lines})) WHERE len(cells) ="
                     f" {width}")  # fmt: skip
        raw.con.execute(f"DELETE FROM {raw.rejects_table} WHERE _file = {i}")
    name = f"{header.name}_hits"
    raw.con.execute(f"CREATE TEMP TABLE {name_sql(name)} AS {' UNION ALL '.join(parts)}")
    for i in files:
        ((raw.files[i].rows,),) = raw.con.execute(
            f"SELECT count(*) FROM {name_sql(name)} WHERE _file = {i}"
        ).fetchall()
    return Relation(name, header.columns, tuple(files))


PRESET = Preset(
    "Adobe data feed",
    tables={"hits": ("post_visid_high", "post_visid_low", "hit_time_gmt", "post_event_list", "post_product_list")},
    rewrite=rewrite,
)
