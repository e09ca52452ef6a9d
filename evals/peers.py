"""The same questions through stock pipelines, scored on the same facts and the same gold sentences."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from answering.records import Kind
from evals.dataset import Sample
from evals.figures import ALL, summarise
from evals.library import Library
from evals.records import Answered, Found
from evals.report import latencies_of, shown
from evals.run import Ask, Result, replayed, run
from ingest.embed import TextEmbedder
from ingest.errors import SettingError

if TYPE_CHECKING:
    from bench.peers import Show
    from evals.suite import Measured

# By name: their packages are an extra, which neither mypy nor this program needs.
PIPELINES = {
    "LangChain stock": ("bench.peers.langchain_stock", "langchain_stock"),
    "LlamaIndex stock": ("bench.peers.llamaindex_stock", "llamaindex_stock"),
}
MakePeer = Callable[[Mapping[str, str], Embeddings], "Show"]
"""Documents by id and an embedder in, a pipeline out."""
READ_WORDS = 180
"""What a family reads of an answer; a stock pipeline shows several times as much."""
COLUMNS = ("facts", "right", "abstained", "recall_10", "precision_10", "hit_1", "words", "p50")
HEADS = ("facts", "right", "abstained", "span recall", "span precision", "found at 1", "words", "p50")


def ask_peers(measured: Measured, peers: Mapping[str, MakePeer]) -> dict[str, list[Result]]:
    """Every sample of a run through each stock pipeline: all that it shows, and the first 180 words of it.

    The base embedder without an adapter, on this machine, in this process.
    """
    library, embedder = measured.library, TextEmbedder()
    samples = [result.sample for result in measured.results]
    found: dict[str, list[Result]] = {}
    documents = {name: library.body(name) for name in library.documents}
    for name, make in peers.items():
        show = make(documents, embedder)
        show("warm up")
        asking = asks(show, library)
        found[name] = run(asking, samples, library, progress=name)
        cut = {r.sample.id: _cut(r.answer) for r in found[name] if r.answer}
        kept = [sample for sample in samples if sample.id in cut]
        found[f"{name}, first {READ_WORDS} words"] = run(replayed(cut), kept, library)
    return found


def asks(show: Show, library: Library) -> Ask:
    """A pipeline as a system: what it shows is its answer, and it never abstains."""

    def ask(sample: Sample) -> Answered:
        began = time.perf_counter()
        chunks = show(sample.question)
        took = (time.perf_counter() - began) * 1000
        evidence = []
        for number, chunk in enumerate(chunks):
            place = library.find(chunk.text, chunk.document)
            if place:
                start, end = place
                evidence.append(
                    Found(passage_id=f"chunk-{number}", document=chunk.document, start=start, end=end)
                )
        return Answered(
            id=sample.id,
            question=sample.question,
            kind=Kind.ANSWER,
            text="\n\n".join(chunk.text for chunk in chunks),
            evidence=tuple(evidence),
            timings_ms={"total": took},
        )

    return ask


def peer_table(measured: Measured, peers: Mapping[str, Sequence[Result]]) -> list[list[str]]:
    """A line for this program and one for each peer."""
    rows = [["system", *HEADS]]
    for name, results in {"family-answers": measured.results, **peers}.items():
        figures = summarise([result.score for result in results], intervals=False)
        values = {key: figure["value"] for key, figure in figures.items()}
        cut = "first" in name
        values |= latencies_of(results)[ALL]
        rows.append([name, *("" if cut and c == "p50" else shown(c, values.get(c)) for c in COLUMNS)])
    return rows


def load_peers() -> dict[str, MakePeer]:
    """Each stock pipeline by name; raises SettingError where the `bench` extra is not installed."""
    found: dict[str, MakePeer] = {}
    for name, (module, function) in PIPELINES.items():
        try:
            found[name] = getattr(importlib.import_module(module), function)
        except ImportError as error:
            raise SettingError(
                f"--peers: {error.name} is missing; `pip install -c constraints.txt -e '.[bench]'`"
            ) from error
    return found


def _cut(answer: Answered) -> Answered:
    words = answer.plain.split()[:READ_WORDS]
    return answer.model_copy(update={"text": " ".join(words)})
