"""The whole article at /article: readable on its own, every sentence linkable, a cited one marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from answering.answerer import Answerer
from answering.passages import PassageStore
from answering.wording import Wording
from ingest.markdown import as_read
from ingest.notes import ContextNote
from ingest.records import Passage, SentenceKind
from pages.links import ARTICLE, document_link, passage_anchor, sentence_anchor
from pages.render import render_line

TEMPLATES = Jinja2Templates(directory=Path(__file__).with_name("templates"))
TEMPLATES.env.filters["dialled"] = lambda text: Markup(render_line(text))


@dataclass(frozen=True, slots=True)
class ShownSentence:
    anchor: str
    text: str
    item: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class ShownPassage:
    anchor: str
    sentences: tuple[ShownSentence, ...]
    notes: tuple[ContextNote, ...]
    page: int | None = None
    """The page that begins here or before, where the passage above is on another one."""

    @property
    def runs(self) -> Iterator[tuple[bool, list[ShownSentence]]]:
        """(whether it is a list, its sentences), in order."""
        run: list[ShownSentence] = []
        for sentence in self.sentences:
            if run and run[-1].item != sentence.item:
                yield run[-1].item, run
                run = []
            run.append(sentence)
        yield run[-1].item, run


@dataclass(slots=True)
class Section:
    """One heading, and the passages right under it."""

    anchor: str
    heading: str
    level: int
    """2 for a main heading, 3 for one below it."""
    passages: list[ShownPassage] = field(default_factory=list)


def article_router(answerer: Answerer, wording: Wording) -> APIRouter:
    """Routes of the article; each request reads the index that serves at that moment."""
    router = APIRouter()

    @router.get(ARTICLE, response_class=HTMLResponse, include_in_schema=False)
    def shelf(request: Request) -> Any:
        documents = answerer.store.documents
        if len(documents) == 1:
            return RedirectResponse(document_link(next(iter(documents))))
        shown = [(document_link(name), data["title"]) for name, data in documents.items()]
        return TEMPLATES.TemplateResponse(request, "shelf.html", {"documents": shown})

    @router.get(f"{ARTICLE}/{{document_id:path}}", response_class=HTMLResponse, include_in_schema=False)
    def article(request: Request, document_id: str) -> Any:
        store = answerer.store
        if document_id not in store.documents:
            raise HTTPException(404, "There is no such document here.")
        asked = request.query_params
        marked = _marked(asked.get("passage", ""), asked.get("from", ""), asked.get("to", ""))
        sections = sections_of(store, document_id, marked, wording)
        return TEMPLATES.TemplateResponse(
            request,
            "article.html",
            {
                "document": store.documents[document_id],
                "sections": sections,
                "first_words": wording.first_words,
                "several": len(store.documents) > 1,
            },
        )

    return router


def sections_of(
    store: PassageStore, document_id: str, marked: set[tuple[str, int]], wording: Wording
) -> list[Section]:
    """The document as it is read, from its passages; `marked`: (passage anchor, sentence number)."""
    passages = [passage for passage in store.passages if passage.document_id == document_id]
    sections: list[Section] = []
    path: Sequence[str] = ()
    page: int | None = None
    for passage in passages:
        if tuple(passage.heading) != path or not sections:
            shared = _shared(path, passage.heading)
            path = tuple(passage.heading)
            for depth, heading in list(enumerate(path))[shared:]:
                anchor = f"section-{len(sections) + 1}"
                sections.append(Section(anchor, heading, min(depth + 2, 4)))
            if not path:
                sections.append(Section("section-0", "", 2))
        shown = _shown(store, passage, marked, wording)
        sections[-1].passages.append(replace(shown, page=passage.page if passage.page != page else None))
        page = passage.page_at(passage.end)
    return sections


def _shown(
    store: PassageStore, passage: Passage, marked: set[tuple[str, int]], wording: Wording
) -> ShownPassage:
    anchor = passage_anchor(passage)
    return ShownPassage(
        anchor=anchor,
        sentences=tuple(
            ShownSentence(
                sentence_anchor(passage, number),
                as_read(sentence),
                sentence.kind is SentenceKind.ITEM,
                (anchor, number) in marked,
            )
            for number, sentence in enumerate(passage.sentences)
        ),
        notes=tuple(_filled(note, wording) for note in store.notes if passage.id in note.passage_ids),
    )


def _filled(note: ContextNote, wording: Wording) -> ContextNote:
    return replace(note, text=wording.fill(note.text))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many headings two paths have in common, from the top."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _marked(anchor: str, first: str, last: str) -> set[tuple[str, int]]:
    """What a link asks to be marked; nothing for a link that makes no sense."""
    if not (first.isdecimal() and last.isdecimal() and len(first + last) < 10):
        return set()
    return {(anchor, number) for number in range(int(first), min(int(last), int(first) + 200) + 1)}
