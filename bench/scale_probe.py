"""One step at one size in a process of its own: `python -m bench.scale_probe STEP N WORK FILE`.

Steps: ours-ask (an index that `python -m ingest` made), stock-build, stock-ask. Prints one JSON line.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.medquad import SHOWN, MedQuad, hit_rate, read_medquad
from bench.probe import CHUNK, OVERLAP, peak_mb, resident_mb

if TYPE_CHECKING:
    from langchain_chroma import Chroma

QUESTIONS, TIMED, COMPARED = 1000, 300, 200
BATCH = 1024
PLAIN_UP_TO = 1000
"""Documents that stock embeds as it would; more of them in bfloat16, half the time for the same vectors."""


def ours_ask(medquad: MedQuad, work: Path, size: int) -> dict[str, Any]:
    from answering.answerer import Answerer
    from answering.followup import Query
    from ingest.settings import Settings

    answerer = Answerer.from_settings(Settings(index=work / f"ours-{size}", models=work / "models"))
    answerer.ask("What is it?")
    at_rest = resident_mb()
    texts = [question for question, _ in medquad.questions]
    timed = _timed(answerer.ask, texts[:TIMED])
    retriever = answerer.retriever
    found = [
        [e.passage.document_id for e in retriever.rank_documents(Query((text,)), SHOWN)] for text in texts
    ]
    vectors = retriever.vectors([Query((text,)) for text in texts[:COMPARED]])
    return {
        **timed,
        "hits": hit_rate(found, [right for _, right in medquad.questions]),
        "recall": _recall(retriever.store.snapshot, vectors),
        "at_rest_mb": at_rest,
        "passages": len(retriever.store.passages),
    }


def _recall(snapshot: Any, vectors: np.ndarray) -> float:
    """Of the five passages truly nearest to each vector, the share that the search finds."""
    records = snapshot.records["passages"]
    everything = snapshot.vectors_of("passages", [record.id for record in records])
    exact = np.argsort(-(vectors @ everything.T), axis=1, kind="stable")[:, :SHOWN]
    found = snapshot.nearest("passages", vectors, SHOWN)
    shared = [len(set(map(int, a)) & set(map(int, b.rows))) for a, b in zip(exact, found, strict=True)]
    return sum(shared) / (SHOWN * len(shared))


def stock_build(medquad: MedQuad, work: Path, size: int) -> dict[str, Any]:
    """RecursiveCharacterTextSplitter 1000/200 into Chroma; what is there already is not embedded again."""
    import torch
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = _stock(work)
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    began = time.perf_counter()
    there = set(store.get(include=[])["ids"])
    chunks = [
        (f"{name}#{number}", text, {"document": name})
        for name, answer in medquad.answers.items()
        for number, text in enumerate(splitter.split_text(answer))
        if f"{name}#{number}" not in there
    ]
    plain = size <= PLAIN_UP_TO
    with nullcontext() if plain else torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(chunks), BATCH):
            ids, texts, data = zip(*chunks[start : start + BATCH], strict=True)
            store.add_texts(list(texts), metadatas=list(data), ids=list(ids))
    return {
        "seconds": time.perf_counter() - began,
        "characters": sum(
            len(medquad.answers[data["document"]]) for i, _, data in chunks if i[-2:] == "#0"
        ),
        "peak_mb": peak_mb(),
    }


def stock_ask(medquad: MedQuad, work: Path, size: int) -> dict[str, Any]:
    store = _stock(work)
    store.similarity_search("What is it?", k=SHOWN)
    at_rest = resident_mb()
    texts = [question for question, _ in medquad.questions]
    timed = _timed(lambda text: store.similarity_search(text, k=SHOWN), texts[:TIMED])
    found = [[d.metadata["document"] for d in store.similarity_search(text, k=SHOWN)] for text in texts]
    return {
        **timed,
        "hits": hit_rate(found, [right for _, right in medquad.questions]),
        "at_rest_mb": at_rest,
    }


def _stock(work: Path) -> Chroma:
    from langchain_chroma import Chroma

    from ingest.embed import TextEmbedder

    return Chroma(
        "stock",
        embedding_function=TextEmbedder(),
        persist_directory=str(work / "stock"),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )


def _timed(ask: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    milliseconds = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": statistics.median(milliseconds),
        "p95_ms": statistics.quantiles(milliseconds, n=20)[18],
    }


STEPS = {"ours-ask": ours_ask, "stock-build": stock_build, "stock-ask": stock_ask}


def main() -> None:
    step, size, work, file = sys.argv[1:5]
    medquad = read_medquad(Path(file), int(size), QUESTIONS)
    print(json.dumps(STEPS[step](medquad, Path(work), int(size))))


if __name__ == "__main__":
    main()
