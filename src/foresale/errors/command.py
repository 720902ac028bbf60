"""The command line, settings, keys, the answer's file."""

from __future__ import annotations

from foresale.errors.tree import BundleError, KeysError, OutputError, UsageError


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


class EverybodyLeftOut(KeysError):
    sentence = "nobody is left: {said} leaves out all {n:,} users of the log"
    fix = "--exclude with fewer of them"


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
