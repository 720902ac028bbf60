"""The tree of our errors: what was found, what was wanted, the fix to paste.

ForesaleError            exit 1: a file, log, bundle or keys file is at fault
├── LogError             the log cannot be read, or not without one more word from its owner
├── QuestionError        the log cannot carry the question
├── KeysError            the rows asked for are not askable
├── BundleError          the bundle cannot answer
├── OutputError          the answer cannot be written where it was wanted
└── UsageError           exit 2: the command itself was wrong

A class holds the sentence (English; `foresale.language` has the Chinese), the caller gives the facts. Facts stay
attributes in `facts`, so that a service can answer in JSON. Facts are names, counts and places, never the contents
of a row: ids are people.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from foresale.language import plain, reader, speak_to, tr

NEWLINE = "\n"  # a list of details begins with it: one a line, below its label


class ForesaleError(Exception):
    """Something that the user can mend. Shown as `error: sentence`, indented details, `fix: ...`; never a traceback.

    Parameters
    ----------
    details : dict of label -> text, shown one a line below the sentence (`columns: uid, event_time, price`)
    facts   : what the sentence and the fix name, by keyword
    """

    exit_code = 1
    sentence = ""
    fix = ""
    in_python = False  # whether it left a Python door: flags are then said as the keywords of a call
    slip: tuple[str, str] | None = None  # the fact that may be a slip of the pen, and the one that lists what there is

    def __init__(self, *, details: dict[str, str] | None = None, **facts: object) -> None:
        super().__init__()
        self.facts = facts
        self.details = details or {}
        if self.slip:
            word, known = (str(facts[name]) for name in self.slip)
            self.details = did_you_mean(word, known.split(", ")) | self.details

    def __str__(self) -> str:
        return self.alone

    @property
    def alone(self) -> str:
        """Sentence, details and fix."""
        with speak_to("python" if self.in_python else reader()):
            lines = [tr(self.sentence, **self.facts)]
            shown = {label: plain(_shortened(text)) for label, text in self.details.items()}
            lines += [f"  {tr(label)}:{'' if text[:1] == NEWLINE else ' '}{text}" for label, text in shown.items()]
            if self.fix:
                lines.append(f"  {tr('fix')}: {tr(self.fix, **self.facts)}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, object]:
        """The same as data: `error` (class name), `message`, `fix`, `details` and every fact."""
        with speak_to("python" if self.in_python else reader()):
            said = {
                "message": tr(self.sentence, **self.facts),
                "fix": tr(self.fix, **self.facts) if self.fix else None,
                "details": {label: plain(text) for label, text in self.details.items()},
            }
        return {
            "error": type(self).__name__,
            **said,
            **{k: v if isinstance(v, int | float | str | bool | None) else str(v) for k, v in self.facts.items()},
        }


def _shortened(listed: str, most: int = 400) -> str:
    """A list with commas that people can still read: a table may have thousands of columns."""
    if len(listed) <= most or NEWLINE in listed or ", " not in listed[:most]:
        return listed
    shown = listed[:most].rpartition(", ")[0]
    return f"{shown}, ... (+{listed.count(', ') - shown.count(', ')})"


def did_you_mean(word: str, known: Iterable[str]) -> dict[str, str]:
    """The detail that names what was probably meant; empty where nothing is near."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)
    return {"did you mean": folded[close[0]]} if close else {}


class LogError(ForesaleError):
    """The log cannot be read, or not without one more word from its owner.

    also : the questions that are open besides this one
    """

    also: tuple[LogError, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.alone, *(f"{tr('also open')}: {other.alone}" for other in self._also())])

    def to_dict(self) -> dict[str, object]:
        return super().to_dict() | ({"also": [other.to_dict() for other in self._also()]} if self.also else {})

    def _also(self) -> tuple[LogError, ...]:
        for other in self.also:
            other.in_python = self.in_python
        return self.also


class QuestionError(ForesaleError):
    """The log cannot carry the question."""


class KeysError(ForesaleError):
    """The rows asked for cannot be answered as they stand."""


class BundleError(ForesaleError):
    """The bundle cannot answer."""


class OutputError(ForesaleError):
    """The answer cannot be written where it was wanted."""


class UsageError(ForesaleError):
    """The command, a flag's value or an argument was wrong."""

    exit_code = 2


# ---- log: reading, understanding, quarantine, the prepared store


class NoFile(LogError):
    sentence = "there is no file or folder {file}"
    fix = "check the spelling, or name the folder or a pattern such as 'logs/*.csv'"


class NoMatch(LogError):
    sentence = "no file matches {pattern}"
    fix = "check the pattern from the folder you are in, and put it in quotes"


class NotASource(LogError):
    sentence = "cannot read events from an object of type {kind}"
    fix = "give a path, or a table that speaks the Arrow stream protocol (pandas, Polars, DuckDB, Arrow)"


class NoData(LogError):
    sentence = "no data in {place}"
    fix = "name the files that hold the events ({formats}; also in gzip, zstd or zip)"


class BrokenArchive(LogError):
    sentence = "{file} cannot be unpacked: {why}"
    fix = "copy or download it again; it may be cut short"


class SparseSheet(LogError):
    sentence = "a sheet of {file} reaches to row {rows:,} and column {columns:,}, with {filled:,} cells filled: too far"
    fix = "delete the cells that lie far from the others, with their rows and columns, or save the sheet as CSV"


class UnpacksTooBig(LogError):
    sentence = "{file} unpacks to more than {times} times its size, which no log does"
    fix = "unpack it yourself where there is room, look at what it holds, and name that"


class UnsafeArchive(LogError):
    sentence = "{file} holds `{member}`, a name that points outside the archive"
    fix = "ask where it comes from, or unpack it yourself, and name the files that it holds"


class NotData(LogError):
    sentence = "{file} holds no table of text: it looks like {kind}"
    fix = "export the log as one of these: {formats}"


class SqlDump(NotData):
    sentence = "{file} is an SQL dump: statements for a database, not a table"
    fix = (
        "load it into a database and export each table as CSV, "
        "for example: mysql --batch -e 'SELECT * FROM orders' DATABASE > orders.tsv"
    )


class NeedsPassword(LogError):
    sentence = "{file} cannot be opened: {why}"
    fix = "set the variable {variable} to its password"


class NotInstalled(LogError):
    sentence = "{file} cannot be opened without the package {package}"
    fix = "pip install 'foresale[{extra}]'"


class NoSuchSheet(LogError):
    sentence = "{file} has no sheet `{sheet}`"
    fix = "one of these: {known}"
    slip = ("sheet", "known")


class EmptyFile(LogError):
    sentence = "{file} is empty"
    fix = "export it again, or leave it out"


class HeaderOnly(LogError):
    sentence = "{file} has a header and no rows"
    fix = "export it again, or leave it out"


class TooWide(LogError):
    sentence = "{file} has {columns:,} columns: it looks like a matrix of items or days, not like a log"
    fix = "a log has a row for each event and at most {most:,} columns: who, when, what"


class OneColumn(LogError):
    sentence = "{file} has one column only: no delimiter cuts its lines into fields"
    fix = "export it with commas, tabs, semicolons or | between the fields"


class ColumnCount(UsageError):
    sentence = "--columns names {named} columns, {file} has {found}"
    fix = "--columns with {found} names"


class NotJsonLines(LogError):
    sentence = "{file} is no JSON: line {line} cannot be read"
    fix = "one JSON object a line, or one JSON array of objects"


class CannotRead(LogError):
    sentence = "{file} cannot be read: {why}"
    fix = "check that the file is there and that you may read it"


class NoRoom(LogError):
    sentence = "cannot write temporary files to {folder}: {why}"
    fix = "free some room there, or name another folder in the environment variable TMPDIR"


class DamagedFile(LogError):
    sentence = "{file} cannot be read as {format}: {why}"
    fix = "copy or export it again; it may be cut short"



class CannotCache(LogError):
    sentence = "the prepared log cannot be written to {path}: {reason}"
    fix = "name a folder with room on another disk: --cache DIR"


class MemoryTooSmall(LogError):
    sentence = "this log cannot be prepared with {memory} of memory"
    fix = "give it more, for example --memory 4GB"


class NotAMemorySize(UsageError):
    sentence = "`{text}` is no amount of memory"
    fix = "a number with its unit, for example --memory 2GB"

class LittleMemory(UsageError):
    sentence = "--memory {memory} is too little to read any log"
    fix = "--memory {least} or more"


class UnknownZone(UsageError):
    sentence = "there is no time zone `{zone}`"
    fix = "an IANA name, for example --timezone Europe/London or --timezone Asia/Shanghai"


class UnknownEncoding(UsageError):
    sentence = "there is no encoding `{encoding}`"
    fix = "a name of Python's, for example --encoding cp932 (Japanese), cp949 (Korean), big5, gb18030, cp1252 or cp1254"


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


class UnknownStates(LogError):
    sentence = "no state in column `{column}` is known: {values}"
    fix = '--types "VALUE=purchase,VALUE=cancel,VALUE=order" says what they mean (order: not paid)'


class UnclearDayMonth(Unclear):
    sentence = "the dates in column `{column}` can be read with the day first or with the month first: {example}"
    fix = "--day-first or --month-first"


class ZoneInColumn(Unclear):
    sentence = "the times in `{column}` have no zone, and `{beside}` says of each which it is ({zones})"
    fix = "--timezone {proposal}, which all of them are then read in"


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


# ---- tasks: durations, task text, populations, plans


class DurationWithoutUnit(UsageError):
    sentence = "`{text}` has no unit"
    fix = "{text}h for hours, {text}d for days, {text}w for weeks, {text}mo for months"


class NotADuration(UsageError):
    sentence = "`{text}` is not a length of time"
    fix = "{nearest} (a number from 1 and h, d, w or mo, up to a century)"


class NotAnInstant(UsageError):
    sentence = "`{text}` is not a date or an instant"
    fix = "write it as 2014-07-16, 2014-07-16 08:30 or 2014-07-16T08:30+08:00"


class HorizonsNotDistinct(UsageError):
    sentence = "the horizons {shorter} and {longer} are equally long"
    fix = "leave one of them out"


class NotAPopulation(UsageError):
    slip = ("text", "known")
    sentence = "`{text}` is not a population"
    fix = "one of {known}"


class QuestionUnreadable(UsageError):
    sentence = "cannot read the question; wanted at the marked place: {wanted}"
    fix = "--ask {argument}"


class LaterVersion(UsageError):
    sentence = "not in this version: {what} come with a later one"
    fix = 'ask about each user, for example --ask "buys within 30d for active(90d)"'


class NoTargetFunction(QuestionError):
    sentence = "cannot use the target function {name}: {reason}"
    fix = "write it as module:function, with the module in the current folder or on PYTHONPATH"


class TargetFunctionFailed(QuestionError):
    sentence = "the target function {name} failed: {reason}"
    fix = "it is called as function(history, future) with dicts of arrays and answers true, false or None"


class LabelsUnreadable(QuestionError):
    sentence = "cannot use the labels in {file}: {reason}"
    fix = "a CSV or Parquet file with the columns key, cutoff and label (0 or 1)"


class NoSuchEvent(QuestionError):
    slip = ("type", "known")
    sentence = "the log has no event `{type}`"
    fix = "ask about one of {known}, or say what its values mean with --types"


class NoPurchases(QuestionError):
    sentence = "the log has no purchases, its events are {known}"
    fix = "say which value is a purchase with --types VALUE=purchase, or ask about another event with --ask"


class NoCustomers(QuestionError):
    sentence = "the log has no users, only sessions: nobody in it can be asked about twice"
    fix = "name the column of the user with --map user=COLUMN, if there is one"


class NobodyIdentified(QuestionError):
    sentence = "no user of the log is known to be a customer rather than a device"
    fix = "another population, for example active(90d)"


class HorizonTooLong(QuestionError):
    sentence = "the horizon {horizon} is longer than the log itself, which spans {days} days before {cutoff}"
    fix = "a shorter one, for example --within {shorter}"


class CutoffOutsideLog(QuestionError):
    sentence = "the cutoff {cutoff} lies outside the log, which goes from {first} to {last}"
    fix = "a cutoff after its first event and not after {latest}"


class FinerThanLog(QuestionError):
    sentence = "the log knows days only, `{length}` cannot be told in it"
    fix = "whole days, for example {days}"


class NoHistory(QuestionError):
    sentence = "the log has no events of users before the cutoff"
    fix = "a later cutoff"


class TooShort(QuestionError):
    sentence = "the log cannot carry a horizon of {horizon}: no cutoff can be laid ({reason})"
    fix = "a longer log, or a shorter horizon"


class NobodyAsked(QuestionError):
    sentence = "nobody can be asked `{task}`: the population is empty, or no window is over yet"
    fix = "another population, for example all"


class TooFewPeople(QuestionError):
    sentence = "too few people to learn `{task}` from: in the newest {horizon} {yes} users did it and {no} did not"
    fix = "a question that {needed} users or more answer with yes and as many with no: a longer horizon, another event"


class SaidTwice(UsageError):
    sentence = "{flag} says what --ask or --target says already"
    fix = "leave one of them out"


class OneAnswerOnly(QuestionError):
    sentence = "every one of the {rows} rows to learn from has the same answer: {answer}"
    fix = "another horizon or population"


class KeyAskedTwice(KeysError):
    sentence = "row {second} of the keys asks the same as row {first}"
    fix = "ask each key and cutoff once"

# ---- features and models


class NoSuchFeature(UsageError):
    sentence = "there is no feature and no family `{name}` in this log"
    fix = "--without {nearest}; all of them: foresale features LOG"


class NoSuchCountry(UsageError):
    sentence = "there are no public holidays known of `{country}`"
    fix = "--country with a code of ISO 3166 ({known})"


class NoSuchModel(UsageError):
    slip = ("name", "known")
    sentence = "there is no model `{name}`"
    fix = "--model auto, or one of {known}"


class ModelCannotAnswer(UsageError):
    sentence = "the model `{name}` cannot answer this: {reason}"
    fix = "--model auto, or one of {known}"


# ---- bundle, keys, output


class CannotWrite(OutputError):
    sentence = "cannot write {path}: {reason}"
    fix = "name another place with --out"


class FolderNotEmpty(OutputError):
    sentence = "the folder {path} is not empty"
    fix = "name another one with --out, or add --force to replace the files of the same names"


class NotWrittenByUs(OutputError):
    sentence = "the folder {path} holds {file}, which Foresale did not write there; --force deletes nothing of others"
    fix = "move it to another place, or name another folder with --out"


class FolderInUse(OutputError):
    sentence = "another run is filling the folder {path} right now"
    fix = "name another one with --out, or wait until that run is over"


class NotABundle(BundleError):
    sentence = "{path} is not a bundle: it has no manifest.json"
    fix = "name the folder `bundle` that `foresale train` left, for example my-run/bundle"


class BundleLacksModel(BundleError):
    sentence = "the bundle {path} answers with the model `{name}`, which is not installed here"
    fix = "install the package that adds `{name}`, or train again; what is installed: foresale plugins"


class BundleDamaged(BundleError):
    sentence = "the bundle {path} is damaged: {file} is not as it was written"
    fix = "copy the bundle again from where it was made, or train again"


class BundleOfAnotherVersion(BundleError):
    sentence = "the bundle {path} has format {found}, this Foresale {version} reads format {known}"
    fix = "score with the Foresale that wrote it ({writer}), or train again"


class BundleNotUnderstood(BundleError):
    sentence = "this Foresale {version} cannot make sense of {file} in the bundle {path}"
    fix = "score with the Foresale that wrote it ({writer}), or train again"


class BundleAnswersDifferently(BundleError):
    sentence = "the bundle {path} does not give its own golden answers here: {worst} off, {tolerance} allowed"
    fix = "compare the versions in its manifest.json with those installed here, or train again"


# ---- command line and settings


class WrongCommand(UsageError):
    sentence = "{complaint}"
    fix = "{command} --help"


class WrongArgument(UsageError):
    sentence = "`{name}` cannot be {value}"
    fix = "`{name}` takes {wanted}"


class NoSuchArgument(UsageError):
    slip = ("name", "known")
    sentence = "there is no argument `{name}`"
    fix = "one of {known}"


class OneAnswerOnStdout(UsageError):
    sentence = "--json and --out - both want the standard output"
    fix = "write the table to a file: --out scores.csv"


class ExcelIsCsv(UsageError):
    sentence = "--excel makes a CSV that opens well in Excel; {path} is none"
    fix = "end the name in .csv, or leave --excel out: .xlsx needs no such help"


class SettingsNotFound(UsageError):
    sentence = "no settings file {path}"
    fix = "write one with: foresale inspect LOG --write"


class SettingsUnreadable(UsageError):
    sentence = "cannot read the settings in {file}: {reason}"
    fix = "the file is TOML in UTF-8, with texts in quotes: within = \"30d\""


class UnknownSetting(UsageError):
    sentence = "unknown setting `{key}` in {file}, line {line}"
    fix = "perhaps `{close}`; all settings: foresale config"


class NeedsKeys(UsageError):
    sentence = "the matrix of a log needs the rows that are asked: {missing} is missing"
    fix = "foresale features LOG --keys keys.csv --out features.parquet"


class UnknownEnding(UsageError):
    sentence = "cannot tell from its ending how to write {path}"
    fix = "end the name in one of {known}"


class TooManyRowsForExcel(OutputError):
    sentence = "{rows} rows do not fit on one sheet of a workbook ({most} at most)"
    fix = "write .csv or .parquet"


class KeysUnreadable(KeysError):
    sentence = "cannot read the keys file {file}: {reason}"
    fix = "a CSV or Parquet file with the customers' ids in a column named as in the log"


class KeysCutoffUnreadable(KeysError):
    sentence = "cannot read the cutoffs in the keys file {file}: {reason}"
    fix = "cutoffs as YYYY-MM-DD, or as instants like 2014-06-01T09:00+08:00"


class KeysLackColumn(KeysError):
    sentence = "no column for `{field}` in the keys file {file}"
    fix = "--map {field}=COLUMN"


class ExcludeUnreadable(KeysError):
    sentence = "cannot read which users to leave out in {file}: {reason}"
    fix = "--exclude FILE with the ids in one column, or in a column named as in the log; or --exclude robots"


class NoKeys(KeysError):
    sentence = "the keys file {file} has no rows"
    fix = "give at least one id"


class CutoffTwice(UsageError):
    sentence = "the keys file has a column `cutoff`, and --cutoff says another"
    fix = "leave --cutoff out, or the column"


class MapNeedsKeys(UsageError):
    sentence = "--map names columns of the keys file, and there is none; the log is read as in training"
    fix = "leave --map out, or add --keys FILE; a log with other columns: rename them, or train again"


class NoBundle(UsageError):
    sentence = "there is no bundle: the run was not written to a folder"
    fix = 'run = foresale.train(..., out="run"), then foresale.score(run.bundle, ...)'


class BundleNeedsFile(BundleError):
    sentence = "the bundle was trained with {flag} {file}, and there is no such file here"
    fix = "{flag} FILE, with where it lies now"


class Hindsight(BundleError):
    sentence = "the bundle has learned from answers up to {learned}; scoring {cutoff} with it would be hindsight"
    fix = "score {learned} or later, train with --cutoff {day}, or add --allow-hindsight"


class OtherCurrency(UsageError):
    sentence = "--rates has sums in {now}, and the bundle has learned from sums in {then}"
    fix = "name {then} first, with the rate 1"


class NotAListSize(UsageError):
    sentence = "--top {text} is no size of a list"
    fix = "write a share such as 10% or a number of customers such as 500"


class NotARun(OutputError):
    sentence = "{path} holds no run: {reason}"
    fix = "name the folder that `foresale train` left"
