"""Flags in a sentence, spelled for whoever reads it: ready for a shell, or as the keywords of a Python call.

    --within 30d           within="30d"
    --map time=created_at  map={"time": "created_at"}
    --allow-quarantine     allow_quarantine=True
    --where                `where`

A whole command (`foresale features LOG --keys keys.csv`) stays one for both.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Mapping, Sequence

PAIRS = ("map", "types", "rates")
LISTS = ("columns", "ignore", "fixed", "without", "exclude")
NUMBERS = ("seed", "threads", "year", "session-minutes")
SWITCHES = ("allow-quarantine", "allow-hindsight", "force", "excel", "reasons", "dry-run")
TEXTS = (
    "timezone", "decimal", "encoding", "since", "until", "where", "items", "users", "source", "ask", "target",
    "within", "population", "labels", "cutoff", "keys", "model", "out", "memory", "cache", "top", "country", "write",
    "links", "id-key",
)  # fmt: skip
OTHERS = {"json": "`.to_dict()`", "day-first": "day_first=True", "month-first": "day_first=False"}

_END = "，；。、：（）“”"
KNOWN = (*PAIRS, *LISTS, *NUMBERS, *SWITCHES, *TEXTS, *OTHERS)
_FLAG = re.compile(
    r"(?P<command>foresale [a-z]+(?: [A-Z][\w./]*)*(?: --[a-z-]+(?: [\w./%]+)?)*)"
    rf"|(?<![\w-])--(?P<name>[a-z][a-z-]*)(?: (?P<value>(?:\"[^\"]*\"|'[^']*')+|[^\s{_END}]+))?"
)
_QUOTES = ("'", '"')
_BARE = ("auto", "robots", "-", "文件")  # values that look like any word of a sentence
_MANY = re.compile(r"\{(?:proposal|others|line|columns)\}")  # facts that are lists themselves; all others are one word
_SAFE = re.compile(r"[\w@%+=:,./-]+")  # needs no quotes in a shell
_HARD = re.compile(r'["$`!]|\\\\|\\$')  # what double quotes leave a meaning


def spelled(template: str, facts: Mapping[str, object], *, python: bool) -> str:
    """A template in which what its flags hold is filled in and spelled; all else waits for `str.format`, which the
    caller does where there are facts.

    Only the template is read as flags and quotes: facts are of the log, and hold whatever they hold.
    """

    def spell(match: re.Match[str]) -> str:
        if match["name"] not in KNOWN:  # a whole command, a flag that only a shell has
            return match[0]
        name, value, rest = match["name"], *_value(match["value"] or "")
        if python and value:
            said = _keyword(name, _filled(name, _unquoted(value), facts)) + rest
        elif python:
            said = _word(name) + (f" {rest}" if rest else "")
        elif facts and "{" in value:
            words = _filled(name, _unquoted(value), facts)
            filled = _cells(words) if name in (*LISTS, *PAIRS) else words[0]
            said = f"--{name} {for_shell(filled, always=value[0] in _QUOTES)}{rest}"
        else:
            return match[0]
        return said.replace("{", "{{").replace("}", "}}") if facts else said

    return _FLAG.sub(spell, template)


def for_shell(word: str, *, always: bool = False) -> str:
    """A word for a shell: in double quotes where that is enough, as every system's shells read those."""
    if _SAFE.fullmatch(word) and not always:
        return word
    return shlex.quote(word) if _HARD.search(word) else f'"{word}"'


def flag(name: str, *values: str) -> str:
    """A flag with what it is given, ready for a shell: `--ignore "a b,c"`."""
    return f"--{name} {for_shell(_cells(values))}"


def _value(text: str) -> tuple[str, str]:
    """What belongs to the flag, and what of the sentence follows it: a value is no common word."""
    value = text.rstrip(",;:.)?") if text[:1] not in _QUOTES else text
    looks = text[:1] in _QUOTES or re.search(r"[{=/*+_%\d]|\w[.,:]\w", value) or re.fullmatch("[A-Z]{2,}", value)
    return (value, text[len(value) :]) if value and (looks or value in _BARE) else ("", text)


def _unquoted(value: str) -> str:
    return re.sub(r"\"([^\"]*)\"|'([^']*)'", lambda m: m[1] or m[2] or "", value) if value[0] in _QUOTES else value


def _filled(name: str, value: str, facts: Mapping[str, object]) -> list[str]:
    """The words that a flag is given, one where it takes one."""
    if name not in (*LISTS, *PAIRS):
        return [value.format(**facts) if facts else value]
    if not facts:
        return _words(value)
    words: list[str] = []
    for part in re.split(r",(?![^{]*\})", value):
        word = part.format(**facts)
        words += _words(word) if _MANY.fullmatch(part) else [word]
    return words


def _words(line: str) -> list[str]:
    """The words of a list as it is typed."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:  # a newline inside a name
        return line.split(",")


def _cells(words: Sequence[str]) -> str:
    """Words as a list is typed."""
    if len(words) == 1 and not any(c in words[0] for c in ',"\r\n'):
        return words[0]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(words)
    return line.getvalue()


def _word(name: str) -> str:
    """A flag that is only named."""
    if name in SWITCHES:
        return f"{_python(name)}=True"
    return OTHERS.get(name, f"`{_python(name)}`")


def _keyword(name: str, words: Sequence[str]) -> str:
    """A flag with what it is given."""
    if name in PAIRS and any("=" in word for word in words):
        said = str if name == "rates" else _text  # what a currency is worth is a number
        pairs = [f"{_text(key)}: {said(of) if of else '...'}" for key, _, of in (one.partition("=") for one in words)]
        return f"{_python(name)}={{{', '.join(pairs)}}}"
    if name in LISTS:
        return f"{_python(name)}=[{', '.join(map(_text, words))}]"
    value = ",".join(words)
    if name in NUMBERS:
        return f"{_python(name)}={value}"
    return f"{_python(name)}={_text(value)}" if name in (*TEXTS, *PAIRS) else f"{_word(name)} {value}"


def _python(name: str) -> str:
    return name.replace("-", "_")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
