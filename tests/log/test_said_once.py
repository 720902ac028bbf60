"""What holds of many files is said once."""

from __future__ import annotations

import json

import openpyxl

from log.exports import read_export, write_rows


def test_sums_below_many_files_are_one_note(tmp_path):
    for month in range(1, 6):
        rows = [f"u{n % 7},2024-{month:02}-{1 + n % 28:02} 10:00:00,p{n % 3},{1 + n}.50" for n in range(40)]
        write_rows(tmp_path / f"m{month}.csv", "customer_id,order_date,item_id,amount", [*rows, "Total,,,820.00"])
    notes = [f for f in read_export(tmp_path).reading.findings if f.code == "sums_below"]
    assert len(notes) == 1 and notes[0].facts["n"] == 5 and "5 lines of 5 files" in str(notes[0])


def test_a_sheet_without_events_is_told_once(tmp_path):
    book = openpyxl.Workbook()
    orders = book.active
    orders.append(["Customer no.", "Order date", "Article", "Total"])
    for n in range(60):
        orders.append([f"C{n % 9}", f"2024-01-{1 + n % 28:02} 10:00:00", f"p{n % 3}", 1.5 + n])
    pivot = book.create_sheet("Pivot")
    pivot.append(["Article", "Sum of Total"])
    for n in range(3):
        pivot.append([f"p{n}", 10.5 * n])
    book.save(tmp_path / "log.xlsx")
    found = read_export(tmp_path / "log.xlsx")
    assert [f.code for f in found.reading.findings if "Pivot" in str(f)] == ["no_logs"]


def test_the_calls_of_segment_that_are_no_tracks(tmp_path):
    lines = []
    for n in range(90):
        call = {"messageId": f"m{n}", "anonymousId": f"a{n % 9}", "userId": f"u{n % 9}"}
        call["timestamp"] = f"2024-01-{1 + n % 28:02}T10:00:{n % 60:02}.000Z"
        kind = ("page", "identify", "track")[n % 3]
        own = {"event": "Order Completed", "properties": {"total": 5.5, "order_id": f"o{n}"}} if kind == "track" else {}
        lines.append(json.dumps({**call, "type": kind, **({"name": "Home"} if kind == "page" else {}), **own}))
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(lines))
    found = read_export(path)
    assert found.types() == {"view": 30, "purchase": 30} and not found.quarantine
    assert found.told("calls_left_out").startswith("30 calls")
