"""In a browser, no text of a chart lies on another text, a bar, a point, a rule or a curve, whatever the base rate."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np
import pytest

from factories import example_judged
from foresale import language
from foresale.judging.calibration import fit_calibrator
from foresale.judging.judge import judge, rates_by_cutoff
from foresale.judging.judged import Judged
from foresale.log.findings import Finding
from foresale.models.odds import expit
from foresale.report.page import render

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
RATES = (0.005, 0.03, 0.3, 0.6)
DAY = 86_400_000_000
# Gridlines may pass below a text. A box is taken a little smaller than it is: it has room for accents and descenders.
LOOK = """
const found = [];
const name = (e) => e.tagName === "text" ? `“${e.textContent}”` : `${e.tagName} ${e.getAttribute("d")}`.slice(0, 25);
const box = (e) => { const r = e.getBoundingClientRect(); return {l: r.left, r: r.right, t: r.top, b: r.bottom}; };
const meet = (a, b) => a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b;
const colour = (e, what) => e.getAttribute(what) || "none";
for (const svg of document.querySelectorAll("svg")) {
  const say = (a, b) => found.push(svg.parentElement.dataset.page + ", " + svg.querySelector("title").textContent + ": "
                                   + name(a) + " on " + name(b));
  const texts = [...svg.querySelectorAll("text")].filter((t) => t.textContent.trim());
  const boxes = texts.map((t) => { const r = box(t); return {l: r.l + 1, r: r.r - 1, t: r.t + 3, b: r.b - 3}; });
  texts.forEach((t, i) => texts.slice(0, i).forEach((o, j) => meet(boxes[i], boxes[j]) && say(t, o)));
  for (const mark of svg.querySelectorAll("line, path")) {
    const fill = colour(mark, "fill"), stroke = colour(mark, "stroke");
    const curve = /L/.test(mark.getAttribute("d") || ""), line = mark.tagName === "line";
    if (mark.closest("clipPath, defs") || [...mark.attributes].some((a) => /opacity/.test(a.name) && a.value < 0.5)
        || (line ? /--grid/.test(stroke) : /--ground/.test(fill) && stroke === "none")
        || !line && !/^var/.test(fill) && !/^var/.test(stroke) || curve && fill !== "none") continue;
    let spots = [box(mark)];
    if (curve) {
      const at = mark.getScreenCTM(), long = mark.getTotalLength();
      spots = [...Array(Math.ceil(long / 3) + 1).keys()].map((k) => {
        const p = mark.getPointAtLength(Math.min(3 * k, long)).matrixTransform(at);
        return {l: p.x - 0.5, r: p.x + 0.5, t: p.y - 0.5, b: p.y + 0.5};
      });
    }
    texts.forEach((t, i) => spots.some((s) => meet(s, boxes[i])) && say(t, mark));
  }
}
document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
"""


def shop(rate: float) -> Judged:
    """A report of 6,000 customers of whom `rate` came, told apart about as well as real shops can be."""
    rng = np.random.default_rng(3)
    x = rng.normal(0, 1.6, 6000)
    p = expit(x + np.log(rate / (1 - rate)))
    for _ in range(50):
        p = expit(np.log(p / (1 - p)) + np.log(rate / (1 - rate)) - np.log(p.mean() / (1 - p.mean())))
    label, lately = (rng.random(6000) < p).astype(float), np.where(x > 1, 0.9, 0.5) * min(rate * 2, 0.9)
    users, cutoffs = np.arange(6000), rng.integers(560, 572, 6000) * 30 * DAY
    names = {"bought_lately": "bought in the last 30 days", "rfm_logistic": "RFM logistic regression"}
    quality = judge(
        horizon="30d", label=label, users=users, cutoffs=cutoffs, chosen="blend", plan_kind=1, draws=20,
        predictions={"blend": p, "bought_lately": lately, "rfm_logistic": expit(0.7 * np.log(p / (1 - p)))},
        calibrator=fit_calibrator(p, label, users, cutoffs), base_rates=rates_by_cutoff(label, cutoffs, "UTC"),
        baselines=[*names], habit="bought_lately", titles=names | {"blend": "blend"}, scored=p,
    )  # fmt: skip
    example = example_judged()
    health = msgspec.structs.replace(
        example.health,
        holes=(*example.health.holes, ("2011-01-07T00:00:00+00:00", "2011-01-12T00:00:00+00:00")),
        breaks=tuple((f"2011-01-{d:02d}T00:00:00+00:00", Finding("b", "type appears")) for d in (2, 4, 20)),
    )
    return msgspec.structs.replace(example, horizons=(quality,), health=health)


def charts(judged: Judged, lang: str) -> list[str]:
    with language.use(lang):
        return re.findall(r"<svg.*?</svg>", render(judged), re.S)


@pytest.mark.skipif(BROWSER is None, reason="needs chromium")
def test_no_text_of_a_chart_lies_on_anything(tmp_path: Path) -> None:
    old = shop(0.03)
    bars = msgspec.structs.replace(
        old.horizons[0].histogram, edges=tuple(k / 20 for k in range(21)), below_average=None
    )
    old = msgspec.structs.replace(old, horizons=(msgspec.structs.replace(old.horizons[0], histogram=bars),))
    pages = {f"{rate:.1%} {lang}": charts(shop(rate), lang) for rate in RATES for lang in ("en", "zh")}
    pages |= {"written by an older version": charts(old, "en"), "of round numbers": charts(example_judged(), "en")}
    drawn = "".join(
        f'<figure data-page="{html.escape(name)}" style="width: 400px">{svg}</figure>'
        for name, svgs in pages.items() for svg in svgs
    )  # fmt: skip
    css = resources.files("foresale.report").joinpath("page.css").read_text(encoding="utf-8")
    page = tmp_path / "charts.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><style>{css}</style><body>{drawn}<script>{LOOK}</script>', "utf-8"
    )
    command = [str(BROWSER), "--headless", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    seen = subprocess.run([*command, page.as_uri()], capture_output=True, check=True, timeout=120).stdout.decode()
    found = re.search(r"FOUND(.*)END", seen, re.S)
    assert found, "the page's script did not run to its end"
    lies = json.loads(html.unescape(found[1]))
    assert not lies, "\n".join(lies)
