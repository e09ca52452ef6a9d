""" "Was this what you needed?" under the newest answer: a thumb, then why, for whoever keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from answering.wording import Wording
from pages.counting import Figures
from pages.keeping import Keeping, said

REASONS = ("It did not answer my question", "It is hard to understand", "It seems wrong", "Something else")
QUESTION = "Was this what you needed?"


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """The parts of the form that change."""

    thumbs: gr.Row
    reasons: gr.Column
    thanks: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        return [self.thumbs, self.reasons, self.thanks]


def fresh(is_shown: bool) -> list[Any]:
    """Updates for a form's outputs: as it is under a new answer, or not there."""
    return [gr.update(visible=is_shown), gr.update(visible=False), ""]


def build_feedback(figures: Figures, keeping: Keeping, wording: Wording, turns: gr.JSON) -> FeedbackForm:
    """The form and what it does; `turns` tells which answer is the newest."""
    with gr.Row(elem_id="needed", visible=False) as thumbs:
        gr.HTML(f"<p>{QUESTION}</p>", apply_default_css=False, padding=False)
        yes = gr.Button("Yes", size="sm", min_width=70)
        no = gr.Button("No", size="sm", min_width=70)
    with gr.Column(elem_id="reasons", visible=False) as reasons:
        reason = gr.Radio(list(REASONS), label="What was wrong?", value=REASONS[0])
        text = gr.Textbox(label="Anything else?", max_length=1000, visible=keeping.keeps_words)
        send = gr.Button("Send", size="sm", elem_id="send-reason")
    thanks = gr.HTML("", elem_id="thanks", apply_default_css=False, padding=False)
    form = FeedbackForm(thumbs, reasons, thanks)
    event: dict[str, Any] = {
        "outputs": form.outputs,
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    record = partial(_record, figures, keeping, wording)
    yes.click(partial(record, True), [turns], **event)
    no.click(lambda: [gr.update(visible=False), gr.update(visible=True), ""], None, **event)
    send.click(partial(record, False), [turns, reason, text], **event)
    return form


def _record(
    figures: Figures,
    keeping: Keeping,
    wording: Wording,
    helpful: bool,
    turns: list[dict[str, str]],
    reason: str = "",
    text: str = "",
) -> list[Any]:
    """Counts the choice, keeps it where something is kept, and thanks for what was really done."""
    name = "counted"
    if helpful or reason in REASONS:
        newest = turns[-1] if turns else {}
        figures.record(_kind(newest), helpful, reason)
        if keeping.keeps_words:
            turn_id = str(newest.get("turn", ""))
            kept = keeping.keep_feedback(turn_id, _kind(newest), helpful, reason, text or "")
            name = "thanks" if kept else "not_kept"
    words = said(wording, name)
    return [gr.update(visible=False), gr.update(visible=False), words]


def _kind(newest: dict[str, str]) -> str:
    """Of the newest answer; the page sends it back, so only a known word is believed."""
    kind = newest.get("kind", "")
    return kind if kind in {"answer", "referral", "abstain", "emergency"} else "unknown"
