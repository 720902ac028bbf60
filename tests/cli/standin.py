"""A result of a job that does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Result:
    """What the stand-in job returns."""

    ok: bool = True
    open: Exception | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"events": 3, "shop": "小店"}

    def screen(self) -> list[str]:
        return ["3 events were read"]
