"""Flags in a sentence, spelled for whoever reads it: ready for a shell, or as the keywords of a Python call.

    --within 30d           within="30d"
    --map time=created_at  map={"time": "created_at"}
    --allow-quarantine     allow_quarantine=True
    --where                `where`

A whole command (`foresale features LOG --keys keys.csv`) stays one for both.
"""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Mapping

PAIRS = ("map", "types", "rates")
LISTS = ("columns", "ignore", "fixed", "without", "exclude")
NUMBERS = ("seed", "threads", "year", "session-minutes")
SWITCHES = ("allow-quarantine", "allow-hindsight", "force", "excel", "reasons", "dry-run")
TEXTS = (
    "timezone", "decimal", "since", "until", "where", "items", "users", "links", "source", "ask", "target", "within",
    "population", "labels", "cutoff", "keys", "model", "out", "memory", "cache", "top", "country", "write", "links",
    "id-key",
)  # fmt: skip
OTHERS = {"json": "`.to_dict()`", "day-first": "day_first=True", "month-first": "day_first=False"}

_END = "，；。、：（）“”"
KNOWN = (*PAIRS, *LISTS, *NUMBERS, *SWITCHES, *TEXTS, *OTHERS)
_FLAG = re.compile(
    r"(?P<command>foresale [a-z]+(?: [A-Z][\w./]*)*(?: --[a-z-]+(?: [\w./%]+)?)*)"
    rf"|(?<![\w-])--(?P<name>[a-z][a-z-]*)(?: (?P<value>\"[^\"]*\"|'[^']*'|[^\s{_END}]+))?"
)
_BARE = ("auto", "robots", "-", "文件")  # values that look like any word of a sentence
_SAFE = re.compile(r"[\w@%+=:,./?*-]+")  # needs no quotes in a shell


def spelled(template: str, facts: Mapping[str, object], *, python: bool) -> str:
    """A template in which what its flags hold is filled in and spelled; all else waits for `str.format`, which the
    caller does where there are facts."""

    def spell(match: re.Match[str]) -> str:
        if match["name"] not in KNOWN:  # a whole command, a flag that only a shell has
            return match[0]
        name, value, rest = match["name"], *_value(match["value"] or "")
        filled = value.format(**facts) if facts else value
        if python:
            said = _keyword(name, filled) if value else _word(name)
            said += rest if value or not rest else f" {rest}"
        elif value and value[0] not in "\"'" and filled[:1] not in ("'", '"') and not _SAFE.fullmatch(filled):
            said = f'--{name} "{filled}"{rest}'
        else:
            return match[0]
        return said.replace("{", "{{").replace("}", "}}") if facts else said

    return _FLAG.sub(spell, template)


def _value(text: str) -> tuple[str, str]:
    """What belongs to the flag, and what of the sentence follows it: a value is no common word."""
    value = text.rstrip(",;:.)") if text[:1] not in ("'", '"') else text
    looks = text[:1] in ("'", '"') or re.search(r"[{=/*+_%\d]|\w[.,:]\w", value) or re.fullmatch("[A-Z]{2,}", value)
    return (value, text[len(value) :]) if value and (looks or value in _BARE) else ("", text)


def _word(name: str) -> str:
    """A flag that is only named."""
    if name in SWITCHES:
        return f"{_python(name)}=True"
    return OTHERS.get(name, f"`{_python(name)}`")


def _keyword(name: str, value: str) -> str:
    """A flag with what it is given."""
    if value[:1] in ("'", '"'):
        value = " ".join(shlex.split(value))
    names = next(csv.reader([value]), [])
    if name in PAIRS and "=" in value:
        said = str if name == "rates" else _text  # what a currency is worth is a number
        pairs = [f"{_text(key)}: {said(of) if of else '...'}" for key, _, of in (one.partition("=") for one in names)]
        return f"{_python(name)}={{{', '.join(pairs)}}}"
    if name in LISTS:
        return f"{_python(name)}=[{', '.join(map(_text, names))}]"
    if name in NUMBERS:
        return f"{_python(name)}={value}"
    return f"{_python(name)}={_text(value)}" if name in (*TEXTS, *PAIRS) else f"{_word(name)} {value}"


def _python(name: str) -> str:
    return name.replace("-", "_")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
