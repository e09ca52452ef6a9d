"""The evaluators' page at /evals: the latest report, and headline figures over commits.

Only for the people who run this: a report shows questions and misses in full.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.templating import Jinja2Templates

from ingest.settings import ROOT, Settings
from pages.links import EVALS

TEMPLATES = Jinja2Templates(directory=Path(__file__).with_name("templates"))
HISTORY = ROOT / "evals" / "history.jsonl"
REPORT, SUMMARY = "report.html", "summary.json"
SHOWN = {
    "right": "right",
    "facts": "facts stated",
    "abstained": "not covered, not answered",
    "refused": "covered, refused",
    "emergency_recall": "emergencies caught",
}
SPLITS = {"development": "Development questions", "held_out": "Held-out questions"}
WIDTH, HEIGHT, EDGE = 640, 200, 34


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over commits, as points of an SVG path."""

    label: str
    points: str
    last: float
    x: float
    y: float


def evals_gate(settings: Settings) -> Callable[[], None]:
    """The dependency that decides who may open the page: the place for a sign-in.

    Until there is one, whoever can reach the app can, where FAMILY_QA_EVALS_PAGE is on; else nobody.
    """

    def gate() -> None:
        if settings.evals_page == "off":
            raise HTTPException(404)

    return gate


def evals_router(settings: Settings) -> APIRouter:
    """Routes of the page; each request reads the folder of runs anew."""
    router = APIRouter(dependencies=[Depends(evals_gate(settings))])

    @router.get(EVALS, response_class=HTMLResponse, include_in_schema=False)
    def evals(request: Request) -> Any:
        rows = read_history(HISTORY)
        latest = latest_run(settings.runs)
        return TEMPLATES.TemplateResponse(
            request,
            "evals.html",
            {
                "latest": latest.name if latest else "",
                "summary": _summary(latest) if latest else {},
                "report": f"{EVALS}/report",
                "splits": [
                    (title, _lines(rows, name), _table(rows, name)) for name, title in SPLITS.items()
                ],
                "shown": SHOWN,
                "size": (WIDTH, HEIGHT),
                "commits": _commits(rows),
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


def read_history(path: Path) -> list[dict[str, Any]]:
    """The lines of the history, oldest first; a line that is none is passed over."""
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "commit" in row:
            rows.append(row)
    return rows


def _summary(run: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads((run / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _lines(rows: list[dict[str, Any]], split: str) -> list[Line]:
    """The shares of one split, scaled to what they range over."""
    series = {
        label: [(n, float(row[split][name])) for n, row in enumerate(rows) if name in row.get(split, {})]
        for name, label in SHOWN.items()
        if name in {"right", "facts", "abstained"}
    }
    values = [value for points in series.values() for _, value in points]
    if not values:
        return []
    low = min(values) - 1
    across = (WIDTH - 2 * EDGE) / max(len(rows) - 1, 1)
    up = (HEIGHT - 2 * EDGE) / max(100 - low, 1)
    lines = []
    for label, points in series.items():
        places = [(EDGE + n * across, HEIGHT - EDGE - (value - low) * up) for n, value in points]
        if places:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            lines.append(Line(label, path, points[-1][1], *places[-1]))
    return lines


def _table(rows: list[dict[str, Any]], split: str) -> list[list[str]]:
    """The latest commit first."""
    return [
        [row["commit"], str(row.get("on", "")), *(_shown(row.get(split, {}).get(name)) for name in SHOWN)]
        for row in reversed(rows)
    ]


def _commits(rows: list[dict[str, Any]]) -> list[str]:
    return [str(row["commit"]) for row in rows]


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
