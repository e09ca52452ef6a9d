"""Where "Leave now" leads: an empty page that tells the browser to forget what it kept of this one."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from pages.links import AWAY

# Nothing on it says what was open before.
EMPTY = "<!doctype html><html lang='en'><head><title>New tab</title></head><body></body></html>"
FORGET = {"Clear-Site-Data": '"cache", "storage"', "Cache-Control": "no-store"}


def away_router() -> APIRouter:
    """The one route of this module."""
    router = APIRouter()

    @router.get(AWAY, response_class=HTMLResponse, include_in_schema=False)
    def away() -> HTMLResponse:
        return HTMLResponse(EMPTY, headers=FORGET)

    return router
