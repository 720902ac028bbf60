"""Addresses become ids by a key of the shop's own: nothing of them is left, and without the key nobody is found."""

from __future__ import annotations

import stat
from pathlib import Path

import pyarrow as pa
import pytest

import foresale
from foresale.bundle import load_bundle
from foresale.errors import IdKeyUnreadable, NoIdKey, OtherIdKey
from foresale.progress import SILENT
from small_shop import QUICK, date, shop, table_of, write

ASK = {"ask": "buys within 7d for all", **QUICK}


def address(name: str) -> str:
    return f"{name}@Post.example.shop"


@pytest.fixture
def log(tmp_path) -> Path:
    """A shop that knows its customers by their address, one line of it damaged."""
    table = table_of(shop())
    mails = pa.array([address(name) for name in table["customer_id"].to_pylist()])
    path = write(table.set_column(0, "email", mails), tmp_path / "log.csv")
    with path.open("a", encoding="utf-8") as f:
        f.write(f'"{address("c000001")}","yesterday","view","{address("c000002")}",\n')
    return path


@pytest.fixture
def key(tmp_path) -> Path:
    path = tmp_path / "shop.key"
    path.write_text("5" * 64)
    return path


@pytest.fixture
def how(tmp_path):
    return {"cache": tmp_path / "cache"}


def users(done) -> set[str]:
    return {str(u) for u in done.log.dictionaries["user"]}


def test_two_keys_give_two_stores_and_no_id_in_common(log, key, how, tmp_path):
    other = tmp_path / "other.key"
    other.write_text("6" * 64)
    one, two = (foresale.inspect(log, id_key=path, **how) for path in (key, other))
    assert one.log.content_hash != two.log.content_hash and not users(one) & users(two)
    assert foresale.inspect(log, id_key=str(key), **how).log.content_hash == one.log.content_hash


def test_a_key_is_made_once_for_its_owner_alone(log, how, tmp_path, monkeypatch):
    monkeypatch.setenv("FORESALE_USER_CONFIG", str(tmp_path / "own" / "foresale.toml"))
    said = []
    loud = type("Loud", (type(SILENT),), {"say": lambda self, text: said.append(text)})()
    first = users(foresale.inspect(log, progress=loud, **how))
    made = tmp_path / "own" / "id.key"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [text for text in said if str(made) in text]
    assert users(foresale.inspect(log, cache=tmp_path / "another")) == first
    foresale.inspect(table_of(shop()), cache=tmp_path / "third")
    assert len([text for text in said if str(made) in text]) == 1


def test_a_log_without_contact_data_needs_and_makes_no_key(how, tmp_path, monkeypatch):
    monkeypatch.setenv("FORESALE_USER_CONFIG", str(tmp_path / "own" / "foresale.toml"))
    foresale.inspect(table_of(shop()), **how)
    assert not (tmp_path / "own").exists()


def test_no_address_is_left_in_any_file(log, key, how, tmp_path):
    run = foresale.train(log, id_key=key, out=tmp_path / "run", **ASK, **how)
    foresale.score(run.bundle, log, out=tmp_path / "run" / "scores-2.csv", id_key=key, **how)
    assert all(len(user) == 64 for user in run.scores["email"].to_pylist())
    files = [f for folder in ("run", "cache") for f in (tmp_path / folder).rglob("*") if f.is_file()]
    assert len(files) > 10
    for file in files:
        content = file.read_bytes().lower()
        assert b"@post." not in content and key.read_bytes() not in content, file
    lines = foresale.prepare(log, id_key=key, **how).quarantine["row"].to_pylist()
    assert len(lines) == 1 and "yesterday" in lines[0] and "@post" not in lines[0].lower()


def test_lists_of_addresses_come_back_as_they_were_given(log, key, how, tmp_path):
    run = foresale.train(log, id_key=key, out=tmp_path / "run", **ASK, **how)
    one, two = sorted(set(table_of(shop())["customer_id"].to_pylist()))[:2]
    given = [f" {address(one).upper()}", address(two)]
    keys = write(pa.table({"email": given}), tmp_path / "list.csv")
    scored = foresale.score(run.bundle, log, keys=keys, id_key=key, **how).table
    assert [s.strip() for s in scored["email"].to_pylist()] == [g.strip() for g in given]
    assert scored["cold"].to_pylist() == [False, False]
    matrix = foresale.features(log, keys=keys, id_key=key, **how).table
    assert [s.strip() for s in matrix["email"].to_pylist()] == [g.strip() for g in given]
    trained = foresale.train(log, keys=keys, id_key=key, **ASK, **how).scores
    assert trained["cold"].to_pylist() == [False, False]


def test_the_wrong_key_is_refused_and_never_answers_newcomers(log, key, how, tmp_path):
    run = foresale.train(log, id_key=key, out=tmp_path / "run", **ASK, **how)
    held = load_bundle(run.bundle)
    assert held.reading.id_key and held.reading.id_key not in key.read_text()
    moved = key.rename(tmp_path / "moved.key")
    with pytest.raises(NoIdKey):
        foresale.score(run.bundle, log, cutoff=date(100), **how)
    key.write_text("7" * 64)
    with pytest.raises(OtherIdKey):
        foresale.score(run.bundle, log, cutoff=date(100), **how)
    assert foresale.score(run.bundle, log, cutoff=date(100), id_key=moved, **how).table.num_rows


def test_files_that_are_no_key(log, how, tmp_path):
    with pytest.raises(NoIdKey):
        foresale.inspect(log, id_key=tmp_path / "none.key", **how)
    (tmp_path / "short.key").write_text("abc")
    with pytest.raises(IdKeyUnreadable):
        foresale.inspect(log, id_key=tmp_path / "short.key", **how)


def test_a_telephone_number_is_its_digits_however_it_is_written(key, how):
    numbers = ["+49 170 1234567", "+49-170-123 45 67", "+491701234567"]
    table = pa.table({
        "phone": [numbers[n % 3] for n in range(60)], "paid_at": [f"2024-01-{1 + n % 28:02}" for n in range(60)],
        "amount": [f"{n}.5" for n in range(60)],
    })  # fmt: skip
    assert len(users(foresale.inspect(table, id_key=key, types={"*": "purchase"}, **how))) == 1
