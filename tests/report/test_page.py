"""The page as its readers get it: whole, safe, the same every time, in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree

import msgspec
import pytest

from factories import around, example_judged
from foresale import language
from foresale.judging.judged import Count, Judged
from foresale.judging.quality import Estimate, Verdict, VerdictWord
from foresale.log.findings import Finding
from foresale.models.registry import models
from foresale.report.page import render
from foresale.report.words import verdict

VOID = {"meta", "link", "br", "wbr", "hr", "img", "input"}
EVIL = "<script>alert('x')</script>&\"</svg></style>"


class Page(HTMLParser):
    """Elements in order, the text by element, and whether every element was closed where it should."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes <{self.open[-1:]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def rendered(judged: Judged, lang: str = "en") -> str:
    with language.use(lang):
        return render(judged)


@pytest.fixture(scope="module")
def english() -> str:
    return rendered(example_judged(horizons=("7d", "30d")))


@pytest.fixture(scope="module")
def chinese() -> str:
    return rendered(example_judged(), "zh")


def test_it_opens_with_the_answer(english: str) -> None:
    start = Page(english[: english.index("<nav")].replace("</body>", "")).text
    assert (
        "Of 4,067 customers, about 1,190 (90% range 1,010 to 1,380) will buy within 30 days; in the test the top tenth "
        "held 24% of the buyers." in start
    )
    assert "Verdict within 7 days: drifting" in start and "Verdict within 30 days: drifting" in start
    # 1,240 rows, .53 against .43 of them: 657 against 533, paired difference .1 (.05 to .14)
    habit = "Against the shop's habit, bought in the last 30 days: a list of the 1,240 likeliest held 657 buyers"
    assert habit in start
    assert "in the test: 124 more than the habit's list of that length (95% interval 62 to 174)." in start
    rfm = "Against RFM logistic regression: a better order, AUC 0.745 against 0.700: +0.045 (95% interval"
    assert rfm in start
    assert start.index(rfm) < start.index("Verdict"), "what it gains stands next to the answer"
    assert start.count("<svg") == 0 and english[: english.index("<nav")].count("<svg") == 1, "one picture"


def test_a_model_says_itself_that_it_is_the_yardstick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(models()["rfm_logistic"], "yardstick")
    monkeypatch.setattr(models()["base_rate"], "yardstick", True, raising=False)
    page = rendered(example_judged())
    assert "Against base rate: a better order" in Page(page).text and "Against RFM" not in page
    assert "A line for each of: gradient boosting (LightGBM), base rate, bought in the last 30 days." in page


def test_it_needs_nothing_but_itself(english: str) -> None:
    page = Page(english)
    assert page.open == []
    assert page.all("script") == page.all("link") == page.all("img") == page.all("iframe") == []
    assert not re.search(r'(?:src|href)="(?!#)', english)
    assert "@import" not in english and "url(http" not in english
    assert "default-src 'none'" in english
    assert len(english.encode()) < 500_000


def test_headings_go_down_in_order(english: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(english).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_sections_stand_in_the_order_of_the_convention(english: str) -> None:
    assert [s["id"] for s in Page(english).all("section")] == [
        "answer", "question", "health", "plan", "quality", "calibration", "gains", "scores", "drivers", "segments",
        "action", "limits", "repeat",
    ]  # fmt: skip


def test_ids_are_unique_and_every_reference_has_one(english: str) -> None:
    ids = [attrs["id"] for _, attrs in Page(english).tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = [name for _, attrs in Page(english).tags for name in (attrs.get("aria-labelledby") or "").split()]
    linked = re.findall(r'href="#([^"]+)"', english) + re.findall(r"url\(#([^)]+)\)", english)
    assert named and linked
    assert set(named + linked) <= set(ids)


def test_every_chart_can_be_read_aloud_and_as_a_table(english: str) -> None:
    figures = re.findall(r"<figure>.*?</figure>", english, re.S)
    assert len(figures) > 10
    for figure in figures:
        svg = ElementTree.fromstring(figure[figure.index("<svg") : figure.index("</svg>") + 6])
        assert svg.find("title").text and svg.find("desc").text  # type: ignore[union-attr]
        assert re.search(r"<figcaption>[^<]*\d", figure), "the title states the conclusion with its numbers"
        assert re.search(r"<details>.*<td", figure, re.S)


def test_charts_take_the_colours_of_the_page(english: str) -> None:
    svgs = " ".join(re.findall(r"<svg.*?</svg>", english, re.S))
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svgs))
    assert {c for c in painted if not c.startswith(("var(", "none", "transparent"))} == set()
    css = english[english.index("<style>") : english.index("</style>")]
    dark = css[css.index("prefers-color-scheme") :]
    for variable in set(re.findall(r"var\((--\w+)", svgs)):
        assert f"{variable}:" in css[: css.index("@media")] and f"{variable}:" in dark


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_enough_in_light_and_dark(english: str) -> None:
    """4.5:1 for what is read, 3:1 for marks (WCAG 2.2)."""
    css = english[english.index("<style>") : english.index("</style>")]
    for block in re.findall(r":root \{(.*?)\}", css, re.S):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))

        def contrast(name: str, colours: dict[str, str] = colours) -> float:
            dark, light = sorted((luminance(colours[name]), luminance(colours["ground"])))
            return (light + 0.05) / (dark + 0.05)

        assert {name for name in ("ink", "muted", "main", "other") if contrast(name) < 4.5} == set()
        assert {name for name in ("third", "plain") if contrast(name) < 3} == set()


def test_the_same_input_gives_the_same_bytes(chinese: str) -> None:
    assert rendered(Judged.from_json(example_judged().to_json()), "zh") == chinese


def test_nothing_from_the_log_becomes_markup() -> None:
    calm = example_judged()
    q = calm.horizons[0]
    wild = msgspec.structs.replace(
        calm,
        health=msgspec.structs.replace(
            calm.health,
            types=(Count(name=EVIL, rows=3),),
            quarantined=(Count(name=EVIL, rows=1, example=EVIL),),
            columns=tuple(msgspec.structs.replace(c, column=EVIL, reason=EVIL) for c in calm.health.columns),
            breaks=(("2011-06-01T00:00:00+01:00", EVIL),),
        ),
        horizons=(
            msgspec.structs.replace(
                q,
                models=tuple(msgspec.structs.replace(m, title=EVIL) for m in q.models),
                slices=tuple(msgspec.structs.replace(s, attribute=EVIL, value=EVIL) for s in q.slices),
            ),
        ),
        drivers=msgspec.structs.replace(
            calm.drivers,
            families=tuple(msgspec.structs.replace(f, family=EVIL) for f in calm.drivers.families),
            features=tuple(msgspec.structs.replace(f, meaning=EVIL, feature=EVIL) for f in calm.drivers.features),
        ),
        repeat=msgspec.structs.replace(calm.repeat, command=EVIL, settings={EVIL: EVIL}),
    )
    html = rendered(wild)
    page = Page(html)
    assert page.open == [] and page.all("script") == []
    assert html.count("</style>") == 1 and html.count("<svg") == html.count("</svg>")
    assert page.text.count(EVIL) >= 15


def test_an_event_of_the_shops_own_is_spoken_of_by_its_name() -> None:
    judged = example_judged()
    question = msgspec.structs.replace(
        judged.question, text='does "<b>demo</b>" within 30d for active(90d)', population="active(90d)"
    )
    html = rendered(msgspec.structs.replace(judged, question=question))
    assert "<b>demo" not in html
    assert "will do “<b>demo</b>” within 30 days" in Page(html).text
    assert "customers active in the last 90 days" in html


def test_chinese_throughout(chinese: str) -> None:
    page = Page(chinese)
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert (
        "4,067 位顾客中，30 天内预计约有 1,190 位（90% 范围 1,010 至 1,380）会购买；"
        "测试中，最可能的十分之一顾客包含了 24% 的买家。" in page.text
    )
    ours = re.findall(r"<(?:h1|h2|figcaption|summary|dt)[^>]*>([^<]+)<", chinese)
    assert len(ours) > 40
    assert [text for text in ours if not re.search(r"[\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize("word", get_args(VerdictWord))
def test_each_verdict_says_what_it_allows(word: VerdictWord) -> None:
    judged = Verdict(word=word, calibrated=word == "calibrated", reasons=())
    with language.use("en"):
        name, meaning = verdict(judged)
        no_order = verdict(msgspec.structs.replace(judged, order=False))
    with language.use("zh"):
        translated = verdict(judged)
    assert no_order[0] == word and no_order[1].startswith("Do not choose customers by p")
    assert name == word
    assert len(meaning) > 60
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in translated)


def test_what_is_undefined_is_a_dash_and_no_error() -> None:
    """A test without buyers, without habit, without history of base rates, of a log without a plan to draw."""
    judged = example_judged("too few buyers to say")
    none = Estimate(value=None)
    q = judged.horizons[0]
    empty = msgspec.structs.replace(
        q, buyers=0, base_rate=0.0, habit=None, confusion=None, base_rates=(), leaks=(), slices=(), trials=(), bands=(),
        differences=(),
        models=tuple(
            msgspec.structs.replace(m, metrics=dict.fromkeys(m.metrics, none)) for m in q.models if m.role == "chosen"
        ),
        calibration=msgspec.structs.replace(q.calibration, slope=none, intercept=none, total_ratio=none),
        gains=tuple(
            msgspec.structs.replace(
                g, rate=0.0, buyers=0.0, lift=None, share=None, share_so_far=none, habit_so_far=None
            )
            for g in q.gains
        ),
        lists=tuple(
            msgspec.structs.replace(one, habit_precision=None, habit_recall=None, difference=None, recall=none)
            for one in q.lists
        ),
        histogram=msgspec.structs.replace(q.histogram, buyers=(0,) * 20, others=(0,) * 20),
    )  # fmt: skip
    bare = msgspec.structs.replace(
        judged,
        horizons=(empty,),
        scored=(msgspec.structs.replace(judged.scored[0], expected=none),),
        health=msgspec.structs.replace(
            judged.health, days=(), daily=(), holes=(), breaks=(), columns=(), quarantined=()
        ),
        plan=msgspec.structs.replace(judged.plan, parts=(), refused=()),
        drivers=msgspec.structs.replace(judged.drivers, families=(), features=()),
    )
    page = Page(rendered(bare))
    assert page.open == []
    assert not re.search(r"\bnan\b|\bNone\b|NaN", page.text)
    assert "–" in page.text


def test_a_worse_list_is_called_worse() -> None:
    judged = example_judged()
    q = judged.horizons[0]
    one = q.lists[-1]
    assert one.difference is not None
    worse = msgspec.structs.replace(
        one, precision=around(0.33), buyers=1240 * 0.33,
        difference=msgspec.structs.replace(one.difference, value=-0.1, low=-0.14, high=-0.05, word="worse"),
    )  # fmt: skip
    html = rendered(
        msgspec.structs.replace(judged, horizons=(msgspec.structs.replace(q, lists=(*q.lists[:-1], worse)),))
    )
    said = "in the test: 124 fewer than the habit's list of that length (95% interval 62 to 174). Keep to the habit."
    assert said in Page(html).text


def test_a_horizon_never_observed_says_what_the_test_asked() -> None:
    judged = example_judged("horizon never observed")
    plan = msgspec.structs.replace(judged.plan, kind=5, horizon_learned="14d")
    horizons = tuple(msgspec.structs.replace(q, learned="14d") for q in judged.horizons)
    text = Page(rendered(msgspec.structs.replace(judged, plan=plan, horizons=horizons))).text
    assert "figures of the test are for 14 days" in text[: text.index("The question")]
    assert "later days" not in text[text.index("How it was judged") : text.index("Do the probabilities hold?")]


def test_an_order_no_better_than_chance_promises_no_list() -> None:
    judged = example_judged()
    q = judged.horizons[0]
    blind = msgspec.structs.replace(q, verdict=msgspec.structs.replace(q.verdict, order=False))
    text = Page(rendered(msgspec.structs.replace(judged, horizons=(blind,)))).text
    answer = text[: text.index("The question")]
    assert "who they are, this model cannot tell." in answer and "top tenth held" not in answer
    assert "Do not choose customers by p" in answer


def test_every_tenth_of_the_first_picture_has_its_interval(english: str) -> None:
    picture = english[english.index('<section id="answer"') : english.index("<nav")]
    cells = re.findall(r"<td>(70%|5%) \(([\d.]+)%\sto\s([\d.]+)%\)</td>", picture.replace(".0%", "%"))
    assert {rate for rate, _, _ in cells} == {"70%", "5%"}
    assert all(float(low) < float(rate[:-1]) < float(high) for rate, low, high in cells)


def test_the_habits_own_list_and_its_ties_are_named(english: str) -> None:
    text = Page(english).text
    assert "top 31% (as the habit)" in text and "top 20% (as" not in text
    assert "whoever stands equal at its end, as all of the habit's list do, is taken by lot" in text


def test_names_and_flags_of_a_sentence_are_set_as_code() -> None:
    judged = example_judged()
    said = "`a<b` is odd; --ignore a<b leaves it out, not-a--flag does not"
    health = msgspec.structs.replace(judged.health, findings=(Finding("odd", "{said}", {"said": said}, "warning"),))
    html = rendered(msgspec.structs.replace(judged, health=health))
    flag = '<code class="flag">--ignore</code>'
    assert f"<code>a&lt;b</code> is odd; {flag} a&lt;b leaves it out, not-a--flag does not" in html


def test_shares_have_three_digits_at_most_and_one_is_singular(english: str) -> None:
    assert not re.search(r"\b100\.0%|\b0\.0%|\d\d\.\d\d%|[\u2212-]0\.000\b", Page(english).text)
    assert not re.search(r"\b1 (?:days|weeks|events|rows|files|hours|cutoffs)\b", Page(english).text)


def test_what_is_below_the_average_is_counted_and_never_guessed() -> None:
    judged = example_judged()
    q = judged.horizons[0]
    counted = msgspec.structs.replace(q.histogram, below_average=3560)
    newer = msgspec.structs.replace(judged, horizons=(msgspec.structs.replace(q, histogram=counted),))
    text = Page(rendered(newer)).text
    assert "In the test 89% of the customers had a p below the average of 29%" in text
    older = Page(rendered(judged)).text  # a metrics.json from before the count
    assert "below the average of" not in older and "In the test p runs from 0% to 72%" in older


def test_the_question_stands_in_words_beside_its_text(chinese: str, english: str) -> None:
    assert "30 天内谁会购买？写法：<code>buys within 30d for bought(365d)</code>" in chinese
    assert "within 7 days, 30 days? As text: <code>buys within 7d,30d for bought(365d)</code>" in english
