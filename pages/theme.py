"""What the chat page looks like and what runs in it: Gradio's base theme, our tokens and our script."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from pages.links import LOOK

STATIC = Path(__file__).with_name("static")
STYLES = [STATIC / "tokens.css", STATIC / "chat.css"]
HEAD = (
    "<meta name='referrer' content='no-referrer'>"
    f"<link rel='icon' href='{LOOK}/favicon.svg' type='image/svg+xml'>"
    f"<script>{(STATIC / 'chat.js').read_text(encoding='utf-8')}</script>"
)
SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")


def family_theme() -> gr.themes.Base:
    """A calm, plain theme; no font is fetched from anywhere. Colours are those of tokens.css."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        font=SYSTEM_FONT,
        font_mono=("ui-monospace", "monospace"),
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_lg,
    ).set(
        body_background_fill="var(--paper)",
        body_background_fill_dark="var(--paper)",
        body_text_color="var(--ink)",
        body_text_color_dark="var(--ink)",
        button_primary_background_fill="var(--accent)",
        button_primary_background_fill_dark="var(--accent)",
        button_primary_text_color="var(--on-accent)",
        button_primary_text_color_dark="var(--on-accent)",
        button_secondary_background_fill="var(--card)",
        button_secondary_background_fill_dark="var(--card)",
        button_secondary_text_color="var(--ink)",
        button_secondary_text_color_dark="var(--ink)",
        button_secondary_border_color="var(--line)",
        button_secondary_border_color_dark="var(--line)",
        input_background_fill="var(--card)",
        input_background_fill_dark="var(--card)",
        input_placeholder_color="var(--ink-soft)",
        input_placeholder_color_dark="var(--ink-soft)",
        block_background_fill="var(--card)",
        block_background_fill_dark="var(--card)",
        block_border_color="var(--line)",
        block_border_color_dark="var(--line)",
    )
