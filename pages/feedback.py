""" "Was this what you needed?" under the newest answer: a thumb, then why, for whoever keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import gradio as gr

REASONS = ("It did not answer my question", "It is hard to understand", "It seems wrong", "Something else")
QUESTION = "Was this what you needed?"
THANKS = "Thank you."
KEPT_AS_COUNT = "Only the choice is counted, and nothing that you typed is kept."


class FeedbackSink(Protocol):
    """Takes what families say of answers."""

    keeps_text: bool
    """Whether free text is kept; where it is not, it is not asked for."""

    def record(self, kind: str, helpful: bool, reason: str, text: str) -> None:
        """`kind` of the answer, the thumb, and for a thumb down one of REASONS and free text."""


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


def build_feedback(sink: FeedbackSink, turns: gr.JSON) -> FeedbackForm:
    """The form and what it does; `turns` tells which answer is the newest."""
    with gr.Row(elem_id="needed", visible=False) as thumbs:
        gr.HTML(f"<p>{QUESTION}</p>", apply_default_css=False, padding=False)
        yes = gr.Button("Yes", size="sm", min_width=70)
        no = gr.Button("No", size="sm", min_width=70)
    with gr.Column(elem_id="reasons", visible=False) as reasons:
        reason = gr.Radio(list(REASONS), label="What was wrong?", value=REASONS[0])
        text = gr.Textbox(label="Anything else?", max_length=1000, visible=sink.keeps_text)
        send = gr.Button("Send", size="sm", elem_id="send-reason")
    thanks = gr.HTML("", elem_id="thanks", apply_default_css=False, padding=False)
    form = FeedbackForm(thumbs, reasons, thanks)
    event: dict[str, Any] = {
        "outputs": form.outputs,
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    yes.click(partial(_helpful, sink), [turns], **event)
    no.click(lambda: [gr.update(visible=False), gr.update(visible=True), ""], None, **event)
    send.click(partial(_unhelpful, sink), [turns, reason, text], **event)
    return form


def _helpful(sink: FeedbackSink, turns: list[dict[str, str]]) -> list[Any]:
    sink.record(_kind(turns), True, "", "")
    return _thanked(sink)


def _unhelpful(sink: FeedbackSink, turns: list[dict[str, str]], reason: str, text: str) -> list[Any]:
    if reason in REASONS:
        sink.record(_kind(turns), False, reason, (text or "") if sink.keeps_text else "")
    return _thanked(sink)


def _thanked(sink: FeedbackSink) -> list[Any]:
    words = THANKS if sink.keeps_text else f"{THANKS} {KEPT_AS_COUNT}"
    return [gr.update(visible=False), gr.update(visible=False), f"<p role='status'>{words}</p>"]


def _kind(turns: list[dict[str, str]]) -> str:
    """Of the newest answer; the page sends it back, so only a known word is believed."""
    kind = turns[-1].get("kind", "") if turns else ""
    return kind if kind in {"answer", "referral", "abstain", "emergency"} else "unknown"
