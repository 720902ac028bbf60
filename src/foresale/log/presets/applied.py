"""A known export is read as its system means it; what the owner said comes first."""

from __future__ import annotations

import msgspec

from foresale.log.evidence import Evidence
from foresale.log.presets.preset import all_presets, column_of, has_all


def apply_preset(e: Evidence) -> None:
    """Believe of a table that is known by its signature what its preset says."""
    preset = next((p for p in all_presets() if has_all(p.signature, e.profiles)), None)
    if preset is None:
        return
    known = {f: c for f, wanted in preset.fields.items() if (c := _filled(e, wanted))}
    known |= {
        f: c for f, wanted in preset.instead.items() if _often_empty(e, known.get(f)) and (c := _filled(e, wanted))
    }
    e.believed = {f: (0.97, preset.found) for f in known if f not in e.options.map}
    e.options = msgspec.structs.replace(e.options, map=known | e.options.map)
    if preset.found not in e.findings:
        e.findings.append(preset.found)


def _filled(e: Evidence, wanted: str) -> str | None:
    columns = [column_of(one, e.profiles) for one in wanted.split("|")]
    return next((c for c in columns if c is not None and e.profiles[c].filled), None)


def _often_empty(e: Evidence, column: str | None) -> bool:
    return column is None or e.profiles[column].share_filled < 0.9
