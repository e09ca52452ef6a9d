"""Evaluation cases: a turn becomes a sample that `python -m evals` runs from then on."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from answering.asking import clean
from answering.passages import PassageStore
from evals.dataset import Expect, Sample
from evals.library import Library
from ingest.errors import DatasetError
from pages.review.desk import REVIEW, Desk, address
from pages.review.gate import Gate
from store.accounts import SignedIn
from store.cases import as_jsonl, cases, draft, drop, save
from store.review import whole_turn
from store.verdicts import seen_by

ID = re.compile(r"[\w-]{1,80}", re.ASCII)
"""It stands in an address."""
LONGEST_QUESTION, LONGEST_PATTERN, MOST_PATTERNS = 2000, 500, 60
BLANK_FACTS = 2
"""Empty rows for facts that the draft does not have."""


def case_router(desk: Desk, gate: Gate) -> APIRouter:
    """/review/cases, and the form that a turn leads to."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)
    Who = Annotated[SignedIn, Depends(gate.signed_in)]
    Sent = Annotated[FormData, Depends(gate.form)]

    def form(
        request: Request,
        who: SignedIn,
        turn_id: str,
        sample: dict[str, Any],
        fault: str = "",
        status: int = 200,
    ) -> Response:
        return desk.page(
            request,
            "case.html",
            who,
            status,
            sample=sample,
            rows=[*sample["facts"], *[{"text": "", "any": []}] * BLANK_FACTS],
            expected=[str(one) for one in Expect],
            turn_id=turn_id,
            fault=fault,
            back=address(f"/turns/{turn_id}") if turn_id else address("/cases"),
        )

    @router.get("/turns/{turn_id}/case", response_class=HTMLResponse)
    def start(request: Request, who: Who, turn_id: str) -> Response:
        whole = whole_turn(desk.database, turn_id)
        if whole is None or not whole.turn.question:
            raise HTTPException(404, "Nothing is kept of what was asked here.")
        mine = seen_by(desk.database, who.name, turn_id).mine
        return form(request, who, turn_id, draft(whole, mine.word if mine else ""))

    @router.post("/cases", response_class=HTMLResponse)
    def keep(request: Request, who: Who, sent: Sent) -> Response:
        turn_id = str(sent.get("turn_id", ""))
        sample = sample_of(sent)
        checked = checked_sample(sample, desk.answerer.store)
        if isinstance(checked, str):
            return form(request, who, turn_id, sample, checked, 400)
        if not save(desk.database, who.name, checked.model_dump(mode="json"), turn_id):
            taken = f"id: there is a case {checked.id} already; delete it first, or use another id."
            return form(request, who, turn_id, sample, taken, 400)
        return RedirectResponse(address("/cases"), 303)

    @router.get("/cases", response_class=HTMLResponse)
    def show(request: Request, who: Who) -> Response:
        return desk.page(request, "cases.html", who, cases=cases(desk.database))

    @router.post("/cases/{case_id}/delete")
    def remove(who: Who, case_id: str, _: Sent) -> Response:
        drop(desk.database, who.name, case_id)
        return RedirectResponse(address("/cases"), 303)

    @router.get("/cases.jsonl")
    def export(_: Who) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="staff.jsonl"'}
        return PlainTextResponse(as_jsonl(desk.database), media_type="application/jsonl", headers=headers)

    return router


def checked_sample(sample: dict[str, Any], store: PassageStore) -> Sample | str:
    """The sample, or what is to be mended first: it must be one that can be passed and scored."""
    if len(sample["question"]) > LONGEST_QUESTION:
        return f"question: it has {len(sample['question']):,} characters; {LONGEST_QUESTION:,} at most."
    patterns = [*sample["must_not"], *(pattern for fact in sample["facts"] for pattern in fact["any"])]
    if any(len(pattern) > LONGEST_PATTERN for pattern in patterns) or len(patterns) > MOST_PATTERNS:
        return f"patterns: {MOST_PATTERNS} at most, of {LONGEST_PATTERN} characters each."
    try:
        checked = Sample.model_validate(sample)
        Library.of(store).gold(checked)
    except DatasetError as error:
        return str(error)
    except ValidationError as error:
        fault = error.errors()[0]
        return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    if checked.expect in {Expect.ANSWER, Expect.ANSWER_WITH_REFERRAL} and not checked.facts:
        return "An answer needs at least one expected fact."
    return checked if ID.fullmatch(checked.id) else "id: use letters, figures, - and _ alone."


def sample_of(sent: FormData) -> dict[str, Any]:
    """The sample as the form has it: an empty row is left out, a pattern stands on its own line."""
    texts, patterns = sent.getlist("fact"), sent.getlist("patterns")
    facts = [
        {"text": str(text).strip(), "any": _lines(str(several))}
        for text, several in zip(texts, patterns, strict=False)
        if str(text).strip() or _lines(str(several))
    ]
    return {
        "id": str(sent.get("id", "")).strip(),
        "category": str(sent.get("category", "")).strip(),
        "question": clean(str(sent.get("question", ""))),
        "history": [],
        "expect": str(sent.get("expect", "")),
        "facts": facts,
        "evidence": _lines(str(sent.get("evidence", ""))),
        "must_not": _lines(str(sent.get("must_not", ""))),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
