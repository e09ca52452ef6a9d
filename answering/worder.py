"""An answer in a chat model's words: asked for, checked sentence by sentence, or the article's own
after all.

Whatever goes wrong with the model, the extractive answer is there already; a family never sees an
error of it.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from answering.breaker import Breaker
from answering.citations import Excerpt, cite_worded, resolve
from answering.generate import Draft, Generator
from answering.outcome import Outcome
from answering.records import AnswerSentence, Citation
from answering.reply import Deadline, ModelFault, Tokens, Unanswerable
from answering.verify import Verifier
from ingest.records import Passage

KEPT = 256
"""Answers in the cache: in memory only, since a question stands behind each."""
TRIES = 2
LONGEST_WAIT_S = 3.0
"""For a server that asks to be left alone."""
WHOLE_REPLY = 2.0
"""Times the seconds to the first sentence, until the last one must be there."""
WORTH_ANOTHER_TRY = frozenset({"busy", "broken", "malformed"})
# Said so loudly that only the operator can mend them.
LASTING = frozenset({"refused"})

Worded = tuple[str, tuple[Excerpt, ...]]
Said = tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]
Show = Callable[[Said], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What the model is to word."""

    question: str
    shown: tuple[Passage, ...]
    """Numbered from 1 for the model."""
    said: Said
    """The extractive answer, which stands if the model's does not."""
    words: int
    """At most."""
    title: Callable[[Passage], str]


class _Unsupported(Exception):
    """A sentence that the answer needs is not supported by what it cites."""


class Worder:
    """Words answers by one model; safe to be shared between threads."""

    def __init__(self, generator: Generator, verifier: Verifier, prompts: str, timeout: float) -> None:
        """`prompts`: checksum of the prompt files; `timeout`: seconds to the first sentence."""
        self._generator = generator
        self._verifier = verifier
        self._prompts = prompts
        self._timeout = timeout
        self._breaker = Breaker()
        self._lock = threading.Lock()
        self._cache: LRUCache[str, tuple[Worded, ...]] = LRUCache(KEPT)

    @property
    def name(self) -> str:
        return self._generator.name

    def word(self, request: Request, show: Show | None = None) -> tuple[Said, Outcome]:
        """The answer in the model's words, or the extractive one; `show` sees each sentence as it
        stands."""
        outcome = Outcome()
        key = self._key(request)
        with self._lock:
            kept = self._cache.get(key)
        if kept:
            outcome.outcome = "cached"
            return cite_worded(kept, request.title), outcome
        if not self._breaker.lets_through():
            outcome.outcome = "resting"
            return request.said, outcome
        worded = self._worded(request, outcome, show)
        if not worded:
            return request.said, outcome
        with self._lock:
            self._cache[key] = worded
        outcome.outcome = "worded"
        return cite_worded(worded, request.title), outcome

    def condense(self, before: str, message: str) -> tuple[str, Outcome]:
        """The model's stand-alone question; "" where it gave none."""
        outcome, tokens = Outcome(), Tokens()
        if not self._breaker.lets_through():
            outcome.outcome = "resting"
            return "", outcome
        deadline = Deadline(self._timeout / 2)
        line = ""
        try:
            line = self._generator.one_line("condense.md", deadline, tokens, before=before, message=message)
            outcome.outcome = "condensed"
            self._breaker.succeeded()
        except ModelFault as fault:
            self._note(fault, outcome)
        outcome.read, outcome.written = tokens.read, tokens.written
        return line, outcome

    def _worded(self, request: Request, outcome: Outcome, show: Show | None) -> tuple[Worded, ...]:
        tokens, deadline = Tokens(), Deadline(self._timeout)
        worded: tuple[Worded, ...] = ()
        try:
            for attempt in range(1, TRIES + 1):
                try:
                    worded = self._once(request, deadline, tokens, outcome, show)
                    self._breaker.succeeded()
                    break
                except ModelFault as fault:
                    wait = fault.retry_after if fault.retry_after is not None else 0.0
                    in_time = wait < deadline.left and wait <= LONGEST_WAIT_S
                    if attempt == TRIES or fault.kind not in WORTH_ANOTHER_TRY or not in_time:
                        raise
                    time.sleep(wait)
        except ModelFault as fault:
            self._note(fault, outcome)
        except (_Unsupported, Unanswerable) as reason:
            self._breaker.succeeded()
            outcome.outcome = "unsupported" if isinstance(reason, _Unsupported) else "unanswerable"
        outcome.read, outcome.written = tokens.read, tokens.written
        return worded

    def _once(
        self, request: Request, deadline: Deadline, tokens: Tokens, outcome: Outcome, show: Show | None
    ) -> tuple[Worded, ...]:
        """One reply: its supported sentences; raises ModelFault, Unanswerable or _Unsupported."""
        kept: list[Worded] = []
        dropped: list[set[str]] = []
        words = 0
        for draft in self._generator.drafts(
            request.question, request.shown, request.words, deadline, tokens
        ):
            if any(draft.text == text for text, _ in kept):
                continue
            excerpts, reason = self._check(draft, request.shown)
            if reason:
                outcome.dropped += 1
                outcome.reasons.append(reason)
                dropped.append({excerpt.passage.id for excerpt in excerpts})
                if not kept:
                    # The first sentence is the answer itself.
                    raise _Unsupported
                continue
            words += len(draft.text.split())
            if words > request.words:
                break
            if not kept:
                deadline.extend(self._timeout * (WHOLE_REPLY - 1))
            kept.append((draft.text, excerpts))
            if show:
                show(cite_worded(kept, request.title))
        if not kept:
            raise ModelFault("malformed", "no sentence")
        cited = {excerpt.passage.id for _, excerpts in kept for excerpt in excerpts}
        composed = {citation.passage.id for citation in request.said[1]}
        if any((ids & composed) - cited for ids in dropped):
            # Of a passage that belongs to the answer, nothing would be said.
            raise _Unsupported
        return tuple(kept)

    def _check(self, draft: Draft, shown: Sequence[Passage]) -> tuple[tuple[Excerpt, ...], str]:
        """What the sentence stands on, and why it cannot be said; "" where it can."""
        found = [resolve(reference, shown) for reference in draft.references]
        excerpts = tuple(excerpt for excerpt in found if excerpt)
        if not found or len(excerpts) < len(found):
            return excerpts, "quote not found"
        _, citations = cite_worded([(draft.text, excerpts)], lambda passage: passage.id)
        verdict = self._verifier.check(draft.text, citations)
        return excerpts, "" if verdict.supported else verdict.reason

    def _note(self, fault: ModelFault, outcome: Outcome) -> None:
        """A quiet line for staff, and the breaker's count."""
        outcome.outcome = fault.kind
        self._breaker.failed(lasting=fault.kind in LASTING)
        log.warning("chat model %s: %s; the article's own words were given", self.name, fault)

    def _key(self, request: Request) -> str:
        parts = [self.name, self._prompts, str(request.words), request.question]
        parts += [f"{passage.id}\x1e{passage.text}" for passage in request.shown]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
