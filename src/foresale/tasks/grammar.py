"""Reading the task text: `parse_task`. An error shows the place and the nearest sentence that can be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from foresale.errors import (
    DurationWithoutUnit,
    LaterVersion,
    NotADuration,
    NotAPopulation,
    QuestionUnreadable,
)
from foresale.language import tr
from foresale.log.events import CANONICAL_TYPES
from foresale.tasks.duration import Duration, nearest_duration
from foresale.tasks.gist import gist, lengths_in
from foresale.tasks.population import EXAMPLES, KINDS, Population
from foresale.tasks.targets import IS_FUNCTION, VERBS, Does, Function, Labels, Target
from foresale.tasks.task import Task, ordered_horizons

EXAMPLE = "buys within 30d for active(90d)"

# Openings of questions that the design has and a later version brings; the names are sentences of their own.
LATER = (
    (r"count\s+of(?=\s|$)", "counts (`count of ...`)"),
    (r"(net\s+)?(amount|revenue|spends?|spending)(?=\s|$)", "amounts of money (`amount within ...`)"),
    (r"quantity(?=\s|$)", "quantities (`quantity within ...`)"),
    (r"time\s+to(?=\s|$)", "times (`time to next buy`)"),
    (r"next\s+item(?=\s|$)", "ranked lists of items (`next item`)"),
    (r"session(?=\s|$)", "questions about a session (`session buys at event 5`)"),
    (r"[\w\s]*\w\s*\(\s*\w+\s*=", "conditions on the events (`buys(category=shoes)`)"),
)
LATER_GRAIN = "answers per {grain} (`per {grain}`)"

_UNIT = r"(?:h|d|w|mo|y|hours?|days?|weeks?|months?|years?|min\w*|quarters?)\b"
_TOKEN = re.compile(
    rf'\s*(?:(?P<quoted>"(?:[^"]|"")*")|(?P<function>{IS_FUNCTION.pattern})|(?P<duration>\d+(?:\s*{_UNIT}|\w*))'
    r"|(?P<word>[^\W\d][\w.-]*)|(?P<other>\S))"
)


@dataclass(frozen=True)
class _Token:
    kind: str  # "quoted", "function", "duration", "word", "other", "end"
    text: str
    start: int
    end: int


class _Unreadable(Exception):
    """The text cannot be read at [start, end); with `instead` put there it may be."""

    def __init__(self, token: _Token, wanted: str, instead: str) -> None:
        self.start, self.end, self.wanted, self.instead = token.start, token.end, wanted, instead


def parse_task(text: str) -> Task:
    """The task that `text` asks. Horizon and population may be left out (see `choose_task`)."""
    text = text.strip()
    for opening, what in LATER:
        if re.match(opening, text):
            raise LaterVersion(what=tr(what))
    try:
        return _Reader(text).task()
    except _Unreadable as at:
        place = f"{text[: at.start]}>>{text[at.start : at.end]}<<{text[at.end :]}"
        nearest = _nearest(text, at)
        raise QuestionUnreadable(
            wanted=tr(at.wanted), nearest=nearest, argument=nearest, place=place,
            details={"question": place},
        ) from None  # fmt: skip


def as_argument(text: str) -> str:
    """A question as the command line takes it, in the quotes that it does not hold itself."""
    return f"'{text}'" if '"' in text and "'" not in text else f'"{text}"'


def _nearest(text: str, at: _Unreadable) -> str:
    """What the words come to, or one place mended after the other, until the text can be read."""
    for _ in range(12):
        meant = gist(text)
        if meant is None or meant == text:
            meant = re.sub(r"\s+", " ", f"{text[: at.start]}{at.instead}{text[at.end :]}").strip()
        text = meant
        try:
            return str(_Reader(text).task())
        except _Unreadable as again:
            at = again
        except LaterVersion:
            break
    return EXAMPLE


class _Reader:
    """Recursive descent over the tokens of one question."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            _Token(str(m.lastgroup), m[m.lastgroup or 0], m.start(m.lastgroup or 0), m.end())
            for m in _TOKEN.finditer(text)
        ]
        self.tokens.append(_Token("end", "", len(text), len(text)))
        self.i = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.i]

    def take(self) -> _Token:
        token = self.here
        self.i = min(self.i + 1, len(self.tokens) - 1)
        return token

    def next_is(self, text: str) -> bool:
        if self.here.kind in ("word", "other") and self.here.text == text:
            self.take()
            return True
        return False

    def task(self) -> Task:
        target = self.target()
        horizons: tuple[Duration, ...] = ()
        population: Population | None = None
        while self.here.kind != "end":
            token = self.here
            if not horizons and self.next_is("within"):
                horizons = self.horizons()
            elif population is None and self.next_is("for"):
                population = self.population()
            elif self.next_is("per"):
                grain = " ".join(t.text for t in self.tokens[self.i : -1])
                if grain != "user":
                    raise LaterVersion(what=tr(LATER_GRAIN, grain=grain or "item"))
                self.take()
            else:
                open_words = ["within"] * (not horizons) + ["for"] * (population is None)
                raise _Unreadable(token, "`within 30d` or `for active(90d)`", self.instead_of(token, open_words))
        return Task(target, horizons, population)

    def instead_of(self, token: _Token, open_words: list[str]) -> str:
        """What may have been meant by `token`, where only `open_words` can follow."""
        following = self.tokens[min(self.i + 1, len(self.tokens) - 1)]
        if "within" in open_words and token.kind == "duration":
            return f"within {token.text}"
        if "within" in open_words and following.kind == "duration":  # "in 30d", "next 30d"
            return "within"
        if "within" not in open_words and following.kind == "duration":  # "7d and 30d"
            return "," if token.text in ("and", "or", "&", "/", "+") else ""
        if "for" in open_words and following.text in KINDS:  # "of active(90d)"
            return "for"
        if "for" in open_words and token.text in KINDS:
            return f"for {token.text}"
        return closest(token.text, open_words) if token.kind == "word" else ""

    def target(self) -> Target:
        negated = self.next_is("no")
        token = self.take()
        if token.kind == "quoted":
            if negated:
                return Does(_unquote(token), negated=True)
            raise _Unreadable(token, "`does` before an event type in quotes", f"does {token.text}")
        if token.kind == "word" and token.text in VERBS:
            return Does(VERBS[token.text], negated)
        if negated:
            raise _Unreadable(token, "what is not done, such as `no buys`", closest(token.text, VERBS) or "buys")
        if token.kind == "function":
            return Function(token.text)
        if token.text in ("does", "labels"):
            name = self.take()
            if name.kind != "quoted":
                wanted = "an event type in quotes" if token.text == "does" else "a file in quotes"
                raise _Unreadable(name, wanted, f'"{name.text or "purchase"}"')
            return Does(_unquote(name)) if token.text == "does" else Labels(_unquote(name))
        if token.text == "churn":
            raise _Unreadable(token, "`no buys`, which is what churn means here", "no buys")
        raise _Unreadable(token, 'what is done, such as `buys`, `views` or `does "review"`', self.verb_for(token))

    def verb_for(self, token: _Token) -> str:
        """What `token`, which is no verb, may have meant."""
        if token.kind != "word" or token.text in ("within", "for", "per"):
            return f"buys {token.text}" if token.kind == "word" else "buys"
        swapped = next((verb for verb in VERBS if sorted(verb) == sorted(token.text)), "")  # `byus`
        known = swapped or closest(token.text, (*VERBS, *CANONICAL_TYPES), cutoff=0.82)
        return str(Does(VERBS.get(known, known or token.text)))

    def horizons(self) -> tuple[Duration, ...]:
        horizons = [self.duration()]
        while self.next_is(","):
            horizons.append(self.duration())
        return ordered_horizons(horizons)

    def duration(self) -> Duration:
        token = self.take()
        try:
            if token.kind == "duration":
                return Duration.parse(token.text)
        except DurationWithoutUnit:
            raise _Unreadable(token, "a unit after the number: h, d, w or mo", nearest_duration(token.text)) from None
        except NotADuration:
            pass
        if token.kind == "word" and token.text != "for":
            unit = self.here
            if (said := lengths_in(f"{token.text} {unit.text}")) and unit.kind == "word":  # "a month"
                raise _Unreadable(
                    _Token("word", "", token.start, unit.end), "a length of time, such as 30d", said[0]
                )
            raise _Unreadable(token, "a length of time, such as 30d", nearest_duration(token.text))
        nothing = _Token("end", "", token.start, token.end if token.kind == "duration" else token.start)
        raise _Unreadable(nothing, "a length of time, such as 30d", f"{nearest_duration(token.text)} ")

    def population(self) -> Population:
        token = self.take()
        end, text = token, token.text
        if self.here.text == "(":
            first = self.i
            while self.here.kind != "end" and self.take().text != ")":
                pass
            end = self.tokens[self.i - 1]
            text += "".join(t.text for t in self.tokens[first : self.i])
        whole = _Token("word", text, token.start, end.end)
        try:
            return Population.parse(text)
        except (DurationWithoutUnit, NotADuration):
            instead = f"{closest(token.text, KINDS) or 'active'}({nearest_duration(text)})"
            raise _Unreadable(whole, "a unit after the number: h, d, w or mo", instead) from None
        except NotAPopulation:
            kind = closest(token.text, KINDS)
            number = re.search(r"\d+\s*[a-z]*", text)
            instead = f"{kind}({nearest_duration(number[0])})" if number and kind in ("active", "bought") else kind
            instead = {"active": "active(90d)", "": "all"}.get(instead, instead)
            raise _Unreadable(whole, "a population: " + ", ".join(EXAMPLES), f" {instead}") from None


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word most like `word`, "" where none is like it."""
    return next(iter(difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=cutoff)), "")


def _unquote(token: _Token) -> str:
    return token.text[1:-1].replace('""', '"')
