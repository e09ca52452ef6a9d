"""What the page counts: kinds and seconds, never a word of what was asked."""

from __future__ import annotations

from typing import Protocol

from answering.records import Answer

DOOR = "chat"


class Figures(Protocol):
    """Where it is counted."""

    def answered(self, door: str, answer: Answer) -> None:
        """One answer was given; `door`: where it was asked."""

    def failed(self, door: str) -> None:
        """One question ended in an error."""

    def record(self, kind: str, helpful: bool, reason: str) -> None:
        """`kind` of the answer, the thumb, and for a thumb down one of REASONS."""
