"""The door of the staff pages: signing in and out, sessions, and forms that only our own pages can send."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.review.desk import REVIEW, Desk
from store.accounts import LOCKED_S, LONGEST_SESSION_S, Locked, SignedIn, session_of, sign_in, sign_out

SIGN_IN = f"{REVIEW}/sign-in"
COOKIE = "family_answers_staff"
FORM_COOKIE = "family_answers_form"
"""For the one form that has no session yet; the form must say the same (double submit)."""
EVERYWHERE = "/"
"""Where the cookies are sent: /evals is behind the same door as /review."""
WRONG = "That name and password do not fit."
TOO_OFTEN = f"Too many tries. Wait {LOCKED_S / 60:.0f} minutes, then try again."
HEADERS = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Plots are drawn with styles of their own; no script but ours runs.
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the other rooms depend on."""

    signed_in: Callable[[Request], SignedIn]
    """Who asks; sends anyone else to the sign-in."""
    admin: Callable[..., SignedIn]
    form: Callable[..., Any]
    """A form that one of our own pages sent; refuses any other."""


def make_gate(desk: Desk) -> Gate:
    """The dependencies of every route of the staff pages."""

    def signed_in(request: Request) -> SignedIn:
        token = request.cookies.get(COOKIE, "")
        who = session_of(desk.database, token) if token else None
        if who is None:
            raise HTTPException(303, headers={"Location": SIGN_IN})
        return who

    def admin(who: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
        if not who.is_admin:
            raise HTTPException(403, "This page is for admins.")
        return who

    async def form(request: Request, who: Annotated[SignedIn, Depends(signed_in)]) -> FormData:
        _require_same_origin(request)
        sent = await request.form()
        if not hmac.compare_digest(str(sent.get("form_token", "")).encode(), who.form_token.encode()):
            raise HTTPException(403, "This form is too old; go back, reload the page, and send it again.")
        return sent

    return Gate(signed_in, admin, form)


def sign_in_router(desk: Desk, gate: Gate) -> APIRouter:
    """The only routes under /review that need no session, and signing out."""
    router = APIRouter(prefix=REVIEW, include_in_schema=False)

    def page(request: Request, said: str = "", status: int = 200) -> Response:
        token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
        shown = desk.page(request, "sign_in.html", None, status, said=said, form_token=token)
        _set(shown, request, FORM_COOKIE, token, 3600)
        return shown

    @router.get("/sign-in", response_class=HTMLResponse)
    def show(request: Request) -> Response:
        return page(request)

    @router.post("/sign-in", response_class=HTMLResponse)
    def enter(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        _require_same_origin(request)
        known = request.cookies.get(FORM_COOKIE, "")
        if not known or not hmac.compare_digest(known.encode(), form_token.encode()):
            return page(request, "The page was too old. Please try again.", 403)
        try:
            client = request.client.host if request.client else ""
            token = sign_in(desk.database, name, password, client)
        except Locked:
            return page(request, TOO_OFTEN, 429)
        if token is None:
            return page(request, WRONG, 401)
        entered = RedirectResponse(REVIEW, 303)
        _set(entered, request, COOKIE, token, int(LONGEST_SESSION_S))
        entered.delete_cookie(FORM_COOKIE, path=EVERYWHERE)
        return entered

    @router.post("/sign-out")
    def leave(
        request: Request,
        who: Annotated[SignedIn, Depends(gate.signed_in)],
        _: Annotated[FormData, Depends(gate.form)],
    ) -> Response:
        sign_out(desk.database, request.cookies.get(COOKIE, ""), who.name)
        left = RedirectResponse(SIGN_IN, 303)
        left.delete_cookie(COOKIE, path=EVERYWHERE)
        left.headers["Clear-Site-Data"] = '"cache"'
        return left

    return router


class StaffHeaders:
    """Every answer under /review is kept by no cache and shown in no frame."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(REVIEW):
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers)


def _require_same_origin(request: Request) -> None:
    """Browsers say where a form was sent from; a page of somebody else's is refused."""
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if elsewhere or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "This form was sent from another page.")


def _set(response: Response, request: Request, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=EVERYWHERE,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
