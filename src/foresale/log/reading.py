"""What the owner of a log said about it, and what was understood of it."""

from __future__ import annotations

import msgspec

from foresale.log.findings import Finding
from foresale.log.times import TimeForm


class SourceOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner said of some of the files (patterns: `orders*.csv`): words that go before those for all."""

    files: tuple[str, ...]
    map: dict[str, str] = {}
    types: dict[str, str] = {}
    ignore: tuple[str, ...] = ()


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner said; every default means "decide yourself".

    map              : canonical field -> column, or "date+clock" for two columns that are one time
    columns          : names for the columns of a file without a header (or instead of its header)
    types            : value of the type column -> event type; `*` stands for all others
    timezone         : IANA zone of naive times, and where days begin
    year             : year of dates that have none
    day_first        : 03/04 is 3 April (True) or 4 March (False)
    decimal          : "," or ".", which begins the fraction of numbers that can be read in two ways
    encoding         : of text that is not UTF-8 (`cp932`, `euc_kr`)
    since, until     : only events in [since, until), as dates or instants
    where            : SQL condition on the log's own columns
    ignore, fixed    : columns to leave out; attributes that never change
    session_minutes  : idle time that ends a session, where the log has none
    items, users     : files of item and user attributes
    links            : file of ids that are of one person: device, user, and since when it is known
    source           : words for some of the files alone
    rates            : what currencies are worth: `EUR=1,USD=0.92`, or a file; the first is the one that sums are in
    id_key           : file of the key with which contact data becomes ids; the user's own by default
    exclude          : users to leave out of everything: "robots", or files of ids (not on reading: `jobs/excluded.py`)
    """

    map: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    types: dict[str, str] = {}
    timezone: str | None = None
    year: int | None = None
    day_first: bool | None = None
    decimal: str | None = None
    encoding: str | None = None
    since: str | None = None
    until: str | None = None
    where: str | None = None
    ignore: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    session_minutes: float = 30.0
    allow_quarantine: bool = False
    items: str | None = None
    users: str | None = None
    links: str | None = None
    source: tuple[SourceOptions, ...] = ()
    exclude: tuple[str, ...] = ()
    id_key: str | None = None
    rates: str | None = None


class Rate(msgspec.Struct, frozen=True):
    """What one of a currency is worth in the currency of the sums; since: instant, microseconds UTC, None: always."""

    currency: str
    rate: float
    since: int | None = None


class FieldReading(msgspec.Struct, frozen=True):
    """Which column is a field, and how its values are written.

    columns    : one, or a date and a clock
    confidence : 0 to 1; None where the owner said so
    reason     : in words
    form       : "text"; "whole" (ids written as floats, `17850.0`); "sha256" (contact data, hashed on reading);
                 "number", "dressed" (`￥1,299.00`), "decimal comma", "cents"; "time"
    filled     : share of the rows that have a value
    """

    columns: tuple[str, ...]
    confidence: float | None
    reason: Finding
    form: str = "text"
    filled: float = 1.0


class FurtherColumn(msgspec.Struct, frozen=True):
    """A column that is no canonical field and is kept as `x:NAME`; kind "number" or "category"; `looks`: what it held
    in the log that was understood."""

    column: str
    kind: str
    form: str
    looks: Finding | None = None


class TypeRules(msgspec.Struct, frozen=True):
    """How the type of an event is told.

    values      : cleaned value of the type column -> canonical or own name
    default     : type of all other rows; None: their own name as it is written
    signs       : negative quantities and amounts are refunds, zero quantities adjustments
    outgoing    : quantities are those of a stock: what is sold is negative, and only amounts tell refunds
    refund_mark : orders that begin with this letter are refunds (`C536379`)
    other_mark  : orders that begin with one of these letters are adjustments (`A563185`)
    status      : state of the order -> what became of it ("unpaid", "cancelled", "refunded", "test", "paid")
    flags       : column -> value -> the same, or "refund"; "" is any value at all
    history     : orders have a row for each state they came to (`histories.py`)
    """

    values: dict[str, str] = {}
    default: str | None = None
    signs: bool = False
    outgoing: bool = False
    refund_mark: str = ""
    other_mark: str = ""
    status: dict[str, str] = {}
    flags: dict[str, dict[str, str]] = {}
    history: bool = False

    def makes(self, name: str) -> bool:
        """Whether events can be of this type."""
        return name == self.default or name in self.values.values()


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows of a log.

    rows           : of the log, unreadable lines among them
    events         : events of a user (or session);  without_user: those of nobody
    without_user_revenue : their share of the money of all purchases, None where the log has no money
    purchases      : purchases of users;  users, items: different ones among the events
    quarantined    : reason -> damaged rows
    not_purchases  : kind -> rows that look like purchases and are none
    outside        : rows outside `since` and `until`
    repeats        : rows that repeat another exactly and were kept;  dropped_repeats: those dropped
    start, end     : first and last event of a user, microseconds UTC
    """

    rows: int = 0
    events: int = 0
    without_user: int = 0
    without_user_revenue: float | None = None
    purchases: int = 0
    users: int = 0
    items: int = 0
    quarantined: dict[str, int] = {}
    not_purchases: dict[str, int] = {}
    outside: int = 0
    repeats: int = 0
    dropped_repeats: int = 0
    start: int | None = None
    end: int | None = None


class Afterwards(msgspec.Struct, frozen=True):
    """A column that says when orders were cancelled or given back (`afterwards.py`).

    type    : of the event that this is: "cancel" or "refund"
    clocked : the time of the order has a time of day
    amount  : column of what was refunded, "" where the log has none, and the form of its numbers
    whole   : on each line of an order it is that of the whole
    """

    column: str
    type: str
    clocked: bool
    amount: str = ""
    form: str = "number"
    whole: bool = False


class SourceReading(msgspec.Struct, frozen=True, kw_only=True):
    """How one source of a log is read: the files whose rows are of one kind (`gather.py`).

    signature    : all of its columns, by which it is known again in a later log
    owner        : whose its events are: "user", "session", or "" where it names nobody and other sources do
    fields       : canonical field -> FieldReading. Besides those of `log.events`: user, anon (device where the row
                   has no user), time, type, session, event_id, status, `ordered` (time of an order that was not paid)
    times        : column -> how it writes instants
    types        : how the type is told
    fill_down    : columns that stand on the first line of an order only, and hold for all of it
    order_amount : the amount is that of the whole order, repeated on its lines;  refund_amount: that of a return is the
                   sum of all lines that came back with it
    reloads      : orders are told again later, in events of their own, and count once (`orders.RELOAD_US`)
    guests       : values of the user column that stand for nobody;  contacts: so do all that are neither an address
                   nor a telephone number
    no_products  : SQL-free rule for lines that are no products: "words" or "words and codes"
    afterwards   : columns that say when an order was cancelled or given back: events of their own
    other_lines  : column -> its values on lines that are no products (shipping, discount)
    further      : columns kept as they are
    dropped      : column -> why it was left out
    """

    signature: tuple[str, ...] = ()
    owner: str = "user"
    fields: dict[str, FieldReading] = {}
    times: dict[str, TimeForm] = {}
    types: TypeRules = TypeRules()
    fill_down: tuple[str, ...] = ()
    order_amount: bool = False
    refund_amount: bool = False
    reloads: bool = False
    guests: tuple[str, ...] = ()
    contacts: bool = False
    no_products: str = "words"
    afterwards: tuple[Afterwards, ...] = ()
    other_lines: dict[str, tuple[str, ...]] = {}
    further: tuple[FurtherColumn, ...] = ()
    dropped: dict[str, Finding] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that this reading needs."""
        used = [c for f in self.fields.values() for c in f.columns] + [x.column for x in self.further]
        used += [*self.types.flags, *self.other_lines]
        used += [c for one in self.afterwards for c in (one.column, one.amount) if c]
        return tuple(dict.fromkeys(used))

    @property
    def decided(self) -> SourceReading:
        """What was decided, without how sure it is and why."""
        no_reason = Finding("said", "you said so")
        fields = {n: FieldReading(f.columns, None, no_reason, f.form) for n, f in self.fields.items()}
        return msgspec.structs.replace(self.kept, fields=fields, dropped={})

    @property
    def kept(self) -> SourceReading:
        """Without what its further columns held: examples of a shop's data are no part of a bundle."""
        further = tuple(msgspec.structs.replace(x, looks=None) for x in self.further)
        return msgspec.structs.replace(self, further=further)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood of a log; a bundle keeps it, and a log read later is read in the same way.

    sources      : one reading for each kind of rows, in the order of their files
    names        : of the sources: the first file of each, as the owner named it
    owner        : "user", or "session" where the log has no user
    zone         : IANA zone of naive times, and where days begin;  zone_assumed: nobody said so
    unit         : finest unit of time in the log
    findings     : every assumption and oddity that was met in understanding
    where        : the owner's condition on rows
    id_key       : fingerprint of the key with which contact data was hashed, "" where none was
    currency     : that sums are in, "" where nothing names any;  rates: of the others, turned into it
    same_orders  : numbers of the sources that tell of the same orders as the first that tells of any; None: undecided
    counts       : what became of the rows, filled in when they have been cleaned
    """

    sources: tuple[SourceReading, ...] = ()
    names: tuple[str, ...] = ()
    owner: str = "user"
    zone: str = "UTC"
    zone_assumed: bool = True
    unit: str = "s"
    findings: tuple[Finding, ...] = ()
    where: str | None = None
    currency: str = ""
    rates: tuple[Rate, ...] = ()
    id_key: str = ""
    same_orders: tuple[int, ...] | None = None
    counts: Counts = Counts()

    @property
    def fields(self) -> dict[str, FieldReading]:
        """Canonical field -> how the first source that has it writes it."""
        found: dict[str, FieldReading] = {}
        for source in self.sources:
            found = source.fields | found
        return dict(sorted(found.items()))

    @property
    def kept(self) -> Reading:
        """What holds for other logs of the shop too: without what was met and counted in this one."""
        sources = tuple(source.kept for source in self.sources)
        return msgspec.structs.replace(self, sources=sources, names=(), findings=(), counts=Counts())

    @property
    def decided(self) -> Reading:
        """What was decided, without how sure it is, and why: readings that agree in it make the same events of the
        same files."""
        sources = tuple(source.decided for source in self.sources)
        return msgspec.structs.replace(self.kept, sources=sources, zone_assumed=False)
