"""Find the passages that may answer: vectors of passages, sentences and family questions, and BM25.

Each signal scores each candidate; a weighted sum ranks them. Scores are fused, not ranks: on long
articles score fusion found 73 % where reciprocal rank fusion found 65 % (docs/log.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from answering.followup import Query
from answering.lexical import LexicalIndex, stems_of
from answering.passages import SEVERAL, PassageStore
from answering.records import Evidence
from answering.signals import SIGNALS, mean_of_best, share_covered, share_of_best, voted
from answering.weights import WeightSets
from ingest.embedder import Embedder
from ingest.entries import sentence_id
from ingest.records import Passage
from ingest.snapshot import Neighbours, highest

LIKE_IT = 3
"""Known questions that a query is read together with, to find the sentence that it asks for."""
# How far each vector search looks; sentences and questions are several to a passage.
REACH = {"passages": 40, "sentences": 120, "questions": 160, "uncovered": 20}
DEEP = 200
"""Passages looked through for the best of several documents."""
NONE = Neighbours(np.empty(0, int), np.empty(0))
DOCUMENT_WEIGHT = 1.5
"""Of the words of a passage's whole document, where there are several, beside those of the passage."""


@dataclass(frozen=True, slots=True)
class UncoveredMatch:
    """The nearest question that the corpus is known not to answer."""

    cosine: float
    topic: str
    who_would_know: str
    """As most of the questions near it say."""
    nearby: str = ""
    """Id of the passage that says most on the matter, as most of them say; "" for none."""


@dataclass(frozen=True, slots=True)
class Search:
    """What one query found."""

    query: str
    vector: np.ndarray
    evidence: tuple[Evidence, ...]
    """Best first."""
    uncovered: UncoveredMatch | None
    asked_like: float
    """Mean cosine of the three nearest family questions, of whatever passage."""
    uncovered_like: float
    """Mean cosine of the three nearest questions that the corpus does not answer."""
    neighbours: float
    """Of the nearest known questions of both kinds, the share that is answered, nearer ones more."""
    coverage: float
    """How far on the covered side the query lies (ingest.coverage)."""
    known_share: float
    """Share of the query's subject words that occur in the corpus or its questions, 0 to 1."""


class PassageRetriever:
    """Searches one generation of the index."""

    def __init__(self, store: PassageStore, embedder: Embedder, weights: WeightSets) -> None:
        """Uses the set of `weights` that fits the corpus: with a question bank, or bare text."""
        self.embedder = embedder
        self.weights = weights.with_bank if store.question_texts else weights.text_only
        self.store = store
        self._probe_vector = np.full((1, embedder.dimension), embedder.dimension**-0.5, dtype=np.float32)

    def search(
        self,
        queries: Sequence[Query],
        count: int = 10,
        without: Sequence[str] | None = None,
        vectors: np.ndarray | None = None,
    ) -> list[Search]:
        """One Search per query, each with at most `count` pieces of evidence.

        `without`: for each query the text of a bank question that must not help, or "", so that
        weights can be fitted on questions that are in the index. `vectors`: those of the queries, where
        they are known already.
        """
        if vectors is None:
            vectors = self.vectors(queries)
        found = {kind: self._nearest(kind, vectors) for kind in REACH if kind != "sentences"}
        found["sentences"] = self._nearest_sentences(found["passages"], vectors)
        return [
            self._fuse(query, vectors[n], {kind: rows[n] for kind, rows in found.items()}, count, left_out)
            for n, (query, left_out) in enumerate(zip(queries, without or [""] * len(queries), strict=True))
        ]

    def _nearest(self, kind: str, vectors: np.ndarray) -> list[Neighbours]:
        if kind in {"questions", "uncovered"} and not self.store.question_texts:
            return [NONE for _ in vectors]
        return self.store.snapshot.nearest(kind, vectors, REACH[kind])

    def _nearest_sentences(self, passages: list[Neighbours], vectors: np.ndarray) -> list[Neighbours]:
        """Where they are too many to be compared one by one: those of the passages that were found.

        On all of MedQuAD the right document is among the first five as often as with a search of every
        sentence: 79.3 % (docs/log.md).
        """
        if self.store.snapshot.holds("sentences"):
            return self._nearest("sentences", vectors)
        snapshot = self.store.snapshot
        known = snapshot.rows["sentences"]
        near = []
        for found, vector in zip(passages, vectors, strict=True):
            owners = [self.store.passages[position] for position in found.rows]
            ids = [name for passage in owners for name in _sentence_ids(passage) if name in known]
            cosines = snapshot.vectors_of("sentences", ids) @ vector
            best = highest(cosines, REACH["sentences"])
            near.append(Neighbours(np.array([known[ids[row]] for row in best], int), cosines[best]))
        return near

    def probe(self) -> None:
        """Raises what is wrong when the index cannot be searched."""
        self.store.snapshot.nearest("passages", self._probe_vector, 1)

    def rank_documents(self, query: Query, count: int = 5) -> list[Evidence]:
        """The best passage of each of the `count` best documents."""
        (search,) = self.search([query], DEEP)
        best: dict[str, Evidence] = {}
        for evidence in search.evidence:
            best.setdefault(evidence.passage.document_id, evidence)
        return [replace(e, number=n) for n, e in enumerate(list(best.values())[:count], start=1)]

    def vectors(self, queries: Sequence[Query]) -> np.ndarray:
        """For each query the weighted mean of its texts' vectors, length 1: shape (queries, dimension)."""
        texts = list(dict.fromkeys(text for query in queries for text in query.texts))
        known = dict(zip(texts, self.embedder.embed(texts), strict=True))
        vectors = np.stack(
            [
                np.sum([w * known[t] for t, w in zip(q.texts, q.weights, strict=True)], axis=0)
                for q in queries
            ]
        )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)

    @lru_cache(maxsize=64)  # noqa: B019 - of a few fixed texts, and gone with the generation
    def fixed_search(self, text: str, count: int) -> Search:
        """What a text of the program's own finds: kept, and never of what a family typed."""
        return self.search([Query((text,))], count)[0]

    def sentence_cosines(self, vector: np.ndarray, passage: Passage) -> np.ndarray:
        """How near each sentence of `passage` is to a query, shape (sentences,)."""
        return np.asarray(self.store.snapshot.vectors_of("sentences", _sentence_ids(passage)) @ vector)

    def answer_cosines(self, vector: np.ndarray, passage: Passage) -> np.ndarray:
        """How near each sentence of `passage` is to what a query means, shape (sentences,).

        The query is moved half the way to the known questions of the passage that are most like it, which
        say the same in other words: relevance feedback (Rocchio 1971), from questions and not documents.
        """
        known = self.store.questions_of(passage)
        if len(known) >= LIKE_IT:
            near = known[np.argpartition(-(known @ vector), LIKE_IT - 1)[:LIKE_IT]]
            vector = (vector + near.mean(axis=0)) / 2
            vector = vector / np.linalg.norm(vector)
        return self.sentence_cosines(vector, passage)

    def _fuse(
        self,
        query: Query,
        vector: np.ndarray,
        found: dict[str, Neighbours],
        count: int,
        without: str,
    ) -> Search:
        asked = found["questions"]
        uncovered = found["uncovered"]
        if without:
            asked = _left_out(asked, [self.store.question_texts[row] == without for row in asked.rows])
            uncovered = _left_out(
                uncovered, [self.store.uncovered[row].document == without for row in uncovered.rows]
            )
        signals = self._signals(query, found, asked, without)
        fused = sum(self.weights.fusion[name] * signals[name] for name in SIGNALS)
        assert isinstance(fused, np.ndarray)
        best = highest(fused, count)
        evidence = tuple(
            Evidence(
                number=number,
                passage=self.store.passages[position],
                scores={"fused": float(fused[position])}
                | {name: float(signals[name][position]) for name in SIGNALS},
            )
            for number, position in enumerate(best, start=1)
        )
        return Search(
            query=query.text,
            vector=vector,
            evidence=evidence,
            uncovered=self._uncovered(uncovered),
            asked_like=_mean(asked.cosines[:3]),
            uncovered_like=_mean(uncovered.cosines[:3]),
            neighbours=share_covered(asked.cosines, uncovered.cosines),
            coverage=self.store.coverage.of(vector),
            known_share=known_share(
                query.text, self.store.lexical_text, self.store.lexical_questions, bool(without)
            ),
        )

    def _signals(
        self,
        query: Query,
        found: dict[str, Neighbours],
        asked: Neighbours,
        without: str,
    ) -> dict[str, np.ndarray]:
        """Each signal's score of every passage, each of shape (passages,), about 0 to 1.

        A passage that a vector search did not reach gets that search's lowest cosine.
        """
        size = len(self.store.passages)
        owners = self.store.question_owners[asked.rows]
        sentences = self.store.sentence_owners[found["sentences"].rows]
        signals = {
            "passage": mean_of_best(found["passages"].rows, found["passages"].cosines, size, 1),
            "sentence": mean_of_best(sentences, found["sentences"].cosines, size, 1),
            "question": mean_of_best(owners, asked.cosines, size, 1),
            "questions": mean_of_best(owners, asked.cosines, size, 3),
        }
        signals["bm25_text"] = share_of_best(_weighted(query, self.store.lexical_text))
        if len(self.store.documents) > 1:
            # A passage of a long document often leaves out what the document is about.
            documents = share_of_best(_weighted(query, self.store.lexical_documents))
            signals["bm25_text"] += DOCUMENT_WEIGHT * documents[self.store.document_owners]
        by_question = _weighted(query, self.store.lexical_questions)
        if without:
            by_question[[i for i, t in enumerate(self.store.question_texts) if t == without]] = 0
        signals["bm25_question"] = share_of_best(self.store.best_question(by_question))
        return signals

    def _uncovered(self, found: Neighbours) -> UncoveredMatch | None:
        if not found.rows.size:
            return None
        near = [self.store.uncovered[row].metadata for row in found.rows]
        who = voted([str(data["who_would_know"]) for data in near], found.cosines)
        nearby = voted([str(data.get("nearby", "")) for data in near], found.cosines)
        return UncoveredMatch(float(found.cosines[0]), str(near[0]["topic"]), who, nearby)


def _sentence_ids(passage: Passage) -> list[str]:
    return [sentence_id(passage.id, number) for number in range(len(passage.sentences))]


def _left_out(found: Neighbours, left_out: Sequence[bool]) -> Neighbours:
    kept = ~np.array(left_out, dtype=bool)
    return Neighbours(found.rows[kept], found.cosines[kept])


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else 0.0


def known_share(query: str, text: LexicalIndex, questions: LexicalIndex, left_out: bool) -> float:
    """Share of the query's subject words that the corpus, or several family questions, use.

    1 where the query has no such word. `left_out`: the query is itself one of `questions`.
    """
    stems = stems_of(query)
    fewest = SEVERAL + left_out
    known = [text.frequency(stem) > 0 or questions.frequency(stem) >= fewest for stem in stems]
    return sum(known) / len(known) if known else 1.0


def _weighted(query: Query, index: LexicalIndex) -> np.ndarray:
    scores = [w * index.scores(text) for text, w in zip(query.texts, query.weights, strict=True)]
    return np.asarray(np.sum(scores, axis=0))
