"""What Gradio remembers of a visitor: nothing.

It keeps what every event was given and gave, for links to a state of the page, of the last 10,000 visitors:
whole conversations, in memory, where "Clear this chat" reaches only the process that it is sent to.
"""

from __future__ import annotations

from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder


class _Forgetful(SessionState):  # type: ignore[misc]
    """Of all visitors together: no part of this page has a state on the server."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Would keep `value`."""


class _OneForAll(StateHolder):  # type: ignore[misc]
    """Holds no session; to make one for each visitor took 4 ms, and 95 kB."""

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__()
        self.set_blocks(blocks)
        self._shared = _Forgetful(blocks)

    def __getitem__(self, session_id: str) -> SessionState:
        return self._shared


def remember_nothing(app: FastAPI, blocks: gr.Blocks) -> None:
    """For Gradio's app of `blocks`, which is mounted on `app`."""
    for route in app.routes:
        mounted = getattr(route, "app", None)
        if isinstance(mounted, App):
            mounted.state_holder = _OneForAll(blocks)
