"""From an Altair chart to SVG inside the page: small, the same bytes every time, readable in dark and in print.

Charts are laid out without measuring text (`autosize: none`, margins given), so that fonts of the machine have no say;
their text stays text, in the reader's own fonts. Colours are written as CSS variables with the light colour behind, and
`page.css` gives the dark ones. All charts share a width of 400, drawn 1:1 on a phone and 1.3:1 on a wide screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import altair as alt
import vl_convert

WIDTH = 400
FONT_SIZE = 12.5
LINE = 17  # from one line of a legend to the next

# Okabe and Ito (2008), vermillion and green darkened until they can be read as text on white; soft is for bands only.
INK = "#1b1b1b"
MUTED = "#5f5f5f"
GRID = "#e2e2e2"
GROUND = "#ffffff"
MAIN = "#0072b2"
SOFT = "#b5d6ea"
OTHER = "#bd4f00"
THIRD = "#008060"
PLAIN = "#8a8a8a"
VARIABLES = {
    INK: "--ink", MUTED: "--muted", GRID: "--grid", GROUND: "--ground", MAIN: "--main", SOFT: "--soft",
    OTHER: "--other", THIRD: "--third", PLAIN: "--plain",
}  # fmt: skip

_NOISE = re.compile(
    r' (?:aria-hidden|aria-roledescription|role|pointer-events|class|stroke-miterlimit)="[^"]*"'
    r'| (?:opacity|stroke-width)="1"| font-weight="normal"| font-style="normal"'
)
_EMPTY = re.compile(
    r'<path[^>]* d=""[^>]*/>|<path[^>]* d="M0,0h0v0h0Z"[^>]*/>|<g(?: transform="translate\(0,0\)")?></g>'
)
_PLACES = re.compile(r' (?:d|transform|x2|y2|x|y)="[^"]*"')
_LONG = re.compile(r"\d*\.\d{3,}")
_COLOUR = re.compile(r'="(#[0-9a-f]{6})"')


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Rows as the chart's own data."""
    return alt.Data(values=rows)


def x_axis(title: str, **settings: Any) -> alt.Axis:
    """A horizontal axis with its title centred below."""
    return alt.Axis(title=title, grid=False, **({"titleY": 32} | settings))


def y_axis(title: str, left: float, **settings: Any) -> alt.Axis:
    """A vertical axis with its title above it, read without turning the head."""
    settings = {"tickCount": 5, "titleY": -10} | settings
    return alt.Axis(
        title=title, titleAngle=0, titleAlign="left", titleBaseline="bottom", titleX=-left + 2, domain=False,
        ticks=False, **settings,
    )  # fmt: skip


def text_width(text: str) -> float:
    """About how wide a text is drawn: enough to place a legend, whatever the reader's font."""
    return sum(FONT_SIZE if ord(c) > 0x2E80 else 0.54 * FONT_SIZE for c in text)


def legend(
    lines: Sequence[tuple[str, str, Sequence[float]]],
    curves: Iterable[tuple[float, float]],
    width: float,
    height: float,
) -> list[alt.Chart]:
    """The names of a chart's lines, in that corner of the plot where the fewest points of its curves lie.

    lines  : name, colour and dash of each;  curves: points of all of them, as shares of `width` and `height` from the
             lower left
    """
    wide = min(30 + max(text_width(text) for text, _, _ in lines), width - 8)
    tall = LINE * len(lines)
    drawn = [(x * width, (1 - y) * height) for x, y in curves]
    corners = [(left, top) for top in (height - tall - 6, 4.0) for left in (width - wide - 4, 6.0)]

    def met(corner: tuple[float, float]) -> int:
        return sum(-4 < x - corner[0] < wide + 4 and -4 < y - corner[1] < tall + 4 for x, y in drawn)

    left, top = min(corners, key=met)
    ground = alt.Chart(data([{}])).mark_rect(color=GROUND, opacity=1).encode(
        x=alt.value(left - 2), x2=alt.value(left + wide), y=alt.value(top), y2=alt.value(top + tall)
    )  # fmt: skip
    layers: list[alt.Chart] = [ground]
    for k, (text, colour, dash) in enumerate(lines):
        one = alt.Chart(data([{"text": text}])).encode(y=alt.value(top + LINE * (k + 0.5)))
        layers.append(
            one.mark_rule(color=colour, strokeDash=[*dash], strokeWidth=2).encode(
                x=alt.value(left), x2=alt.value(left + 24)
            )
        )
        layers.append(one.mark_text(align="left").encode(x=alt.value(left + 30), text="text:N"))
    return layers


def day_axis(title: str, first: str, last: str, width: float, left: float, right: float = 14) -> alt.Axis:
    """An axis of days between two instants (ISO): every tick has its label, and no label meets another.

    width, left, right : of the plot and of the margins beside it, which labels may use
    """
    a, b = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    scale = width / max((b - a).days, 1)
    every = [a + timedelta(k) for k in range((b - a).days + 1)]
    for days, months in [*((n, 0) for n in (1, 2, 7, 14)), *((0, n) for n in (1, 2, 3, 4, 6, 12, 24, 60, 120))]:
        shown = "%Y-%m" if months else "%Y-%m-%d"
        label = text_width(f"{a:{shown}}")
        if (days or 28 * months) * scale < label + 14 and len(every) > 1:
            continue
        firsts = [d for d in every if d.day == 1 and months and (12 * d.year + d.month - 1) % months == 0]
        ticks = firsts if months else every[::days]
        fit = [d for d in ticks if label / 2 - left <= (d - a).days * scale <= width + right - label / 2]
        if fit:
            break
    at = [{"year": d.year, "month": d.month, "date": d.day, "utc": True} for d in fit]
    return x_axis(title, format=shown, values=at, labelOverlap=False, labelFlush=False)


def draw(
    chart: Any, name: str, title: str, description: str, *, height: float, left: float = 44, right: float = 14,
    top: float = 30, bottom: float = 42,
) -> str:  # fmt: skip
    """The chart as one `<svg>`.

    name        : unique on the page; ids begin with it
    title       : the conclusion, read aloud first;  description: what is drawn
    height, left, right, top, bottom : of the plot and of its margins, in units of the viewBox (`WIDTH` wide)
    """
    whole = (
        chart.properties(
            width=WIDTH - left - right,
            height=height,
            autosize=alt.AutoSizeParams(type="none"),
            padding={"left": left, "right": right, "top": top, "bottom": bottom},
            background="transparent",
        )
        .configure(aria=False, font="inherit")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=FONT_SIZE, titleFontSize=FONT_SIZE, titleFontWeight="normal", labelColor=MUTED,
            titleColor=MUTED, gridColor=GRID, domainColor=PLAIN, tickColor=PLAIN, labelPadding=5, labelAngle=0,
        )
        .configure_text(fontSize=FONT_SIZE, color=INK)
    )  # fmt: skip
    svg = vl_convert.vegalite_to_svg(whole.to_dict())
    return _ours(svg, re.sub(r"[^a-z0-9-]", "-", name.lower()), title, description)


def _ours(svg: str, name: str, title: str, description: str) -> str:
    body = svg[svg.index(">") + 1 :]
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size is not None
    body = _NOISE.sub("", body)
    while (shorter := _EMPTY.sub("", body)) != body:
        body = shorter
    body = _PLACES.sub(lambda m: _LONG.sub(_rounded, m[0]), body)
    body = _COLOUR.sub(lambda m: f'="var({VARIABLES[m[1]]},{m[1]})"' if m[1] in VARIABLES else m[0], body)
    for k, known in enumerate(dict.fromkeys(re.findall(r'id="(\w+)"', body))):  # Vega counts on through a process
        body = re.sub(rf'(id="|url\(#){known}\b', rf"\g<1>{name}-{k}", body)
    return (
        f'<svg viewBox="0 0 {size[1]} {size[2]}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>{body}'
    )


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
