"""What all errors have in common, and the families that they belong to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from foresale.language import plain, reader, speak_to, tr

NEWLINE = "\n"  # a list of details begins with it: one a line, below its label


class ForesaleError(Exception):
    """Something that the user can mend. Shown as `error: sentence`, indented details, `fix: ...`; never a traceback.

    Parameters
    ----------
    details : dict of label -> text, shown one a line below the sentence (`columns: uid, event_time, price`)
    facts   : what the sentence and the fix name, by keyword
    """

    exit_code = 1
    sentence = ""
    fix = ""
    in_python = False  # whether it left a Python door: flags are then said as the keywords of a call
    slip: tuple[str, str] | None = None  # the fact that may be a slip of the pen, and the one that lists what there is

    def __init__(self, *, details: dict[str, str] | None = None, **facts: object) -> None:
        super().__init__()
        self.facts = facts
        self.details = details or {}
        if self.slip:
            word, known = (str(facts[name]) for name in self.slip)
            self.details = did_you_mean(word, known.split(", ")) | self.details

    def __str__(self) -> str:
        return self.alone

    @property
    def alone(self) -> str:
        """Sentence, details and fix."""
        with speak_to("python" if self.in_python else reader()):
            lines = [tr(self.sentence, **self.facts)]
            shown = {label: plain(_shortened(text)) for label, text in self.details.items()}
            lines += [f"  {tr(label)}:{'' if text[:1] == NEWLINE else ' '}{text}" for label, text in shown.items()]
            if self.fix:
                lines.append(f"  {tr('fix')}: {tr(self.fix, **self.facts)}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, object]:
        """The same as data: `error` (class name), `message`, `fix`, `details` and every fact."""
        with speak_to("python" if self.in_python else reader()):
            said = {
                "message": tr(self.sentence, **self.facts),
                "fix": tr(self.fix, **self.facts) if self.fix else None,
                "details": {label: plain(text) for label, text in self.details.items()},
            }
        return {
            "error": type(self).__name__,
            **said,
            **{k: v if isinstance(v, int | float | str | bool | None) else str(v) for k, v in self.facts.items()},
        }


def _shortened(listed: str, most: int = 400) -> str:
    """A list with commas that people can still read: a table may have thousands of columns."""
    if len(listed) <= most or NEWLINE in listed or ", " not in listed[:most]:
        return listed
    shown = listed[:most].rpartition(", ")[0]
    return f"{shown}, ... (+{listed.count(', ') - shown.count(', ')})"


def did_you_mean(word: str, known: Iterable[str]) -> dict[str, str]:
    """The detail that names what was probably meant; empty where nothing is near."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)
    return {"did you mean": folded[close[0]]} if close else {}


class LogError(ForesaleError):
    """The log cannot be read, or not without one more word from its owner.

    also : the questions that are open besides this one
    """

    also: tuple[LogError, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.alone, *(f"{tr('also open')}: {other.alone}" for other in self._also())])

    def to_dict(self) -> dict[str, object]:
        return super().to_dict() | ({"also": [other.to_dict() for other in self._also()]} if self.also else {})

    def _also(self) -> tuple[LogError, ...]:
        for other in self.also:
            other.in_python = self.in_python
        return self.also


class QuestionError(ForesaleError):
    """The log cannot carry the question."""


class KeysError(ForesaleError):
    """The rows asked for cannot be answered as they stand."""


class BundleError(ForesaleError):
    """The bundle cannot answer."""


class OutputError(ForesaleError):
    """The answer cannot be written where it was wanted."""


class UsageError(ForesaleError):
    """The command, a flag's value or an argument was wrong."""

    exit_code = 2
