"""What was understood of a log as a settings file: to be read, corrected and kept beside the log."""

from __future__ import annotations

from collections.abc import Mapping

from foresale.language import tr
from foresale.log.reading import Reading, ReadOptions, SourceReading
from foresale.log.what import ALL_OTHERS


def toml_of(reading: Reading, options: ReadOptions) -> str:
    """The reading as `foresale.toml`, with comments in the reader's language: how sure what nobody said is, and why."""
    first = tr("How `foresale` reads this log. Correct what is wrong; flags of the same names win over this file.")
    lines = [_comment(first), _comment(tr("All settings and their values: foresale config")), ""]
    assumed = f"  {_comment(tr('assumed: say the zone of the shop'))}" if reading.zone_assumed else ""
    lines.append(f"timezone = {_text(reading.zone)}{assumed}")
    if options.columns:
        lines.append(f"columns = [{', '.join(map(_text, options.columns))}]")
    if options.year is not None:
        lines.append(f"year = {options.year}")
    if options.day_first is not None:
        lines.append(f"day_first = {str(options.day_first).lower()}")
    if options.decimal is not None:
        lines.append(f"decimal = {_text(options.decimal)}")
    if options.encoding is not None:
        lines.append(f"encoding = {_text(options.encoding)}")
    for name in ("ignore", "fixed", "exclude"):
        if said := getattr(options, name):
            lines.append(f"{name} = [{', '.join(map(_text, said))}]")
    for name in ("since", "until", "where", "rates", "items", "users", "links", "id_key"):
        if said := getattr(options, name):
            lines.append(f"{name} = {_text(said)}")
    if options.allow_quarantine:
        lines.append("allow_quarantine = true")
    if options.session_minutes != ReadOptions().session_minutes:
        lines.append(f"session_minutes = {options.session_minutes:g}")
    if len(reading.sources) == 1:
        lines += _source(reading.sources[0], options.types, "")
    else:
        every = {value: name for value, name in options.types.items() if value == ALL_OTHERS}
        for name, source in zip(reading.names, reading.sources):
            first = name.partition(" (+")[0]
            lines += ["", "[[source]]", f"files = {_text(first)}", *_source(source, every, "source.")]
    return "\n".join(lines) + "\n"


def _source(source: SourceReading, said: Mapping[str, str], prefix: str) -> list[str]:
    """The tables `map` and `types` of one source, and which columns nothing is known of."""
    lines = ["", f"[{prefix}map]  {_comment(tr('field = column; two columns that are one time: date+clock'))}"]
    for field, one in source.fields.items():
        sure = tr("said") if one.confidence is None else tr("{share:.0%} sure", share=one.confidence)
        why = "" if one.confidence is None else f": {one.reason}"
        lines.append(f"{field} = {_text('+'.join(one.columns))}  {_comment(sure + why)}")
    if source.further:
        lines.append(_comment(tr("Columns without a meaning; say what one is by a line FIELD = COLUMN above:")))
        lines += [_comment(f"  {x.column}: {x.looks or tr(x.kind)}") for x in source.further]
    types = dict(source.types.values or said)
    if ALL_OTHERS in said:
        types[ALL_OTHERS] = said[ALL_OTHERS]
    if types:
        head = tr("value = event: view, cart, purchase, refund ... or a name of your own; * is all others")
        lines += ["", f"[{prefix}types]  {_comment(head)}"]
        lines += [f"{_text(value)} = {_text(name)}" for value, name in types.items()]
    return lines


def _comment(text: str) -> str:
    return "# " + "".join(c if c.isprintable() else " " for c in text)


def _text(value: str) -> str:
    """A TOML basic string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
