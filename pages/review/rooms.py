"""All rooms of the staff pages on one app, behind one door."""

from __future__ import annotations

from fastapi import Depends, FastAPI, HTTPException, Request, Response

from pages.review.approvals import approval_router
from pages.review.cases import case_router
from pages.review.dashboard import dashboard_router
from pages.review.desk import REVIEW, Desk
from pages.review.gate import Gate, StaffHeaders, make_gate, sign_in_router
from pages.review.passages import passage_router
from pages.review.queue import queue_router
from pages.review.turn import turn_router
from store.database import StoreError

ROOMS = (queue_router, case_router, turn_router, approval_router, passage_router, dashboard_router)


def mount_review(app: FastAPI, desk: Desk) -> Gate:
    """`app` with the staff pages; to be called before anything is mounted at "/". Returns their door."""
    gate = make_gate(desk)
    app.add_middleware(StaffHeaders)
    app.include_router(sign_in_router(desk, gate))
    for room in ROOMS:
        # The door stands before every room, whatever its routes ask for themselves.
        app.include_router(room(desk, gate), dependencies=[Depends(gate.signed_in)])

    @app.exception_handler(StoreError)
    def away(request: Request, error: Exception) -> Response:
        return desk.page(request, "away.html", None, 503, fault=str(error))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: Exception) -> Response:
        from fastapi.exception_handlers import http_exception_handler

        assert isinstance(error, HTTPException)
        if not request.url.path.startswith(REVIEW) or error.status_code < 400:
            return await http_exception_handler(request, error)
        return desk.page(request, "refused.html", None, error.status_code, fault=error.detail)

    return gate
