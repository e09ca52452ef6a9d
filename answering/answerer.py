"""Answerer.ask: the one way from a message to an answer, for chat, command line, batch and evals.

The steps, in order: triage, understand, retrieve, judge, compose, cite. Each is a module of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from langchain_core.runnables import Runnable, RunnableLambda

from answering.appointment import appointment_questions
from answering.asking import Asking, asks_nothing, clean, timed
from answering.citations import cite
from answering.compose import STORY, Part, compose, nearest
from answering.editorial import UNEDITED, Editorial, approved_instead, sayable, search_without
from answering.followup import Query, leans_on_context, understand
from answering.generation import Generations
from answering.lexical import stems_of, words_of
from answering.notes import choose_notes
from answering.passages import PassageStore
from answering.records import Answer, Citation, Kind, Trace, Turn
from answering.replies import Replies, Said
from answering.retrieve import PassageRetriever, Search
from answering.script import is_mostly_readable, readable
from answering.sufficiency import probability_answerable
from answering.weights import WeightSets, load_weights
from answering.wording import Wording, load_wording
from ingest.embed import TextEmbedder
from ingest.embedder import Embedder
from ingest.index import VectorIndex
from ingest.notes import Gravity
from ingest.serving import serving_embedder
from ingest.settings import Settings
from triage.judge import Triager, Verdict, load_triager, second_opinion
from triage.messages import Label

EVIDENCE_COUNT = 10
# How like known questions, or a passage, a question must be to count as one about the corpus: 2 in 3
# off-topic questions are below, and 1 in 12 near misses: "it says nothing about that" is true of them too.
NEAR_QUESTIONS = 0.46
NEAR_PASSAGE = 0.45
# Below this nobody is asking for a decision about treatment, whatever the classifier thinks of the tone.
NEAR_FOR_DECISION = 0.42
# An answer that is not sure must be to a question at least this like known ones, or its passage.
NEAR_TO_ANSWER = 0.44
SURE = 0.8
OFF_TOPIC = "off topic"
"""The topic of bank questions that have nothing to do with the corpus."""
# A personal decision about treatment is about the corpus anyway.
NEAR_FOR_REFERRAL = 0.38
SUGGESTIONS = 3


class Answerer:
    """Answers questions from one index; safe to be shared between threads."""

    def __init__(
        self,
        index: VectorIndex,
        embedder: Embedder,
        weights: WeightSets,
        wording: Wording,
        triager: Triager,
        max_question_chars: int = 2000,
    ) -> None:
        """Opens the index; raises IndexMissingError or IndexMismatchError."""
        self._generations = Generations(index, embedder, weights)
        self._wording = wording
        self._replies = Replies(wording)
        self._triager = triager
        self._max_chars = max_question_chars
        self.embedder = embedder
        self.editorial: Editorial = UNEDITED

    @classmethod
    def from_settings(cls, settings: Settings) -> Answerer:
        """The answerer of the index that the settings name, with the adapter it was built with."""
        index = VectorIndex(settings.index)
        manifest = index.read_manifest()
        adapter = Path(manifest.adapter) if manifest and manifest.adapter else None
        return cls(
            index=index,
            embedder=serving_embedder(
                TextEmbedder(settings.embedder, adapter), settings.models, settings.precision
            ),
            weights=load_weights(),
            wording=load_wording(country=settings.country),
            triager=load_triager(settings.models, settings.precision),
            max_question_chars=settings.max_question_chars,
        )

    def ask(self, message: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to `message`, given the turns before it, oldest first.

        Any text is a question: an empty one gets a polite line, a long one is read up to the limit.
        """
        began = time.perf_counter()
        whole = clean(message)
        asking = Asking(whole[: self._max_chars], whole, tuple(history), self._generations.current())
        answer = self._answer(asking)
        asking.timings["total"] = (time.perf_counter() - began) * 1000
        return replace(
            answer,
            question=message,
            standalone_question=asking.question.standalone if asking.question else asking.message,
            trace=self._trace(asking),
        )

    def as_runnable(self) -> Runnable[str, Answer]:
        """For LangChain: a message in, an Answer out."""
        return RunnableLambda(self.ask)

    @property
    def store(self) -> PassageStore:
        """The passages and documents of the current index."""
        return self._generations.current().store

    @property
    def retriever(self) -> PassageRetriever:
        """Searches the current index."""
        return self._generations.current().retriever

    def _answer(self, asking: Asking) -> Answer:
        """The ladder: each step may end it."""
        if asks_nothing(asking.message):
            return self._replies.nothing_asked()
        if not is_mostly_readable(asking.whole):
            return self._replies.other_script()
        verdict = self._triage(asking)
        if verdict is None:
            return self._replies.triage_failed(self._find(asking, None))
        if verdict.emergencies and verdict.certain:
            return self._replies.emergency(verdict.emergencies)
        try:
            answer = self._find(asking, verdict.decision)
        except Exception:
            if not verdict.emergencies:
                raise
            # Without a second opinion the first one stands: a card needs no index.
            logging.getLogger(__name__).exception("no second opinion")
            return self._replies.emergency(verdict.emergencies)
        verdict = second_opinion(verdict, max(asking.probabilities, default=0.0))
        if verdict.emergencies:
            return self._replies.emergency(verdict.emergencies)
        if verdict.decision and self._is_for_the_prescriber(asking, verdict):
            answer = self._replies.referral(verdict.decision, answer)
            answer = replace(answer, appointment=self._appointment(asking))
        else:
            answer = approved_instead(self.editorial, self._wording, asking, answer)
        return self._replies.led(self._noted(asking, answer), verdict)

    def _is_for_the_prescriber(self, asking: Asking, verdict: Verdict) -> bool:
        """Whether a decision is about treatment: the classifier hears the tone, and not the subject."""
        if verdict.ruled or verdict.decision is Label.BEAT_BLOCK:
            return True
        return bool(asking.searches) and _is_near(asking.searches[0], NEAR_FOR_DECISION)

    def _noted(self, asking: Asking, answer: Answer) -> Answer:
        asked = asking.question.standalone if asking.question else asking.message
        notes = asking.generation.store.notes
        if asking.off_topic:
            # Whether it is about the corpus is a guess: what could do harm is said all the same.
            notes = tuple(note for note in notes if note.gravity == Gravity.HARM)
        chosen = choose_notes(notes, answer.citations, asked)
        return replace(answer, notes=tuple(self._replies.filled(note) for note in chosen))

    def _triage(self, asking: Asking) -> Verdict | None:
        """None where triage itself failed, whatever the reason."""
        try:
            with timed(asking, "triage"):
                message = readable(asking.whole)
                turns = [(turn.role, turn.content) for turn in asking.history]
                verdict = self._triager.judge(message, turns)
                if verdict.emergencies and turns and not leans_on_context(message):
                    # A question of its own after an emergency is answered, under the line about 911.
                    alone = self._triager.judge(message)
                    verdict = verdict if alone.emergencies else replace(alone, watch=True)
                return verdict
        except Exception:  # the one step that must never take the answer with it
            logging.getLogger(__name__).exception("triage failed")
            return None

    def _find(self, asking: Asking, decision: Label | None) -> Answer:
        """From the message to sentences of the article, or to an abstention."""
        with timed(asking, "understand"):
            mended = asking.generation.store.speller.mend(readable(asking.message))
            question = asking.question = understand(mended, asking.history)
        if not stems_of(question.standalone) and len(set(words_of(question.standalone))) < 2:
            # "why why why", and nothing before it that it could be about.
            return self._replies.nothing_asked()
        with timed(asking, "retrieve"):
            parts = list(question.parts)
            behind = self._replies.also_asked(decision, mended) if decision else []
            if behind:
                parts = [*(parts or [question.whole]), *(Query((text,)) for text in behind)]
            asking.off, queries = self.editorial.switched_off(), [question.whole, *parts]
            asking.searches = search_without(asking, queries, EVIDENCE_COUNT)
        with timed(asking, "judge"):
            asking.probabilities = [
                probability_answerable(search, asking.generation.retriever.weights)
                for search in asking.searches
            ]
        with timed(asking, "compose"):
            return self._compose(asking, decision)

    def _compose(self, asking: Asking, decision: Label | None) -> Answer:
        """The answer from what was found, or an abstention where that is not enough.

        A personal decision is referred anyway: there, what the article says nearby is welcome.
        """
        retriever = asking.generation.retriever
        whole, *parts = list(zip(asking.searches, asking.probabilities, strict=True))
        enough = [search for search, p in parts if _is_enough(search, p, retriever)]
        if not enough and any(_is_enough(search, p, retriever) for search, p in [whole, *parts]):
            enough = [whole[0]]
        if not enough and decision and _is_near(whole[0], NEAR_FOR_REFERRAL):
            enough = [whole[0]]
        if not enough:
            return self._abstain(asking)
        excerpts = compose(
            [Part(search, retriever.weights.temperature) for search in enough],
            bool(asking.question and asking.question.compares),
            retriever.sentence_cosines,
            self._replies.referral_words(decision) if decision else 0,
        )
        sentences, citations = cite(excerpts, asking.generation.store.title)
        if not sentences:
            return self._abstain(asking)
        return Answer(Kind.ANSWER, sentences, citations, suggestions=self._suggest(asking, citations))

    def _abstain(self, asking: Asking) -> Answer:
        """Not covered: says so, who would know, and what the article does say nearby."""
        best = max(asking.searches, key=lambda search: search.uncovered_like)
        if not _is_near(best):
            asking.off_topic = True
            return self._replies.off_topic(asking.generation.store.titles)
        who = best.uncovered.who_would_know if best.uncovered else "other"
        nearby = self._nearby(asking)
        return self._replies.not_covered(who, nearby, self._suggest(asking, nearby[1]))

    def _nearby(self, asking: Asking) -> Said:
        """The sentences nearest to a question that the article does not answer, if any are near."""
        retriever = asking.generation.retriever
        return cite(nearest(asking.searches[0], retriever.sentence_cosines), asking.generation.store.title)

    def _appointment(self, asking: Asking) -> tuple[Citation, ...]:
        if not asking.searches:
            return ()
        title, score = asking.generation.store.title, asking.generation.retriever.sentence_cosines
        return appointment_questions(sayable(asking), asking.searches[0], score, title)

    def _suggest(self, asking: Asking, citations: Sequence[Citation]) -> tuple[str, ...]:
        """Questions of the bank that neighbouring passages answer, fit to be shown on a button."""
        said = {citation.passage.id for citation in citations}
        store = asking.generation.store
        suggestions: list[str] = []
        for evidence in asking.searches[0].evidence:
            told = evidence.passage.id in said or STORY.search(evidence.passage.text)
            if not told and len(suggestions) < SUGGESTIONS:
                owner = store.position[evidence.passage.id]
                shown = store.shown_questions.get(owner)
                if shown:
                    suggestions.append(shown)
        return tuple(suggestions)

    def _trace(self, asking: Asking) -> Trace:
        return Trace(
            index_id=asking.generation.store.index_id,
            prompts=self._wording.checksum,
            probability=max(asking.probabilities, default=None),
            weights=asking.generation.retriever.weights,
            evidence=asking.searches[0].evidence if asking.searches else (),
            timings_ms={name: round(value, 3) for name, value in asking.timings.items()},
        )


def _is_enough(search: Search, probability: float, retriever: PassageRetriever) -> bool:
    """Whether a search found an answer: likely enough, and about the corpus at all.

    The model of P(answerable) was fitted on questions near the corpus; of others it knows little.
    """
    if probability < retriever.weights.threshold:
        return False
    known = bool(retriever.store.question_texts)
    likeness = max(search.asked_like, search.evidence[0].scores["passage"])
    return probability >= SURE or not known or likeness >= NEAR_TO_ANSWER


def _is_near(search: Search, least: float = NEAR_QUESTIONS) -> bool:
    """Whether a query is about what the corpus is about, answered there or not."""
    if not search.evidence or (search.uncovered and search.uncovered.topic == OFF_TOPIC):
        return False
    likeness = max(search.asked_like, search.uncovered_like)
    return likeness >= least or search.evidence[0].scores["passage"] >= NEAR_PASSAGE
