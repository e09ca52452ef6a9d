"""Measure whole conversations: `python -m evals.conversations [FILE ...] [--misses]`.

Each message is asked after the replies that were really given to those before it, so that what goes wrong
in one turn is seen in the next. Two sets in evals/conversations/, by hands that had read the article and
nothing else: development, with which in sight some questions of the bank were written, and held_out, of
which nobody has read a miss. A line is {"id", "messages": [{"text", "kind", "passages"}]}; `passages` are
keys, the best answers first.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from answering.answerer import Answerer
from answering.records import Answer, Kind, Turn
from evals.dataset import rows_of
from evals.intervals import interval
from ingest.errors import DatasetError, OperatorError
from ingest.settings import load_settings

FOLDER = Path(__file__).with_name("conversations")
SETS = ("development", "held_out")
SHOWN = 100
"""Characters of a reply that are shown beside what went wrong with it."""


class Wants(StrEnum):
    """What a message of a conversation asks for."""

    ANSWER = "answer"
    ABSTAIN = "abstain"
    """It is asked, and the article does not say it."""
    DECISION = "decision"
    THANKS = "thanks"
    FEELING = "feeling"
    """Nothing is asked: a reply may be of any kind but a card."""


class Said(BaseModel):
    """One message of the family."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = Field(min_length=1)
    kind: Wants
    passages: tuple[str, ...] = ()


class Conversation(BaseModel):
    """What one family typed, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    messages: tuple[Said, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Replied:
    """A message with the reply to it."""

    conversation: str
    said: Said
    opens: bool
    """It is the first of its conversation."""
    before: str
    """The reply before it, "" where it opens."""
    answer: Answer

    @property
    def keys(self) -> list[str]:
        """Keys of the passages that are quoted, in order."""
        return [citation.passage.key for citation in self.answer.citations]

    @property
    def checks(self) -> dict[str, bool]:
        """Figures that this message counts for, and whether it does well in each."""
        kind, wanted = self.answer.kind, self.said.passages
        found = {"no needless card": kind is not Kind.EMERGENCY}
        place = "first message" if self.opens else "later message"
        match self.said.kind:
            case Wants.ANSWER:
                answered = kind in (Kind.ANSWER, Kind.REFERRAL)
                found |= {
                    f"{place}: right passage first": answered and bool(set(self.keys[:1]) & set(wanted)),
                    f"{place}: right passage quoted": answered and bool(set(self.keys) & set(wanted)),
                    f"{place}: not refused": kind is not Kind.ABSTAIN,
                    f"{place}: no decision heard": kind is not Kind.REFERRAL,
                }
            case Wants.ABSTAIN:
                found["not covered: not answered"] = kind is not Kind.ANSWER
            case Wants.DECISION:
                found["decision: referred"] = kind is Kind.REFERRAL
            case Wants.THANKS:
                found["thanks: nothing looked up"] = self.answer.speaks_of_itself and not self.keys
        if not self.opens and self.keys:
            found["not the reply before again"] = any(
                sentence.text not in self.before for sentence in self.answer.sentences if sentence.citations
            )
        return found


def main(argv: list[str] | None = None) -> int:
    """Print the figures of each set; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.conversations", description="Measure whole conversations."
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="default: both sets of ours")
    parser.add_argument("--misses", action="store_true", help="print what went wrong, but of held_out")
    arguments = parser.parse_args(argv)
    try:
        files = arguments.files or [FOLDER / f"{name}.jsonl" for name in SETS]
        read = {file: load_conversations(file) for file in files}
        answerer = Answerer.from_settings(load_settings())
        keys = {passage.key for passage in answerer.store.passages}
        for file, conversations in read.items():
            check_passages(file, conversations, keys)
        for file, conversations in read.items():
            replied = [reply for one in conversations for reply in hold(one, answerer)]
            print(f"{file.stem}: {len(conversations)} conversations, {len(replied)} messages")
            print(*describe(replied), sep="\n")
            if arguments.misses and file.stem != "held_out":
                print(*missed(replied), sep="\n")
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def load_conversations(file: Path) -> list[Conversation]:
    """The conversations of a file, in order; raises DatasetError with file, line and fault, or for none."""
    conversations = rows_of(file, Conversation)
    if not conversations:
        raise DatasetError(f"{file}: no conversations in it; name another file")
    return conversations


def check_passages(file: Path, conversations: Sequence[Conversation], keys: Collection[str]) -> None:
    """Raises DatasetError that names each passage that is not among `keys`: no reply could hold it."""
    strays = [
        f"{file}: {one.id}: {key!r} is no passage of this index; mend it"
        for one in conversations
        for said in one.messages
        for key in said.passages
        if key not in keys
    ]
    if strays:
        raise DatasetError("\n".join(strays))


def hold(conversation: Conversation, answerer: Answerer) -> Iterator[Replied]:
    """Ask one message after the other, each after the replies to those before it."""
    turns: list[Turn] = []
    for said in conversation.messages:
        answer = answerer.ask(said.text, turns)
        before = turns[-1].content if turns else ""
        yield Replied(conversation.id, said, not turns, before, answer)
        turns += [Turn("user", said.text), Turn("assistant", answer.text)]


def describe(replied: Sequence[Replied]) -> list[str]:
    """A line for each figure: the share that does well, with its Wilson interval."""
    figures: dict[str, list[bool]] = defaultdict(list)
    for reply in replied:
        for name, well in reply.checks.items():
            figures[name].append(well)
    return [
        f"  {name}: {sum(well)} of {len(well)} ({interval(sum(well), len(well))})"
        for name, well in sorted(figures.items())
    ]


def missed(replied: Sequence[Replied]) -> list[str]:
    """A line for each message that does badly: what failed, the message, and how the reply begins."""
    return [
        f"{reply.conversation} | {', '.join(bad)} | {reply.said.text} | "
        f"{' '.join(reply.answer.text.split())[:SHOWN]}"
        for reply in replied
        if (bad := [name for name, well in reply.checks.items() if not well])
    ]


if __name__ == "__main__":
    sys.exit(main())
