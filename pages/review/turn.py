"""One turn: what was asked, what was read, every signal behind it, and a reviewer's verdict."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from answering.signals import SIGNALS
from pages.review.desk import REVIEW, Desk, address
from pages.review.differences import differences
from pages.review.gate import Gate
from pages.review.names import article_link
from pages.review.queue import asked_of, filter_of, turn_address
from store.accounts import SignedIn
from store.review import (
    STATUSES,
    WholeTurn,
    delete_conversation,
    next_turn,
    set_status,
    whole_turn,
)
from store.turns import trace_of
from store.verdicts import WORDS, give, seen_by

SCORES = ("fused", *SIGNALS)
SCORE_LABELS = {
    "fused": "together",
    "passage": "passage",
    "sentence": "sentence",
    "question": "known question",
    "questions": "known questions",
    "bm25_text": "words of the text",
    "bm25_question": "words of questions",
}


def turn_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/turns/{id} and what can be done there."""
    router = APIRouter(prefix=f"{REVIEW}/turns", include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Sent = Annotated[FormData, Depends(gate.form)]

    def found(turn_id: str) -> WholeTurn:
        whole = whole_turn(desk.database, turn_id)
        if whole is None:
            raise HTTPException(404, "This turn is not kept (any more).")
        return whole

    @router.get("/{turn_id}", response_class=HTMLResponse)
    def show(request: Request, who: Who, turn_id: str) -> Response:
        whole, asked = found(turn_id), asked_of(request)
        following = next_turn(desk.database, filter_of(request), who.name, turn_id)
        return desk.page(
            request,
            "turn.html",
            who,
            whole=whole,
            turn=whole.turn,
            trace=whole.trace,
            evidence=evidence_of(desk, whole.trace),
            scores=SCORES,
            score_labels=SCORE_LABELS,
            seen=seen_by(desk.database, who.name, turn_id),
            words=WORDS,
            statuses=STATUSES,
            asked=asked,
            back=address("", **asked),
            following=turn_address(following, asked) if following else "",
        )

    @router.get("/{turn_id}/again", response_class=HTMLResponse)
    def again(request: Request, who: Who, turn_id: str) -> Response:
        """Asked anew of what serves now; nothing is kept of it."""
        whole = found(turn_id)
        question = whole.turn.standalone or whole.turn.question
        if not question:
            raise HTTPException(404, "Nothing is kept of what was asked here.")
        answer = desk.answerer.ask(question)
        trace = trace_of(answer)
        before, now = differences(whole.answer, answer.text)
        return desk.page(
            request,
            "again.html",
            who,
            whole=whole,
            turn=whole.turn,
            answer=answer,
            before=before,
            now=now,
            versions=_versions(whole.trace.get("versions", {}), trace["versions"]),
            quoted=_quoted(whole.trace, trace, desk),
            evidence=evidence_of(desk, trace),
            scores=SCORES,
            score_labels=SCORE_LABELS,
            back=turn_address(turn_id, asked_of(request)),
        )

    @router.post("/{turn_id}/verdict")
    def judge(request: Request, who: Who, turn_id: str, sent: Sent) -> Response:
        word = next((known for known in WORDS if known == sent.get("verdict")), None)
        if word is None:
            raise HTTPException(400, "Choose a verdict first.")
        if not give(desk.database, who.name, turn_id, word, str(sent.get("comment", ""))):
            raise HTTPException(404, "This turn is not kept (any more).")
        return _back(request, turn_id)

    @router.post("/{turn_id}/status")
    def mark(request: Request, who: Who, turn_id: str, sent: Sent) -> Response:
        status = next((known for known in STATUSES if known == sent.get("status")), None)
        if status is None:
            raise HTTPException(400, "There is no such status.")
        set_status(desk.database, who.name, turn_id, status)
        return _back(request, turn_id)

    @router.post("/{turn_id}/delete")
    def remove(request: Request, who: Who, turn_id: str, sent: Sent) -> Response:
        if sent.get("sure") != "yes":
            raise HTTPException(400, "Tick the box to delete the conversation.")
        delete_conversation(desk.database, who.name, turn_id)
        return RedirectResponse(address("", **asked_of(request)), 303)

    return router


def evidence_of(desk: Desk, trace: dict[str, Any]) -> list[dict[str, Any]]:
    """The stored evidence, with what the article says there today."""
    rows = []
    for row in trace.get("evidence", []):
        passage = desk.passage(row["passage_id"])
        text = passage.text if passage else ""
        rows.append({**row, "text": text, "link": article_link(passage) if passage else ""})
    return rows


def _back(request: Request, turn_id: str) -> Response:
    return RedirectResponse(turn_address(turn_id, asked_of(request)), 303)


def _versions(before: dict[str, str], now: dict[str, str]) -> list[tuple[str, str, str]]:
    """(what, then, now)"""
    return [(name, before.get(name, ""), now.get(name, "")) for name in ("index", "prompts", "model")]


def _quoted(before: dict[str, Any], now: dict[str, Any], desk: Desk) -> dict[str, list[str]]:
    """Names of the passages that are quoted no longer, still, and newly."""
    old = {citation["passage_id"] for citation in before.get("citations", [])}
    new = {citation["passage_id"] for citation in now["citations"]}
    parts = {"no longer": old - new, "still": old & new, "newly": new - old}
    return {word: sorted(desk.passage_name(one) for one in ids) for word, ids in parts.items()}
