"""What the chat hands over to be kept, what families are told of it, and "Forget this conversation"."""

from __future__ import annotations

import json
import logging
from html import escape
from typing import Protocol

from answering.records import Answer, Kind
from answering.wording import Wording
from store.keeper import TOKEN
from store.turns import NewTurn, new_id

FORGET = "Forget this conversation"


class Keeping(Protocol):
    """Keeps turns, thumbs and words as far as it is set to; never makes a family wait for a turn."""

    @property
    def mode(self) -> str: ...
    @property
    def days(self) -> int: ...
    @property
    def keeps_turns(self) -> bool: ...
    @property
    def keeps_words(self) -> bool: ...
    def keep(self, turn: NewTurn) -> object: ...
    def keep_feedback(self, turn_id: str, kind: str, helpful: bool, reason: str, words: str) -> bool:
        """Whether it is kept."""

    def forget(self, conversation: str) -> bool:
        """Whether it is deleted."""


class NothingKept:
    """The store is off."""

    mode = "off"
    days = 0
    keeps_turns = False
    keeps_words = False

    def keep(self, turn: NewTurn) -> None:
        raise ValueError("nothing is kept")

    def keep_feedback(self, turn_id: str, kind: str, helpful: bool, reason: str, words: str) -> bool:
        return False

    def forget(self, conversation: str) -> bool:
        return True


NOTHING_KEPT = NothingKept()


def told(keeping: Keeping, wording: Wording) -> str:
    """The sentence on the page that says what is kept."""
    days = {} if keeping.mode == "off" else {"days": str(keeping.days)}
    return " ".join(sentence.text for sentence in wording.say(f"keeping/{keeping.mode}", **days))


def hand_over(
    keeping: Keeping, message: str, answer: Answer, turns: list[dict[str, str]]
) -> dict[str, str]:
    """Keep the turn, where turns are kept; what the page must remember to speak of it later.

    The page sends the conversation's token back: a random one, known to nobody else.
    """
    if not keeping.keeps_turns:
        return {}
    conversation = conversation_of(turns) or new_id()
    after_emergency = any(turn.get("kind") == Kind.EMERGENCY for turn in turns)
    turn = NewTurn(message, answer, conversation, after_emergency)
    try:
        keeping.keep(turn)
    except Exception:  # whatever it is, the family gets its answer
        logging.getLogger(__name__).exception("a turn was not kept")
    return {"turn": turn.id, "conversation": conversation}


def conversation_of(turns: list[dict[str, str]]) -> str:
    """The token of the conversation on the page, "" where there is none."""
    tokens = [str(turn.get("conversation", "")) for turn in turns or []]
    return next((token for token in reversed(tokens) if TOKEN.fullmatch(token)), "")


def forget(keeping: Keeping, wording: Wording, turns: list[dict[str, str]]) -> tuple[bool, str]:
    """Whether the conversation is deleted, and what the family is told."""
    conversation = conversation_of(turns)
    done = keeping.forget(conversation) if conversation else True
    return done, said(wording, "forgotten" if done else "not_forgotten")


def says(wording: Wording, name: str) -> str:
    """A script that gives those words, for what the server could not be asked."""
    return f"() => {json.dumps(said(wording, name))}"


def said(wording: Wording, name: str) -> str:
    """Words of prompts/keeping/ as a line that is announced."""
    text = " ".join(sentence.text for sentence in wording.say(f"keeping/{name}"))
    return f"<p role='status'>{escape(text)}</p>"
