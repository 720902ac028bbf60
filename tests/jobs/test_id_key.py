"""Addresses become ids by a key of the shop's own: nothing of them is left, and without the key nobody is found."""

from __future__ import annotations

import errno
import json
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

import foresale
from foresale.bundle import load_bundle
from foresale.errors import IdKeyUnreadable, NoIdKey, OtherIdKey
from foresale.log import preparing
from foresale.log.id_key import IdKey, find_key
from foresale.progress import SILENT
from foresale.tasks.key_file import as_in_log
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


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """The user's own key, of one who has none yet."""
    monkeypatch.setenv("FORESALE_USER_CONFIG", str(tmp_path / "own" / "foresale.toml"))
    return tmp_path / "own" / "id.key"


def users(done) -> set[str]:
    return {str(u) for u in done.log.dictionaries["user"]}


def magento(folder: Path) -> Path:
    """Tables of orders of five guests and of customers."""
    days = [f"2024-0{k % 6 + 1}-{k % 27 + 1:02d} 10:00:00" for k in range(90)]
    (folder / "shop").mkdir()
    write(pa.table({
        "entity_id": range(90), "increment_id": range(1000, 1090), "state": ["complete"] * 90, "created_at": days,
        "customer_id": ["" if k % 3 else str(k % 20) for k in range(90)],
        "customer_email": [f"p{k % 5}@post.example" for k in range(90)],
    }), folder / "shop" / "sales_order.csv")  # fmt: skip
    write(pa.table({
        "item_id": range(90), "order_id": range(90), "parent_item_id": [""] * 90, "sku": ["a"] * 90,
        "product_id": [k % 9 for k in range(90)], "name": ["b"] * 90, "qty_ordered": [1] * 90,
        "base_price": [20] * 90, "base_row_total": [20] * 90,
    }), folder / "shop" / "sales_order_item.csv")  # fmt: skip
    return folder / "shop"


def woocommerce(folder: Path) -> Path:
    """Orders, every second of a guest of five, and a table of what came back of them."""
    (folder / "shop").mkdir()
    orders = [{
        "id": k, "customer_id": k % 2 * (k % 20), "status": "completed", "total": "20.00",
        "date_created_gmt": f"2024-0{k % 6 + 1}-{k % 27 + 1:02d}T10:00:00",
        "billing": {"email": f"p{k % 5}@post.example"},
        "line_items": [{"id": 1, "product_id": k % 9, "variation_id": 0, "quantity": 1, "total": "20.00"}],
    } for k in range(1, 121)]  # fmt: skip
    (folder / "shop" / "orders.jsonl").write_text("\n".join(map(json.dumps, orders)))
    write(pa.table({
        "refund_id": range(1, 41), "order_id": range(1, 41), "amount": ["5"] * 40,
        "refund_created_at": [f"2024-0{k % 6 + 1}-{k % 27 + 1:02d} 12:00:00" for k in range(1, 41)],
    }), folder / "shop" / "refunds.csv")  # fmt: skip
    return folder / "shop"


def guests(done) -> set[str]:
    return {user for user in users(done) if len(user) == 64}


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


@pytest.mark.parametrize("export", [magento, woocommerce])
def test_guests_have_the_same_ids_in_every_run(export, tmp_path, own):
    """Tables of known systems are put together before the log is understood; their guests' ids are the key's too."""
    shop = export(tmp_path)
    first, second = (foresale.inspect([shop], cache=tmp_path / name) for name in ("first", "second"))
    assert len(guests(first)) == 5 and guests(second) == guests(first)
    assert second.log.content_hash == first.log.content_hash
    told = foresale.inspect([shop], id_key=own, cache=tmp_path / "third")
    assert guests(told) == guests(first)


@pytest.fixture
def overtaken(own, monkeypatch):
    """While sources are read for the first time, another run makes the user's key."""
    real, calls = preparing.open_sources, []

    def spy(*args):
        raw = real(*args)
        if not calls:
            own.parent.mkdir()
            own.write_text("8" * 64)
        calls.append(args)
        return raw

    monkeypatch.setattr(preparing, "open_sources", spy)
    return calls


@pytest.mark.parametrize("export", [magento, woocommerce])
def test_where_another_run_makes_the_key_meanwhile_all_is_hashed_with_that(export, tmp_path, own, overtaken):
    first = foresale.inspect([export(tmp_path)], cache=tmp_path / "first")
    assert len(overtaken) == 2 and own.read_text() == "8" * 64
    assert len(guests(first)) == 5
    assert guests(foresale.inspect([tmp_path / "shop"], cache=tmp_path / "second")) == guests(first)


def test_streams_cannot_be_read_again_with_the_key_of_another_run(tmp_path, own, overtaken):
    shop = woocommerce(tmp_path)
    refunds = pyarrow.csv.read_csv(shop / "refunds.csv").to_reader()
    with pytest.raises(IdKeyUnreadable, match="another run"):
        foresale.inspect([shop / "orders.jsonl", refunds], cache=tmp_path / "cache")


def test_without_its_key_an_earlier_reading_is_no_answer(log, how, tmp_path, own):
    """What was hashed with a key that is gone is hashed anew, so that a list of addresses finds its people."""
    first = foresale.inspect(log, **how)
    own.unlink()
    second = foresale.inspect(log, **how)
    assert own.exists() and len(users(second)) == len(users(first)) and not users(second) & users(first)
    keys = write(pa.table({"email": [address("c000000")]}), tmp_path / "list.csv")
    foresale.features(log, keys=keys, **how)
    own.unlink()
    matrix = foresale.features(log, keys=keys, **how)
    assert matrix.table["events_all"].to_pylist()[0] > 0


def test_making_a_key_reads_no_log_again_that_has_no_contact_data(log, tmp_path, own, how, monkeypatch):
    plain = write(table_of(shop()), tmp_path / "plain.csv")
    foresale.inspect(plain, **how)
    foresale.inspect(log, **how)
    assert own.exists()
    monkeypatch.setattr(preparing, "open_sources", None)
    foresale.inspect(plain, **how)


def test_work_of_a_run_that_was_stopped_counts_with_its_key_only(log, how, own, monkeypatch):
    monkeypatch.setattr("foresale.log.raw.LARGE", 1)  # as of millions of rows: what was cleaned is kept

    def stop(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "build", stop)
        with pytest.raises(KeyboardInterrupt):
            foresale.inspect(log, **how)
    own.write_text("9" * 64)
    ids = users(foresale.inspect(log, **how))
    assert ids == users(foresale.inspect(log, cache=how["cache"].with_name("fresh")))


def test_runs_that_make_the_key_at_once_agree_and_half_a_key_is_never_seen(own):
    def first_run(_: int) -> str:
        key = find_key(None)
        while key.fresh:
            key.keep()
            key = find_key(None)
            assert not key.flaw
        return key.fingerprint

    for _ in range(30):
        own.unlink(missing_ok=True)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(first_run, range(8)))) == 1
        assert [f.name for f in own.parent.iterdir()] == ["id.key"]
        assert stat.S_IMODE(own.stat().st_mode) == 0o600


def test_a_key_is_kept_where_files_cannot_be_linked(log, own, tmp_path, monkeypatch):
    def refuse(*args):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    first = users(foresale.inspect(log, cache=tmp_path / "first"))
    assert users(foresale.inspect(log, cache=tmp_path / "second")) == first
    assert not find_key(None).fresh and not IdKey(b"another", own, fresh=True).keep()


def test_a_key_that_cannot_be_kept_or_used_matters_to_logs_with_contact_data_only(log, how, own, tmp_path):
    own.parent.mkdir()
    own.touch()
    plain = write(table_of(shop()), tmp_path / "plain.csv")
    run = foresale.train(plain, out=tmp_path / "run", **ASK, **how)
    assert foresale.score(run.bundle, plain, **how).table.num_rows
    with pytest.raises(IdKeyUnreadable, match="fewer than 16 bytes"):
        foresale.inspect(log, **how)
    own.unlink()
    own.symlink_to(tmp_path / "nowhere")
    with pytest.raises(IdKeyUnreadable):
        foresale.inspect(log, **how)
    own.unlink()
    run = foresale.train(log, out=tmp_path / "second", **ASK, **how)
    own.write_text("")
    with pytest.raises(IdKeyUnreadable):
        foresale.score(run.bundle, log, **how)


def test_a_pickled_log_does_not_hold_its_key(log, key, how):
    view = foresale.inspect(log, id_key=key, **how).log
    ids = as_in_log([address("c000001")], view)
    sent = pickle.dumps(view)
    assert key.read_bytes() not in sent
    came = pickle.loads(sent)
    assert as_in_log([address("c000001")], came) == ids
    key.write_text("7" * 64)
    assert as_in_log([address("c000001")], view) == ids
    with pytest.raises(OtherIdKey):
        as_in_log([address("c000001")], came)


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
