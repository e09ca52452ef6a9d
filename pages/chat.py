"""The chat page: what is on it, and what happens when something is asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from answering.answerer import Answerer
from answering.asking import Show
from answering.records import Answer, Kind, Turn
from answering.wording import Wording
from pages.article import article_router
from pages.away import away_router
from pages.counting import DOOR, Figures
from pages.feedback import FRESH, PLAIN, build_feedback
from pages.keeping import FORGET, NOTHING_KEPT, Keeping, forget, hand_over, says, told
from pages.links import ARTICLE, AWAY, LOOK
from pages.render import fold_card, render_card, render_line, render_turn, render_waiting, turn_count
from pages.sessions import remember_nothing
from pages.streaming import respond_by_sentence
from pages.theme import HEAD, STATIC, STYLES, family_theme
from pages.waiting import MOST, FullError, WaitingRoom

AT_ONCE = 16
"""Questions that a chat model words at once: a second visitor does not wait for the first."""
REMEMBERED = 6
"""Messages of a conversation that the next question may lean on."""
CHIPS = 3
OUTPUTS = 6 + CHIPS
"""How many parts of the page an answer changes. Each is given its value alone: for an update of anything
else, of whether it is seen for one, Gradio builds the part anew. What is seen when, chat.css says."""
BUSY = "(...inputs) => familyAnswers.busy(...inputs)"
SHOWN = "() => familyAnswers.shown()"
CLEARED = "() => familyAnswers.cleared()"


Turns = list[dict[str, str]]
"""The conversation so far, [{"role", "content"}]: kept by the page and not by the server, so that
nothing of it stays behind, and any process can answer."""


def mount_pages(
    app: FastAPI,
    answerer: Answerer,
    wording: Wording,
    figures: Figures,
    keeping: Keeping = NOTHING_KEPT,
) -> FastAPI:
    """`app` with the chat, the article and what they need: no analytics, no history, no open queue."""
    app.mount(LOOK, StaticFiles(directory=STATIC), name="look")
    app.include_router(article_router(answerer, wording))
    app.include_router(away_router())
    blocks = build_chat(answerer, wording, figures, keeping)
    blocks.queue(api_open=False, max_size=MOST, default_concurrency_limit=AT_ONCE)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=family_theme(),
        css_paths=STYLES,
        head=HEAD,
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    remember_nothing(app, blocks)
    return app


def build_chat(
    answerer: Answerer, wording: Wording, figures: Figures, keeping: Keeping = NOTHING_KEPT
) -> gr.Blocks:
    """The page itself, from top to bottom."""
    with gr.Blocks(title=_title(answerer), analytics_enabled=False) as blocks:
        _html(_file("bar.html").replace("$away", AWAY).replace("$article", ARTICLE), "bar")
        urgent = _html("", "urgent")
        _html(_introduction(answerer, wording, keeping), "intro")
        log = _html("", "log")
        status = _html(_status(""), "status")
        _html(render_waiting(wording.say("trouble")), "waiting")
        turns = gr.JSON([], visible=False)
        said = build_feedback(figures, keeping, wording, turns)
        with gr.Row(elem_id="next"):
            chips = [gr.Button("", size="sm", min_width=200) for _ in range(CHIPS)]
        box = gr.Textbox(
            label="Your question",
            placeholder="Ask in your own words",
            elem_id="question",
            lines=1,
            max_lines=6,
            max_length=20_000,
            submit_btn="Ask",
            autofocus=True,
        )
        with gr.Row(elem_id="worries"):
            examples = [button for worry in wording.worries for button in _group(*worry)]
        with gr.Row(elem_id="tools"):
            _html(_file("tools.html"))
            clear = gr.Button("Clear this chat", size="sm", elem_id="clear", min_width=160)
            forgetting = gr.Button(
                FORGET, size="sm", elem_id="forget", min_width=160, visible=keeping.keeps_turns
            )
        outputs = [log, urgent, status, turns, box, *chips, said]
        at_once = partial(_respond, answerer, wording, figures, keeping, WaitingRoom())
        by_sentence = partial(respond_by_sentence, at_once, [gr.skip()] * (OUTPUTS - 1))
        respond: Callable[..., Any] = by_sentence if answerer.has_model else at_once
        # Only Gradio's queue tells an answer in parts, as a chat model words it.
        event: dict[str, Any] = {"outputs": outputs, **PLAIN}
        asking = {**event, "queue": answerer.has_model}
        asked = [box.submit(respond, [box, turns, log, urgent], js=BUSY, **asking)]
        asked += [b.click(respond, [b, turns, log, urgent], js=BUSY, **asking) for b in (*examples, *chips)]
        # What a leaflet links to needs no stream: the page is opening anyway.
        asked.append(blocks.load(_link_responder(at_once, wording), None, **event))
        for one in asked:
            one.then(None, js=SHOWN, api_visibility="private")
        forgotten = forgetting.click(partial(_forgotten, keeping, wording), [turns], **event)
        for one in (clear.click(_cleared, None, **event), forgotten):
            one.then(None, js=CLEARED, api_visibility="private")
        forgotten.failure(None, None, said, js=says(wording, "not_forgotten"), api_visibility="private")
    return blocks


async def _respond(
    answerer: Answerer,
    wording: Wording,
    figures: Figures,
    keeping: Keeping,
    room: WaitingRoom,
    message: str,
    turns: Turns,
    log: str,
    urgent: str,
    show: Show | None = None,
) -> list[Any]:
    """One turn: what was on the page, and the question with its answer."""
    try:
        history = [Turn(turn["role"], turn["content"]) for turn in turns or []]
        with room:
            answer = await asyncio.wrap_future(answerer.begin(message, history, show))
    except Exception as error:  # whatever it is, a family must not be left with a blank page
        trace = None if isinstance(error, FullError) else error
        logging.getLogger(__name__).error("a question was not answered: %s", error, exc_info=trace)
        figures.failed(DOOR)
        answer = Answer(Kind.ABSTAIN, wording.say("trouble"))
    else:
        figures.answered(DOOR, answer)
    remembered = hand_over(keeping, message, answer, turns or [])
    suggested = answer.suggestions[:CHIPS]
    said = [
        {"role": "user", "content": message},
        {"role": "assistant", "content": answer.text, "kind": str(answer.kind), **remembered},
    ]
    return [
        (log or "") + render_turn(message, answer, turn_count(log or "") + 1, wording.worded),
        render_card(answer, message) if answer.kind is Kind.EMERGENCY else fold_card(urgent or ""),
        _status(answer.text),
        [*(turns or []), *said][-REMEMBERED:],
        "",
        *suggested,
        *[""] * (CHIPS - len(suggested)),
        FRESH,
    ]


def _link_responder(
    respond: Callable[[str, Turns, str, str], Awaitable[list[Any]]], wording: Wording
) -> Callable[[gr.Request], Awaitable[list[Any]]]:
    """For the opening of the page: what /?ask=slug names is asked, any other address changes nothing."""

    async def respond_to_link(request: gr.Request) -> list[Any]:
        question = wording.question_of(request.query_params.get("ask", ""))
        return await respond(question, [], "", "") if question else [gr.skip()] * OUTPUTS

    return respond_to_link


def _cleared() -> list[Any]:
    """The page as it is when it opens."""
    return ["", "", _status(""), [], "", *[""] * CHIPS, FRESH]


def _forgotten(keeping: Keeping, wording: Wording, turns: Turns) -> list[Any]:
    """The empty page once the conversation is deleted; otherwise the page as it is, and that it failed."""
    done, words = forget(keeping, wording, turns or [])
    page = _cleared() if done else [gr.skip()] * OUTPUTS
    return [*page[:-1], words]


def _group(worry: str, questions: dict[str, str]) -> list[gr.Button]:
    with gr.Column(min_width=260):
        _html(f"<h2>{escape(worry)}</h2>")
        return [gr.Button(question, size="sm") for question in questions.values()]


def _html(text: str, name: str | None = None) -> gr.HTML:
    """HTML of our own, in our own style and without Gradio's."""
    return gr.HTML(text, elem_id=name, apply_default_css=False, padding=False)


def _status(text: str) -> str:
    """What a screen reader announces: it hears each answer once, and not the whole talk again."""
    return f"<p class='status' role='status' aria-live='polite'>{escape(text)}</p>"


def _file(name: str) -> str:
    return (Path(__file__).with_name("templates") / name).read_text(encoding="utf-8")


def _title(answerer: Answerer) -> str:
    return f"Ask about: {answerer.store.titles}"


def _introduction(answerer: Answerer, wording: Wording, keeping: Keeping) -> str:
    """What the chat knows, how fresh it is, who has reviewed it, if anyone has, and what is kept."""
    documents = list(answerer.store.documents.values())
    first = documents[0]
    reviewed = (
        f"reviewed by {first['reviewed_by']} on {first['reviewed_on']}"
        if first["reviewed_by"]
        else "not yet reviewed by a clinician"
    )
    said = wording.say(
        "welcome",
        title=str(first["title"]),
        updated_on=f"updated {first['updated_on']}" if first["updated_on"] else "undated",
        review=reviewed,
    )
    text = " ".join(sentence.text for sentence in said)
    turns = " data-turns" if keeping.keeps_turns else ""
    return (
        f"<h1>Questions families ask about naltrexone</h1><p>{escape(text)}</p>"
        f"<p class='small'>{render_line(wording.first_words)} "
        f"<span id='kept'{turns}>{escape(told(keeping, wording))}</span></p>"
    )
