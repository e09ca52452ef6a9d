"""The evaluators' page at /evals: the latest report, and headline figures over commits.

Only for the people who run this: a report shows questions and misses in full.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.templating import Jinja2Templates

from ingest.settings import Settings
from pages import history
from pages.history import SHOWN, drawing_of, read_history, table_of
from pages.links import EVALS

TEMPLATES = Jinja2Templates(directory=Path(__file__).with_name("templates"))
REPORT, SUMMARY = "report.html", "summary.json"
SPLITS = {"development": "Development questions", "held_out": "Held-out questions"}


def evals_router(settings: Settings, door: Callable[..., object] | None = None) -> APIRouter:
    """Routes of the page; each request reads the folder of runs anew.

    `door`: the dependency that lets staff in. Where there are no staff, whoever can reach the app may
    look if FAMILY_QA_EVALS_PAGE is on, and else nobody.
    """

    def setting() -> None:
        if settings.evals_page == "off":
            raise HTTPException(404)

    router = APIRouter(dependencies=[Depends(door or setting)])

    @router.get(EVALS, response_class=HTMLResponse, include_in_schema=False)
    def evals(request: Request) -> Any:
        rows = read_history(history.HISTORY)
        latest = latest_run(settings.runs)
        return TEMPLATES.TemplateResponse(
            request,
            "evals.html",
            {
                "latest": latest.name if latest else "",
                "summary": _summary(latest) if latest else {},
                "report": f"{EVALS}/report",
                "splits": [
                    (title, drawing_of(rows, name), table_of(rows, name)) for name, title in SPLITS.items()
                ],
                "shown": SHOWN,
            },
            headers={"Cache-Control": "no-store"},
        )

    @router.get(f"{EVALS}/report", include_in_schema=False)
    def report() -> FileResponse:
        latest = latest_run(settings.runs)
        if latest is None:
            raise HTTPException(404, "There is no report yet.")
        return FileResponse(latest / REPORT, media_type="text/html", headers={"Cache-Control": "no-store"})

    return router


def latest_run(runs: Path) -> Path | None:
    """The folder of the run that was finished last; None where there is none."""
    finished = [path.parent for path in runs.glob(f"*/{SUMMARY}") if (path.parent / REPORT).exists()]
    return max(finished, key=lambda folder: (folder / SUMMARY).stat().st_mtime, default=None)


def _summary(run: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads((run / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
