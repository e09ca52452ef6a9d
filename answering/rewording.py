"""Where a chat model may take part in an answer, and what it is given to read.

Never in an emergency, nor under a line about 911 or 988, nor where nothing was found: there every
word is fixed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from answering.asking import Asking, timed
from answering.compose import MOST_WORDS
from answering.condensing import condense
from answering.entailment import Entailment, load_entailment
from answering.generate import Generator
from answering.outcome import Outcome
from answering.records import Answer, Citation, Kind
from answering.stories import tells_story
from answering.verify import Verifier, load_support
from answering.worder import Request, Said, Worder
from answering.wording import Wording
from ingest.records import Passage
from ingest.settings import Settings
from triage.judge import Triager, Verdict
from triage.messages import Label

if TYPE_CHECKING:
    from answering.chat_model import ChatModel

MOST_SHOWN = 6
"""Passages that the model sees: those that composition chose, and the next best."""
WORDED = frozenset({"worded", "cached"})


class Finish(Protocol):
    """Puts around an answer what stands around it without a model as well."""

    def __call__(
        self, asking: Asking, answer: Answer, verdict: Verdict, noted: Sequence[Citation] = ()
    ) -> Answer: ...


class Rewording:
    """Lets one model word what composition found; safe to be shared between threads."""

    def __init__(self, model: ChatModel, entailment: Entailment, wording: Wording, timeout: float) -> None:
        """`timeout`: seconds until its first sentence must be there."""
        self._entailment = entailment
        self._generator = Generator(model, wording.prompts)
        self._prices = model.prices
        self._wording = wording
        self._timeout = timeout
        self._of: tuple[str, Worder] | None = None

    def reword(
        self,
        asking: Asking,
        answer: Answer,
        verdict: Verdict,
        reserved: int,
        triager: Triager,
        finish: Finish,
    ) -> Answer:
        """`answer` finished, in the model's words where it may speak and every sentence is supported."""
        question = asking.question.standalone if asking.question else asking.message
        if not self._may_speak(answer, verdict) or _is_urgent(question, asking, triager):
            return finish(asking, answer, verdict)
        extractive = (answer.sentences, answer.citations)
        request = Request(
            question=question,
            shown=shown_to(answer, asking),
            said=extractive,
            words=MOST_WORDS - reserved,
            title=asking.generation.store.title,
        )

        def finished(said: Said) -> Answer:
            sentences, citations = said
            worded = replace(answer, sentences=sentences, citations=citations)
            return finish(asking, worded, verdict, extractive[1])

        show: Callable[[Said], None] | None = None
        if asking.show:
            tell = asking.show
            show = lambda said: tell(finished(said))  # noqa: E731
        with timed(asking, "model"):
            try:
                said, asking.outcome = self.worder(asking).word(request, show)
            except Exception:  # the answer is there already, whatever it was
                logging.getLogger(__name__).exception("an answer was not worded")
                asking.outcome = Outcome("failed")
        return finished(said) if asking.outcome.outcome in WORDED else finish(asking, answer, verdict)

    def condense(self, asking: Asking, triager: Triager) -> None:
        """A stand-alone question by the model, where nothing sounds like an emergency."""
        question = asking.question.standalone if asking.question else ""
        if asking.calm and question and not _is_urgent(question, asking, triager):
            with timed(asking, "condense"):
                condense(asking, self.worder(asking))

    def traced(self, asking: Asking) -> Mapping[str, Any]:
        """What the trace says of the model."""
        outcome, condensing = asking.outcome or Outcome(), asking.condensing or Outcome()
        tokens = outcome.read + condensing.read, outcome.written + condensing.written
        return {
            "model": self._generator.name if outcome.outcome in WORDED else "",
            "model_outcome": outcome.outcome,
            "tokens": tokens,
            "cost": self._prices.cost(*tokens) if self._prices else None,
            "condensed": condensing.outcome,
            "dropped": tuple(outcome.reasons),
        }

    def worder(self, asking: Asking) -> Worder:
        """The worder of the index that is asked; a newer index has other names and words."""
        retriever = asking.generation.retriever
        index = retriever.store.index_id
        if self._of is None or self._of[0] != index:
            verifier = Verifier(
                retriever.embedder, self._entailment, load_support(), retriever.store.passages
            )
            self._of = (
                index,
                Worder(self._generator, verifier, self._wording.checksum, self._timeout),
            )
        return self._of[1]

    def _may_speak(self, answer: Answer, verdict: Verdict) -> bool:
        fixed = verdict.watch or verdict.soften or verdict.decision is Label.BEAT_BLOCK
        return answer.kind is Kind.ANSWER and not fixed


def shown_to(answer: Answer, asking: Asking) -> tuple[Passage, ...]:
    """The passages that composition chose, then the next best; a story only where it was chosen."""
    chosen = {citation.passage.id: citation.passage for citation in answer.citations}
    for evidence in (e for search in asking.searches for e in search.evidence):
        if len(chosen) >= MOST_SHOWN:
            break
        if not tells_story(evidence.passage):
            chosen.setdefault(evidence.passage.id, evidence.passage)
    return tuple(chosen.values())


def _is_urgent(question: str, asking: Asking, triager: Triager) -> bool:
    """Whether the question with what it leans on sounds like an emergency, though the message did not."""
    if question == asking.mended:
        return False
    verdict = triager.judge(question)
    return bool(verdict.emergencies) or verdict.watch


def rewording_of(settings: Settings, wording: Wording, models: Path) -> Rewording | None:
    """The chat model of the settings; imported only where there is one. `models`: folder of the exports."""
    if not settings.answer_model:
        return None
    from answering.chat_model import open_chat_model

    entailment = load_entailment(models, settings.precision)
    return Rewording(open_chat_model(settings), entailment, wording, settings.answer_timeout)
