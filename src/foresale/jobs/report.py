"""`foresale report`: the page of a run again from its `metrics.json`, in another language for example."""

from __future__ import annotations

from pathlib import Path

import msgspec

from foresale.errors import NotARun, UnknownEnding
from foresale.files import whole_file
from foresale.jobs.words import door
from foresale.judging.judged import SCHEMA, Judged
from foresale.language import tr
from foresale.report.page import render

METRICS = "metrics.json"
PAGE = "report.html"
PAGES = (".html", ".htm")


@door
def report(folder: str | Path, *, out: str | Path | None = None) -> Path:
    """Render the report of the run in `folder` again; nothing else of the run is read.

    Parameters
    ----------
    folder : what `foresale train` left
    out    : the page to write; report.html in the folder by default, replaced whole

    Returns
    -------
    The path of the page.

    Raises
    ------
    NotARun      the folder has no `metrics.json`, or one that this version cannot read
    CannotWrite  the page cannot be written there
    UnknownEnding  its name is no page's: a slip would cost a table
    """
    if out is not None and Path(out).suffix.lower() not in PAGES:
        raise UnknownEnding(path=str(out), known=" ".join(PAGES))
    target = Path(folder) / PAGE if out is None else Path(out)
    page = render(read_judged(Path(folder)))
    with whole_file(target) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")
    return target


def read_judged(folder: Path) -> Judged:
    """All figures of a run."""
    path = folder / METRICS
    try:
        judged = Judged.from_json(path.read_bytes())
    except FileNotFoundError:
        raise NotARun(path=folder, reason=tr("there is no {file} in it", file=METRICS)) from None
    except NotADirectoryError:
        raise NotARun(path=folder, reason=tr("it is a file")) from None
    except OSError as e:
        raise NotARun(path=folder, reason=e.strerror or str(e)) from e
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError):
        raise NotARun(path=folder, reason=tr("its {file} is damaged, or of another version", file=METRICS)) from None
    if judged.schema != SCHEMA:
        reason = tr(
            "its {file} has format {found}, this version reads {known}", file=METRICS, found=judged.schema, known=SCHEMA
        )
        raise NotARun(path=folder, reason=reason)
    return judged
