"""The chat: question, answer with marks, and beside it the passages the answer stands on."""

from __future__ import annotations

import logging
from functools import partial
from html import escape
from typing import Any

import gradio as gr
from fastapi import FastAPI

from answering.answerer import Answerer
from answering.records import Answer, Kind, Turn
from answering.wording import Wording
from pages.render import render_answer, render_line, render_message, render_sources
from pages.theme import CSS_FILE, family_theme

# How many questions are answered at once: a second visitor does not wait for the first.
AT_ONCE = 16
MOST_WAITING = 200

# Gradio scrolls to the end of an answer; a reader starts at its beginning.
SHOW_LAST_QUESTION = """() => {
  const said = document.querySelectorAll("#chat .said");
  said[said.length - 1]?.closest(".message-row, .message")?.scrollIntoView({block: "start"});
}"""

History = list[dict[str, Any]]


def mount_chat(app: FastAPI, answerer: Answerer, wording: Wording, path: str = "/") -> FastAPI:
    """`app` with the chat at `path`: no analytics, no monitoring, no run history, no open queue."""
    blocks = build_chat(answerer, wording)
    blocks.queue(api_open=False, max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE)
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        theme=family_theme(),
        css_paths=CSS_FILE,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    return app


def build_chat(answerer: Answerer, wording: Wording) -> gr.Blocks:
    """The page itself."""
    with gr.Blocks(title="family-answers", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(_introduction(answerer, wording), elem_id="intro")
        turns = gr.State([])
        with gr.Row():
            with gr.Column(scale=3, min_width=300):
                chat = gr.Chatbot(
                    label="Conversation",
                    show_label=False,
                    elem_id="chat",
                    height="60vh",
                    min_height=320,
                    sanitize_html=True,
                    latex_delimiters=[],
                    autoscroll=False,
                    feedback_options=None,
                    buttons=[],
                    layout="bubble",
                )
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
                with gr.Row(elem_id="examples") as examples:
                    buttons = [gr.Button(text, size="sm", min_width=240) for text in wording.examples]
            with gr.Column(scale=2, min_width=280):
                sources = gr.HTML(elem_id="sources", min_height=40)
        asking: dict[str, Any] = {
            "outputs": [chat, sources, turns, box, examples],
            "api_visibility": "private",
            "show_progress": "minimal",
            "show_progress_on": chat,
        }
        respond = partial(_respond, answerer, wording)
        asked = [box.submit(respond, [box, chat, sources, turns], **asking)]
        for button in buttons:
            asked.append(button.click(respond, [button, chat, sources, turns], **asking))
        for event in asked:
            event.then(None, js=SHOW_LAST_QUESTION, api_visibility="private")
        chat.clear(lambda: ("", []), None, [sources, turns], api_visibility="private")
    return blocks


def _respond(
    answerer: Answerer, wording: Wording, message: str, shown: History, sources: str, turns: list[Turn]
) -> tuple[History, str, list[Turn], str, Any]:
    """One turn: the conversation, its sources (newest first), plain turns, an empty box, no examples."""
    try:
        answer = answerer.ask(message, turns)
    except Exception:  # whatever it is, a family must not be left with a blank page
        logging.getLogger(__name__).exception("a question was not answered")
        answer = Answer(Kind.ABSTAIN, wording.say("trouble"))
    number = len(turns) // 2 + 1
    shown = [
        *shown,
        {"role": "user", "content": render_message(message)},
        {"role": "assistant", "content": render_answer(answer, number)},
    ]
    sources = render_sources(answer, number, message) + (sources or "")
    turns = [*turns, Turn("user", message), Turn("assistant", answer.text)]
    return shown, sources, turns, "", gr.update(visible=False)


def _introduction(answerer: Answerer, wording: Wording) -> str:
    """What the chat knows, how fresh it is, and who has reviewed it, if anyone has."""
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
    return (
        f"<h1>Questions families ask about naltrexone</h1><p>{escape(text)}</p>"
        f"<p class='small'>{render_line(wording.first_words)}</p>"
    )
