"""The article's passages: how often each is quoted, what it answers, and a switch; and what is missing."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from pages.review.desk import REVIEW, Desk, address
from pages.review.gate import Gate
from pages.review.names import article_link
from store.accounts import SignedIn
from store.gaps import MOST_QUESTIONS
from store.review import Filter, queue
from store.switches import switch_off, switch_on, switched_off, times_quoted

LEAST_REASON = 5
"""Characters: a switch without a reason is a riddle to the next person."""


def passage_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/passages and /review/gaps."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Sent = Annotated[FormData, Depends(gate.form)]

    @router.get("/passages", response_class=HTMLResponse)
    def show(request: Request, who: Who, words: str = "", off: str = "") -> Response:
        switches, quoted = switched_off(desk.database), times_quoted(desk.database)
        passages = [
            passage
            for passage in desk.answerer.store.passages
            if words.strip().lower() in f"{' '.join(passage.heading)} {passage.text}".lower()
            and (not off or passage.id in switches)
        ]
        known = desk.answerer.store.position
        return desk.page(
            request,
            "passages.html",
            who,
            passages=passages,
            switches=switches,
            quoted=quoted,
            words=words,
            off=off,
            gone=[switch for switch in switches.values() if switch.passage_id not in known],
        )

    @router.get("/passages/{passage_id:path}", response_class=HTMLResponse)
    def one(request: Request, who: Who, passage_id: str) -> Response:
        passage = desk.passage(passage_id)
        if passage is None:
            raise HTTPException(404, "The article has no such passage (any more).")
        store = desk.answerer.store
        position = store.position[passage_id]
        asked = [
            t
            for owner, t in zip(store.question_owners, store.question_texts, strict=True)
            if owner == position
        ]
        turns, total = queue(desk.database, Filter("all", passage=passage_id), who.name)
        return desk.page(
            request,
            "passage.html",
            who,
            passage=passage,
            link=article_link(passage),
            switch=switched_off(desk.database).get(passage_id),
            known=asked,
            turns=turns[:20],
            total=total,
        )

    @router.post("/passages/switch", response_class=HTMLResponse)
    def switch(who: Who, sent: Sent) -> Response:
        passage_id, reason = str(sent.get("passage_id", "")), str(sent.get("reason", "")).strip()
        if sent.get("to") == "on":
            switch_on(desk.database, who.name, passage_id)
        elif desk.passage(passage_id) is None:
            raise HTTPException(404, "The article has no such passage (any more).")
        elif len(reason) < LEAST_REASON:
            raise HTTPException(400, "Write why it is switched off; the next person will ask.")
        else:
            switch_off(desk.database, who.name, passage_id, reason[:500])
        desk.board.refresh()
        known = desk.passage(passage_id) is not None
        return RedirectResponse(address(f"/passages/{passage_id}" if known else "/passages"), 303)

    @router.get("/gaps", response_class=HTMLResponse)
    def missing(request: Request, who: Who) -> Response:
        digest = desk.digests.latest()
        if digest is None:
            return desk.page(request, "counting.html", who, title="Gaps")
        return desk.page(request, "gaps.html", who, digest=digest, found=digest.gaps, most=MOST_QUESTIONS)

    return router
