"""The report page: one file a section, each from `Judged` alone.

The package answers calls too: `foresale.report(folder)` is `foresale.jobs.report.report`.
"""

from foresale.callable_package import answers_calls

answers_calls(__name__, "foresale.jobs.report:report")
