"""What a generation of the index says of its passages' questions, against the plain way to work it out."""

from __future__ import annotations

import numpy as np

from answering.answerer import Answerer
from answering.passages import PassageStore


def test_best_question_is_the_highest_of_each_passage(answerer: Answerer) -> None:
    store = answerer.store
    scores = np.random.default_rng(0).random(len(store.question_texts), dtype=np.float32)
    plainly = np.zeros(len(store.passages), dtype=np.float32)
    np.maximum.at(plainly, store.question_owners, scores)
    assert (store.best_question(scores) == plainly).all()


def test_without_a_bank_no_passage_has_a_question(answerer: Answerer) -> None:
    bare = PassageStore(answerer.store.snapshot)
    bare.drop_bank()
    assert not bare.best_question(np.empty(0, dtype=np.float32)).any()
    assert bare.questions_of(bare.passages[0]).shape == (0, 0)


def test_vectors_of_a_passages_questions_are_theirs(answerer: Answerer) -> None:
    store = answerer.store
    for passage in (store.passages[0], store.passages[-1]):
        rows = np.flatnonzero(store.question_owners == store.position[passage.id])
        ids = [store.snapshot.records["questions"][row].id for row in rows]
        assert (store.questions_of(passage) == store.snapshot.vectors_of("questions", ids)).all()
