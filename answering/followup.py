"""Make of the last message a question that stands alone, and tell its parts apart.

No model: a message leans on what came before when it opens like a continuation or points back
without naming anything. Then the last user question that stood alone is put in front of it. What is
searched for is a mean of the message itself and of the message after that question, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.lexical import stems_of, words_of
from answering.records import Turn
from triage.messages import both_ends

# How far back the subject of a follow-up may lie, in messages of the family.
REMEMBERED_TURNS = 3
LONGEST_SUBJECT = 400
"""Characters of the turns before that are put in front of a follow-up."""
CONTINUES = re.compile(
    r"\s*(what if (she|he|they|i|we|it)\b|why\b|how (so|come)|like what|such as|which one|for how long"
    r"|how long\W*$|since when|really"
    r"|is (that|this|it)\b|does (that|this|it)\b|do (those|these|they)\b|are (those|these|they)\b"
    r"|will (that|this|it|they)\b|can (that|this|it|they)\b|did (that|it|they)\b|was (that|it)\b)",
    re.IGNORECASE,
)
OPENS_AS_CONTINUATION = re.compile(
    r"\s*(and|but|or|so|then|also|plus|n|ok(ay)?|oh|what about|how about|same)\b", re.IGNORECASE
)
POINTS_BACK = re.compile(
    r"\b(that|those|these|them|this|it|its|one|ones|there|instead|same|else|either|the other|both|"
    r"he|she|they)\b",
    re.IGNORECASE,
)
# Naming a topic gives a message a subject of its own; naming only a medicine may swap it into the
# question before ("and methadone?").
MEDICINES = r"naltrexone|vivitrol|revia|methadone|suboxone|subs|bupe|buprenorphine|heroin|opioids?"
TOPICS = re.compile(
    r"\b(fentanyl|detox\w*|withdrawals?|cravings?|counsel\w+|therap\w+|liver|depress\w+|surgery|"
    r"relapse\w*|side effects?|overdose\w*|insurance|recovery|addict\w*|nausea|housing|jobs?)\b",
    re.IGNORECASE,
)
SUBJECTS = re.compile(rf"\b({MEDICINES})\b|{TOPICS.pattern}", re.IGNORECASE)
QUESTION_WORDS = (
    "what|how|when|where|why|who|which|does|do|did|is|are|was|will|would|can|could|should|shall|"
    "has|have|may|might"
)
# "or" joins no second question: "could it be the medicine or is he shirking" asks one.
JOINED = re.compile(
    rf"(?:,|;|\s)\s*(?:and|but|also|plus|&|n)\s+(?:also\s+|then\s+)?(?=(?:{QUESTION_WORDS})\b)",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(differen\w+|compar\w+|versus|vs\.?|better|worse|safer|stronger|easier|cheaper|instead of|"
    r"rather than|pros and cons|advantages?|or the|than)\b",
    re.IGNORECASE,
)
# "..., and in the real world do they": a new question though no question word opens it.
JOINED_BY_COMMA = re.compile(
    r",\s*(?:and|but)\s+(?=[^,?]*\b(?:do|does|did|is|are|was|were|will|would|can|could|should|has)\b)",
    re.IGNORECASE,
)
FEWEST_WORDS_OF_A_PART = 3
MOST_PARTS = 3
MOST_WORDS_OF_A_FOLLOW_UP = 6
LEAST_NEWNESS, NEWNESS_OF_A_WORD, MOST_NEWNESS = 0.35, 0.06, 0.65
"""Weight of a message's own words beside the question before it: the more it says, the less it leans."""
ACTS = re.compile(
    r"\b(he|she|they|i|we|you)( \w+)? "
    r"(stop(s|ped)?|quits?|comes? off|came off|use[sd]?|relapse[sd]?|slip(s|ped)?)\b",
    re.IGNORECASE,
)
STANDS_ALONE = re.compile(rf"\s*(?:{QUESTION_WORDS})\b(?:\W+\w+){{3}}", re.IGNORECASE)
"""A whole question, though of few words that say what about: "how often do you take the tablets"."""
NEWNESS_OF_AN_ACT = 0.6
"""The least of "and if she stops?": short, and a grave matter of its own, whatever was talked of before."""
ANSWERED = 0.12
"""Weight of a message read after the answer it may point at ("the second one")."""
ANSWER_HEAD = 300
"""Characters of that answer that are read."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: one text, or several that each weigh something."""

    texts: tuple[str, ...]
    weights: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        if len(self.texts) != len(self.weights) or not self.texts:
            raise ValueError(f"{len(self.texts)} texts with {len(self.weights)} weights")

    @property
    def text(self) -> str:
        """The text that says most."""
        return self.texts[0]


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks."""

    standalone: str
    """Understandable without the conversation."""
    whole: Query
    parts: tuple[Query, ...] = ()
    """Where a message asks several things, a query for each; otherwise empty."""
    compares: bool = False


def understand(message: str, history: Sequence[Turn] = ()) -> Question:
    """The stand-alone question behind `message`, given the turns before it, oldest first."""
    message = both_ends(message)
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    subject = _subject(asked[-REMEMBERED_TURNS:])
    compares = bool(COMPARES.search(message))
    whole = _after(subject, message, history) if subject else Query((message,))
    if subject and leans_on_context(message):
        return Question(f"{subject} {message}", whole, compares=compares)
    return Question(message, whole, _parts(message), compares)


def _after(subject: str, message: str, history: Sequence[Turn]) -> Query:
    """What is new beside what came before; where it says little, read after the last answer as well.

    Even a message that reads as if it stood alone ("do fewer of them die on it?") may be about what came
    before, and a new topic is far from it.
    """
    together = _beside(subject, message)
    said = [turn.content for turn in history if turn.role == "assistant" and turn.content.strip()]
    if not said or together.weights[1] >= MOST_NEWNESS:
        return together
    after_answer = f"{' '.join(said[-1].split())[:ANSWER_HEAD]} {message}"
    of_both, alone = together.weights
    return Query((*together.texts, after_answer), (of_both - ANSWERED, alone, ANSWERED))


def _beside(before: str, message: str) -> Query:
    """`message` with what stood before it, and by itself: the more it says, the more by itself."""
    newness = min(MOST_NEWNESS, LEAST_NEWNESS + NEWNESS_OF_A_WORD * len(stems_of(message)))
    if ACTS.search(message):
        newness = max(newness, NEWNESS_OF_AN_ACT)
    elif STANDS_ALONE.match(message) and len(stems_of(message)) > 1 and not POINTS_BACK.search(message):
        newness = MOST_NEWNESS
    return Query((f"{before} {message}", message), (1.0 - newness, newness))


def leans_on_context(message: str) -> bool:
    """Whether `message` cannot be understood without the turns before it."""
    subject_words = len(stems_of(message))
    if subject_words <= 2 and not TOPICS.search(message):
        return True
    if OPENS_AS_CONTINUATION.match(message):
        return subject_words <= MOST_WORDS_OF_A_FOLLOW_UP
    if SUBJECTS.search(message):
        return False
    if CONTINUES.match(message):
        return subject_words <= MOST_WORDS_OF_A_FOLLOW_UP
    return subject_words <= 4 and bool(POINTS_BACK.search(message))


def _subject(asked: Sequence[str]) -> str:
    """The last question that stood alone, with the follow-ups after it; "" where there was none."""
    chain: list[str] = []
    for message in reversed(asked):
        chain.append(" ".join(message.split()))
        if not leans_on_context(message):
            break
    return " ".join(reversed(chain))[-LONGEST_SUBJECT:]


def _parts(message: str) -> tuple[Query, ...]:
    """The questions in one message, each with the scene that is told; empty where there is one."""
    sentences = [s.strip() for s in re.split(r"(?<=[?.!])\s+", message) if s.strip()]
    asking = [s for s in sentences if s.endswith("?")] or sentences[-1:] or [message]
    told = " ".join(s for s in sentences if s not in asking)
    pieces: list[str] = []
    for sentence in asking:
        halves = JOINED.split(sentence)
        if len(halves) == 1:
            halves = JOINED_BY_COMMA.split(sentence)
        cut = [piece.strip(" ,;") for piece in halves]
        whole = all(len(words_of(piece)) >= FEWEST_WORDS_OF_A_PART for piece in cut)
        pieces += cut if whole else [sentence]
    if len(pieces) < 2:
        return ()
    first, *others = pieces[:MOST_PARTS]
    if told:
        return tuple(Query((f"{told} {piece}",)) for piece in (first, *others))
    own = (Query((piece,)) if SUBJECTS.search(piece) else _beside(first, piece) for piece in others)
    return (Query((first,)), *own)
