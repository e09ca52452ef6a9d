"""Ask every sample and score the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from answering.answerer import Answerer
from answering.records import Answer, Turn
from evals.dataset import Sample
from evals.scorers import Score, score


@dataclass(frozen=True, slots=True)
class Result:
    """One sample with its answer and its score."""

    sample: Sample
    answer: Answer
    score: Score


def run(answerer: Answerer, samples: Iterable[Sample]) -> Iterator[Result]:
    """Results in the order of `samples`, through `Answerer.ask` like every family's question."""
    documents = {name: str(data["text"]) for name, data in answerer.store.documents.items()}
    for sample in samples:
        history = [Turn(message.role, message.content) for message in sample.history]
        answer = answerer.ask(sample.question, history)
        yield Result(sample, answer, score(sample, answer, documents))
