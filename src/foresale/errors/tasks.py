"""Questions: durations, targets, populations, labels, plans."""

from __future__ import annotations

from foresale.errors.tree import KeysError, QuestionError, UsageError


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
