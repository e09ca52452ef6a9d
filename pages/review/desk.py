"""What every room of the staff pages works with, and how a page is put together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.templating import Jinja2Templates

from answering.answerer import Answerer
from answering.wording import Wording
from ingest.records import Passage
from pages.links import document_link, passage_anchor
from store.accounts import SignedIn
from store.board import Board
from store.database import Database
from store.health import Health

REVIEW = "/review"
TEMPLATES = Jinja2Templates(directory=Path(__file__).parent.parent / "templates")
FIRST_WORDS, WORDS_OF_A_NAME = 14, 5


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, the answerer and what is known of the writer's health."""

    database: Database
    answerer: Answerer
    wording: Wording
    board: Board
    health: Health

    def page(
        self, request: Request, name: str, who: SignedIn | None, status: int = 200, **values: Any
    ) -> Response:
        """The template `name` of templates/review/, with what stands on every page."""
        shown = {"who": who, "banner": self.health.banner() if who else "", "review": REVIEW}
        return TEMPLATES.TemplateResponse(
            request, f"review/{name}", {**shown, **values}, status_code=status
        )

    def passage(self, passage_id: str) -> Passage | None:
        """A passage of the index that serves now."""
        store = self.answerer.store
        position = store.position.get(passage_id)
        return None if position is None else store.passages[position]

    def passage_name(self, passage_id: str) -> str:
        """Its heading and first words, or what its id says where the article has it no more."""
        found = self.passage(passage_id)
        if found is None:
            return passage_id.partition("/")[2]
        return ": ".join([*found.heading[-1:], first_words(found.text, WORDS_OF_A_NAME)])


def clock(seconds: float) -> str:
    """A moment as staff read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y, %H:%M")


def ago(seconds: float) -> str:
    """How long ago, roughly."""
    passed = max(0.0, time.time() - seconds)
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if passed >= size:
            return f"{passed // size:.0f} {word} ago"
    return "just now"


def first_words(text: str, count: int = FIRST_WORDS) -> str:
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")


def article_link(passage: Passage) -> str:
    return f"{document_link(passage.document_id)}#{passage_anchor(passage)}"


def address(path: str, **values: Any) -> str:
    """An address of the staff pages, without what is empty."""
    asked = urlencode({name: value for name, value in values.items() if value not in {None, ""}})
    return f"{REVIEW}{path}{'?' if asked else ''}{asked}"


TEMPLATES.env.filters |= {"clock": clock, "ago": ago, "first_words": first_words}
TEMPLATES.env.globals |= {"address": address}
