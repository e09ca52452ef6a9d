"""Figures a person can look at, and the audit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from pages.review.desk import REVIEW, Desk
from pages.review.gate import Gate
from pages.review.plots import bars, histogram, stacked_days
from pages.review.queue import as_file
from store.accounts import SignedIn
from store.audit import events
from store.export import audit_as_csv
from store.figures import figures
from store.gaps import gaps
from store.verdicts import agreement, counted

SPANS = (7, 30, 90)
LABELS = {
    "answer": "answered",
    "referral": "decision for the prescriber",
    "abstain": "not in the article",
    "emergency": "emergency card",
}
SHOWN_GAPS = 8
EVENTS = 200


def dashboard_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/figures and /review/audit."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Admin = Annotated[SignedIn, Depends(gate.admin)]

    @router.get("/figures", response_class=HTMLResponse)
    def show(request: Request, who: Who, days: int = 30) -> Response:
        days = days if days in SPANS else 30
        found = figures(desk.database, days)
        asked = {LABELS[kind]: counts for kind, counts in found.asked.items()}
        kinds = {label: sum(counts) for label, counts in asked.items()}
        quoted = [(desk.passage_name(one), one, count) for one, count in found.quoted]
        missing = [(gap.heading, gap.count) for gap in gaps(desk.database, desk.answerer.embedder)]
        verdicts = counted(desk.database)
        plots = {
            "days": stacked_days("Questions a day", found.days, asked),
            "kinds": bars("What kind of answer was given", list(kinds.items())),
            "thumbs": bars("What families said", list(found.thumbs.items())),
            "quoted": bars("Most used passages", [(name, count) for name, _, count in quoted]),
            "gaps": bars("Not answered, by group of like questions", missing[:SHOWN_GAPS]),
            "latency": histogram("Milliseconds from question to answer", found.latencies),
            "verdicts": bars("Verdicts of staff", list(verdicts.items())),
        }
        return desk.page(
            request,
            "figures.html",
            who,
            days=days,
            spans=SPANS,
            found=found,
            asked=asked,
            days_rows=[
                (day, *(counts[n] for counts in asked.values())) for n, day in enumerate(found.days)
            ],
            latency_rows=[(f"{p} %", f"{value:.0f}") for p, value in found.latency.items()],
            kinds=kinds,
            quoted=quoted,
            missing=missing[:SHOWN_GAPS],
            verdicts=verdicts,
            agreement=agreement(desk.database),
            plots=plots,
        )

    @router.get("/audit", response_class=HTMLResponse)
    def audit(request: Request, who: Admin, before: int | None = None) -> Response:
        return desk.page(request, "audit.html", who, events=events(desk.database, EVENTS, before))

    @router.get("/audit.csv")
    def export(who: Admin) -> Response:
        return as_file(audit_as_csv(desk.database, who.name), "audit.csv", "text/csv")

    return router
