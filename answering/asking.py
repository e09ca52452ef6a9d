"""One question on its way through the ladder, and what was found for it so far."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from answering.followup import REMEMBERED_TURNS, Question
from answering.generation import Generation
from answering.outcome import Outcome
from answering.records import Answer, Turn
from answering.retrieve import Search
from answering.told import Told

TAG = re.compile(r"<[^<>]*>")


Show = Callable[[Answer], None]
"""Told of the answer so far, as a chat model's sentences come."""


@dataclass(slots=True)
class Asking:
    """One question on its way."""

    message: str
    """What is searched for: the message up to the limit."""
    whole: str
    """The message to its end: triage reads it all."""
    history: tuple[Turn, ...]
    generation: Generation
    mended: str = ""
    """The message with its slips mended."""
    question: Question | None = None
    vectors: np.ndarray | None = None
    """Of the whole question, then of each part; shape (1 + parts, dimension)."""
    own: np.ndarray | None = None
    """Of the message by itself, whatever was said before it; shape (dimension,)."""
    found: list[Search] = field(default_factory=list)
    """What the whole question and each part find, whoever may say it."""
    searches: list[Search] = field(default_factory=list)
    """Of the whole question, then of each part."""
    probabilities: list[float] = field(default_factory=list)
    behind: tuple[bool, ...] = ()
    """One for each of the last searches, those of questions behind a personal decision: whether its answer
    goes before that of what was asked."""
    told: Told = field(default_factory=Told)
    """What the last answers said."""
    off: Collection[str] = ()
    """Passages that are not to be said."""
    off_topic: bool = False
    referral: str = ""
    """The name of what is said of a personal decision, "" where there is none."""
    ruled: bool = False
    """A rule named that decision: it is not only the tone that sounds like one."""
    show: Show | None = None
    outcome: Outcome | None = None
    """What came of the chat model, where one was asked."""
    calm: bool = False
    """Nothing in the message sounds like an emergency: only then may a chat model read it."""
    condensing: Outcome | None = None
    """What came of the model's stand-alone question, and the rules' question and its own."""
    by_rules: str = ""
    by_model: str = ""
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def standalone(self) -> str:
        """What is asked, understandable without the conversation."""
        return self.question.standalone if self.question else self.message

    @property
    def said(self) -> str:
        """All that the family has said of it: its turns, and the message to its end."""
        before = [turn.content for turn in self.history if turn.role == "user"]
        return " ".join([*before[-REMEMBERED_TURNS:], self.whole])

    def forget_behind(self) -> None:
        """There is no decision: nothing stands behind it."""
        if self.behind:
            assert self.question is not None
            self.searches = self.searches[: 1 + len(self.question.parts)]
            self.behind = ()


class timed:
    """Adds the milliseconds spent inside to an asking's timings."""

    def __init__(self, asking: Asking, name: str) -> None:
        self._timings, self._name = asking.timings, name

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = (time.perf_counter() - self._began) * 1000
        self._timings[self._name] = self._timings.get(self._name, 0.0) + spent


def clean(message: str) -> str:
    """Without control and zero-width characters, which carry nothing that can be asked.

    Any blank is a blank: words that a phone joined by one of another kind are not to be run together.
    """
    blanks = (" " if c.isspace() and c not in "\n\t" else c for c in message.replace("\r\n", "\n"))
    return "".join(c for c in blanks if c.isprintable() or c in "\n\t").strip()


def asks_nothing(message: str) -> bool:
    """Whether a message holds no letter and no figure outside tags."""
    return not any(character.isalnum() for character in TAG.sub("", message))
