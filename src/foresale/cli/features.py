"""`foresale features`."""

from __future__ import annotations

from typing import Any

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk
from foresale.errors import NeedsKeys


@command(
    examples=("foresale features orders.csv", "foresale features orders.csv --keys keys.csv --out features.parquet")
)
@flags.logs(required=False)
@flags.reading
@option("--keys", metavar="FILE", help="Rows wanted: key columns and cutoff.")
@flags.several("--without", metavar="NAME", help="Leave out this feature or family.")
@flags.country
@option("--out", metavar="FILE", help="File by its ending: .parquet, .csv, .xlsx; - is CSV on stdout.")
@flags.machine
@flags.common
def features(
    logs: tuple[str, ...], keys: str | None, out: str | None, machine: Any, talk: Talk, **asked: Any
) -> None:
    """List the features with formula, unit and needs; or compute them for given rows.

    Without a log, every feature. With one, those that it can carry. With --keys and --out, the matrix itself, each
    row as of its cutoff.
    """
    if keys or out:
        missing = [name for name, there in (("LOG", logs), ("--keys", keys), ("--out", out)) if not there]
        if missing:
            raise NeedsKeys(missing=", ".join(missing))

    from foresale.jobs.features import features as compute
    from foresale.jobs.features import list_features

    if keys is None:
        talk.show(list_features(logs or None, **asked, **machine, progress=talk.progress))
        return
    talk.answer_is_a_file(out == "-")
    talk.show(compute(logs, keys=keys, out=out, **asked, **machine, progress=talk.progress))
