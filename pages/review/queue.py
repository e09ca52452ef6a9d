"""The queue: what families asked, by what needs a person's eye; and any view of it as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from pages.review.desk import REVIEW, Desk, address
from pages.review.gate import Gate
from store.accounts import SignedIn
from store.approved import approved_answers, standing
from store.export import turns_as_csv, turns_as_json
from store.review import PAGE, SHOWS, STATUSES, Filter, counts, queue

LABELS = {
    "new": "New",
    "thumbs-down": "Thumbs down",
    "abstained": "Not answered",
    "unsure": "Not sure",
    "notes": "With notes",
    "emergency": "Emergencies",
    "approved": "Approved answers given",
    "second": "Second look",
    "all": "Everything",
}
LONGEST_SEARCH = 200
LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)


def queue_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review and its exports."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]

    @router.get("", response_class=HTMLResponse)
    def show(request: Request, who: Who, page: int = 1) -> Response:
        wanted = filter_of(request)
        page = max(1, min(page, 100_000))
        turns, total = queue(desk.database, wanted, who.name, page)
        store, off = desk.answerer.store, desk.board.switched_off()
        expired = [draft for draft in approved_answers(desk.database) if standing(draft, store, off)]
        return desk.page(
            request,
            "queue.html",
            who,
            turns=turns,
            total=total,
            page=page,
            pages=max(1, -(-total // PAGE)),
            counts=counts(desk.database, who.name),
            labels=LABELS,
            wanted=wanted,
            asked=asked_of(request),
            statuses=STATUSES,
            expired=expired,
            passage_name=desk.passage_name(wanted.passage) if wanted.passage else "",
        )

    @router.get("/export.{form}")
    def export(request: Request, who: Who, form: str) -> Response:
        wanted = filter_of(request)
        if form == "csv":
            rows, media = turns_as_csv(desk.database, wanted, who.name), "text/csv"
        elif form == "jsonl":
            rows, media = turns_as_json(desk.database, wanted, who.name), "application/jsonl"
        else:
            raise HTTPException(404, "There are csv and jsonl.")
        return as_file(rows, f"turns-{wanted.show}.{form}", media)

    return router


def as_file(rows: Iterator[str], name: str, media: str) -> StreamingResponse:
    """A download; its first piece is made before anything is sent, so that a fault is no empty file."""
    first = next(rows, "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chain([first], rows), media_type=f"{media}; charset=utf-8", headers=headers)


def filter_of(request: Request) -> Filter:
    """What the address asks for; what makes no sense in it is left out."""
    asked = asked_of(request)
    show = asked.get("show", "")
    until = _day(asked.get("until", ""))
    last = until + timedelta(days=1) if until and until < LAST_DAY else None
    return Filter(
        show=next((known for known in SHOWS if known == show), "new"),
        words=asked.get("words", "").strip()[:LONGEST_SEARCH],
        status=asked.get("status", ""),
        passage=asked.get("passage", ""),
        since=_seconds(_day(asked.get("since", ""))),
        until=_seconds(last),
    )


def asked_of(request: Request) -> dict[str, str]:
    """The parts of an address that make a view, to be carried from page to page."""
    names = ("show", "words", "status", "passage", "since", "until")
    return {name: value for name in names if (value := request.query_params.get(name, ""))}


def turn_address(turn_id: str, asked: dict[str, str]) -> str:
    """One turn, remembering the view that it was opened from."""
    return address(f"/turns/{turn_id}", **asked)


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _seconds(day: datetime | None) -> float | None:
    return day.timestamp() if day else None
