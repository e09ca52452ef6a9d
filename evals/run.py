"""Ask every sample and score the answer; what raises is counted, and the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tqdm import tqdm

from answering.answerer import Answerer
from answering.followup import Query
from answering.records import Turn
from evals.dataset import Sample
from evals.library import Library, SentenceKey
from evals.records import Answered, answer_row
from evals.scorers import Score, score, unscored

Ask = Callable[[Sample], Answered]
"""A system: what it answers to a sample. May raise whatever it likes."""
SEARCHED = 10


@dataclass(frozen=True, slots=True)
class Result:
    """One sample with its answer and its score."""

    sample: Sample
    answer: Answered | None
    """None where the system raised."""
    score: Score


def run(
    ask: Ask,
    samples: Sequence[Sample],
    library: Library,
    plainly: Callable[[Sample], frozenset[SentenceKey]] | None = None,
    workers: int = 1,
    progress: str = "",
) -> list[Result]:
    """Results in the order of `samples`, however many `workers` ask at once.

    `plainly`: see `evals.scorers.score`; asked only for samples with a history. `progress`: the name of
    a bar on standard error, "" for none.
    """

    def one(sample: Sample) -> Result:
        try:
            answer = ask(sample)
            found = plainly(sample) if plainly and sample.history else frozenset()
        except Exception as error:  # one question must not take the others with it
            reason = f"not answered: {type(error).__name__}: {error}"
            return Result(sample, None, unscored(sample, reason))
        return Result(sample, answer, score(sample, answer, library, found))

    with ThreadPoolExecutor(workers) as pool:
        bar = tqdm(
            pool.map(one, samples),
            total=len(samples),
            desc=progress,
            unit=" questions",
            disable=None if progress else True,
            leave=False,
        )
        return list(bar)


def ours(answerer: Answerer) -> Ask:
    """This program, through `Answerer.ask` like every family's question."""

    def ask(sample: Sample) -> Answered:
        history = [Turn(message.role, message.content) for message in sample.history]
        return Answered.model_validate(answer_row(sample.id, answerer.ask(sample.question, history)))

    return ask


def replayed(answers: Mapping[str, Answered]) -> Ask:
    """A system whose answers are there already, by the id of the sample."""
    return lambda sample: answers[sample.id]


def searched_plainly(answerer: Answerer, library: Library) -> Callable[[Sample], frozenset[SentenceKey]]:
    """What a search for the last two messages as they stand finds, without any understanding."""

    def search(sample: Sample) -> frozenset[SentenceKey]:
        asked = [message.content for message in sample.history if message.role == "user"]
        text = " ".join([*asked[-1:], sample.question])
        (found,) = answerer.retriever.search([Query((text,))], SEARCHED)
        keys = [
            library.within(e.passage.document_id, e.passage.start, e.passage.end) for e in found.evidence
        ]
        return frozenset().union(*keys)

    return search
