"""Reports of analytics that hold sums by day or page: nobody can be told apart in them."""

from __future__ import annotations

from foresale.errors import SumsOnly
from foresale.language import tr
from foresale.log.evidence import Evidence
from foresale.log.vocabulary import clean_name, is_named

# What such reports count: people, visits, looks. None of these is a column of a log of events.
_COUNTED = """
    views pageviews page_views screen_page_views sessions engaged_sessions users active_users new_users total_users
    returning_users visitors unique_visitors online_store_visitors visits event_count key_events conversions
    engagement_rate bounce_rate conversion_rate average_session_duration sessions_with_cart_additions
    sessions_that_reached_checkout sessions_that_completed_checkout sessions_converted returning_customer_rate
    average_order_value average_engagement_time_per_active_user views_per_active_user entrances exits
    访客数 浏览量 商品访客数 商品浏览量 访问次数 人均浏览量 平均停留时长 跳失率 支付买家数 支付件数 支付转化率
    下单买家数 下单转化率 加购人数 加购件数 商品加购人数 商品加购件数 收藏人数 商品收藏人数
    客单价 支付子订单数 老访客数 新访客数 曝光人数 点击人数 成交人数 曝光次数 点击率 转化率 支付订单数 支付商品件数
    uv pv
"""
_FEWEST = 2


def sums_only(e: Evidence) -> SumsOnly | None:
    """The refusal of a report of sums, to be asked for where no column tells whose the rows are."""
    counted = [name for name in e.profiles if is_named(name, tuple(_COUNTED.split()))]
    if len(counted) < _FEWEST:
        return None
    names = {clean_name(name) for name in e.profiles}
    if any(not name.isascii() for name in counted):
        where = tr("the orders of the shop's back office (千牛, 京麦, 抖店): its order export has a row for each order")
    elif any("engage" in n or n in ("event_count", "key_events", "active_users") for n in names):
        where = tr("the BigQuery export of GA4: it has a row for each event, with user_pseudo_id")
    elif any(n.startswith(("online_store", "net_sales", "gross_sales", "total_sales")) for n in names):
        where = tr("Orders > Export in Shopify's admin: it has a row for each line of an order")
    else:
        where = tr("the raw events or the orders of that system, a row for each")
    return SumsOnly(file=e.where, columns=", ".join(f"`{c}`" for c in counted[:6]), where=where)
