"""The public logs, each with the counts that its note states."""

from __future__ import annotations

import pytest

from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources

LOGS = {
    # source: (files, rows, rejected lines, columns, first row where it is telling)
    "alibaba_bigdata_2014/t_alibaba_data.csv.gz": (1, 182_880, [], 4, None),
    "alibaba_bigdata_2014/t_alibaba_data_official_form_gbk.csv.gz": (
        1, 182_880, [], 4, ("10944750", "13451", "0", "6月4日"),
    ),
    "taobao_userbehavior/UserBehavior.csv.gz": (
        1, 84_475, [84_476], 5, ("1", "2268318", "2520377", "pv", "1511544070"),
    ),
    "uci_online_retail/by-day.zip": (305, 541_909, [], 8, None),
    "rees46_2019oct_head/2019-Oct.csv.gz": (1, 17_434, [17_436], 9, None),
    "cdnow/CDNOW_master.txt.gz": (1, 69_659, [], 4, ("00001", "19970101", "1", "11.77")),
    "yoochoose_clicks/*.txt.gz": (2, 83_846, [], 3, None),
    "otto_recsys_head/train.jsonl.gz": (1, 862, [], 4, ("0", "1517085", "1659304800025", "clicks")),
    "tianchi_mobile_2014_sample/sample_user_behavior.csv.gz": (1, 1_999, [], 6, None),
}  # fmt: skip


@pytest.mark.parametrize("source", LOGS)
def test_public_logs(shared, tmp_path, source):
    files, rows, rejected, columns, first = LOGS[source]
    with connect("300MB", 2, tmp_path) as con:
        raw = open_sources(f"{shared}/{source}", ReadOptions(), con)
        (relation,) = raw.relations
        assert (len(raw.files), len(relation.columns)) == (files, columns)
        assert con.execute(f"SELECT count(*) FROM {relation.name}").fetchall() == [(rows,)]
        assert [line for _, line, _ in raw.rejects.fetchall()] == rejected
        names = ", ".join(f'"{name}"' for name in relation.columns)
        found = con.execute(f"SELECT {names} FROM {relation.name} ORDER BY _file, _row LIMIT 1").fetchall()
        assert first in (None, found[0])
