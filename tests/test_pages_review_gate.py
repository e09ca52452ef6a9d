"""Nobody reaches the staff pages without signing in: not by their routes, the interface, or Gradio's."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from staffed import PASSWORD, Staffed, form_token

from answering.answerer import Answerer
from answering.wording import load_wording
from pages.review.desk import Desk
from pages.review.digest import DigestMaker
from pages.review.gate import COOKIE, make_gate, sign_in_router
from pages.review.rooms import ROOMS
from store.board import Board
from store.health import Health
from store.review import Filter, queue

OPEN = {("GET", "/review/sign-in"), ("POST", "/review/sign-in")}
SECRETS = ("insurance in texas", "asks: is it", "Your verdict", "Sign out", "maria")


@pytest.fixture(scope="module")
def routes(staffed: Staffed, answerer: Answerer) -> list[tuple[str, str]]:
    """Every method and path of the staff pages, with a real id where one belongs."""
    board = Board(staffed.database, answerer)
    board.stop()
    digests = DigestMaker(staffed.database, answerer)
    digests.stop()
    desk = Desk(staffed.database, answerer, load_wording(), board, Health(), digests)
    gate = make_gate(desk)
    turn_id = next(iter(staffed.turns.values()))
    ids = {"turn_id": turn_id, "passage_id:path": answerer.store.passages[0].id, "form": "csv"}
    found = []
    for router in (sign_in_router(desk, gate), *(room(desk, gate) for room in ROOMS)):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            path = re.sub(r"\{([^}]+)\}", lambda name: ids.get(name[1], "x"), route.path)
            found += [(method, path) for method in route.methods]
    assert len(found) > 20
    return found


@pytest.mark.parametrize("cookie", ["", "forged", "0" * 43])
def test_no_route_answers_without_a_session(
    staffed: Staffed, routes: list[tuple[str, str]], cookie: str
) -> None:
    client = staffed.client()
    if cookie:
        client.cookies.set(COOKIE, cookie, path="/")
    for method, path in routes:
        if (method, path) in OPEN:
            continue
        answer = client.request(method, path, data={"form_token": cookie} if method == "POST" else None)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/review/sign-in"), path
        assert not [secret for secret in SECRETS if secret in answer.text], path


@pytest.mark.parametrize(
    "path",
    [
        "//review", "/review/", "/Review", "/%72eview", "/review%2fturns", "/article/../review",
        "/look/../review", "/gradio_api/../review", "/review/..%2freview", "/./review", "/review;x=1",
        "/review/turns", "/review/x",
    ],
)  # fmt: skip
def test_no_other_spelling_of_the_address_opens_it(staffed: Staffed, path: str) -> None:
    answer = staffed.client().get(path)
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert "Queue" not in answer.text


def test_gradio_gives_out_neither_the_database_nor_the_pages(staffed: Staffed) -> None:
    file = Path(str(staffed.database.url.database))
    assert file.exists()
    client = staffed.client()
    for path in (
        f"/gradio_api/file={file}",
        f"/file={file}",
        f"/gradio_api/file/{file}",
        f"/gradio_api/file=/proc/self/cwd/{file}",
        f"/gradio_api/stream/x/{file}",
        f"/gradio_api/proxy={staffed.address}/review",
        f"/proxy={staffed.address}/review",
        "/gradio_api/file=app.py",
        f"/look/..%2f..%2f..{file}",
    ):
        answer = client.get(path)
        assert answer.status_code >= 400, path
        assert b"SQLite format" not in answer.content
    for path in ("/config", "/gradio_api/info", "/gradio_api/openapi.json", "/openapi.json"):
        text = client.get(path).text
        assert "/review" not in text
        assert not [secret for secret in SECRETS if secret in text]


def test_interface_for_programs_knows_nothing_of_it(staffed: Staffed) -> None:
    before = queue(staffed.database, Filter("all"), "maria")[1]
    client = staffed.client()
    assert client.post("/api/ask", json={"question": "Is it safe for the liver?"}).status_code == 200
    assert client.get("/api/review").status_code == 404
    # Those programs' families were told nothing: what they ask is not kept.
    assert queue(staffed.database, Filter("all"), "maria")[1] == before


def test_form_without_its_token_or_from_elsewhere_changes_nothing(staffed: Staffed) -> None:
    client = staffed.client("maria")
    turn_id = staffed.turns["What are the side effects?"]
    token = form_token(client.get(f"/review/turns/{turn_id}").text)
    address = f"/review/turns/{turn_id}/status"
    # Other tests may have left it as they liked.
    assert client.post(address, data={"status": "new", "form_token": token}).status_code == 303
    for form, headers in (
        ({"status": "fixed"}, {}),
        ({"status": "fixed", "form_token": "x" * 43}, {}),
        ({"status": "fixed", "form_token": token}, {"Origin": "https://evil.example"}),
        ({"status": "fixed", "form_token": token}, {"Sec-Fetch-Site": "cross-site"}),
        ({"status": "fixed", "form_token": form_token(staffed.client("tom").get("/review").text)}, {}),
    ):
        assert client.post(address, data=form, headers=headers).status_code == 403
    (turn,) = [t for t in queue(staffed.database, Filter("all"), "maria")[0] if t.id == turn_id]
    assert turn.status == "new"


def test_sign_in_needs_the_form_of_this_page(staffed: Staffed) -> None:
    client = staffed.client()
    answer = client.post("/review/sign-in", data={"name": "maria", "password": PASSWORD})
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


def test_session_cookie_is_for_our_pages_and_no_script(staffed: Staffed) -> None:
    client = staffed.client()
    token = form_token(client.get("/review/sign-in").text)
    form = {"name": "maria", "password": PASSWORD, "form_token": token}
    cookies = client.post("/review/sign-in", data=form).headers.get_list("set-cookie")
    (cookie,) = [one for one in cookies if one.startswith(COOKIE)]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/;" in cookie
    client.headers["X-Forwarded-Proto"] = "https"
    client.headers["X-Forwarded-For"] = "127.0.0.1"
    again = client.post("/review/sign-in", data={**form, "form_token": "x"}).headers.get_list("set-cookie")
    assert all("Secure" in one for one in again)


def test_staff_pages_are_kept_by_no_cache_and_shown_in_no_frame(staffed: Staffed) -> None:
    for answer in (staffed.client("tom").get("/review"), staffed.client().get("/review/sign-in")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_reviewer_does_not_see_the_audit(staffed: Staffed) -> None:
    tom = staffed.client("tom")
    assert [tom.get(path).status_code for path in ("/review/audit", "/review/audit.csv")] == [403, 403]
    assert "Audit" not in tom.get("/review").text
    assert staffed.client("maria").get("/review/audit.csv").text.startswith("number,at,account")


def test_signing_out_ends_the_session_on_the_server(staffed: Staffed) -> None:
    client = staffed.client("tom")
    kept = client.cookies[COOKIE]
    token = form_token(client.get("/review").text)
    assert client.post("/review/sign-out", data={"form_token": token}).status_code == 303
    thief = httpx.Client(base_url=staffed.address, cookies={COOKIE: kept})
    assert thief.get("/review").status_code == 303


def test_repeated_failures_are_told_to_wait(staffed: Staffed) -> None:
    client = staffed.client()
    token = form_token(client.get("/review/sign-in").text)
    form = {"name": "intruder", "password": "guess guess guess", "form_token": token}
    found = [client.post("/review/sign-in", data=form).status_code for _ in range(6)]
    assert found == [401] * 5 + [429]


def test_large_form_is_refused(staffed: Staffed) -> None:
    answer = staffed.client().post("/review/sign-in", content=b"x" * 1_100_000)
    assert answer.status_code == 413


def test_evaluators_page_is_behind_the_same_door(staffed: Staffed) -> None:
    for path in ("/evals", "/evals/report"):
        answer = staffed.client().get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/review/sign-in")
    assert "Held-out questions" in staffed.client("tom").get("/evals").text
