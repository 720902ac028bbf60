"""`foresale train`: from a shop's log to a judged model, a report and a score for every customer.

    log     = what is in sight before the cutoff       (understood, cleaned, quarantined, cached by content)
    asked   = the question, completed, and its plan
    learned = the model, judged on later days           (jobs/learn.py)
    scores  = everybody in the population, or the rows of the keys file
    folder  = bundle, report, metrics, scores, quarantine, run.json, log.txt: whole or not at all
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import pyarrow as pa
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from foresale.bundle import Bundle, write_bundle
from foresale.features.calendar import known_country
from foresale.features.spec import make_spec
from foresale.files import refuse_full, whole_folder
from foresale.jobs.alone import alone
from foresale.jobs.asking import Asked, log_before, parse_cutoff, put, say, telling_what_instead, warn
from foresale.jobs.command import MACHINE, command_line, next_command
from foresale.jobs.diary import Diary
from foresale.jobs.excluded import check_excluded, leave_out, left_out_of_judging
from foresale.jobs.judged import judged_of
from foresale.jobs.keys import Keys, KeysFile, agreed_cutoffs, open_keys
from foresale.jobs.learn import Learned, learn
from foresale.jobs.output import write_table
from foresale.jobs.own_names import key_name, renamed
from foresale.jobs.scoring import answer, answer_table, best_first, own_name, score_table, sorted_by
from foresale.jobs.summary import Run
from foresale.jobs.words import (
    Names,
    ReadWords,
    Seed,
    Table,
    Threads,
    When,
    as_written,
    door,
    listed,
    read_options,
    said_of,
)
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions
from foresale.log.sight import quarantine_in_sight
from foresale.models.registry import get_model
from foresale.progress import SILENT, Progress
from foresale.tasks.asked import asked_task


@dataclass(frozen=True)
class AsOf:
    """Everything about one cutoff."""

    asked: Asked
    learned: Learned
    scores: pa.Table


@door
def train(
    sources: object,
    *,
    ask: str | None = None,
    target: str | None = None,
    within: str | int | None = None,
    population: str | None = None,
    labels: str | Path | None = None,
    cutoff: Sequence[When] | When | None = None,
    keys: Table | None = None,
    model: str = "auto",
    without: Names = (),
    country: str | None = None,
    seed: Seed = 0,
    dry_run: bool = False,
    out: str | Path | None = None,
    force: bool = False,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> Run:
    """Learn who will buy (or whatever is asked), judge it on later days, score everybody.

    Parameters
    ----------
    sources : a path, pattern or folder, an Arrow-speaking object (pandas, Polars, DuckDB, Arrow), or several of them
    ask     : the question in words (`buys within 30d for active(90d)`), or by target, within, population, labels
    cutoff  : instant of the question, or several, each trained as of itself; None: first midnight after the last event
    keys    : a file or table of exactly the rows to score
    model   : `auto` compares the portfolio; a name allows that one only
    without : features or families to leave out
    country : whose public holidays become features (`GB`, `DE-BY`); none unless said
    out     : folder to write, which must be new or empty unless `force`
    threads : all cores by default; results do not depend on it
    reading : how the log is read: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Returns
    -------
    Run with `scores` (Arrow table), `verdict`, `judged` (all figures), `bundle` and `report` (paths, where written)

    Raises
    ------
    ForesaleError  with what was found, what was wanted and the fix
    """
    words = {**locals(), **reading}  # as they were said, for run.json, the report and the next command
    diary = Diary(progress, command_line(train, words))
    options, without = read_options(reading), listed(without)
    span = None if within is None else str(within)  # a bare number is refused as on the command line
    answers = None if labels is None else str(labels)
    task = asked_task(ask=ask, target=target, within=span, population=population, labels=answers)
    asked_at = () if cutoff is None else cutoff if isinstance(cutoff, list | tuple) else (cutoff,)
    said = list(dict.fromkeys(as_written(when) for when in asked_at))
    for text in said:
        parse_cutoff(text, "UTC")  # before any work; in which zone, the log will say
    if model != "auto":
        get_model(model)
    if country is not None:
        country = known_country(country)
    check_excluded(options.exclude)
    with alone(out, cache):
        if out is not None:
            refuse_full(Path(out), force=force, folders=("bundle",))
        cores = threads or os.cpu_count() or 1
        how: dict[str, Any] = {"memory": memory, "threads": threads, "cache": cache, "progress": diary}
        file = None if keys is None else open_keys(keys, options.map)
        # Every cutoff is planned before the first one is trained: any of several may be none that the log can carry.
        instants = _cutoffs(said, file, options.timezone or "UTC")
        views = [log_before(sources, options, instant, **how) for instant in instants]
        whole = {view.until: view for view in views}  # an instant may be written in two ways
        sights = {until: leave_out(view, options.exclude) for until, view in whole.items()}
        asked_for = {until: None if file is None else file.of(view) for until, view in sights.items()}
        settings = {"model": model, "without": without, "country": country, "seed": seed, "threads": cores}
        plans: dict[int | None, Asked] = {}
        for until, sight in sorted(sights.items(), key=lambda pair: pair[0] or 0):
            with telling_what_instead(sight):
                asked = plans[until] = put(sight, task)
                if without:  # a slip in a name is told before the work
                    make_spec(sight, asked.task.horizon.approx_days, without=without)
        warn(max(plans.values(), key=lambda one: one.plan.cutoff).log, diary)
        if dry_run:
            return Run.planned(*plans.values())
        done: list[AsOf] = []
        for until, asked in plans.items():
            diary.note(asked.question)
            say(asked, diary)
            # The matrices are small: on more threads BLAS takes four times the CPU, and other bits on other machines.
            with telling_what_instead(asked.log), threadpool_limits(limits=1, user_api="blas"):
                then = left_out_of_judging(whole[until], asked.log, asked.plan, options.exclude)
                done.append(_as_of(asked, then, asked_for[until], options, settings, diary))
        newest = max(done, key=lambda one: one.asked.plan.cutoff)
        wanted = asked_for[newest.asked.log.until]
        left_alone = wanted.findings if wanted else renamed(own_name(newest.asked.log.reading))
        scores = _in_the_order_asked(done, wanted)
        given = {name: value for name, value in settings.items() if value is not None}
        kept = given | {"ask": str(newest.asked.task)} | said_of(options)
        again = command_line(train, words, without=MACHINE)
        judged = judged_of(newest.asked, newest.learned, kept, again)
        run = Run(
            asked=newest.asked, judged=judged, scores=scores, left_alone=left_alone,
            sorted_by=None if wanted else sorted_by(newest.learned.bundle),
        )  # fmt: skip
        if out is not None:
            with diary.stage_writing(), whole_folder(Path(out), force=force, ours=("quarantine.parquet",)) as folder:
                _write(folder, run, newest.learned.bundle, newest.asked.log, diary)
            run.folder = Path(out)
        run.next_command = next_command(train, words, all(q.verdict.order for q in judged.horizons))
        return run


def _cutoffs(said: list[str], file: KeysFile | None, zone: str) -> list[str | int | None]:
    """The instants to train as of: those of the flag, else those of the keys file, else the default."""
    theirs = None if file is None else file.cutoffs(zone)
    if theirs is not None and len(theirs):
        return [*agreed_cutoffs(theirs, [parse_cutoff(text, zone) for text in said])]
    return list(said) or [None]


def _as_of(
    asked: Asked, then: PreparedLog, wanted: Keys | None, options: ReadOptions, settings: dict[str, Any], diary: Diary
) -> AsOf:
    chosen = {name: settings[name] for name in ("model", "without", "country", "seed", "threads")}
    learned = learn(asked.log, asked.task, asked.plan, judged=then, options=options, **chosen, progress=diary)
    bundle = learned.bundle
    if wanted is None:
        answered = answer_table(bundle, asked.log, learned.rows, learned.table, learned.raw)
        ids = [str(i) for i in learned.rows.ids(asked.log)]
        key = key_name(own_name(asked.log.reading))
        return AsOf(asked, learned, best_first(score_table(bundle, answered, ids, key=key), bundle, key))
    rows, given = wanted.rows(asked.log, asked.task, asked.plan.cutoff)
    answered = answer(bundle, asked.log, rows, threads=settings["threads"], progress=diary)
    scores = score_table(bundle, answered, given, key=wanted.key, cutoff_name=wanted.cutoff_name)
    return AsOf(asked, learned, scores)


def _in_the_order_asked(done: list[AsOf], wanted: Keys | None) -> pa.Table:
    """One table: cutoffs ascending and the most likely first, or the order of the keys file."""
    table = pa.concat_tables(one.scores for one in sorted(done, key=lambda one: one.asked.plan.cutoff))
    return wanted.in_order(table) if wanted else table


def _write(folder: Path, run: Run, bundle: Bundle, log: PreparedLog, diary: Diary) -> None:
    from foresale.report.page import render

    assert run.judged is not None and run.scores is not None
    (folder / "bundle").mkdir()
    write_bundle(bundle, folder / "bundle")
    (folder / "metrics.json").write_bytes(run.judged.to_json())
    (folder / "report.html").write_text(render(run.judged), encoding="utf-8", newline="\n")
    write_table(run.scores, folder / "scores.parquet")
    write_table(run.scores, folder / "scores.csv")
    if log.quarantine is not None and log.quarantine.exists():
        write_table(quarantine_in_sight(log), folder / "quarantine.parquet")
    (folder / "run.json").write_bytes(diary.as_json())
    (folder / "log.txt").write_text(diary.as_text(), encoding="utf-8", newline="\n")
