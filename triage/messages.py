"""The messages that triage learns from, and how a message is put before the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.checked import json_lines
from ingest.errors import OperatorError

FOLDER = Path(__file__).with_name("messages")
# What the model reads of the turns before: enough to know what "both of them, no change" is about.
USER_TAIL = 220
ASSISTANT_HEAD = 160
# The embedder drops what comes after 256 word pieces without a word, and the danger often stands last.
FIRST_WORDS = 50
LAST_WORDS = 90


class Label(StrEnum):
    """What a message is; the emergencies first, in the order in which they lead a reply."""

    OVERDOSE = "overdose_now"
    SUICIDE = "suicidal_now"
    SWALLOWED = "swallowed"
    REACTION = "severe_reaction"
    VIOLENCE = "violence_now"
    BEAT_BLOCK = "beat_block"
    """Ways to feel opioids through naltrexone."""
    DOSING = "dosing"
    """A personal decision about starting, dose or timing."""
    STOPPING = "stopping"
    """A personal decision about stopping, or a treatment that has stopped."""
    SOFTEN = "soften"
    """Hopeless or worried, and nobody in danger for sure."""
    HARMLESS = "harmless"


LABELS = tuple(Label)
"""The order of the classifier's outputs."""
EMERGENCIES = (Label.OVERDOSE, Label.SUICIDE, Label.SWALLOWED, Label.REACTION, Label.VIOLENCE)


@dataclass(frozen=True, slots=True)
class Message:
    """One labelled message."""

    text: str
    history: str
    """What was said right before, "" for nothing."""
    label: Label


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    history: str = ""
    label: Label


def load_messages(paths: Iterable[Path] | None = None) -> list[Message]:
    """The labelled messages of `paths` (default: all that triage learns from), in order.

    Raises OperatorError with file, line and fault.
    """
    messages: list[Message] = []
    for path in sorted(FOLDER.glob("*.jsonl")) if paths is None else paths:
        try:
            lines = json_lines(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise OperatorError(f"{path}: cannot be read ({error}); check the path") from error
        for number, line in enumerate(lines, start=1):
            try:
                row = _Row.model_validate_json(line)
            except ValidationError as error:
                raise OperatorError(f"{path}:{number}: {error.errors()[0]['msg']}; mend it") from error
            messages.append(Message(row.text, row.history, row.label))
    return messages


def recent(turns: Sequence[tuple[str, str]]) -> str:
    """What of the turns before, (role, content) with the oldest first, is read with a message."""
    last = dict(turns[-2:])
    asked = " ".join(last.get("user", "").split())[-USER_TAIL:]
    said = " ".join(last.get("assistant", "").split())[:ASSISTANT_HEAD]
    return " ".join(part for part in (asked, said) if part)


def read_as(text: str, history: str = "") -> str:
    """A message as the model reads it: in one case, plain apostrophes, and of a long one both ends."""
    text = both_ends(text)
    joined = f"{history} >> {text}" if history else text
    return " ".join(joined.replace("’", "'").replace("‘", "'").lower().split())


def both_ends(text: str) -> str:
    """`text` with single spaces, and of a long one what opens it and what it comes to."""
    words = text.split()
    if len(words) > FIRST_WORDS + LAST_WORDS:
        words = [*words[:FIRST_WORDS], *words[-LAST_WORDS:]]
    return " ".join(words)
