"""English and Chinese from one source: `tr("…{name}…", name=…)` gives the sentence in the reader's language.

The English sentence is the key. Chinese stands in `locales/zh/*.json` (one file a floor, `{"English": "中文"}`); a test
holds that every sentence given to `tr`, and every `sentence` and `fix` of an error, has one. Plugins bring their own.
"""

from __future__ import annotations

import json
import locale
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from string import Formatter

from foresale import plugins
from foresale.keywords import spelled

LANGUAGES = ("en", "zh")
_NOUNS = {
    noun: noun.removesuffix("s")
    for noun in ("buckets", "buyers", "columns", "cutoffs", "customers", "dates", "days", "events", "features", "files",
                 "hours", "items", "keys", "lines", "months", "names", "orders", "purchases", "rows",
                 "sessions", "users", "values", "weeks")
}  # fmt: skip
_VERBS = {
    "are": "is", "were": "was", "have": "has", "lie": "lies", "repeat": "repeats", "hold": "holds", "own": "owns",
    "list": "lists",
}  # fmt: skip
_COUNTED = re.compile(rf"\{{(\w+)(?::([^{{}}]*))?\}} (?:further )?({'|'.join(_NOUNS)})\b")
_CLAUSE = re.compile(r"[^;:,(]*")
_VERB = re.compile(r"\b(are|were|have|lie|repeat|hold|own)\b|(?<=^ )list\b")  # elsewhere a list is a thing
_language: ContextVar[str | None] = ContextVar("foresale_language", default=None)
_reader: ContextVar[str | None] = ContextVar("foresale_reader", default=None)


def current() -> str:
    """`en` or `zh`: what `use` set, else FORESALE_LANG, else the locale."""
    chosen = _language.get() or os.environ.get("FORESALE_LANG") or _from_locale()
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def use(language: str | None) -> Iterator[None]:
    """Speak `language` inside the block; None leaves it as it is."""
    token = _language.set(language or _language.get())
    try:
        yield
    finally:
        _language.reset(token)


def reader() -> str | None:
    """Who reads: somebody at a `shell`, who types flags; somebody in `python`, who writes keywords; None: not said."""
    return _reader.get()


@contextmanager
def speak_to(who: str | None) -> Iterator[None]:
    """Spell flags for `who` ("shell", "python") inside the block."""
    token = _reader.set(who)
    try:
        yield
    finally:
        _reader.reset(token)


def tr(template: str, /, **facts: object) -> str:
    """`template` in the current language with `facts` filled in (`str.format` rules), flags as the reader writes."""
    if current() == "zh":
        template = catalogue("zh").get(template, template)
    elif facts:
        template = _singular(template, facts)
    python = reader() == "python"
    if "--" in template:
        template = spelled(template, facts, python=python)
    if python:
        facts = {name: plain(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return template.format(**facts) if facts else template


def plain(text: str) -> str:
    """A finished text, its flags as the reader writes them."""
    return spelled(text, {}, python=True) if reader() == "python" and "--" in text else text


def _singular(template: str, facts: dict[str, object]) -> str:
    """An English template in which what there is one of stands in the singular, with its verb: `{n:,} row was`."""
    for match in reversed([*_COUNTED.finditer(template)]):
        name, how, noun = match.groups()
        if name in facts and format(facts[name], how or "") == "1":
            clause = _CLAUSE.match(template, match.end())
            assert clause is not None
            verbs = _VERB.sub(lambda verb: _VERBS[verb[0]], clause[0])
            template = template[: match.start(3)] + _NOUNS[noun] + verbs + template[clause.end() :]
    return template


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every translated sentence of a language, English -> translation."""
    return of_plugins(language) | in_files(language)  # ours are not theirs to change


@cache
def of_plugins(language: str) -> dict[str, str]:
    """The sentences of plugins' own: entry points of the group `foresale.locales`, called as the language.

    A translation that needs another fact than its sentence has could not be said; it is left out.
    """
    sentences: dict[str, str] = {}
    for plugin in plugins.found("locales"):
        if plugin.name == language and not plugin.reason:
            good = _sayable(plugin.loaded)
            if good != plugin.loaded:
                text = "plugin %s of %s: what is no text, or names other facts than its English, is left out"
                logging.getLogger("foresale").warning(text, plugin.name, plugin.package)
            sentences |= good
    return sentences


def _sayable(brought: object) -> dict[str, str]:
    pairs = brought.items() if isinstance(brought, dict) else ()
    return {a: b for a, b in pairs if isinstance(a, str) and isinstance(b, str) and _facts(a) == _facts(b)}


def _facts(template: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(template) if name}
    except ValueError:  # a brace without its partner
        return {template}


def in_files(language: str, beginning: str = "") -> dict[str, str]:
    """What the files of a language hold whose names begin so."""
    sentences: dict[str, str] = {}
    folder = resources.files("foresale") / "locales" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.startswith(beginning) and file.name.endswith(".json"):
            try:
                sentences |= json.loads(file.read_text(encoding="utf-8"))
            except ValueError as e:
                raise ValueError(f"locales/{language}/{file.name} is no JSON object of texts: {e}") from None
    return sentences


def _from_locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or "en"
