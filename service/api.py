"""The HTTP interface: ask, read a passage, and see whether the process is well."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from answering.answerer import Answerer
from answering.records import Turn
from service.limits import RateLimit
from service.metrics import Metrics
from service.schema import AnswerOut, AskIn, Fault, HealthOut, PassageOut, ReadyOut

API = "/api"
DOOR = "api"
"""What its questions are counted under."""
REQUEST_ID = "X-Request-ID"
# An id that a caller gives is repeated in the answer, and nothing else of it is trusted.
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TROUBLE = "Something went wrong here; try again in a minute. If someone is in danger, call for help now."


def api_router(answerer: Answerer, limit: RateLimit, metrics: Metrics) -> APIRouter:
    """Routes under /api, and /healthz, /readyz and /metrics."""
    router = APIRouter()

    async def within_limit(request: Request) -> None:
        if limit.is_shared:
            await run_in_threadpool(limit.check, request)
        else:  # in memory: handing it to a thread would take longer than the look itself
            limit.check(request)

    faults: dict[int | str, dict[str, Any]] = {
        status: {"model": Fault} for status in (400, 408, 413, 429, 500)
    }

    @router.post(
        f"{API}/ask",
        response_model=AnswerOut,
        responses=faults,
        dependencies=[Depends(within_limit)],
        tags=["answers"],
    )
    async def ask(asked: AskIn, request_id: Annotated[str, Depends(_request_id)]) -> Response:
        """The answer to a question, with the quotes that it stands on. Nothing of it is kept."""
        history = [Turn(turn.role, turn.content) for turn in asked.history]
        try:
            answer = await asyncio.wrap_future(answerer.begin(asked.question, history))
            answer = replace(answer, id=request_id)
        except Exception as error:  # whatever it is, the caller gets one sentence and no traceback
            logging.getLogger(__name__).exception("request %s was not answered", request_id)
            metrics.failed(DOOR)
            raise HTTPException(500, TROUBLE, headers={REQUEST_ID: request_id}) from error
        metrics.answered(DOOR, answer)
        # As it is: to check our own answer against its description again takes as long as to write it.
        return JSONResponse(answer.to_json(), headers={REQUEST_ID: request_id})

    @router.get(
        f"{API}/passages/{{passage_id:path}}",
        response_model=PassageOut,
        responses={404: {"model": Fault}},
        tags=["answers"],
    )
    def passage(passage_id: str) -> dict[str, Any]:
        """One passage of the index that serves, by the id that a citation names."""
        store = answerer.store
        position = store.position.get(passage_id)
        if position is None:
            raise HTTPException(404, "No passage has this id in the index that serves now.")
        found = store.passages[position]
        return {
            "id": found.id,
            "document": found.document_id,
            "title": store.title(found),
            "heading": list(found.heading),
            "text": found.text,
            "start": found.start,
            "end": found.end,
            "lines": found.lines,
            "page": found.page,
        }

    _add_health(router, answerer, metrics)
    return router


def _add_health(router: APIRouter, answerer: Answerer, metrics: Metrics) -> None:
    @router.get("/healthz", response_model=HealthOut, tags=["health"])
    def healthz() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @router.get("/readyz", response_model=ReadyOut, responses={503: {"model": Fault}}, tags=["health"])
    def readyz() -> dict[str, Any]:
        """An index is open and can be searched; a newer one is named once every process answers from it."""
        try:
            answerer.retriever.probe()
        except Exception as error:
            raise HTTPException(503, "The index cannot be searched now.") from error
        store = answerer.store
        return {
            "status": "ready",
            "index": answerer.crew.index_id(store.index_id) if answerer.crew else store.index_id,
            "passages": len(store.passages),
            "processes": answerer.crew.ready if answerer.crew else 0,
        }

    @router.get("/metrics", tags=["health"], response_class=Response, include_in_schema=False)
    def figures() -> Response:
        return Response(metrics.text(), media_type=metrics.content_type)


async def _request_id(given: Annotated[str, Header(alias=REQUEST_ID)] = "") -> str:
    """The caller's own id where it is a plain one, or a new one."""
    return given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
