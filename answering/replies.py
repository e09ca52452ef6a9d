"""What is said around the article's own sentences: emergencies, referrals, abstentions.

Every word lies in prompts/; here is decided which, and in what order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from answering.cards import CARDS, MISSED, PERHAPS, REACTION_TODAY, REFERRALS, card_of
from answering.records import Answer, AnswerSentence, Citation, Kind, Note
from answering.told import lines_of
from answering.wording import Wording
from ingest.notes import ContextNote
from triage.judge import Verdict
from triage.messages import Label

AROUND = ("article", "not_covered", "close")
"""Beside the words of one referral or another."""
NO_DECISION = "none"
LEADS = ("lead/soften", "lead/watch")

Said = tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]
"""Sentences of the article and their citations."""


class Replies:
    """The program's own words, put around what was found."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def nothing_asked(self) -> Answer:
        example = self._wording.examples[0]
        return Answer(
            Kind.ABSTAIN, self._wording.say("empty_question", example=example), speaks_of_itself=True
        )

    def courtesy(self) -> Answer:
        """The answer to thanks."""
        return Answer(Kind.ABSTAIN, self._wording.say("courtesy"), speaks_of_itself=True)

    def about_chat(self, title: str) -> Answer:
        """The message is about this program, or says hello to it."""
        example = self._wording.examples[0]
        said = self._wording.say("about_chat", title=title, example=example)
        return Answer(Kind.ABSTAIN, said, speaks_of_itself=True)

    def other_script(self) -> Answer:
        """The message is in an alphabet that nothing here can read."""
        return Answer(Kind.ABSTAIN, self._wording.say("other_script"))

    def emergency(self, labels: Sequence[Label], said: str) -> Answer:
        """The cards of `labels` one after the other, and nothing else; `said`: all that the family said."""
        sentences = [s for label in labels for s in self._card(card_of(label, said))]
        return Answer(Kind.EMERGENCY, tuple(sentences), emergencies=tuple(str(label) for label in labels))

    def triage_failed(self, answer: Answer) -> Answer:
        """Nobody knows what the message is: the general card, the ordinary answer below it."""
        sentences = (*self._card("general"), *answer.sentences)
        return replace(answer, kind=Kind.EMERGENCY, sentences=sentences, emergencies=("unknown",))

    def off_topic(self, title: str) -> Answer:
        return Answer(Kind.ABSTAIN, self._wording.say("off_topic", title=title))

    def not_covered(
        self, who_would_know: str, nearby: Said, suggestions: Sequence[str], told: bool = False
    ) -> Answer:
        """Says so, says who would know, and then what the article does say nearby, if anything.

        `told`: nothing was asked, the family told of itself.
        """
        who = self._wording.who_would_know[who_would_know]
        sentences, citations = nearby
        opening = self._wording.say("heard" if told else "abstain", who_would_know=who)
        if sentences:
            opening = (*opening, *self._wording.say("abstain_nearby"), *sentences)
        return Answer(Kind.ABSTAIN, opening, citations, suggestions=tuple(suggestions))

    def said_above(self) -> str:
        """What is said of an answer that was read a moment ago."""
        return self._line("said_above")

    def referral(self, name: str, answer: Answer) -> Answer:
        """A personal decision: who decides it, around what the article says; `name` as of `referral_of`.

        What may be no decision and is not covered stays as it is.
        """
        found = name != REFERRALS[Label.BEAT_BLOCK] and answer.kind is Kind.ANSWER
        if name == PERHAPS and not found:
            return answer
        before, after = self._around(name, found)
        said = answer.sentences if found else ()
        return replace(
            answer,
            kind=Kind.REFERRAL,
            sentences=(*before, *said, *after),
            citations=answer.citations if found else (),
        )

    def also_asked(self, referral: str, message: str) -> list[tuple[str, bool]]:
        """The questions behind a personal decision, or behind none, that are looked up as well.

        Each with whether its answer goes before what was asked.
        """
        found: dict[str, bool] = {}
        for row in self._wording.also_asked.get(referral or NO_DECISION, []):
            if re.search(row["when"], message, re.IGNORECASE):
                found.setdefault(row["ask"], bool(row.get("first")))
        return list(found.items())

    def referral_words(self, referral: str) -> int:
        """How many words of a referral are the program's own."""
        return self._referral_words[referral]

    def filled(self, note: Note) -> Note:
        """`note` with the numbers of the country that is served."""
        return replace(note, text=self.fill(note.text))

    def fill(self, text: str) -> str:
        """`text` with those numbers."""
        return self._wording.fill(text)

    def asides(self, notes: Sequence[ContextNote]) -> set[str]:
        """All lines of the program's own, `notes` among them: they tell nothing of who is in danger."""
        return self._own_lines | {self.fill(note.text) for note in notes}

    @cached_property
    def _own_lines(self) -> set[str]:
        """Around an answer, of cards, and of who decides or knows."""
        around = (f"referral/{name}" for name in (*REFERRALS.values(), PERHAPS, MISSED, *AROUND))
        own = [self._wording.say(name) for name in (*LEADS, "said_above", *around)]
        own += [
            self._wording.say("abstain", who_would_know=w) for w in self._wording.who_would_know.values()
        ]
        lines = {line for sentences in own for line in lines_of(Answer(Kind.ABSTAIN, sentences).text)}
        return lines | self.card_lines.keys()

    @cached_property
    def card_lines(self) -> dict[str, Label | None]:
        """The lines of all emergency cards, with what each card is for: an answer with one showed it."""
        cards = {
            **{name: label for label, name in CARDS.items()},
            REACTION_TODAY: Label.REACTION,
            "general": None,
        }
        lines: dict[str, Label | None] = {}
        for name, label in cards.items():
            # Only the first line is one card's own: several end alike.
            first, *others = lines_of(Answer(Kind.EMERGENCY, self._card(name)).text)
            lines |= {first: label, **dict.fromkeys(others)}
        return lines

    def led(self, answer: Answer, verdict: Verdict) -> Answer:
        """`answer` under the one line that an uncertain or a hopeless message is owed."""
        soften, watch = LEADS
        name = soften if verdict.soften else watch if verdict.watch else ""
        return replace(answer, lead=self._line(name)) if name else answer

    @cached_property
    def _referral_words(self) -> dict[str, int]:
        names = (*REFERRALS.values(), PERHAPS, MISSED)
        return {
            name: sum(len(s.text.split()) for said in self._around(name, found=True) for s in said)
            for name in names
        }

    def _around(
        self, referral: str, found: bool
    ) -> tuple[tuple[AnswerSentence, ...], tuple[AnswerSentence, ...]]:
        """What is said before and after the article's sentences, where any are `found`."""
        own, close = self._wording.say(f"referral/{referral}"), self._wording.say("referral/close")
        if referral == PERHAPS:
            return (), (*own, *close)
        if referral == REFERRALS[Label.BEAT_BLOCK]:
            return own, close
        return (*own, *self._wording.say("referral/article" if found else "referral/not_covered")), close

    def _card(self, name: str) -> tuple[AnswerSentence, ...]:
        return self._wording.say(f"emergency/{name}")

    def _line(self, name: str) -> str:
        return " ".join(sentence.text for sentence in self._wording.say(name))
