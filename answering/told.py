"""What the conversation has said already: a passage that was just read is not read out again."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence

from answering.followup import REMEMBERED_TURNS
from answering.lexical import words_of
from answering.records import NOTES_OPEN, Turn
from ingest.markdown import plain_text
from ingest.records import Passage

WHOLE = 0.8
"""Share of a passage's words from which it counts as said."""


MORE = {
    "why", "how", "come", "so", "and", "but", "then", "what", "else", "next", "more", "anything", "other",
    "is", "that", "all", "ok", "okay", "tell", "me", "go", "on", "really", "does", "it", "this", "work",
}  # fmt: skip
"""Words of a message that only asks for what was not told yet: "what else", "why"."""
REMEMBERED = 2
"""How many answers back that is remembered."""


class Told(Container[Passage]):
    """The passages that the last answers said."""

    def __init__(self, history: Sequence[Turn] = ()) -> None:
        said = [turn.content for turn in history if turn.role == "assistant" and turn.content.strip()]
        self._said = _levelled(" ".join(said[-REMEMBERED:]))
        # As far back as a question is still part of what is asked now.
        self._known = _levelled(" ".join(said[-REMEMBERED_TURNS:]))

    def said(self, text: str) -> bool:
        """Whether `text` was said in these words."""
        return _levelled(text) in self._known

    def __contains__(self, passage: object) -> bool:
        """Whether all of `passage` was said, or nearly all."""
        if not self._said or not isinstance(passage, Passage):
            return False
        sizes = [
            (len(s.text.split()), _levelled(plain_text(s.text)) in self._said) for s in passage.sentences
        ]
        return sum(size for size, said in sizes if said) >= WHOLE * sum(size for size, _ in sizes)


def without_asides(answer: str, asides: Collection[str]) -> str:
    """`answer` without the lines that are of the program's own.

    "If someone can't be woken right now" would make an emergency of whatever is asked next.
    """
    kept = [line for line in answer.split("\n") if not any(part in asides for part in lines_of(line))]
    return "\n".join(kept).strip()


def lines_of(answer: str) -> list[str]:
    """The lines of an answer's text, without what opens the notes."""
    lines = (line.strip().removeprefix(NOTES_OPEN).strip() for line in answer.split("\n"))
    return [line for line in lines if line]


def asks_for_more(message: str) -> bool:
    """Whether a message only asks for what was not told yet."""
    return set(words_of(message)) <= MORE


def _levelled(text: str) -> str:
    """In lower case, with one blank for all that is neither letter nor figure."""
    return re.sub(r"\W+", " ", text.lower()).strip()
