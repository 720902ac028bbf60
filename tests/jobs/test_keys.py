"""A keys file: which column is the key, spelled as given, and what cannot be asked."""

from __future__ import annotations

import pandas
import pyarrow as pa
import pyarrow.parquet
import pytest

from foresale.errors import KeyAskedTwice, KeysLackColumn, KeysUnreadable, LogError, NoKeys
from foresale.jobs.keys import open_keys
from foresale.log import prepare
from small_shop import date, midnight, shop, table_of, write


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return prepare(write(table_of(shop(customers=40)), folder / "events.csv"), cache=folder)


@pytest.fixture
def file(tmp_path):
    """Write a keys file."""

    def made(text: str, name: str = "名单.csv", encoding: str = "utf-8"):
        (tmp_path / name).write_text(text, encoding=encoding)
        return tmp_path / name

    return made


def test_the_logs_own_name_comes_first(log, file):
    keys = open_keys(file("user,customer_id\na,b\nc,d\n")).of(log)
    assert keys.key == "customer_id" and keys.given == ["b", "d"]
    assert "user" in str(keys.findings[0])


@pytest.mark.parametrize("name", ["CUSTOMER_ID", "user", "user_id", "客户编号"])
def test_then_names_that_mean_the_same(log, file, name):
    assert open_keys(file(f"{name},note\nc000001,x\n")).of(log).key == name


def test_a_column_of_another_name_than_the_logs_is_named(log, file):
    for name, said in (("客户编号", True), ("user", True), ("customer_id", False), (" Customer_ID", False)):
        found = [str(f) for f in open_keys(file(f"{name}\nc000001\n")).of(log).findings]
        text = f"the column `{name}` of the keys file is taken as the user, which the log calls `customer_id`"
        assert found == [text] * said
    assert not open_keys(file("member\nc000001\n"), {"user": "member"}).of(log).findings


def test_addresses_find_their_hashes_in_silence(tmp_path, file):
    """The log keeps the hash of an address only; a list of addresses comes back as it was written."""
    rows = [f"k{n % 9}@x.example,2024-01-{1 + n % 28:02},{n},5" for n in range(90)]
    log_file = file("\n".join(["email,paid_at,order_id,amount", *rows]), "orders.csv")
    log = prepare(log_file, cache=tmp_path / "cache")
    keys = open_keys(file("email\nK3@x.example\nk4@x.example\n")).of(log)
    assert keys.given == ["K3@x.example", "k4@x.example"] and not keys.findings
    assert all(one in log.dictionaries["user"] for one in keys.ids)


def test_then_what_was_said(log, file):
    keys = open_keys(file("member,note\nc000001,x\n"), {"user": "member"}).of(log)
    assert keys.key == "member" and keys.ids == ["c000001"]
    with pytest.raises(KeysLackColumn) as e:
        open_keys(file("member,note\nc000001,x\n"), {"user": "members"}).of(log)
    assert "member, note" in str(e.value) and "名单.csv" in str(e.value)


def test_no_column_names_those_that_are_there(log, file):
    with pytest.raises(KeysLackColumn) as e:
        open_keys(file("foo,bar\n1,2\n")).of(log)
    assert "foo, bar" in str(e.value) and "--map user=COLUMN" in str(e.value)


def test_a_cutoff_is_a_date_of_the_shop_or_an_instant(log, file):
    text = f"customer_id,cutoff\na,{date(90)}\nb,{date(90)} 08:30\nc,{date(90)}T08:30:00+08:00\n"
    hour = 3_600_000_000
    cutoff = open_keys(file(text)).of(log).cutoff.tolist()
    assert cutoff == [midnight(90), midnight(90) + 17 * hour // 2, midnight(90) + hour // 2]

    instants = pa.array(cutoff, pa.int64()).cast(pa.timestamp("us", "Asia/Shanghai"))
    assert open_keys(pa.table({"user": ["a", "b", "c"], "cutoff": instants})).of(log).cutoff.tolist() == cutoff


def test_ids_lose_nothing_but_blanks_around(log, file):
    keys = open_keys(file('customer_id\n" 007 "\n9007199254740993\n1e5\n=1+1\n')).of(log)
    assert keys.given == [" 007 ", "9007199254740993", "1e5", "=1+1"]
    assert keys.ids == ["007", "9007199254740993", "1e5", "=1+1"]


def test_numbers_that_a_table_made_floats_are_whole_again(log):
    assert open_keys(pandas.DataFrame({"user": [17850.0, 12346.0]})).of(log).ids == ["17850", "12346"]


def test_parquet_and_a_windows_text_are_read_too(log, file, tmp_path):
    pyarrow.parquet.write_table(pa.table({"customer_id": ["b", "a"]}), tmp_path / "keys.parquet")
    assert open_keys(tmp_path / "keys.parquet").of(log).ids == ["b", "a"]
    keys = open_keys(file("客户编号;备注\n甲;x\n乙;y\n", "keys.txt", "gb18030")).of(log)
    assert keys.ids == ["甲", "乙"]


def test_keys_of_nobody_in_the_log_are_counted(log, file):
    (found,) = open_keys(file("customer_id\nc000001\nx\ny\n")).of(log).findings
    assert "2 of 3" in str(found)
    assert open_keys(file("customer_id\nc000001\n")).of(log).findings == ()


def test_what_is_asked_twice_names_both_rows(log, file):
    with pytest.raises(KeyAskedTwice, match="row 3 of the keys asks the same as row 1"):
        open_keys(file("customer_id\na\nb\n a\n")).of(log)
    assert len(open_keys(file(f"customer_id,cutoff\na,{date(90)}\na,{date(91)}\n")).of(log).ids) == 2


def test_what_cannot_be_read_says_why(log, file, tmp_path):
    with pytest.raises(NoKeys):
        open_keys(pa.table({"customer_id": pa.array([], pa.string())})).of(log)
    (tmp_path / "keys.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(KeysUnreadable, match=r"keys\.parquet"):
        open_keys(tmp_path / "keys.parquet").of(log)
    with pytest.raises(KeysUnreadable, match="customer_id"):
        open_keys(file("customer_id,x\na,1\n,2\n")).of(log)
    frame = pandas.DataFrame({"customer_id": [1.0, None]})
    with pytest.raises(KeysUnreadable, match="row 2 has no `customer_id`"):
        open_keys(frame).of(log)
    with pytest.raises((KeysUnreadable, LogError)):
        open_keys(tmp_path / "nothing.csv").of(log)
