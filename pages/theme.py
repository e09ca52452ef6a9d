"""Colours, sizes and spaces of the page, on Gradio's own base theme with local fonts only."""

from __future__ import annotations

import gradio as gr

SYSTEM_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")

CSS = """
.gradio-container { max-width: 1180px !important; margin: 0 auto !important; padding: 12px !important; }
#intro h1 { font-size: 1.5rem; margin: .2rem 0 .3rem; }
#intro p { margin: .2rem 0; line-height: 1.5; }
#intro .small { font-size: .9rem; opacity: .8; }
.answer p { margin: 0 0 .7rem; line-height: 1.6; }
.answer ul, .answer ol { margin: 0 0 .8rem 1.2rem; padding: 0; }
.answer li { margin: .25rem 0; line-height: 1.5; }
.answer ol { list-style: decimal; } .answer ul { list-style: disc; }
.answer .kind { font-size: .82rem; font-weight: 600; letter-spacing: .02em; opacity: .75; margin-bottom: .4rem; }
.answer.emergency { border-left: 6px solid #b3261e; padding: .4rem 0 .2rem .9rem; font-size: 1.08rem; }
.answer.emergency .kind { color: #b3261e; opacity: 1; }
.answer.emergency p:nth-of-type(2) { font-weight: 650; }
.answer .note { border-left: 4px solid #b7791f; padding-left: .7rem; }
a.mark { display: inline-block; min-width: 1.35em; padding: 0 .3em; margin-left: .25em; border-radius: .7em;
  font-size: .78em; font-weight: 600; text-align: center; line-height: 1.45; text-decoration: none !important;
  background: #dcebea; color: #0b4f4a !important; vertical-align: .12em; }
a.mark:hover, a.mark:focus-visible { background: #0b4f4a; color: #fff !important; outline: none; }
.sources h3 { font-size: 1rem; margin: 0 0 .1rem; }
.sources .for { font-size: .88rem; opacity: .75; margin: 0 0 .6rem; }
.sources { margin-bottom: 1.4rem; }
.sources article { border: 1px solid #d6dedd; border-radius: 10px; padding: .7rem .9rem; margin: 0 0 .7rem;
  scroll-margin-top: 1rem; line-height: 1.5; font-size: .95rem; }
.sources article:target { border-color: #0b4f4a; box-shadow: 0 0 0 2px #0b4f4a33; }
.sources .path { font-size: .82rem; opacity: .85; margin: 0 0 .4rem; }
.sources .number { display: inline-block; min-width: 1.5em; text-align: center; border-radius: .8em;
  background: #dcebea; color: #0b4f4a; font-weight: 600; margin-right: .3em; }
.sources ul { margin: .3rem 0 0 1.1rem; padding: 0; list-style: disc; }
.sources mark { background: #fff1b8; color: inherit; padding: .05em 0; }
.dark .sources mark { background: #5b4a12; } .dark .sources article { border-color: #3a4644; }
.dark a.mark, .dark .sources .number { background: #1e4a46; color: #d8efec !important; }
.dark .answer.emergency .kind { color: #ff8a80; }
#examples button { text-align: left; font-weight: 450; white-space: normal; min-height: 2.9rem; }
footer { display: none !important; }
@media (max-width: 640px) { .gradio-container { padding: 6px !important; } #intro h1 { font-size: 1.25rem; } }
"""


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
