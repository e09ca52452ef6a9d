"""Figures for Prometheus: counts and seconds, never a word of what was asked."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from answering.records import Answer

SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class Metrics:
    """The figures of one process."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "family_answers_answers_total",
            "Answers given, by door and kind",
            ["door", "kind"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "family_answers_answer_seconds",
            "Seconds from question to answer",
            ["door"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._worded = Counter(
            "family_answers_model_total",
            "Answers that a chat model was asked to word, by what came of it",
            ["outcome"],
            registry=self._registry,
        )
        self._tokens = Counter(
            "family_answers_model_tokens_total",
            "Tokens that it read and wrote",
            ["direction"],
            registry=self._registry,
        )
        self._dollars = Counter(
            "family_answers_model_dollars_total",
            "What they cost, by FAMILY_QA_ANSWER_PRICES",
            registry=self._registry,
        )
        self._thumbs = Counter(
            "family_answers_feedback_total",
            "What families say of answers",
            ["kind", "helpful", "reason"],
            registry=self._registry,
        )
        self._faults = Counter(
            "family_answers_faults_total",
            "Questions that ended in an error",
            ["door"],
            registry=self._registry,
        )

    def answered(self, door: str, answer: Answer) -> None:
        """One answer was given; `door`: where it was asked."""
        self._answers.labels(door=door, kind=str(answer.kind)).inc()
        self._seconds.labels(door=door).observe(answer.trace.timings_ms.get("total", 0.0) / 1000)
        trace = answer.trace
        if trace.model_outcome:
            self._worded.labels(outcome=trace.model_outcome).inc()
        for direction, tokens in zip(("read", "written"), trace.tokens, strict=True):
            self._tokens.labels(direction=direction).inc(tokens)
        self._dollars.inc(trace.cost or 0.0)

    def failed(self, door: str) -> None:
        """One question ended in an error."""
        self._faults.labels(door=door).inc()

    def record(self, kind: str, helpful: bool, reason: str) -> None:
        """Counts what a family says of an answer."""
        self._thumbs.labels(kind=kind, helpful=str(helpful).lower(), reason=reason).inc()

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
