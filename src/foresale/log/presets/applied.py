"""A known export is read as its system means it; what the owner said comes first."""

from __future__ import annotations

from collections.abc import Mapping

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
    said = known | e.options.map
    e.options = msgspec.structs.replace(e.options, map=said, types=_types(e, preset.types, said) | e.options.types)
    for wanted in preset.ignore:
        if (column := column_of(wanted, e.profiles)) and column not in said.values():
            e.drop(column, "preset", "in {name} it is something else than its name says", name=preset.name)
    if preset.found not in e.findings:
        e.findings.append(preset.found)


def _types(e: Evidence, codes: Mapping[str, str], said: dict[str, str]) -> dict[str, str]:
    values = e.profiles[said["type"]].values if said.get("type") in e.profiles else None
    return {v: t for v, t in codes.items() if v in (values or ())}


def _filled(e: Evidence, wanted: str) -> str | None:
    columns = [column_of(one, e.profiles) for one in wanted.split("|")]
    return next((c for c in columns if c is not None and e.profiles[c].filled), None)


def _often_empty(e: Evidence, column: str | None) -> bool:
    return column is None or e.profiles[column].share_filled < 0.9
