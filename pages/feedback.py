""" "Was this what you needed?" under the newest answer: a thumb, then why, for whoever keeps it."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from answering.wording import Wording
from pages.counting import Figures
from pages.keeping import Keeping, said, says

REASONS = ("It did not answer my question", "It is hard to understand", "It seems wrong", "Something else")
QUESTION = "Was this what you needed?"


PLAIN: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "preprocess": False,
    "postprocess": False,
    "queue": False,
}
"""An event of the page, none of a program's, asked and answered in one request: Gradio's queue takes two.
Its values are strings and lists as they are: to have each looked at by its part, on a thread of its own,
takes longer than all else that Gradio does for a turn."""
FRESH, ASKS_WHY = "", "<span class='asks-why'></span>"
"""What the last part of the form holds under a new answer, and while it asks for a reason; at the end it
holds the thanks. What is seen of the form follows from it alone, in chat.css."""


def build_feedback(figures: Figures, keeping: Keeping, wording: Wording, turns: gr.JSON) -> gr.HTML:
    """The form and what it does; returns its last part. `turns` tells which answer is the newest."""
    with gr.Row(elem_id="needed"):
        gr.HTML(f"<p>{QUESTION}</p>", apply_default_css=False, padding=False)
        yes = gr.Button("Yes", size="sm", min_width=70)
        no = gr.Button("No", size="sm", min_width=70)
    with gr.Column(elem_id="reasons"):
        reason = gr.Radio(list(REASONS), label="What was wrong?")
        text = gr.Textbox(label="Anything else?", max_length=1000, visible=keeping.keeps_words)
        send = gr.Button("Send", size="sm", elem_id="send-reason")
    thanks = gr.HTML(FRESH, elem_id="thanks", apply_default_css=False, padding=False)
    event: dict[str, Any] = {"outputs": thanks, **PLAIN}
    record = partial(_record, figures, keeping, wording)
    thumbs = [yes.click(partial(record, True), [turns], **event)]
    no.click(None, None, js=f'() => "{ASKS_WHY}"', **event)
    thumbs.append(send.click(partial(record, False), [turns, reason, text], **event))
    for thumb in thumbs:
        thumb.failure(None, None, thanks, js=says(wording, "not_counted"), api_visibility="private")
    return thanks


def _record(
    figures: Figures,
    keeping: Keeping,
    wording: Wording,
    helpful: bool,
    turns: list[dict[str, str]],
    reason: str = "",
    text: str = "",
) -> str:
    """Counts the choice, keeps it where something is kept, and thanks for what was really done."""
    name = "counted"
    # A "no" without a choice: something was wrong, and nobody said what.
    reason = reason or ("" if helpful else REASONS[-1])
    if helpful or reason in REASONS:
        newest = turns[-1] if turns and isinstance(turns[-1], dict) else {}
        figures.record(_kind(newest), helpful, reason)
        if keeping.keeps_words:
            turn_id = str(newest.get("turn", ""))
            kept = keeping.keep_feedback(turn_id, _kind(newest), helpful, reason, text or "")
            name = "thanks" if kept else "not_kept"
    return said(wording, name)


def _kind(newest: dict[str, str]) -> str:
    """Of the newest answer; the page sends it back, so only a known word is believed."""
    kind = newest.get("kind", "")
    return kind if kind in {"answer", "referral", "abstain", "emergency"} else "unknown"
