"""Fit the fusion weights and the model of P(answerable): `python -m evals.fit`.

Fitted on the bank's development tenth (each question left out of the index while it is asked) and on
evals/questions/fitting.jsonl; the adapter has seen neither. The bank's held-out tenth is reported on
and never fitted to.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from answering.answerer import Answerer
from answering.followup import Query, understand
from answering.records import Turn
from answering.retrieve import PassageRetriever, Search
from answering.signals import SIGNALS
from answering.sufficiency import logistic, sufficiency_signals
from answering.weights import PATH, Weights, WeightSets, load_weights
from evals.splits import FITTING, refuse_held_out
from ingest.bank import Part, QuestionBank
from ingest.checked import json_lines
from ingest.corpus import Corpus, open_corpus
from ingest.errors import OperatorError
from ingest.settings import load_settings

CANDIDATES = 40
BATCH = 128
RIDGE = 0.02
"""Pulls the fusion weights together: the signals say much the same."""
MOST_REFUSED = 0.015
"""The threshold refuses at most this share of the fitting questions that are covered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what was found for it, and the passages that answer it (empty: none does)."""

    search: Search
    passage_ids: frozenset[str]


def main(argv: list[str] | None = None) -> int:
    """Fit, write weights.json, and print how each part of the questions does."""
    try:
        refuse_held_out([FITTING])
        settings = load_settings()
        corpus = open_corpus([settings.corpus], settings)
        retriever = Answerer.from_settings(settings).retriever
        sets = WeightSets(
            with_bank=fit(retriever, corpus, load_weights().with_bank),
            text_only=fit(bare(retriever), corpus, load_weights().text_only),
        )
        PATH.write_text(json.dumps(_rounded(asdict(sets)), indent=2) + "\n", encoding="utf-8")
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def fit(retriever: PassageRetriever, corpus: Corpus, start: Weights) -> Weights:
    """Both models for one retriever; prints how each part of the questions does."""
    ids = {passage.key: passage.id for passage in corpus.passages}
    development = corpus.bank.part(Part.DEVELOPMENT)

    def ask() -> tuple[list[Asked], list[Asked]]:
        return ask_bank(retriever, development), ask_file(retriever, FITTING, ids)

    retriever.weights = fit_fusion([row for rows in ask() for row in rows], start)
    # The order of the evidence changes with the weights: ask again before judging it.
    bank, file = ask()
    weights = fit_sufficiency([*bank, *file], file, retriever.weights)
    held_out = ask_bank(retriever, corpus.bank.part(Part.HELD_OUT))
    for name, rows in {"bank, development": bank, "fitting": file, "bank, held out": held_out}.items():
        print(f"{name}: {describe(rows, weights)}")
    return weights


def bare(retriever: PassageRetriever) -> PassageRetriever:
    """The same retriever as if the corpus had no question bank."""
    copied = copy.copy(retriever)
    copied.store = copy.copy(retriever.store)
    copied.store.drop_bank()
    return copied


def ask_bank(retriever: PassageRetriever, bank: QuestionBank) -> list[Asked]:
    """Search for every question of `bank`, each time without itself."""
    rows = [(q.text, frozenset({q.passage_id})) for q in bank.covered]
    rows += [(q.text, frozenset()) for q in bank.uncovered]
    queries = [_query(retriever, text) for text, _ in rows]
    return _ask(retriever, queries, [ids for _, ids in rows], [text for text, _ in rows])


def ask_file(retriever: PassageRetriever, path: Path, ids: Mapping[str, str]) -> list[Asked]:
    """Search for every question of a file of {"question", "passages": [keys], "history"?} lines."""
    rows = [json.loads(line) for line in json_lines(path.read_text(encoding="utf-8"))]
    queries = [
        _query(retriever, row["question"], [Turn(**turn) for turn in row.get("history", [])])
        for row in rows
    ]
    right = [frozenset(ids[key] for key in row["passages"]) for row in rows]
    return _ask(retriever, queries, right, [""] * len(rows))


def fit_fusion(asked: Sequence[Asked], start: Weights) -> Weights:
    """Weights under which a softmax over the candidates gives the right passages most belief.

    Conditional logit (McFadden 1974) with a ridge, weights not below 0; the weights are scaled to a
    sum of 1 and their scale becomes the temperature.
    """
    from scipy.optimize import minimize

    tables: list[list[list[float]]] = []
    targets: list[list[bool]] = []
    for row in asked:
        right = [evidence.passage.id in row.passage_ids for evidence in row.search.evidence]
        if any(right):
            tables.append([[e.scores[name] for name in SIGNALS] for e in row.search.evidence])
            targets.append(right)
    signals, is_right = np.array(tables), np.array(targets)

    def loss(w: np.ndarray) -> float:
        logits = signals @ w
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        belief = (odds * is_right).sum(axis=1) / odds.sum(axis=1)
        return float(-np.log(belief).mean() + RIDGE * ((w - w.mean()) ** 2).mean())

    bounds = [(0.0, None)] * len(SIGNALS)
    found = minimize(loss, np.full(len(SIGNALS), 3.0), method="L-BFGS-B", bounds=bounds)
    scale = float(found.x.sum())
    fusion = {name: float(w / scale) for name, w in zip(SIGNALS, found.x, strict=True)}
    return replace(start, fusion=fusion, temperature=1.0 / scale)


def fit_sufficiency(asked: Sequence[Asked], threshold_on: Sequence[Asked], weights: Weights) -> Weights:
    """Logistic regression of "is covered" on the signals; the threshold on `threshold_on` alone.

    The bank's questions come from the hands that wrote the indexed ones and look easier than a
    stranger's; a threshold set on them would refuse too much.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows = [sufficiency_signals(row.search, weights.temperature) for row in asked]
    names = sorted(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    covered = np.array([bool(row.passage_ids) for row in asked])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(scaler.transform(table), covered)
    coefficients = model.coef_[0] / scaler.scale_
    fitted = replace(
        weights,
        sufficiency={name: float(c) for name, c in zip(names, coefficients, strict=True)},
        intercept=float(model.intercept_[0] - coefficients @ scaler.mean_),
    )
    sure = [p for p, row in _probabilities(threshold_on, fitted) if row.passage_ids]
    return replace(fitted, threshold=float(np.quantile(sure, MOST_REFUSED)))


def describe(asked: Sequence[Asked], weights: Weights) -> str:
    """Recall of the right passage, AUROC of P(answerable), and what the threshold does."""
    covered = [row for row in asked if row.passage_ids]
    ranks = [
        next((e.number for e in row.search.evidence if e.passage.id in row.passage_ids), CANDIDATES)
        for row in covered
    ]
    judged = _probabilities(asked, weights)
    sure = np.array([p for p, row in judged if row.passage_ids])
    unsure = np.array([p for p, row in judged if not row.passage_ids])
    return (
        f"{len(covered)} covered, first {np.mean([r == 1 for r in ranks]):.1%}, "
        f"in three {np.mean([r <= 3 for r in ranks]):.1%}; {unsure.size} uncovered, "
        f"AUROC {(sure[:, None] > unsure[None, :]).mean():.3f}, "
        f"abstained {np.mean(unsure < weights.threshold):.1%}, "
        f"refused {np.mean(sure < weights.threshold):.1%}"
    )


def _query(retriever: PassageRetriever, text: str, history: Sequence[Turn] = ()) -> Query:
    return understand(retriever.store.speller.mend(text), history).whole


def _ask(
    retriever: PassageRetriever,
    queries: Sequence[Query],
    right: Sequence[frozenset[str]],
    without: Sequence[str],
) -> list[Asked]:
    """All searches, many at a time: the model is quicker so."""
    asked: list[Asked] = []
    for start in range(0, len(queries), BATCH):
        part = slice(start, start + BATCH)
        searches = retriever.search(queries[part], CANDIDATES, without[part])
        asked += [Asked(search, ids) for search, ids in zip(searches, right[part], strict=True)]
    return asked


def _probabilities(asked: Sequence[Asked], weights: Weights) -> list[tuple[float, Asked]]:
    return [(logistic(sufficiency_signals(row.search, weights.temperature), weights), row) for row in asked]


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    sys.exit(main())
