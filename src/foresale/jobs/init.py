"""`foresale init`: asks what only the owner of a log can settle, and keeps the answers as `foresale.toml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol, Unpack

from foresale.errors import (
    FileThere,
    ForesaleError,
    LogError,
    NoRate,
    UnclearColumns,
    UnclearCurrency,
    UnclearDayMonth,
    UnclearDecimal,
    UnclearTime,
    UnclearType,
    UnclearTypes,
    UnclearUser,
)
from foresale.jobs.inspect import Inspected, inspect_log
from foresale.jobs.words import ReadWords, Threads, door
from foresale.language import tr
from foresale.log.what import ALL_OTHERS
from foresale.progress import SILENT, Progress

UNKNOWN = "?"  # stands in a proposal for what only the owner knows


class Ask(Protocol):
    """Puts one question to somebody: what is asked, what is taken for an empty answer, what may be answered."""

    def __call__(self, prompt: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str: ...


@door
def init_log(
    sources: object,
    *,
    ask: Any = None,
    tell: Any = None,
    yes: bool = False,
    write: str | Path = "foresale.toml",
    force: bool = False,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> Inspected:
    """Settle all open questions of a log and write them down.

    ask, tell : how to ask somebody (`Ask`), and to show what a question is about; None: nobody is there
    yes       : take what is proposed
    write     : the settings file
    reading   : what is known already: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Raises
    ------
    Unclear    the first question that nobody answers, with the others that are open (`also`)
    FileThere  where `write` stands already and `force` is not given
    LogError   where the log cannot be read
    """
    if Path(write).exists() and not force:
        raise FileThere(path=write)
    machine: dict[str, Any] = {"memory": memory, "threads": threads, "cache": cache, "progress": progress}
    asker = None if yes else ask
    known: dict[str, Any] = {name: value for name, value in reading.items() if value is not None}
    words, settled = known, ""
    while True:
        try:
            found = inspect_log(sources, **machine, **words)
        except ForesaleError as error:  # the last answer does not fit the log: told, and asked again
            if asker is None or words is known:
                raise
            tell(str(error))
            words = known
            continue
        known = words
        if found.open is None:
            if asker is None or words.get("timezone") or found.reading is None or not found.reading.zone_assumed:
                return inspect_log(sources, write=write, force=force, **machine, **words)
            tell(tr("The shop's time zone is not known: UTC is assumed, and days begin there at midnight."))
            words = known | {"timezone": asker(tr("Time zone of the shop, for example Asia/Shanghai"), "UTC")}
            continue
        question = found.open
        if (asker is None and not yes) or (yes and question.alone == settled):
            raise question
        settled = question.alone
        if tell is not None and not yes:
            tell(settled)
        words = _with(known, _answer(question, asker or _proposed(question)))


def _proposed(question: LogError) -> Ask:
    """Takes what is proposed; where nothing is, the question stays open."""

    def take(prompt: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
        if default is None:
            raise question
        return default

    return take


def _answer(question: LogError, ask: Ask) -> dict[str, Any]:
    """The reading words that settle a question."""
    proposal = str(question.facts.get("proposal", ""))
    if isinstance(question, UnclearTime | UnclearUser):
        field = "time" if isinstance(question, UnclearTime) else "user"
        return {"map": {field: ask(tr("Column"), proposal)}}
    if isinstance(question, UnclearTypes):
        guesses = re.findall(rf"(.+?)=(\w+|{re.escape(UNKNOWN)})(?:,|$)", proposal)
        return {
            "types": {
                value: ask(tr("`{value}` means", value=value), None if guess == UNKNOWN else guess)
                for value, guess in guesses
            }
        }
    if isinstance(question, UnclearType):
        return {"types": {ALL_OTHERS: ask(tr("Every row is a"), None, ("purchase", "view"))}}
    if isinstance(question, UnclearColumns):
        return {"columns": tuple(name.strip() for name in ask(tr("Names of the columns"), proposal).split(","))}
    if isinstance(question, UnclearCurrency | NoRate):
        return {"rates": ask(tr("Rates, for example EUR=1,USD=0.92 (sums are in the first), or a file of them"))}
    if isinstance(question, UnclearDayMonth):
        return {"day_first": ask(tr("What comes first"), None, ("day", "month")) == "day"}
    if isinstance(question, UnclearDecimal):
        return {"decimal": ask(tr("What begins the fraction of numbers"), None, (",", "."))}
    raise question


def _with(words: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The words with others added; what was said of other columns and values stays."""
    merged = {k: {**words[k], **v} for k, v in more.items() if isinstance(v, dict) and words.get(k)}
    return words | more | merged
