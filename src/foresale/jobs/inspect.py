"""`foresale inspect`: in one screen, what was understood of a log and which questions it can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from foresale.errors import FileThere, LogError, Unclear
from foresale.files import whole_file
from foresale.jobs.as_settings import toml_of
from foresale.jobs.columns_told import columns_told
from foresale.jobs.excluded import check_excluded, leave_out
from foresale.jobs.health import findings_of, health_of
from foresale.jobs.words import ReadWords, Threads, door, read_options
from foresale.judging.judged import Health
from foresale.language import speak_to, tr
from foresale.log import prepare
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.reading import FieldReading, Reading, ReadOptions
from foresale.log.totals import Totals
from foresale.progress import SILENT, Progress
from foresale.screen import Grid, Part, as_html, as_text
from foresale.tasks.questions import Question, which_questions

MOST_TYPES, MOST_FINDINGS, FEWEST_NOTES, MOST_QUESTIONS, MOST_LATER = 8, 8, 3, 5, 3
FIRST_NOTES = (  # what changes the numbers that follow; then what is merely good to know
    "left_out", "left_out_strangers", "outliers",
    "not_purchases", "refunded_later", "hashed", "told_by_both", "restated", "repeats", "outside", "unnamed_money",
    "order_amount", "joined", "fill_down", "refunds_only", "purchases_only", "order_marks", "own_types",
)  # fmt: skip
QUARANTINED = "damaged"  # the finding that says what the line of the quarantine says


@dataclass(repr=False)
class Inspected:
    """What was understood.

    reading   : which column is what; partial where a question is open
    log       : the prepared log, None while a question is open
    health    : counts, days, findings; None while a question is open
    money     : of all purchases, and of a line of one that has an amount; None where the log has no amounts
    questions : what the log can answer and what not, with why
    open      : the question that only a flag can settle, or None
    """

    reading: Reading | None
    log: PreparedLog | None = None
    health: Health | None = None
    money: tuple[float, float] | None = None
    questions: tuple[Question, ...] = ()
    open: LogError | None = None
    written: Path | None = None

    @property
    def findings(self) -> list[Finding]:
        """Everything assumed or noticed."""
        if self.log is not None:
            return findings_of(self.log)
        return list(self.reading.findings) if self.reading else []

    @property
    def ok(self) -> bool:
        """Whether nothing asks for attention."""
        return self.open is None and not any(f.level == "warning" for f in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The one object of `--json`."""
        names, sources = (self.reading.names, self.reading.sources) if self.reading else ((), ())
        facts: dict[str, Any] = {
            "mapping": _mapping(self.reading.fields if self.reading else {}),
            "sources": [
                {"file": name, "mapping": _mapping(source.fields), "types": dict(source.types.values)}
                for name, source in zip(names, sources)
            ],
            "warnings": [{"code": f.code, "text": str(f), "level": f.level} for f in self.findings],
            "open": self.open.to_dict() if self.open else None,
            "dropped": {column: str(why) for source in sources for column, why in source.dropped.items()},
            "further": {x.column: str(x.looks or x.kind) for source in sources for x in source.further},
        }
        h = self.health
        if h is None or self.reading is None:
            return facts
        return facts | {
            "events": h.events, "left_out": {"events": self.log.left_out.events, "users": self.log.left_out.users}
            if self.log else None, "without_user": h.without_user, "users": h.users, "items": h.items,
            "purchases": h.purchases, "money": self.money[0] if self.money else None,
            "quarantined": sum(q.rows for q in h.quarantined),
            "quarantined_by_reason": {q.name: q.rows for q in h.quarantined},
            "not_purchases": {c.name: c.rows for c in h.left_out}, "types": {t.name: t.rows for t in h.types},
            "start": h.start, "end": h.end, "unit": h.unit, "owner": self.reading.owner, "zone": self.reading.zone,
            "zone_assumed": self.reading.zone_assumed, "holes": [list(x) for x in h.holes],
            "breaks": [[at, str(what)] for at, what in h.breaks],
            "questions": [{"text": q.text, "can": q.can, "why": str(q.why), "later": q.later} for q in self.questions],
        }  # fmt: skip

    def screen(self) -> list[Part]:
        """One screen in the reader's language, what is doubtful first."""
        parts: list[Part] = []
        h = self.health
        if h is not None and self.reading is not None:
            owner = tr("users") if self.reading.owner == "user" else tr("sessions")
            parts.append(
                tr(
                    "{events:,} events of {users:,} {owner} and {items:,} items, {start} to {end} ({zone})",
                    events=h.events, users=h.users, owner=owner, items=h.items, zone=self.reading.zone,
                    start=h.start[:16].replace("T", " "), end=h.end[:16].replace("T", " "),
                )
            )  # fmt: skip
            shown = tr(", ").join(f"{t.name} {t.rows:,}" for t in h.types[:MOST_TYPES])
            parts.append(tr("Types: {types}", types=shown))
            if self.money:
                total, each = self.money
                text = "Money of purchases: {total:,.0f}; {each:,.2f} a line"
                if h.without_user:  # the types above are of users' events
                    text = "Money of purchases: {total:,.0f}, those without a user included; {each:,.2f} a line"
                parts.append(tr(text, total=total, each=each))
            parts.append(_quarantined(h))
        told = [f for f in self.findings if h is None or f.code != QUARANTINED]
        warnings = [f for f in told if f.level == "warning"]
        whys = {str(one.reason) for one in self.reading.fields.values()} if self.reading else set()
        notes = sorted((f for f in told if f.level != "warning" and str(f) not in whys), key=_place)
        parts += [f"! {f}" for f in warnings]
        if self.reading is not None:
            parts += columns_told(self.reading)
        room = max(FEWEST_NOTES, MOST_FINDINGS - len(warnings))
        parts += [f"- {f}" for f in notes[:room]]
        if notes[room:]:
            parts.append(tr("- and {n} more: --json lists them all", n=len(notes[room:])))
        if self.questions:
            parts += _questions(self.questions)
        if self.written:
            parts.append(tr("Written: {path}", path=self.written))
        return parts

    def _in_python(self) -> list[Part]:
        with speak_to("python"):
            return [*self.screen(), *([str(self.open)] if self.open else [])]

    def __repr__(self) -> str:
        return as_text(self._in_python()).rstrip()

    def _repr_html_(self) -> str:
        return as_html(self._in_python())


@door
def inspect_log(
    sources: object,
    *,
    write: str | Path | None = None,
    force: bool = False,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> Inspected:
    """Understand a log and say what it can answer.

    write   : path of a `foresale.toml` to fill with what was understood
    reading : what is known already: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Raises
    ------
    LogError   where nothing can be read at all; a question that one flag settles is in `open` instead
    FileThere  where `write` stands already and `force` is not given
    """
    options = read_options(reading)
    if write is not None and Path(write).exists() and not force:
        raise FileThere(path=write)
    check_excluded(options.exclude)
    try:
        log = prepare(sources, options, cache=cache, memory=memory, threads=threads, progress=progress)
    except Unclear as e:
        return Inspected(e.reading, open=e)
    log = leave_out(log, options.exclude)
    found = Inspected(log.reading, log, health_of(log), _money(log), tuple(which_questions(log)))
    if write is not None and log.reading is not None:
        found.written = _write(Path(write), log.reading, options)
    return found


def _money(log: PreparedLog) -> tuple[float, float] | None:
    """Of all purchases, those without a user too, and of one line on average."""
    totals = Totals.of(log) if "amount" in log.columns else None
    if totals is None or not totals.priced:
        return None
    money = totals.money + totals.guests_money
    return round(money, 2), money / totals.priced


def _place(note: Finding) -> int:
    return FIRST_NOTES.index(note.code) if note.code in FIRST_NOTES else len(FIRST_NOTES)


def _mapping(fields: Mapping[str, FieldReading]) -> dict[str, Any]:
    return {
        field: {
            "columns": list(one.columns), "confidence": one.confidence, "reason": str(one.reason), "form": one.form,
        }
        for field, one in fields.items()
    }  # fmt: skip


def _quarantined(h: Health) -> str:
    n = sum(q.rows for q in h.quarantined)
    reasons = tr(", ").join(f"{tr(q.name)} {q.rows:,}" for q in h.quarantined)
    return tr("Quarantined: {n:,} ({reasons})", n=n, reasons=reasons) if n else tr("Quarantined: {n:,}", n=n)


def _questions(questions: tuple[Question, ...]) -> list[Part]:
    """A line for each question that can be asked today; those of later versions in one paragraph for each reason."""
    now = sorted((q for q in questions if not q.later), key=lambda q: not q.can)
    most = MOST_QUESTIONS if now and now[0].can else 2  # where none can be asked, the reasons are much alike
    rows = [[tr("yes") if q.can else tr("no"), q.text, _why(q)] for q in now[:most]]
    parts: list[Part] = [Grid([tr("can"), tr("question (--ask)"), tr("why")], rows)]
    reasons: dict[tuple[str, str], list[str]] = {}
    for q in questions:
        if q.later:
            reasons.setdefault((q.why.code, str(q.why)), []).append(tr(q.text))
    for (code, why), texts in sorted(reasons.items()):
        shown = MOST_LATER if len(texts) > MOST_LATER + 1 else len(texts)
        more = len(texts) - shown
        named = tr("; ").join(texts[:shown]) + (tr(" and {n} others", n=more) if more else "")
        if code == "later":
            parts.append(tr("With a later version: {questions}", questions=named))
        else:
            parts.append(tr("Not from this log: {questions} ({why})", questions=named, why=why))
    return parts


def _why(q: Question) -> str:
    """In a line; what is needed for it says --json."""
    if q.why.code == "carried":
        return tr("newest {horizon}: {yes:,} yes, {no:,} no", **q.why.facts)
    if q.why.code == "too_few":
        return tr("newest {horizon}: {yes:,} yes, {no:,} no: too few", **q.why.facts)
    return str(q.why)


def _write(path: Path, reading: Reading, options: ReadOptions) -> Path:
    """`foresale.toml` filled with what was understood: to be read, corrected and kept beside the log."""
    with whole_file(path) as beside:
        beside.write_text(toml_of(reading, options), encoding="utf-8", newline="\n")
    return path
