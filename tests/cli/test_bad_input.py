"""Bad input through the command line: what each mistake is answered with, and with which exit code.

A message says what was found, where, and what to do; nothing is left behind. Logs, questions and flags stand here, the
rest in `test_bad_keys.py` (with bundles) and `test_bad_machine.py`.
"""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from cli.bad_log import HEADER, Row, csv, put
from foresale.errors import (
    CutoffOutsideLog,
    EmptyFile,
    HeaderOnly,
    HorizonTooLong,
    LittleMemory,
    LooksReady,
    NoCustomers,
    NoPurchases,
    SlipOfAType,
    TimesOutOfRange,
    TooFewPeople,
    TooManyDamaged,
)


def test_a_field_is_no_flag_of_its_own(foresale):
    done = foresale("train", "--user", "id", "log.csv")
    assert done.code == 2 and "--user" in done.err and "Did you mean --map user=COLUMN?" in done.err
    assert "--map" not in foresale("report", "--user", "id").err


# ---- files


BROKEN = {
    "empty": (b"", [EmptyFile.fix, "log.csv is empty"]),
    "blank": (b"\n\n  \n", ["log.csv is empty"]),
    "header only": (HEADER + "\n", [HeaderOnly.fix, "a header and no rows"]),
    "binary": (random.Random(1).randbytes(5000), ["holds no table of text", "binary data"]),
    "picture": (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(3000), ["a picture"]),
    "no delimiter": ("word\n" * 50, ["one column only", "commas, tabs, semicolons"]),
    "no time": (
        csv(lambda _, r: (r[0], r[3], r[4]), "user_id,product_id,price"),
        ["no column for `time`", "--map time="],
    ),
    "a ready table": (
        "age,visits,spend,bought\n" + "".join(f"{20 + n % 50},{n % 9},{n / 7:.2f},{n % 2}\n" for n in range(90)),
        [LooksReady.fix, "one row a customer or visit", "columns: age, visits, spend, bought"],
    ),
    "masked users": (
        csv(lambda n, r: (*r[1:], f"138****{n % 9999:04}", ""), HEADER.split(",", 1)[1] + ",phone,buyer_id"),
        ["no column for `user`", "`phone`: masked with *", "`buyer_id`: empty in every row"],
    ),
    "a thousand columns": (
        "\n".join([",".join(f"part{n}" for n in range(1000)), *[",".join(f"q{n}" for n in range(1000))] * 3]) + "\n",
        ["like a log", "part0, part1, ", ", ... (+9"],
    ),
    "no user": (csv(lambda _, r: r[1:], HEADER.split(",", 1)[1]), ["no column for `user`", "--map user=COLUMN"]),
    "all in the future": (
        csv(put(1, "2099-03-01 10:00:00")),
        [TimesOutOfRange.fix, "from 2099-03-01 to 2099-03-01", "`event_time`"],
    ),
    "all in 1970": (csv(put(1, "1970-01-01 00:00:00")), ["1970-01-01", "between 1980 and tomorrow"]),
    "unreadable times": (
        csv(put(1, "??", every=8)),
        [TooManyDamaged.fix, "are damaged, more than 5%", "log.csv, line 2"],
    ),
    "ragged": (
        csv(lambda n, r: (*r, "x", "y") if n % 8 == 6 else r),
        ["too many fields: 252 rows, the first in log.csv, line 8"],
    ),
}


SLIPS = {
    "column": (2, ["--map", "user=user_idd"], "user_id"),
    "left out": (2, ["--ignore", "prce"], "price"),
    "field": (2, ["--map", "usr=user_id"], "user"),
    "condition": (2, ["--where", "prce > 3"], "price"),
    "zone": (2, ["--timezone", "Europe/Londn"], "Europe/London"),
    "type": (2, ["--types", "view=purchas"], "purchase"),
    "event": (1, ["--target", "purchse"], "purchase"),
    "model": (2, ["--model", "lightgb"], "lightgbm"),
    "population": (2, ["--population", "actve(90d)"], "active(90d)"),
}


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_of_the_pen_gets_what_was_meant(told, write, kind):
    code, flags, meant = SLIPS[kind]
    assert f"\n  did you mean: {meant}\n" in told(code, "train", write(), *flags, "--dry-run")


def test_a_type_of_one_s_own_may_be_called_anything_that_is_no_slip(foresale, cache, write):
    done = foresale("inspect", write(), "--types", "cart=review", "--cache", cache)
    assert done.code == 0 and "review" in done.out
    assert SlipOfAType.exit_code == foresale("inspect", write(), "--types", "cart=vieww", "--cache", cache).code == 2
    log = write(csv(lambda _, r: (*r[:2], r[2].replace("cart", "vieww"), *r[3:])))  # so the shop calls it
    assert foresale("inspect", log, "--types", "vieww=vieww", "--cache", cache).code == 0


def test_a_slip_in_a_file_s_name(told, write):
    write()
    assert "\n  did you mean: log.csv\n" in told(1, "inspect", "lgo.csv")


def test_a_slip_in_a_feature_s_name_is_told_before_the_training(told, write):
    message = told(2, "train", write(), "--ask", "buys within 14d for all", "--without", "rhytm", "--dry-run")
    assert "--without rhythm" in message


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("command", ["inspect", "train"])
def test_a_log_that_cannot_be_read_is_told_with_its_place(told, write, kind, command):
    content, said = BROKEN[kind]
    message = told(1, command, write(content))
    for words in said:
        assert words in message


def test_a_truncated_gzip_is_told(told, write):
    whole = gzip.compress(csv().encode())
    message = told(1, "inspect", write(whole[: len(whole) // 2], "log.csv.gz"))
    assert "log.csv.gz cannot be unpacked" in message and "download it again" in message


@pytest.mark.parametrize(("name", "said"), [("nothere.csv", "no file or folder"), ("x*.csv", "no file matches x*.csv")])
def test_a_file_that_is_not_there(told, name, said):
    assert said in told(1, "inspect", name)


def in_two_encodings() -> bytes:
    lines = csv().replace("view", "浏览").splitlines()
    return b"".join(f"{line}\n".encode("gbk" if n % 2 else "utf-8") for n, line in enumerate(lines))


def with_ids_of_every_kind(n: int, row: Row) -> Row:
    return (("17850.0", "017850", "9007199254740993", row[0])[n % 4], *row[1:])


def with_zones(n: int, row: Row) -> Row:
    return (row[0], row[1].replace(" ", "T") + ("Z", "+08:00", "")[n % 3], *row[2:])


READ = {  # content, quarantined by reason, words of a warning
    "cut in the last line": (csv()[:-25], {"too few fields": 1}, "damaged rows in quarantine: 1; too few fields (1)"),
    "some ragged lines": (
        csv(lambda n, r: (*r, "x") if n % 40 == 6 else r),
        {"too many fields": 51},
        "too many fields",
    ),
    "some in the future": (csv(put(1, "2099-01-01", 50)), {"time in the future": 41}, "in the future"),
    "some in 1970": (csv(put(1, "1970-01-01 00:00:00", 50)), {"time before 1980": 41}, "before 1980"),
    "another delimiter": (csv().replace(",", "~"), {}, "UTC is assumed"),
    "two encodings": (in_two_encodings(), {}, "not in utf-8 as the rest"),
    "mixed zones": (csv(with_zones), {}, "UTC is assumed"),
    "infinite prices": (csv(put(4, "inf", 9)), {}, "infinite, negative or no numbers"),
    "negative prices": (csv(put(4, "-5", 9)), {}, "infinite, negative or no numbers"),
    "equal names": (csv(lambda _, r: (*r, r[4]), HEADER + ",price"), {}, "columns of the same name"),
    "ids of every kind": (csv(with_ids_of_every_kind), {}, "3 values of `user_id` own"),
    "one instant": (csv(put(1, "2024-03-01 00:00:00")), {}, "UTC is assumed"),
    "one user": (csv(put(0, "me")), {}, "UTC is assumed"),
    "nobody buys": (csv(lambda _, r: r if r[2] != "purchase" else None), {}, "is known as a purchase"),
}


@pytest.mark.parametrize("kind", READ)
def test_what_can_be_read_is_read_and_what_not_is_counted(foresale, cache, write, kind):
    content, quarantined, warning = READ[kind]
    done = foresale("inspect", write(content), "--json", "--cache", cache)
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert facts["quarantined_by_reason"] == quarantined
    rows = len((content if isinstance(content, bytes) else content.encode()).splitlines()) - 1
    assert facts["events"] + facts["without_user"] + facts["quarantined"] == rows
    assert any(warning in w["text"] for w in facts["warnings"]), facts["warnings"]


def test_ids_stay_what_they_are(foresale, cache, write):
    ids = ["17850.0", "017850", "9007199254740993", "x-1"]
    log = write(csv(lambda n, r: (ids[n % 4], *r[1:])))
    keys = write("user_id\n" + "\n".join([*ids, "17850"]) + "\n", "keys.csv")
    done = foresale("features", log, "--keys", keys, "--out", "out.csv", "--without", "rhythm", "--cache", cache)
    assert done.code == 0, done.err
    lines = Path("out.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [*ids, "17850"]
    assert lines[1] != lines[5] and lines[2] != lines[5]  # 17850 was never seen


# ---- the question and the log


@pytest.mark.parametrize(
    ("change", "flags", "said"),
    [
        (lambda _, r: r if r[2] != "purchase" else None, [], [NoPurchases, "views within", "--types VALUE=purchase"]),
        (put(0, "me"), [], [TooFewPeople, "in the newest 14d 1 user did it and 0 did not", "no question about users"]),
        (put(2, "purchase"), ["--within", "60d"], [TooFewPeople, "did not", "a longer horizon"]),
        (put(1, "2024-03-01 00:00:00"), [], ["cannot carry a horizon of 1d", "a longer log"]),
        (
            lambda n, r: (*r[:2], "purchase", *r[3:]) if n < 3 else None,
            [],
            [TooFewPeople, "0 users did it and 2 did not"],
        ),
        (None, ["--within", "400d"], [HorizonTooLong, "longer than the log itself", "119 days", "--within 29d"]),
        (None, ["--within", "1d"], [TooFewPeople, '\n    --ask "buys within 14d for active(30d)"']),
        (None, ["--cutoff", "2030-01-01"], [CutoffOutsideLog, "2030-01-01 00:00 UTC", "not after 2024-04-30"]),
        (None, ["--cutoff", "2023-01-01"], [CutoffOutsideLog, "from 2024-01-02 to 2024-04-29"]),
        (None, ["--target", "wishlist"], ["no event `wishlist`", "view, cart, purchase"]),
        (None, ["--target", "nowhere:buys"], ["target function nowhere:buys", "PYTHONPATH"]),
        (None, ["--labels", "nothere.csv"], ["cannot use the labels in nothere.csv", "key, cutoff and label"]),
        (None, ["--since", "2030-01-01"], ["no event is left", "--since, --until and --where"]),
    ],
)
def test_what_a_log_cannot_answer_is_told_with_what_it_can(told, write, change, flags, said):
    message = told(1, "train", write(csv(change)), *flags)
    for words in said:
        assert words.exit_code == 1 if isinstance(words, type) else words in message


@pytest.mark.parametrize("within", ["100d", "119d"])
def test_a_horizon_that_was_never_observed_is_answered(foresale, cache, write, within):
    flags = ["--within", within, "--population", "all", "--model", "own_rate", "--threads", "1"]
    done = foresale("train", write(), *flags, "--out", "run", "--json", "--cache", cache)
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["plan"] == 5 and answer["verdict"] == "horizon never observed"
    assert 100 < answer["rows"] <= 120


def test_sessions_without_users_are_told_what_comes_later(told, write):
    header = "session_id,event_time,product_id"
    log = write(csv(lambda n, r: (f"s{n // 3}", r[1], r[3]), header))
    message = told(1, "train", log)
    assert NoCustomers.sentence in message
    assert "with a later version: which item comes next in a session" in message


# ---- wrong flags: exit 2, before any work


WRONG_FLAGS = [
    (["--within", "30"], ["`30` has no unit", "from: --within", "30d for days"]),
    (["--within", "0d"], ["not a length of time", "from: --within"]),
    (["--within", "soon"], ["`soon` is not a length of time"]),
    (["--cutoff", "2014-13-01"], ["`2014-13-01` is not a date", "from: --cutoff", "2014-07-16"]),
    (["--timezone", "Mars/X"], ["no time zone `Mars/X`", "Europe/London"]),
    (["--memory", "lots"], ["`lots` is no amount of memory", "--memory 2GB"]),
    (["--memory", "20MB"], [LittleMemory, "--memory 20MB is too little", "--memory 100MB or more"]),
    (["--model", "nonsense"], ["no model `nonsense`", "--model auto", "lightgbm"]),
    (["--without", "nonsense"], ["no feature and no family `nonsense`", "foresale features LOG"]),
    (["--without", "recenci"], ["--without recency"]),
    (["--ask", ""], ["cannot read the question"]),
    (["--ask", "buy within 30d"], [">>buy<< within 30d", '--ask "buys within 30d"']),
    (["--ask", "buys in 30d"], ["buys >>in<< 30d", '--ask "buys within 30d"']),
    (["--ask", "buys within 30d for actve(90d)"], [">>actve(90d)<<", "for active(90d)"]),
    (["--ask", "amount within 30d"], ["not in this version: amounts of money"]),
    (["--ask", "buys within 30d", "--within", "7d"], ["--within says what --ask", "leave one of them out"]),
    (["--population", "nobody"], ["`nobody` is not a population", "bought(365d)"]),
    (["--types", "purchas=purchase"], ["`event_type` does not hold", "view, cart, purchase"]),
    (["--types", "view=?"], ["gives `view` no event type", "or a name of your own"]),
    (["--map", "time=evnt_time"], ["the column `evnt_time`", "event_time"]),
    (["--map", "tme=event_time"], ["the field `tme`", "one of user, time"]),
    (["--ignore", "nothing"], ["the column `nothing`", "one of user_id"]),
    (["--columns", "a,b"], ["--columns names 2 columns, log.csv has 5"]),
    (["--where", "nonsense >"], ["cannot apply --where", "country = 'DE'"]),
    (["--year", "abc"], ["--year", "foresale train --help"]),
    (["--withn", "30d"], ["--withn", "--within"]),
]


@pytest.mark.parametrize(("flags", "said"), WRONG_FLAGS, ids=[" ".join(flags) for flags, _ in WRONG_FLAGS])
def test_a_wrong_flag_is_told_with_the_right_form(told, write, flags, said):
    message = told(2, "train", write(), *flags)
    for words in said:
        assert words.exit_code == 2 if isinstance(words, type) else words in message


@pytest.mark.parametrize(
    "flags", [["--within", "30"], ["--cutoff", "2014-13-01"], ["--model", "nonsense"], ["--ask", "?"]]
)
def test_what_can_be_told_without_the_log_is_told_before_it_is_read(told, flags):
    told(2, "train", "a log that is not there.csv", *flags)
