"""What a chat model's reply is measured by: its deadline, its tokens, and what can go wrong with it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FaultKind = Literal["refused", "wrong", "busy", "broken", "silent", "unreachable", "endless", "malformed"]


class ModelFault(Exception):
    """What went wrong with the model, without a word of what was asked or answered."""

    def __init__(self, kind: FaultKind, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{kind}{f' ({detail})' if detail else ''}")
        self.kind: FaultKind = kind
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone; None where it says nothing."""


class Unanswerable(Exception):
    """The model says that the passages do not answer."""


@dataclass(slots=True)
class Tokens:
    """What the model read and wrote."""

    read: int = 0
    written: int = 0

    def add(self, usage: Mapping[str, Any]) -> None:
        """`usage`: by model, as LangChain counts."""
        for counts in usage.values():
            self.read += int(counts.get("input_tokens", 0))
            self.written += int(counts.get("output_tokens", 0))


class Deadline:
    """Until when the next piece of a reply must be there."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, 0 where it has passed."""
        return max(0.0, self._at - time.monotonic())

    def extend(self, seconds: float) -> None:
        self._at += seconds
