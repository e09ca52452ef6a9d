"""Colours, sizes and spaces of the page, on Gradio's own base theme with local fonts only."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")

CSS_FILE = Path(__file__).with_name("page.css")


def family_theme() -> gr.themes.Base:
    """A calm, plain theme; no font is fetched from anywhere."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        font=SYSTEM_FONT,
        font_mono=("ui-monospace", "monospace"),
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_lg,
    )
