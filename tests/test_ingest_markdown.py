"""What is shown of Markdown: its words, whatever marks stand between them, at offsets of the file."""

from __future__ import annotations

import pytest

from ingest.markdown import parse_markdown, plain_text
from ingest.records import Document, DocumentInfo
from ingest.split import split_document


def sentences(text: str) -> list[str]:
    made = Document(DocumentInfo("a", "A", "a.md"), text, tuple(parse_markdown(text)))
    passages = split_document(made)
    for sentence in (s for passage in passages for s in passage.sentences):
        assert text[sentence.start : sentence.end] == sentence.text
    return [plain_text(s.text) for passage in passages for s in passage.sentences]


def test_quote_marks_are_no_words_of_the_quote() -> None:
    text = "> It begins with a dose that is\n> 25 mg on the first day.\n> Then it is more.\n"
    assert sentences(text) == ["It begins with a dose that is 25 mg on the first day.", "Then it is more."]


def test_greater_than_within_a_paragraph_is_kept() -> None:
    assert plain_text("A dose\n> 5 mg is too\nmuch, and 3 > 2.") == "A dose > 5 mg is too much, and 3 > 2."


@pytest.mark.parametrize("struck", ["~~be crushed~~", "<s>be crushed</s>", "<del>be *crushed*</del>"])
def test_words_struck_out_are_not_said(struck: str) -> None:
    assert sentences(f"It must {struck} go down whole.") == ["It must go down whole."]


def test_sentence_that_is_all_struck_out_is_none() -> None:
    assert sentences("It helps. ~~It is a cure.~~\n\n- ~~Crush it.~~\n- Rest.") == ["It helps.", "Rest."]


def test_emphasis_over_two_sentences_leaves_no_marks_and_no_sentence_of_its_own() -> None:
    assert sentences("**Do not stop it alone. It loses its block.**") == [
        "Do not stop it alone.",
        "It loses its block.",
    ]


def test_row_without_a_word_is_no_item() -> None:
    text = "The forms:\n\n|  |  |\n| --- | --- |\n| Shot | a month |\n|  | - |\n"
    assert sentences(text) == ["The forms:", "Shot a month"]


def test_rule_between_head_and_rows_is_not_shown() -> None:
    assert plain_text("| Form | Lasts |\n| :--- | ---: |\n| Shot | a month |") == "Form Lasts Shot a month"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 tablet <not for children> a day", "1 tablet <not for children> a day"),
        ("1 <b>tablet</b> <span class='x'>a</span> day<br/>", "1 tablet a day"),
        ("5 < 6 <!-- a remark -->", "5 < 6"),
    ],
)
def test_words_in_angle_brackets_are_kept_and_tags_are_not(text: str, read: str) -> None:
    assert plain_text(text) == read
