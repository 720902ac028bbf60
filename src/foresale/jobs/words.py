"""The words of a call: how a log is read, and the check that each word is of its kind before any work is done.

`@door` stands above every function that people call. It refuses what a parameter's annotation does not allow, and lets
`help()` show the reading words one by one where the function takes them together (`**reading: Unpack[ReadWords]`).
"""

from __future__ import annotations

import datetime
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypedDict, TypeVar, Union

import msgspec

from foresale.errors import ForesaleError, NoSuchArgument, WrongArgument
from foresale.language import reader
from foresale.log.reading import ReadOptions, SourceOptions

When = str | datetime.date  # "2014-07-16", "2014-07-16 08:30"; a datetime is a date too
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]  # as far as scikit-learn counts
Threads = Annotated[int, msgspec.Meta(ge=1)]
Year = Annotated[int, msgspec.Meta(ge=1900, le=2200)]
Minutes = Annotated[float, msgspec.Meta(gt=0)]
Names = Sequence[str] | str


@typing.runtime_checkable
class SpeaksArrow(typing.Protocol):
    """A table of pandas, Polars, DuckDB, Arrow ..."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


_BLOCK = "files, map, types, ignore"

Table = str | Path | SpeaksArrow  # a file, or a table in memory


class ReadWords(TypedDict, total=False):
    """What the owner of a log may say about it; None and what is left out mean "decide yourself".

    The flags of the same names say the same. A single name may stand for a list of one.
    """

    map: Mapping[str, str] | None  # field -> column; "date+clock" for two columns that are one time
    columns: Sequence[str] | None  # names for the columns of a file without a header
    types: Mapping[str | int, str] | None  # value of the type column -> event type; "*" stands for all others
    timezone: str | None  # IANA zone of times without one, and where days begin
    year: Year | None  # of dates that have none
    day_first: bool | None  # 03/04 is 3 April (True) or 4 March (False)
    decimal: Literal[",", "."] | None  # what begins the fraction of numbers such as 1,234
    encoding: str | None  # of text that is not UTF-8: "cp932", "euc_kr"
    since: When | None  # only events in [since, until)
    until: When | None
    where: str | None  # SQL condition on the log's own columns
    ignore: Names | None  # columns to leave out
    fixed: Names | None  # attributes that never change, and so may be features
    session_minutes: Minutes  # idle time that ends a session, where the log has none
    allow_quarantine: bool  # go on where more than 5 % of the rows are damaged
    items: str | Path | None  # file of attributes of items
    users: str | Path | None  # file of attributes of users
    links: str | Path | None  # file of ids that are of one person: device, user, since
    exclude: Names | None  # users to leave out: "robots", files of ids
    rates: Mapping[str, float] | str | Path | None  # what currencies are worth, {"EUR": 1, "USD": 0.92}, or a file
    id_key: str | Path | None  # file of the key with which addresses and telephone numbers become ids
    source: Sequence[Mapping[str, Any]] | None  # words for some files alone: {"files": "orders*.csv", "map": {...}}


def read_options(words: ReadWords) -> ReadOptions:
    """The reading words in the one form that the log's floor takes."""
    said: dict[str, Any] = {name: value for name, value in words.items() if value is not None}
    for name in ("columns", "ignore", "fixed", "exclude"):
        if name in said:
            said[name] = listed(said[name])
    for name in ("since", "until"):
        if name in said:
            said[name] = as_written(said[name])
    for name in ("items", "users", "links", "id_key"):
        if name in said:
            said[name] = str(said[name])
    if "rates" in said:
        said["rates"] = as_rates(said["rates"])
    if "types" in said:
        said["types"] = {str(value): type for value, type in said["types"].items()}
    if "source" in said:
        said["source"] = tuple(_of_files(block) for block in said["source"])
    return ReadOptions(**said)


def as_rates(said: Mapping[str, float] | str | Path) -> str:
    """Rates as they are typed; the path of a file stays one."""
    return ",".join(f"{c}={r!r}" for c, r in said.items()) if isinstance(said, Mapping) else str(said)


def _of_files(block: Mapping[str, Any]) -> SourceOptions:
    """Raises WrongArgument where a block names no files, or holds a word that is not one of files."""
    if unknown := set(block) - set(SourceOptions.__struct_fields__):
        raise WrongArgument(name="source", value=", ".join(sorted(unknown)), wanted=_BLOCK)
    if not block.get("files"):
        raise WrongArgument(name="source", value=_shown(block), wanted=_BLOCK)
    return SourceOptions(
        files=listed(block["files"]), map=dict(block.get("map", {})), ignore=listed(block.get("ignore", ())),
        types={str(value): name for value, name in block.get("types", {}).items()},
    )  # fmt: skip


def said_of(options: ReadOptions) -> dict[str, Any]:
    """The reading words that are not their default."""
    every, default = msgspec.to_builtins(options), msgspec.to_builtins(ReadOptions())
    return {name: value for name, value in every.items() if value != default[name]}


def listed(names: Names) -> tuple[str, ...]:
    """Several names, or the one that stands for a list."""
    return (names,) if isinstance(names, str) else tuple(names)


def as_written(when: When) -> str:
    """An instant as people type it."""
    return when if isinstance(when, str) else when.isoformat()


Job = TypeVar("Job", bound=Callable[..., Any])


def door(job: Job) -> Job:
    """Check the words of each call of `job`.

    Raises
    ------
    WrongArgument   where a value is not what the parameter's annotation allows
    NoSuchArgument  where a word is none of the parameters

    Errors of the job say flags as keywords, unless a shell is spoken to.
    """
    signature = _with_reading_words(inspect.signature(job))

    @wraps(job)
    def called(*places: Any, **words: Any) -> Any:
        hints = _hints(job)
        try:
            for name, value in (*zip(signature.parameters, places), *words.items()):
                if name not in signature.parameters:
                    raise NoSuchArgument(name=name, known=", ".join(signature.parameters))
                if not _fits(value, hints[name]):
                    raise WrongArgument(name=name, value=_shown(value), wanted=_in_words(hints[name]))
            return job(*places, **words)
        except ForesaleError as e:
            e.in_python = reader() != "shell"
            raise

    called.__signature__ = signature  # type: ignore[attr-defined]
    return typing.cast(Job, called)


def _with_reading_words(signature: inspect.Signature) -> inspect.Signature:
    """`**reading` written out, each word with its kind and its default."""
    parameters = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    if len(parameters) < len(signature.parameters):
        nothing = ReadOptions()
        for name, kind in ReadWords.__annotations__.items():
            default = getattr(nothing, name) or None if name != "allow_quarantine" else False
            text = kind.__forward_arg__ if isinstance(kind, typing.ForwardRef) else kind
            parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=text))
    return signature.replace(parameters=parameters)


@cache
def _hints(job: Callable[..., Any]) -> dict[str, Any]:
    return typing.get_type_hints(job, include_extras=True) | typing.get_type_hints(ReadWords, include_extras=True)


def _arms(hint: Any) -> tuple[Any, ...]:
    """The kinds of a union, which may lie in one another."""
    if typing.get_origin(hint) in (Union, UnionType):
        return tuple(arm for part in typing.get_args(hint) for arm in _arms(part))
    return (hint,)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a kind; a text is no sequence, a truth no number."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(_fits(value, arm) for arm in parts)
    if origin is Annotated:
        return _fits(value, parts[0]) and all(_within(value, bounds) for bounds in parts[1:])
    if origin is Literal:
        return value in parts
    if origin is Sequence:
        return isinstance(value, list | tuple) and all(_fits(one, parts[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(k, parts[0]) and _fits(v, parts[1]) for k, v in value.items())
    if isinstance(value, bool):
        return hint in (bool, object)
    return isinstance(value, (int, float) if hint is float else hint)


def _within(value: Any, bounds: msgspec.Meta) -> bool:
    return (
        (bounds.ge is None or value >= bounds.ge)
        and (bounds.gt is None or value > bounds.gt)
        and (bounds.le is None or value <= bounds.le)
    )


def _in_words(hint: Any) -> str:
    """`str`, `int >= 0`, `Sequence[str]` ...: as a programmer writes them."""
    said = []
    for arm in _arms(hint):
        if typing.get_origin(arm) is Annotated:
            kind, *bounds = typing.get_args(arm)
            signs = {"ge": ">=", "gt": ">", "le": "<="}
            limits = [(sign, getattr(b, at)) for b in bounds for at, sign in signs.items()]
            said.append(f"{kind.__name__} " + " and ".join(f"{sign} {n}" for sign, n in limits if n is not None))
        elif typing.get_origin(arm) is Literal:
            said += [repr(value) for value in typing.get_args(arm)]
        elif typing.get_origin(arm):
            said.append(str(arm).split(".")[-1])
        else:
            said.append("None" if arm is type(None) else arm.__name__)
    return ", ".join(dict.fromkeys(said))


def _shown(value: Any) -> str:
    """A plain value as written; of anything that may hold rows, its type only."""
    if isinstance(value, str | int | float | None):
        return repr(value)
    return f"a {type(value).__name__}"
