"""What a log's columns mean, and what is left where they cannot be understood; the prepared log."""

from __future__ import annotations

from typing import Any

from foresale.errors.tree import LogError, OutputError, UsageError


class UnknownField(UsageError):
    slip = ("field", "known")
    sentence = "--map names the field `{field}`, which events do not have"
    fix = "one of {known}"


class NoSuchField(UsageError):
    slip = ("field", "known")
    sentence = "--explain names the field `{field}`, which events do not have"
    fix = "one of {known}"


class NoSuchColumn(UsageError):
    slip = ("column", "columns")
    sentence = "{flag} names the column `{column}`, which {where} does not have"
    fix = "one of {columns}"


class WhereFailed(UsageError):
    sentence = "cannot apply --where: {reason}"
    fix = (
        "an SQL condition on the log's own columns, all of them texts: --where \"country = 'DE'\","
        " --where 'CAST(quantity AS DOUBLE) > 1'"
    )


class TypesNotFound(UsageError):
    slip = ("values", "known")
    sentence = "--types names {values}, which the column `{column}` does not hold"
    fix = "its values are {known}"


class NoTypeColumn(UsageError):
    sentence = "--types names {values}, and no single column of {file} holds them"
    fix = "--map type=COLUMN"


class NotAnEventType(UsageError):
    sentence = "--types gives `{value}` no event type"
    fix = "one of {known}, or a name of your own"


class SlipOfAType(UsageError):
    sentence = "--types gives `{value}` the event type `{name}`, which is nearly `{meant}`"
    fix = "--types {value}={meant}, or a name of your own that is less like it"


class LooksReady(LogError):
    sentence = "{file} says of no row when it happened and whose it is: it looks like {kind}, not like a log"
    fix = (
        "a log has a row for each event: who, when, what; name it, or the columns that say so: --map user=COLUMN"
        " --map time=COLUMN"
    )


class FileThere(OutputError):
    sentence = "{path} is there already"
    fix = "add --force to replace it"


class NoColumn(LogError):
    sentence = "no column for `{field}` in {file}"
    fix = "--map {field}=COLUMN"


class NoLinkColumn(LogError):
    sentence = "{file} has no column for `{field}`: it should link a device to a user"
    fix = "call its columns device, user and, where it is known, since"


class SeveralTables(LogError):
    sentence = "{one} and {other} have different columns: what is named beside the log is one table"
    fix = "name one of them, or files with the same columns"


class NoSureUser(NoColumn):
    sentence = "no column for `user` in {file}, surely; it may be {columns}"
    fix = "--map user={proposal}"


class NoBuyer(NoColumn):
    sentence = "{file} does not say who bought: no column holds a customer's own id, so it tells of products only"
    fix = "{flag} asks of each product whether it will be sold; for customers, export a column with their ids"


class SumsOnly(LogError):
    sentence = "{file} is a report of sums ({columns}), not a log: it does not tell one person from another"
    fix = "export rows a person or an order each: {where}"


class NotTimes(LogError):
    sentence = "the column `{column}` holds no times that can be read: {reason}"
    fix = "--map time=COLUMN"


class OtherCalendar(LogError):
    sentence = "the dates in column `{column}` count years as {country} does (`{example}`)"
    fix = "in each year {sum}, before the export or in a column beside it, and name that: --map time=COLUMN"


class TimesOutOfRange(LogError):
    sentence = "the times in column `{column}` run from {first} to {last}; a log's lie between 1980 and tomorrow"
    fix = "export the log with right times, or name another column: --map time=COLUMN"


class DestroyedIds(LogError):
    sentence = "a spreadsheet has destroyed the ids in column `{column}`: {rows} of them are written like 1.23E+17"
    fix = "export the log again with this column as text, or leave the column out with --ignore {column}"


class DoesNotFit(LogError):
    sentence = "the log no longer fits what was understood of it: {what}"
    fix = "give the column its earlier name, or train again, with --map {field}=COLUMN where need be"


class TooManyDamaged(LogError):
    sentence = "{damaged} of {rows} rows ({share}) are damaged, more than {most}"
    fix = "look at the lines named; to go on without the damaged rows: --allow-quarantine"


class OverlappingFiles(LogError):
    sentence = "{first} and {second} hold the same {rows} or more events in the same order"
    fix = "name only one of them; files of orders, or with a column of event ids, are merged instead"


class SourceMissing(LogError):
    sentence = "the log had files of a kind that is not among these"
    fix = "name every kind of files that it was understood from (orders, lines, refunds), or train again without"


class FilesNotUnderstood(LogError):
    sentence = "{files} cannot be read as the log was read in training: it has other columns"
    fix = "give its columns their earlier names, name the log's files without it, or train again with it"


class NoSuchSource(LogError):
    sentence = "the settings say how `{files}` is read, and the log has no such file"
    fix = "[[source]] with files = ... of these: {known}"


class NoEvents(LogError):
    sentence = "no event is left in {file}: {reason}"
    fix = "check the file, and --since, --until and --where"


class Unclear(LogError):
    """A reading that only the log's owner can settle; `fix` is the one flag.

    reading : what was understood apart from that (`log.reading.Reading`), so that nobody has to read the log again
    """

    reading: Any = None


class UnclearColumns(Unclear):
    sentence = "{file} has no header, and its values do not say for certain what the columns are"
    fix = "--columns {proposal}"


class UnclearTime(Unclear):
    sentence = "several columns may be the time of the event: {columns}"
    fix = "--map time={proposal}"


class UnclearUser(Unclear):
    sentence = "several columns may be the user: {columns}"
    fix = "--map user={proposal}"


class UnclearTypes(Unclear):
    sentence = "nothing says which values of `{column}` are which events"
    fix = '--types "{proposal}"'


class UnclearType(Unclear):
    sentence = "no column says what happened, and nothing else tells purchases from views"
    fix = '--types "*=purchase" if every row is a purchase, --types "*=view" if every row is a view'


class UnclearSigns(UnclearTypes):
    sentence = "{n:,} of {m:,} lines would be returns, as `{column}` is negative there: more than were sold"
    fix = '--ignore {column} if its sign says nothing; --types "*=purchase" if they are returns'


class UnknownStates(UnclearTypes):
    sentence = "nothing says which states of orders in `{column}` are paid, cancelled or not paid"
    fix = '--types "{proposal}", each purchase, order (not paid) or cancel; --ignore {column} if they are no states'


class UnclearDayMonth(Unclear):
    sentence = "the dates in column `{column}` can be read with the day first or with the month first: {example}"
    fix = "--day-first or --month-first"


class ZoneInColumn(Unclear):
    sentence = "the times in `{column}` have no zone, and `{beside}` says of each which it is ({zones})"
    fix = "--timezone {proposal}, which all of them are then read in"


class ZoneInName(Unclear):
    sentence = "the times in `{column}` have no zone, and the column's name tells one"
    fix = "--timezone {proposal}, which all times are then read in"


class UnclearDecimal(Unclear):
    sentence = "the numbers in column `{column}` may be thousands or fractions: {example}"
    fix = "--decimal {decimal} if `{example}` is {whole}, --decimal {otherwise} if it is {fraction}"


class UnclearCurrency(Unclear):
    sentence = "money is in several currencies and cannot be added up: {currencies}"
    fix = '--rates "{base}=1,{others}" with what one is worth in {base}, or --rates FILE with currency, rate and since'


class NoRate(Unclear):
    sentence = "there is no rate for {currency}, in which {rows:,} values of money are"
    fix = "add {currency} to --rates, with what one is worth from the first such event on"


class RatesUnreadable(UsageError):
    sentence = "cannot read --rates {said}: {reason}"
    fix = (
        '--rates "EUR=1,USD=0.92", the currency of the sums first, or a file with columns currency, rate and since;'
        " a point before fractions"
    )


class NoIdKey(LogError):
    sentence = "there is no key of ids in {file}: the addresses of this log cannot be hashed as before"
    fix = "--id-key FILE with the key that was used in training; without a bundle, leave --id-key out and one is made"


class OtherIdKey(LogError):
    sentence = "the key in {file} is another one than that with which the bundle's log was read"
    fix = "--id-key FILE with the key that was used in training, or train again"


class IdKeyUnreadable(LogError):
    sentence = "cannot use {file} as the key of ids: {reason}"
    fix = "--id-key FILE names a file of at least 16 bytes that only you can read, `openssl rand -hex 32` makes one"
