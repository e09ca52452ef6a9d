"""A document that changes, its index, and families who ask meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from conftest import LARGEST, CountingEmbedder

from answering.answerer import Answerer
from answering.weights import load_weights
from answering.wording import load_wording
from ingest.build import BuildReport, build_index
from ingest.corpus import read_corpus
from ingest.index import VectorIndex
from ingest.load import load_documents
from triage.judge import Triager

OLD, NEW = "It blocks opioids.", "It blocks opioid receptors."


class Shelf:
    """One short guide and its index, in a folder or on a server; every machine has its own folder."""

    def __init__(self, folder: Path, url: str = "", padding: int = 0) -> None:
        """`padding`: paragraphs that make it longer and are never asked about."""
        self._folder = folder
        self._url = url
        self._padding = padding

    def index(self, machine: str = "index") -> VectorIndex:
        return VectorIndex(self._folder / machine, self._url)

    def build(self, sentence: str, machine: str = "index") -> BuildReport:
        docs = self._folder / "docs"
        docs.mkdir(exist_ok=True)
        said = [sentence, "The shot is monthly.", "Ask the doctor. Always."]
        said += [f"Padding {n} of {sentence[:-1]}." for n in range(self._padding)]
        (docs / "guide.md").write_text("# Guide\n\n" + "\n\n".join(said) + "\n", encoding="utf-8")
        corpus = read_corpus(load_documents([docs], LARGEST))
        return build_index(corpus, self.index(machine), CountingEmbedder())

    def answerer(self, triager: Triager, machine: str = "index") -> Answerer:
        return Answerer(self.index(machine), CountingEmbedder(), load_weights(), load_wording(), triager)


def first_found(answerer: Answerer, sentence: str) -> str:
    """What stands first among the evidence for a sentence: itself, where the index holds it."""
    return answerer.ask(sentence).trace.evidence[0].passage.text


class Families:
    """Threads that ask without a pause; what went wrong, and from which builds they were answered."""

    def __init__(self, answerers: Sequence[Answerer]) -> None:
        self.faults: list[BaseException] = []
        self.builds: set[str] = set()
        self.asked = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(one,)) for one in answerers]

    def __enter__(self) -> Families:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, answerer: Answerer) -> None:
        while not self._stop.wait(0.01):
            try:
                answer = answerer.ask("Is the shot monthly?")
                assert answer.text
                assert len(answer.trace.evidence) >= 3  # never from half an index
            except BaseException as fault:
                self.faults.append(fault)
                return
            self.builds.add(answer.trace.index_id)
            self.asked += 1
