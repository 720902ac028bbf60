"""The shape of a text, as a function of DuckDB."""

from __future__ import annotations

import pytest

from foresale.log import shapes
from foresale.log.profile import profile
from foresale.log.raw import connect
from foresale.log.words import MISSING


def test_every_digit_is_a_nine_and_nothing_else_changes(tmp_path):
    texts = ["2024-03-01 08:05", "０１２", "größe 42", "", None, "商品7"]
    with connect(temp=tmp_path) as con:
        rows = "unnest(?::VARCHAR[]) AS t"
        found = con.execute(f"SELECT shape_of(t) FROM (SELECT {rows})", [texts]).fetchall()
        half = con.execute(f"SELECT shape_of(t) FROM (SELECT {rows}) WHERE t LIKE '%7'", [texts]).fetchall()
    assert [t for (t,) in found] == ["9999-99-99 99:99", "０１２", "größe 99", "", None, "商品9"]
    assert half == [("商品9",)]


def test_no_word_for_nothing_has_a_digit():
    """Whether a cell says nothing is asked of its shape."""
    assert not [word for word in MISSING if any(c.isdigit() for c in word)]


def test_typed_times_have_the_shapes_of_their_texts(tmp_path):
    times = "'2024-03-01 08:05:00', '2024-03-01', '2024-03-01 08:05:00.25', '0999-01-01', 'infinity', NULL"
    with connect(temp=tmp_path) as con:
        con.execute(f"CREATE TEMP TABLE typed AS SELECT unnest([{times}])::TIMESTAMP AS t")
        con.execute("CREATE TEMP TABLE written AS SELECT t::VARCHAR AS t FROM typed")
        as_times, as_texts = (profile(con, table, ["t"], f"p_{table}")["t"] for table in ("typed", "written"))
    assert as_times.instants and not as_texts.instants
    assert (as_times.shapes, as_times.filled, as_times.worn) == (as_texts.shapes, as_texts.filled, as_texts.worn)


def test_ctrl_c_inside_is_ctrl_c(tmp_path, monkeypatch):
    def stop(texts):
        raise KeyboardInterrupt

    monkeypatch.setattr(shapes, "_shapes", stop)
    with connect(temp=tmp_path) as con:
        con.execute("CREATE TEMP TABLE log AS SELECT 'a' AS t")
        with pytest.raises(KeyboardInterrupt):
            profile(con, "log", ["t"])
