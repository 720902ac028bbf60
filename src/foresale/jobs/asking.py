"""From what was asked to a question that can be put to a log: the cutoff, the task, the plan, and what to say aloud."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from foresale.errors import LabelsUnreadable, NotAnInstant, NoTargetFunction, QuestionError, TargetFunctionFailed
from foresale.jobs.health import findings_of
from foresale.language import tr
from foresale.log import prepare
from foresale.log.findings import Finding
from foresale.log.instants import parse_instant, show_instant
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions
from foresale.progress import SILENT, Progress
from foresale.tasks.choose import choose_task
from foresale.tasks.coverage import coverage
from foresale.tasks.grammar import as_argument
from foresale.tasks.label_file import strangers
from foresale.tasks.plan import Plan, check_cutoff, default_cutoff, plan_cutoffs
from foresale.tasks.questions import check_people, which_questions
from foresale.tasks.targets import Does, Labels
from foresale.tasks.task import Task

MOST_WARNINGS = 5


@dataclass(frozen=True)
class Asked:
    """log: what is in sight, nothing at or after the cutoff;  reasons: of the parts that nobody said;  whom: who is
    asked at the newest labelled cutoff, how many of them did it, and who falls outside."""

    log: PreparedLog
    task: Task
    plan: Plan
    reasons: tuple[Finding, ...]
    whom: tuple[Finding, ...] = ()

    @property
    def question(self) -> str:
        cutoff = show_instant(self.plan.cutoff, self.log.zone)
        return tr("Question: {task}, as of {cutoff}", task=self.task, cutoff=cutoff)


def log_before(
    sources: object,
    options: ReadOptions,
    cutoff: str | int | None,
    *,
    memory: str = "2GB",
    threads: int | None = None,
    cache: object = None,
    progress: Progress = SILENT,
) -> PreparedLog:
    """The prepared log as of `cutoff` (None: the first midnight after its last event), read as if later rows were not
    there. Nobody is left out of it yet."""
    how = {"memory": memory, "threads": threads, "cache": cache, "progress": progress}
    if cutoff is None:
        log = prepare(sources, options, **how)  # type: ignore[arg-type]
        return log.before(default_cutoff(log))
    until = cutoff if isinstance(cutoff, int) else parse_cutoff(cutoff, options.timezone or "UTC")
    log = prepare(sources, options, until=until, **how)  # type: ignore[arg-type]
    return log.before(check_cutoff(log, until))


def parse_cutoff(text: str, zone: str) -> int:
    """The instant of a `--cutoff`. Raises NotAnInstant, naming the flag."""
    try:
        return parse_instant(text, zone)
    except NotAnInstant as e:
        e.details["from"] = "--cutoff"
        raise


def put(log: PreparedLog, asked: Task | None) -> Asked:
    """Complete the question from what is in sight and lay the plan."""
    choice = choose_task(log, asked)
    plan = plan_cutoffs(log, choice.task)
    check_people(log, choice.task, plan)
    target = choice.task.target
    unknown = strangers(log, target) if isinstance(target, Labels) else ()
    return Asked(log, choice.task, plan, choice.reasons, (*unknown, *_whom(log, choice.task, plan)))


def _whom(log: PreparedLog, task: Task, plan: Plan) -> tuple[Finding, ...]:
    if plan.kind == 5:  # no window of this horizon is over yet
        return ()
    counted = coverage(log, task, plan.learn.cutoffs[-1])
    if counted is None or not counted.inside:
        return ()
    stays = isinstance(task.target, Does) and task.target.negated  # `coverage` counts those who do it
    yes = counted.inside - counted.inside_yes if stays else counted.inside_yes
    text = "{rows} users asked at {cutoff}, {yes} of them yes ({rate})"
    facts: dict[str, object] = {
        "rows": f"{counted.inside:,}", "cutoff": show_instant(counted.cutoff, log.zone), "yes": f"{yes:,}",
        "rate": f"{yes / counted.inside:.1%}",
    }  # fmt: skip
    found = [Finding("asked", text, facts)]
    if counted.outside or counted.unseen_yes:
        text = (
            "not asked: {outside} users whom the log knew by then, outside the population, and {unseen} who first came "
            "later and did it within the horizon; together they make up {share} of all who did it"
        )
        share = "-" if counted.missed_share != counted.missed_share else f"{counted.missed_share:.0%}"
        facts = {"outside": f"{counted.outside:,}", "unseen": f"{counted.unseen_yes:,}", "share": share}
        found.append(Finding("outside", text, facts))
    return tuple(found)


@contextmanager
def telling_what_instead(log: PreparedLog) -> Iterator[None]:
    """Where the log cannot carry the question, the error also says what it can answer."""
    try:
        yield
    except (NoTargetFunction, TargetFunctionFailed, LabelsUnreadable):
        raise  # a fault of the function or of the file, not of the log
    except QuestionError as e:
        questions = which_questions(log)
        now = [f"--ask {as_argument(q.text)}" for q in questions if q.can]
        later = [tr(q.text) for q in questions if q.later and q.why.code == "later"]
        e.details["it can answer"] = "".join(f"\n    {one}" for one in now) or tr("no question about users")
        if later and not now:
            e.details["with a later version"] = ", ".join(later)
        raise


def say(asked: Asked, progress: Progress) -> None:
    """Why this is asked and whom, and the plan, aloud before the work; the answer begins with the question itself."""
    for text in reasons_of(asked):
        progress.say(text)


def warn(log: PreparedLog, progress: Progress) -> None:
    """What the owner of the log should know before believing an answer; the report has it too."""
    told = [f for f in findings_of(log) if f.level == "warning"]
    for finding in told[:MOST_WARNINGS]:
        progress.say(f"! {finding}")
    if len(told) > MOST_WARNINGS:
        progress.say(tr("{n} warnings more: foresale inspect shows them", n=len(told) - MOST_WARNINGS))


def reasons_of(asked: Asked) -> list[str]:
    """The reasons of what nobody said, who is asked, the plan."""
    return [*map(str, (*asked.reasons, *asked.whom)), tr("Plan: {reason}", reason=asked.plan.reason)]
