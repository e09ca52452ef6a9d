"""What came of asking a chat model: for the trace and for staff."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """What came of it: for the trace and for staff, never what was asked."""

    outcome: str = ""
    """"worded", "cached", or why the article's own words are given."""
    read: int = 0
    """Tokens that the model read."""
    written: int = 0
    dropped: int = 0
    """Sentences of the model that were not supported."""
    reasons: list[str] = field(default_factory=list)
