"""What is said around the article's own sentences: emergencies, referrals, abstentions.

Every word lies in prompts/; here is decided which, and in what order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from answering.records import Answer, AnswerSentence, Citation, Kind, Note
from answering.wording import Wording
from triage.judge import Verdict
from triage.messages import Label

EMERGENCY_CARDS = {
    Label.OVERDOSE: "overdose",
    Label.SUICIDE: "suicide",
    Label.SWALLOWED: "swallowed",
    Label.REACTION: "reaction",
    Label.VIOLENCE: "violence",
}
REFERRALS = {Label.DOSING: "dosing", Label.STOPPING: "stopping", Label.BEAT_BLOCK: "beat_block"}

Said = tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]
"""Sentences of the article and their citations."""


class Replies:
    """The program's own words, put around what was found."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def nothing_asked(self) -> Answer:
        example = self._wording.examples[0]
        return Answer(Kind.ABSTAIN, self._wording.say("empty_question", example=example))

    def other_script(self) -> Answer:
        """The message is in an alphabet that nothing here can read."""
        return Answer(Kind.ABSTAIN, self._wording.say("other_script"))

    def emergency(self, labels: Sequence[Label]) -> Answer:
        """The cards of `labels` one after the other, and nothing else."""
        sentences = [s for label in labels for s in self._card(EMERGENCY_CARDS[label])]
        return Answer(Kind.EMERGENCY, tuple(sentences), emergencies=tuple(str(label) for label in labels))

    def triage_failed(self, answer: Answer) -> Answer:
        """Nobody knows what the message is: the general card, the ordinary answer below it."""
        sentences = (*self._card("general"), *answer.sentences)
        return replace(answer, kind=Kind.EMERGENCY, sentences=sentences, emergencies=("unknown",))

    def off_topic(self, title: str) -> Answer:
        return Answer(Kind.ABSTAIN, self._wording.say("off_topic", title=title))

    def not_covered(self, who_would_know: str, nearby: Said, suggestions: Sequence[str]) -> Answer:
        """Says so, says who would know, and then what the article does say nearby, if anything."""
        who = self._wording.who_would_know[who_would_know]
        sentences, citations = nearby
        opening = self._wording.say("abstain", who_would_know=who)
        if sentences:
            opening = (*opening, *self._wording.say("abstain_nearby"), *sentences)
        return Answer(Kind.ABSTAIN, opening, citations, suggestions=tuple(suggestions))

    def referral(self, label: Label, answer: Answer) -> Answer:
        """A personal decision: who decides it comes first, then what the article says."""
        name = f"referral/{REFERRALS[label]}"
        found = label is not Label.BEAT_BLOCK and answer.kind is Kind.ANSWER
        middle = (*self._wording.say("referral/article"), *answer.sentences) if found else ()
        sentences = (*self._wording.say(name), *middle, *self._wording.say("referral/close"))
        return replace(
            answer,
            kind=Kind.REFERRAL,
            sentences=sentences,
            citations=answer.citations if found else (),
        )

    def also_asked(self, label: Label, message: str) -> list[str]:
        """The questions behind a personal decision that are looked up as well."""
        return [
            row["ask"]
            for row in self._wording.also_asked.get(REFERRALS[label], [])
            if re.search(row["when"], message, re.IGNORECASE)
        ]

    def referral_words(self, label: Label) -> int:
        """How many words of a referral are the program's own."""
        return self._referral_words[label]

    def filled(self, note: Note) -> Note:
        """`note` with the numbers of the country that is served."""
        return replace(note, text=self._wording.fill(note.text))

    def led(self, answer: Answer, verdict: Verdict) -> Answer:
        """`answer` under the one line that an uncertain or a hopeless message is owed."""
        name = "lead/soften" if verdict.soften else "lead/watch" if verdict.watch else ""
        return replace(answer, lead=self._line(name)) if name else answer

    @cached_property
    def _referral_words(self) -> dict[Label, int]:
        around = ("referral/article", "referral/close")
        return {
            label: sum(
                len(s.text.split())
                for part in (f"referral/{name}", *around)
                for s in self._wording.say(part)
            )
            for label, name in REFERRALS.items()
        }

    def _card(self, name: str) -> tuple[AnswerSentence, ...]:
        return self._wording.say(f"emergency/{name}")

    def _line(self, name: str) -> str:
        return " ".join(sentence.text for sentence in self._wording.say(name))
