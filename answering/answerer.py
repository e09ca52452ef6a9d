"""Answerer.ask: the one way from a message to an answer, for chat, command line, batch and evals.

The steps: triage, and meanwhile understand and retrieve; then judge, compose, cite. Each is a module.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from answering.aboutness import NEAR_FOR_DECISION, is_known, is_near, is_of_life
from answering.abstaining import abstain
from answering.appointment import appointment_questions
from answering.asking import Asking, Show, asks_nothing, clean, timed
from answering.cards import REFERRALS, instead_of, referral_of
from answering.citations import cite
from answering.compose import compose
from answering.courtesy import is_courtesy
from answering.crew import Crew
from answering.editorial import UNEDITED, Editorial, approved_instead, look_up, sayable, search_sayable
from answering.followup import Query, understand
from answering.generation import Generations
from answering.lexical import stems_of, words_of
from answering.notes import is_put_right
from answering.noting import with_notes
from answering.passages import PassageStore
from answering.records import Answer, Citation, Kind, Trace, Turn
from answering.replies import Replies
from answering.retrieve import PassageRetriever
from answering.rewording import Rewording, rewording_of
from answering.script import is_mostly_readable, readable
from answering.sufficiency import probability_answerable
from answering.suggesting import suggest
from answering.told import Told
from answering.triaging import triage
from answering.weights import WeightSets, load_weights
from answering.wording import Wording, load_wording
from answering.workers import AT_ONCE, AT_ONCE_WITH_MODEL, Workers, here_and_now
from answering.worth import worth_saying
from ingest.embed import TextEmbedder
from ingest.embedder import Embedder
from ingest.index import VectorIndex
from ingest.serving import serving_embedder
from ingest.settings import Settings
from triage.judge import Triager, Verdict, load_triager
from triage.messages import Label, both_ends

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


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
        rewording: Rewording | None = None,
    ) -> None:
        """Raises IndexMissingError or IndexMismatchError. `rewording`: a chat model's part, if any."""
        self.generations = Generations(index, embedder, weights)
        """Which build of the index is asked."""
        self._wording = wording
        self._replies = Replies(wording)
        self._triager = triager
        self._max_chars = max_question_chars
        self._rewording = rewording
        self.embedder = embedder
        self.editorial: Editorial = UNEDITED
        self.crew: Crew | None = None
        """Processes that answer in the place of this one; none unless they are set."""
        self._workers = Workers(AT_ONCE_WITH_MODEL if rewording else AT_ONCE)

    @classmethod
    def from_settings(cls, settings: Settings) -> Answerer:
        """The answerer of the index that the settings name, with the adapter it was built with."""
        index, models = VectorIndex(settings.index, settings.chroma_url), settings.models_of(settings.index)
        manifest = index.read_manifest()
        adapter = Path(manifest.adapter) if manifest and manifest.adapter else None
        wording = load_wording(country=settings.country)
        return cls(
            index=index,
            embedder=serving_embedder(TextEmbedder(settings.embedder, adapter), models, settings.precision),
            weights=load_weights(),
            wording=wording,
            triager=load_triager(models, settings.precision),
            max_question_chars=settings.max_question_chars,
            rewording=rewording_of(settings, wording, models),
        )

    def ask(self, message: str, history: Sequence[Turn] = (), show: Show | None = None) -> Answer:
        """The answer to `message`, given the turns before it, oldest first.

        Any text is a question: an empty one gets a polite line, a long one is read up to the limit. Where a
        chat model is set, `show` is called with the answer so far for each of its sentences.
        """
        return self.begin(message, history, show).result()

    def begin(self, message: str, history: Sequence[Turn] = (), show: Show | None = None) -> Future[Answer]:
        """`ask`, for a caller that has other work while the answer is made."""

        def here() -> Future[Answer]:
            return self._workers.begin(self._ask, message, history, show)

        # A chat model is waited for, and shows what it has so far: nothing is won elsewhere.
        return self.crew.begin(message, history, here) if self.crew and not self._rewording else here()

    def _ask(self, message: str, history: Sequence[Turn], show: Show | None) -> Answer:
        began = time.perf_counter()
        whole = clean(message)
        asking = Asking(whole[: self._max_chars], whole, tuple(history), self.generations.current())
        asking.show = show
        answer = self._answer(asking)
        asking.timings["total"] = (time.perf_counter() - began) * 1000
        return replace(
            answer,
            question=message,
            standalone_question=asking.standalone,
            by_rules=asking.by_rules,
            by_model=asking.by_model,
            trace=self._trace(asking),
        )

    def as_runnable(self) -> Runnable[str, Answer]:
        """For LangChain: a message in, an Answer out."""
        # Imported here: it takes a third of a second, and no other way to an answer needs it.
        from langchain_core.runnables import RunnableLambda

        return RunnableLambda(self.ask)

    @property
    def has_model(self) -> bool:
        """Whether a chat model may word answers."""
        return self._rewording is not None

    @property
    def store(self) -> PassageStore:
        """The passages and documents of the current index."""
        return self.generations.current().store

    @property
    def retriever(self) -> PassageRetriever:
        """Searches the current index."""
        return self.generations.current().retriever

    def _answer(self, asking: Asking) -> Answer:
        """The ladder: each step may end it."""
        if asks_nothing(asking.message):
            return self._replies.nothing_asked()
        if not is_mostly_readable(asking.whole):
            return self._replies.other_script()
        asking.mended = asking.generation.store.speller.mend(readable(asking.message))
        own = self._replies.asides(asking.generation.store.notes) if asking.history else ()
        judging = self._workers.beside(triage, asking, self._triager, own, self._replies.card_lines)
        # Meanwhile, and not before: a card needs none of it, whatever comes of it.
        understanding = here_and_now(self._understand, asking)
        verdict = judging.result()
        if verdict and verdict.emergencies:
            return self._replies.emergency(verdict.emergencies, asking.said)
        understanding.result()
        if verdict is None:
            return self._replies.triage_failed(self._find(asking))
        asking.calm = not (verdict.watch or verdict.soften)
        asking.ruled = verdict.ruled
        asking.referral = referral_of(verdict, asking.mended, asking.standalone)
        answer = self._find(asking)
        if not self._is_for_the_prescriber(asking):
            answer = approved_instead(self.editorial, self._wording, asking, answer)
        if self._rewording and not answer.approved_id:
            return self._rewording.reword(
                asking, answer, verdict, self._reserved(asking), self._triager, self._finished
            )
        return self._finished(asking, answer, verdict)

    def _finished(
        self, asking: Asking, answer: Answer, verdict: Verdict, noted: Sequence[Citation] = ()
    ) -> Answer:
        """With what stands around the article's words; notes belong to the quotes `noted` as well."""
        if self._is_for_the_prescriber(asking):
            answer = self._replies.referral(asking.referral, answer)
            answer = replace(answer, appointment=self._appointment(asking))
        return self._replies.led(with_notes(asking, answer, self._replies, noted), verdict)

    def _reserved(self, asking: Asking) -> int:
        """How many words the program itself will add."""
        return self._replies.referral_words(asking.referral) if self._is_for_the_prescriber(asking) else 0

    def _is_for_the_prescriber(self, asking: Asking) -> bool:
        """Whether a decision is about treatment: the classifier hears the tone, and not the subject."""
        if asking.referral == REFERRALS[Label.BEAT_BLOCK]:
            return True
        if not asking.referral or not asking.searches:
            return False
        search = asking.searches[0]
        near = asking.ruled or is_near(search, NEAR_FOR_DECISION)
        return near and not is_of_life(search, asking.mended)

    def _understand(self, asking: Asking) -> None:
        """What is asked, its vectors, and what they find where Chroma need not be waited for."""
        with timed(asking, "understand"):
            asking.question = understand(asking.mended, asking.history)
        with timed(asking, "embed"):
            # By itself as well: of what was just told, that picks the sentence that is asked for now.
            queries = [asking.question.whole, *asking.question.parts, Query((both_ends(asking.mended),))]
            *of_queries, asking.own = asking.generation.retriever.vectors(queries)
            asking.vectors = np.array(of_queries)
        asking.off = self.editorial.switched_off()
        if asking.generation.store.snapshot.is_at_hand:
            look_up(asking)

    def _find(self, asking: Asking) -> Answer:
        """From what is asked to sentences of the article, or to an abstention."""
        if is_courtesy(asking.message, bool(asking.history)):
            return self._replies.courtesy()
        if self._rewording:
            self._rewording.condense(asking, self._triager)
        question = asking.question
        assert question is not None
        if not stems_of(question.standalone) and len(set(words_of(question.standalone))) < 2:
            # "why why why", and nothing before it that it could be about.
            return self._replies.nothing_asked()
        if not asking.found:
            look_up(asking)
        with timed(asking, "retrieve"):
            asking.told = Told(asking.history)
            heard = asking.mended if asking.referral else asking.standalone
            behind = self._replies.also_asked(asking.referral, heard)
            asking.behind = tuple(leads for _, leads in behind)
            asking.searches = search_sayable(asking, [ask for ask, _ in behind])
            if of_life := is_of_life(asking.searches[0], asking.mended):
                asking.forget_behind()
            elif asking.referral and not asking.ruled and is_known(asking.searches[0]):
                asking.referral = instead_of(asking.referral, asking.mended)
                if not asking.referral:
                    asking.forget_behind()
        with timed(asking, "judge"):
            asking.probabilities = [
                probability_answerable(search, asking.generation.retriever.weights)
                for search in asking.searches
            ]
        with timed(asking, "compose"):
            return self._compose(asking, "" if of_life else asking.referral)

    def _compose(self, asking: Asking, referral: str) -> Answer:
        """The answer from what was found, or an abstention where that is not enough."""
        retriever = asking.generation.retriever
        parts = worth_saying(asking, referral, retriever)
        if not parts:
            return abstain(asking, self._replies)
        excerpts = compose(
            parts,
            bool(asking.question and asking.question.compares),
            retriever.answer_cosines,
            self._replies.referral_words(referral) if referral else 0,
            asking.told,
            partial(is_put_right, asking.generation.store.notes),
            retriever.sentence_cosines,
        )
        sentences, citations = cite(excerpts, asking.generation.store.title)
        if not sentences:
            return abstain(asking, self._replies)
        again = all(asking.told.said(sentence.text) for sentence in sentences)
        return Answer(
            Kind.ANSWER,
            sentences,
            citations,
            said_above=self._replies.said_above() if again and not referral else "",
            suggestions=suggest(asking, citations),
        )

    def _appointment(self, asking: Asking) -> tuple[Citation, ...]:
        if not asking.searches:
            return ()
        title, score = asking.generation.store.title, asking.generation.retriever.sentence_cosines
        return appointment_questions(sayable(asking), asking.searches[0], score, title)

    def _trace(self, asking: Asking) -> Trace:
        return Trace(
            index_id=asking.generation.store.index_id,
            prompts=self._wording.checksum,
            probability=max(asking.probabilities, default=None),
            weights=asking.generation.retriever.weights,
            evidence=asking.searches[0].evidence if asking.searches else (),
            timings_ms={name: round(value, 3) for name, value in asking.timings.items()},
            **(self._rewording.traced(asking) if self._rewording else {}),
        )
