"""What every room of the staff pages works with, and how a page is put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.templating import Jinja2Templates

from answering.answerer import Answerer
from answering.wording import Wording
from ingest.records import Passage
from pages.review.digest import DigestMaker
from pages.review.names import ago, clock, first_words, passage_name
from store.accounts import SignedIn
from store.board import Board
from store.database import Database
from store.health import Health

REVIEW = "/review"
TEMPLATES = Jinja2Templates(directory=Path(__file__).parent.parent / "templates")


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, the answerer and what is known of the writer's health."""

    database: Database
    answerer: Answerer
    wording: Wording
    board: Board
    health: Health
    digests: DigestMaker

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
        return passage_name(self.answerer.store, passage_id)


def address(path: str, **values: Any) -> str:
    """An address of the staff pages, without what is empty."""
    asked = urlencode({name: value for name, value in values.items() if value not in {None, ""}})
    return f"{REVIEW}{path}{'?' if asked else ''}{asked}"


TEMPLATES.env.filters |= {"clock": clock, "ago": ago, "first_words": first_words}
TEMPLATES.env.globals |= {"address": address}
