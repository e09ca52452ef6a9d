"""Approved answers: staff write one from the article, and it is given from then on."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from answering.records import Kind
from pages.review.desk import REVIEW, Desk, address
from pages.review.gate import Gate
from store.accounts import SignedIn
from store.approved import (
    LIKE,
    ApprovalError,
    Line,
    approve,
    approved_answer,
    approved_answers,
    standing,
    withdraw,
)
from store.review import whole_turn

MOST_LINES = 8
TRIAGED = (
    "This question gets an emergency card or is sent to the prescriber, and that always comes first: "
    "an approved answer would never be given. Ask it in another way, or leave it."
)


def approval_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/approved."""
    router = APIRouter(prefix=f"{REVIEW}/approved", include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Sent = Annotated[FormData, Depends(gate.form)]

    def form(
        request: Request,
        who: SignedIn,
        question: str,
        lines: list[Line],
        replaces: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response:
        blank = [Line("", "")] * max(1, MOST_LINES - len(lines))
        rows = [*lines, *blank][:MOST_LINES]
        return desk.page(
            request,
            "approve.html",
            who,
            status,
            question=question,
            rows=rows,
            replaces=replaces,
            fault=fault,
        )

    @router.get("", response_class=HTMLResponse)
    def show(request: Request, who: Who) -> Response:
        store, off = desk.answerer.store, desk.board.switched_off()
        rows = [(draft, standing(draft, store, off)) for draft in approved_answers(desk.database)]
        rows.sort(key=lambda row: not row[1])
        return desk.page(request, "approved.html", who, rows=rows, like=LIKE)

    @router.get("/new", response_class=HTMLResponse)
    def start(request: Request, who: Who, turn: str = "", replaces: str = "") -> Response:
        """Empty, or from what was answered, or from the approved answer that is to be renewed."""
        if replaces and (old := approved_answer(desk.database, replaces)):
            return form(request, who, old.question, list(old.lines), replaces)
        whole = whole_turn(desk.database, turn) if turn else None
        if whole is None:
            return form(request, who, "", [])
        quotes = {c["number"]: c["quote"] for c in whole.trace.get("citations", [])}
        lines = [
            Line(sentence["text"], " ".join(quotes.get(sentence["citations"][0], "").split()))
            for sentence in whole.trace.get("sentences", [])
            if sentence["citations"]
        ]
        return form(request, who, whole.turn.standalone or whole.turn.question, lines)

    @router.post("", response_class=HTMLResponse)
    def keep(request: Request, who: Who, sent: Sent) -> Response:
        question, replaces = str(sent.get("question", "")), str(sent.get("replaces", ""))
        lines = [
            Line(str(text), str(quote))
            for text, quote in zip(sent.getlist("text"), sent.getlist("quote"), strict=False)
            if str(text).strip() or str(quote).strip()
        ]
        store, off = desk.answerer.store, desk.board.switched_off()
        if desk.answerer.ask(question).kind in {Kind.EMERGENCY, Kind.REFERRAL}:
            return form(request, who, question, lines, replaces, TRIAGED, 400)
        try:
            approve(desk.database, store, off, who.name, question, lines, replaces)
        except ApprovalError as error:
            return form(request, who, question, lines, replaces, str(error), 400)
        desk.board.refresh()
        return RedirectResponse(address("/approved"), 303)

    @router.post("/{approved_id}/withdraw")
    def end(who: Who, approved_id: str, _: Sent) -> Response:
        if approved_answer(desk.database, approved_id) is None:
            raise HTTPException(404, "There is no such answer.")
        withdraw(desk.database, who.name, approved_id)
        desk.board.refresh()
        return RedirectResponse(address("/approved"), 303)

    return router
