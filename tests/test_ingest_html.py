"""Web pages and Word files say in Markdown what they say, no more and no less."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import LARGEST

from ingest.html import html_to_markdown
from ingest.load import load_document
from ingest.markdown import parse_markdown, plain_text
from ingest.records import Document, DocumentInfo
from ingest.split import split_document

Write = Callable[..., Path]


def shown(page: str) -> list[str]:
    """What a family can be told of a page, sentence by sentence."""
    text, _ = html_to_markdown(page)
    return sentences(Document(DocumentInfo("a", "A", "a.html"), text, tuple(parse_markdown(text))))


def sentences(document: Document) -> list[str]:
    return [plain_text(s.text) for passage in split_document(document) for s in passage.sentences]


def test_page_that_is_one_form_keeps_its_text_and_loses_the_controls() -> None:
    page = (
        "<form id='form1'><input value='x'><p>Never stop it alone.</p><select><option>May</option></select>"
        "<button>Send</button></form><p>Skip to content.</p>"
    )
    assert shown(page) == ["Never stop it alone.", "Skip to content."]


def test_header_footer_and_aside_are_furniture_only_outside_the_article() -> None:
    page = (
        "<header><p>Our clinic.</p></header><article><header><p>Not with opioids.</p></header>"
        "<p>It blocks opioids, whoever takes them.</p><aside><p>Never stop alone.</p></aside></article>"
        "<aside><p>Subscribe.</p></aside><footer><p>Imprint.</p></footer>"
    )
    assert shown(page) == [
        "Not with opioids.",
        "It blocks opioids, whoever takes them.",
        "Never stop alone.",
    ]


TEASER = "<article><p>Read of methadone.</p></article>"
TEXT = "<p>It blocks opioids, whoever takes them and in whatever way they are taken.</p>"


@pytest.mark.parametrize("page", [f"{TEASER}<article>{TEXT}</article>", f"{TEASER}<div>{TEXT}</div>"])
def test_teaser_before_the_text_is_not_taken_for_all_of_it(page: str) -> None:
    assert plain_text(TEXT.removeprefix("<p>").removesuffix("</p>")) in shown(page)


def test_longest_main_is_the_text() -> None:
    assert shown(f"<main></main><main>{TEXT}</main><p>Imprint.</p>") == [TEXT[3:-4]]


def test_tags_left_open_are_closed_as_a_browser_does() -> None:
    page = (
        "<p>Never do this:<ul><li>Stop alone<li>Take heroin</ul>"
        "<table><tr><th>Form<th>Lasts<tr><td>Shot<td>a month</table>"
    )
    assert shown(page) == ["Never do this:", "Stop alone", "Take heroin", "Form Lasts", "Shot a month"]


def test_table_without_a_head_has_no_empty_item() -> None:
    page = "<p>The forms:</p><table><tr><td>Form<td>Lasts<tr><td>Shot<td>a month</table>"
    assert shown(page) == ["The forms:", "Form Lasts", "Shot a month"]


def test_caption_stands_above_its_table() -> None:
    page = "<table><caption>Forms:</caption><tr><th>Form<th>Lasts<tr><td>Shot<td>a month</table>"
    assert shown(page) == ["Forms:", "Form Lasts", "Shot a month"]


RAISED = [
    ("It is 1<sup>1</sup>/<sub>2</sub> tablets.", "It is 1 1/2 tablets."),
    ("It is <sup>1</sup>/2 a tablet.", "It is 1/2 a tablet."),
    ("Every 4<sup>2</sup> weeks.", "Every 4 weeks."),
    ("By day 7.<sup>1,3</sup>", "By day 7."),
    ("At 10<sup>9</sup> per m<sup>2</sup>.", "At 10^9 per m^2."),
    ("The 1<sup>st</sup> shot of H<sub>2</sub>O.", "The 1st shot of H2O."),
]


LINKED = ("By day 7 <sup><a href='#n'>[2]</a></sup>", "By day 7")


@pytest.mark.parametrize(("page", "read"), [*RAISED, LINKED])
def test_raised_figure_does_not_run_into_the_number_before_it(page: str, read: str) -> None:
    assert shown(f"<p>{page}</p>") == [read]


@pytest.mark.parametrize(("text", "read"), RAISED)
def test_raised_figure_in_markdown_is_read_the_same(text: str, read: str) -> None:
    assert plain_text(text) == read


@pytest.mark.parametrize("tag", ["s", "del", "strike", "span style='text-decoration: line-through'"])
def test_words_struck_out_are_not_said(tag: str) -> None:
    assert shown(f"<p>It must <{tag}>be crushed</{tag.split()[0]}> go down whole.</p>") == [
        "It must go down whole."
    ]


@pytest.mark.parametrize(
    "words",
    [
        "1 tablet <not for children> a day",
        "> 5 mg is too much",
        "# of days: 28",
        "+ 5 mg",
        "a &lt; `b` \\ ~~c~~",
    ],
)
def test_words_that_look_like_marks_are_kept(words: str) -> None:
    page = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown(f"<p>{page}</p>") == [words]


def test_word_says_neither_footnote_marks_nor_what_is_struck_out(write: Write) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("It wears off by day 7")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(". Do ")
    paragraph.add_run("not ").font.strike = True
    paragraph.add_run("take it <with food>.")
    data = io.BytesIO()
    file.save(data)
    document = load_document(write("a.docx", data.getvalue()), LARGEST)
    assert sentences(document) == ["It wears off by day 7.", "Do take it <with food>."]


def test_footnotes_of_word_are_no_list_of_the_last_paragraph() -> None:
    page = (
        "<p>Never do this.<sup><a href='#footnote-1' id='footnote-ref-1'>[1]</a></sup></p><ol>"
        "<li id='footnote-1'><p>The label says so. <a href='#footnote-ref-1'>↑</a></p></li></ol>"
    )
    assert shown(page) == ["Never do this.", "The label says so."]
    assert "1." not in html_to_markdown(page)[0]
