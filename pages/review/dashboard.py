"""Figures a person can look at, and the audit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from pages.review.desk import REVIEW, Desk
from pages.review.digest import SHOWN_GAPS, SPANS
from pages.review.gate import Gate
from pages.review.queue import as_file
from store.accounts import SignedIn
from store.audit import events
from store.export import audit_as_csv
from store.verdicts import agreement

EVENTS = 200
MOST_EVENTS = 2**63 - 1
"""What a database counts to."""


def dashboard_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/figures and /review/audit."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Admin = Annotated[SignedIn, Depends(gate.admin)]
    Before = Annotated[int | None, Query(ge=0, le=MOST_EVENTS)]

    @router.get("/figures", response_class=HTMLResponse)
    def show(request: Request, who: Who, days: int = 30) -> Response:
        days = days if days in SPANS else 30
        digest = desk.digests.latest()
        if digest is None:
            return desk.page(request, "counting.html", who, title="Figures")
        span = digest.spans[days]
        return desk.page(
            request,
            "figures.html",
            who,
            days=days,
            spans=SPANS,
            digest=digest,
            span=span,
            found=span.found,
            days_rows=[
                (day, *(counts[n] for counts in span.asked.values()))
                for n, day in enumerate(span.found.days)
            ],
            latency_rows=[(f"{p} %", f"{value:.0f}") for p, value in span.found.latency.items()],
            agreement=agreement(desk.database),
            missing=[(gap.heading, gap.count) for gap in digest.gaps.groups[:SHOWN_GAPS]],
        )

    @router.get("/audit", response_class=HTMLResponse)
    def audit(request: Request, who: Admin, before: Before = None) -> Response:
        return desk.page(request, "audit.html", who, events=events(desk.database, EVENTS, before))

    @router.get("/audit.csv")
    def export(who: Admin) -> Response:
        return as_file(audit_as_csv(desk.database, who.name), "audit.csv", "text/csv")

    return router
