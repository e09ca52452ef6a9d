"""A store with many turns, verdicts and events, straight into the tables, to time the staff pages on."""

from __future__ import annotations

import json
import random
import time
from typing import Any

from sqlalchemy import insert

from answering.answerer import Answerer
from evals.dataset import DEVELOPMENT, load_samples
from ingest.settings import ROOT
from store.cases import draft, save
from store.database import Database
from store.review import whole_turn
from store.schema import AuditRow, CitedRow, DetailRow, TurnRow, VerdictRow
from store.turns import new_id, trace_of
from store.verdicts import WORDS

AT_ONCE = 5000
WITHOUT_VECTORS = 1000
"""Of the turns: so many are left to be compared behind the pages, as after a busy day."""
DAYS = 30
DAY_S = 86_400
UNANSWERED, JUDGED, JUDGED_TWICE, EVENTS, CASES = 0.2, 0.2, 0.3, 20_000, 50
"""Shares of the turns; of those judged; and numbers."""


def fill(database: Database, answerer: Answerer, count: int) -> None:
    """`count` turns over 30 days. Answered ones are the development questions, the others such as the
    article does not answer (fitting.jsonl), each with a number of its own behind it."""
    rng = random.Random(1)
    samples = [sample for sample in load_samples([DEVELOPMENT]) if not sample.history]
    answers = [answerer.ask(sample.question) for sample in samples]
    traces = [trace_of(answer) for answer in answers]
    answered = [n for n, answer in enumerate(answers) if answer.kind != "abstain"]
    abstained = [n for n, answer in enumerate(answers) if answer.kind == "abstain"]
    lines = (ROOT / "evals/questions/fitting.jsonl").read_text(encoding="utf-8").splitlines()
    missing = [row["question"] for row in map(json.loads, lines) if not row["passages"]]
    vectors = dict(zip(missing, answerer.embedder.embed(missing).astype("float32"), strict=True))
    for start in range(0, count, AT_ONCE):
        turns: list[dict[str, Any]] = []
        details: list[dict[str, Any]] = []
        cited: list[dict[str, Any]] = []
        for number in range(start, min(count, start + AT_ONCE)):
            unanswered = rng.random() < UNANSWERED
            which = rng.choice(abstained if unanswered else answered)
            text = rng.choice(missing) if unanswered else samples[which].question
            turn = _turn(rng, f"{text} {number}", str(answers[which].kind), bool(answers[which].notes))
            if unanswered and number < count - WITHOUT_VECTORS:
                turn["vector"] = vectors[text].tobytes()
                turn["vector_model"] = answerer.embedder.fingerprint
            turns.append(turn)
            if turn["kind"] == "emergency":
                continue
            details.append({"turn_id": turn["id"], "answer": answers[which].text, "trace": traces[which]})
            passages = {citation.passage.id for citation in answers[which].citations}
            cited += [{"turn_id": turn["id"], "passage_id": one} for one in sorted(passages)]
        verdicts = _verdicts(rng, [turn["id"] for turn in turns])
        with database.writing() as session:
            for table, rows in (
                (TurnRow, turns),
                (DetailRow, details),
                (CitedRow, cited),
                (VerdictRow, verdicts),
            ):
                session.execute(insert(table), rows)
    with database.writing() as session:
        session.execute(
            insert(AuditRow),
            [
                {"at": time.time(), "account": "maria", "action": "gave a verdict", "about": new_id()}
                for _ in range(EVENTS)
            ],
        )
    for turn in [turn for turn in turns if turn["kind"] == "answer"][:CASES]:
        whole = whole_turn(database, turn["id"])
        assert whole
        save(database, "maria", draft(whole, "right"))


def _turn(rng: random.Random, asked: str, kind: str, noted: bool) -> dict[str, Any]:
    is_emergency = kind == "emergency"
    asked = "" if is_emergency else asked
    return {
        "id": new_id(),
        "at": time.time() - rng.random() * DAYS * DAY_S,
        "kind": kind,
        "conversation": None if is_emergency else new_id(),
        "question": asked,
        "standalone": asked,
        "category": "overdose" if is_emergency else "",
        "probability": None if is_emergency else rng.random(),
        "milliseconds": None if is_emergency else 20 + rng.expovariate(1 / 30),
        "unsure": kind == "answer" and rng.random() < 0.1,
        "noted": noted,
        "approved": "",
        "helpful": rng.choice([None, None, True, False]),
        "reason": "",
        "comment": "",
        "status": rng.choice(["new", "checked"]),
        "vector": None,
        "vector_model": "",
    }


def _verdicts(rng: random.Random, turn_ids: list[str]) -> list[dict[str, Any]]:
    rows = []
    for turn_id in turn_ids:
        if rng.random() >= JUDGED:
            continue
        for account in ("maria", "tom") if rng.random() < JUDGED_TWICE else ("tom",):
            word = rng.choice(WORDS)
            rows.append({"turn_id": turn_id, "account": account, "verdict": word, "at": time.time()})
    return rows
