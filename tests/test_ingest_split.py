"""Laws of splitting, on documents that hypothesis makes up and on the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import CORPUS, LARGEST, SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load import load_document
from ingest.markdown import parse_markdown
from ingest.plaintext import parse_plain
from ingest.records import BlockKind, Document, DocumentInfo, SentenceKind
from ingest.split import LONGEST_PASSAGE_WORDS, split_document

word = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
sentence = st.lists(word, min_size=1, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")
paragraph = st.lists(sentence, min_size=1, max_size=12).map(" ".join)
items = st.lists(sentence, min_size=1, max_size=8).map(lambda rows: "\n".join(f"- {r}" for r in rows))
listing = st.builds(lambda lead, rows: f"{lead[:-1]}:\n\n{rows}", sentence, items)
heading = st.builds(lambda level, words: f"{'#' * level} {words[:-1]}", st.integers(1, 4), sentence)
markdown = st.lists(st.one_of(paragraph, listing, heading, items), min_size=1, max_size=12).map("\n\n".join)


def document(text: str) -> Document | None:
    blocks = parse_markdown(text)
    if all(block.kind is BlockKind.HEADING for block in blocks):
        return None
    return Document(DocumentInfo("made-up", "Made up", "made-up.md"), text, tuple(blocks))


def check_laws(made: Document) -> None:
    passages = split_document(made)
    covered = [0] * len(made.text)
    for passage in passages:
        assert made.text[passage.start : passage.end] == passage.text
        for part in passage.sentences:
            assert made.text[part.start : part.end] == part.text
            for at in range(part.start, part.end):
                covered[at] += 1
    for block in made.blocks:
        for at in range(block.start, block.end):
            if not made.text[at].isspace():
                assert covered[at] == (0 if block.kind is BlockKind.HEADING else 1)
    assert len({passage.id for passage in passages}) == len(passages)


@settings(max_examples=60, deadline=None)
@given(markdown)
def test_split_any_markdown_loses_nothing_and_says_nothing_twice(text: str) -> None:
    made = document(text)
    if made:
        check_laws(made)


@settings(max_examples=60, deadline=None)
@given(markdown, paragraph)
def test_ids_stay_when_another_part_of_the_document_changes(text: str, more: str) -> None:
    before = document(text)
    after = document(f"# Another part\n\nzzz {more}\n\n# Body\n\n{text}")
    if before and after and text.startswith("# "):
        first = {passage.id for passage in split_document(before)}
        assert first <= {passage.id for passage in split_document(after)}


@pytest.mark.parametrize("path", [CORPUS / "naltrexone-guide/article.md", SHARED / "article.txt"])
def test_split_real_document_keeps_the_laws(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside this checkout")
    made = load_document(path, LARGEST)
    check_laws(made)
    assert len(split_document(made)) == 78


def test_lead_in_and_its_list_are_one_passage_under_the_heading_path() -> None:
    made = document("# Guide\n\n## Forms\n\n### Tablet\n\nThe tablet:\n\n- Daily.\n- By mouth.\n")
    assert made
    (passage,) = split_document(made)
    assert passage.heading == ("Guide", "Forms", "Tablet")
    assert [part.kind for part in passage.sentences] == [
        SentenceKind.LEAD_IN,
        SentenceKind.ITEM,
        SentenceKind.ITEM,
    ]
    assert [part.text for part in passage.sentences] == ["The tablet:", "Daily.", "By mouth."]
    assert passage.lines == (7, 10)


def test_long_paragraph_is_cut_between_sentences_into_even_parts() -> None:
    made = document(" ".join(f"This is sentence number {n} of a long one." for n in range(60)))
    assert made
    passages = split_document(made)
    assert len(passages) == 4
    assert all(len(passage.text.split()) <= LONGEST_PASSAGE_WORDS for passage in passages)
    assert all(passage.text.endswith(".") for passage in passages)


def test_plain_text_label_is_context_and_no_sentence_of_an_answer() -> None:
    text = "Who May Take It\nA Good Fit:It suits people. It helps.\n"
    made = Document(DocumentInfo("plain", "Plain", "plain.txt"), text, tuple(parse_plain(text)))
    (passage,) = split_document(made)
    assert passage.heading == ("Who May Take It",)
    assert [(part.kind, part.text) for part in passage.sentences] == [
        (SentenceKind.LABEL, "A Good Fit:"),
        (SentenceKind.SENTENCE, "It suits people."),
        (SentenceKind.SENTENCE, "It helps."),
    ]


def test_doctors_title_ends_no_sentence() -> None:
    made = document("Dr. Chen said 3.5 mg vs. 4 mg is fine. He was sure.")
    assert made
    (passage,) = split_document(made)
    assert [part.text for part in passage.sentences] == [
        "Dr. Chen said 3.5 mg vs. 4 mg is fine.",
        "He was sure.",
    ]
