"""Find the right one of 16,407 medical answers: our retrieval beside LangChain's stock splitter.

    python bench/medquad.py medquad.jsonl.gz [--work DIR] [--questions 1000] [--documents N]

Each answer is a document, each question has one right document (answers with equal text are equal).
Both sides use the same base embedder on the same machine in the same run; it computes in bfloat16,
which takes half the time and turns no vector by more than a cosine of 0.0001. What is in DIR already
is not embedded again, so a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter
from tqdm import tqdm

from answering.followup import Query
from answering.passages import PassageStore
from answering.retrieve import PassageRetriever
from answering.weights import load_weights
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.embed import TextEmbedder
from ingest.index import VectorIndex
from ingest.load import load_documents

SHOWN = 5
LOOKED_AT = 30
SEED = 20
BATCH = 1024

Finder = Callable[[str], Sequence[str]]
"""A question in, the names of the documents of what was found out, best first."""


class QuickEmbedder(TextEmbedder):
    """The same model in bfloat16."""

    def embed(self, texts: list[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return super().embed(texts, progress)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--work", type=Path, default=Path(".bench-medquad"))
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--documents", type=int, help="only the first N, for a quick look")
    arguments = parser.parse_args(argv)
    with gzip.open(arguments.file, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    if arguments.documents:
        rows = random.Random(SEED).sample(rows, arguments.documents)
    names = [f"answer-{number:05}" for number in range(len(rows))]
    twins: dict[str, set[str]] = {}
    for name, row in zip(names, rows, strict=True):
        twins.setdefault(row["answer"], set()).add(name)
    asked = random.Random(SEED).sample(range(len(rows)), min(arguments.questions, len(rows)))
    embedder = QuickEmbedder()
    makers = {"LangChain stock": stock_finder, "family-answers": our_finder}
    found: dict[str, float] = {}
    for system, make in makers.items():
        began = time.perf_counter()
        find = make(names, [row["answer"] for row in rows], embedder, arguments.work)
        built = time.perf_counter() - began
        began = time.perf_counter()
        results = [list(find(rows[n]["question"])) for n in asked]
        each = (time.perf_counter() - began) / len(asked) * 1000
        right = [twins[rows[n]["answer"]] for n in asked]
        found[system] = hit_rate(results, right, distinct=system == "family-answers")
        print(
            f"{system:16} right answer in the first five results {found[system]:6.1%}, "
            f"in the first five documents {hit_rate(results, right, distinct=True):6.1%}; "
            f"{each:.1f} ms a question, made in {built:.0f} s",
            flush=True,
        )
    ours, stock = found["family-answers"], found["LangChain stock"]
    print(f"{len(rows)} documents, {len(asked)} questions: {ours / stock:.3f} times the stock pipeline")
    return 0


def hit_rate(results: list[list[str]], right: list[set[str]], distinct: bool) -> float:
    """Share of questions with a right document among the first five, each counted once if `distinct`."""
    firsts = [(list(dict.fromkeys(names)) if distinct else names)[:SHOWN] for names in results]
    return sum(bool(good & set(names)) for names, good in zip(firsts, right, strict=True)) / len(right)


def stock_finder(names: list[str], answers: list[str], embedder: TextEmbedder, work: Path) -> Finder:
    """RecursiveCharacterTextSplitter 1000/200, Chroma, cosine: chunks, nearest first."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = Chroma(
        f"stock-{len(names)}",
        embedding_function=embedder,
        persist_directory=str(work / "stock"),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    chunks = [
        (f"{name}#{number}", text, {"document": name})
        for name, answer in zip(names, answers, strict=True)
        for number, text in enumerate(splitter.split_text(answer))
    ]
    there = set(store.get(include=[])["ids"])
    chunks = [chunk for chunk in chunks if chunk[0] not in there]
    for start in tqdm(range(0, len(chunks), BATCH), desc="stock", disable=None):
        ids, texts, data = zip(*chunks[start : start + BATCH], strict=True)
        store.add_texts(list(texts), metadatas=list(data), ids=list(ids))
    return lambda question: [d.metadata["document"] for d in store.similarity_search(question, k=LOOKED_AT)]


def our_finder(names: list[str], answers: list[str], embedder: TextEmbedder, work: Path) -> Finder:
    """`python -m ingest` on a folder of text files, then the retriever that answers use."""
    folder = work / f"documents-{len(names)}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, answer in zip(names, answers, strict=True):
        (folder / f"{name}.txt").write_text(answer, encoding="utf-8")
    index = VectorIndex(work / f"index-{len(names)}")
    corpus = read_corpus(load_documents([folder], 20_000_000))
    with tqdm(desc="ours", disable=None) as bar:
        build_index(corpus, index, embedder, lambda done, total: _show(bar, done, total))
    manifest = index.require_manifest(embedder.fingerprint, embedder.name)
    retriever = PassageRetriever(index, PassageStore(index, manifest), embedder, load_weights())

    def find(question: str) -> list[str]:
        return [e.passage.document_id for e in retriever.rank_documents(Query((question,)), SHOWN)]

    return find


def _show(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


if __name__ == "__main__":
    sys.exit(main())
