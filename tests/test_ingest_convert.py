"""PDF and Word files: bad ones first, then that what was printed is read as it was written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LARGEST, CountingEmbedder
from printing import leaflet, printed, scanned, word_document

from answering.passages import PassageStore
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.errors import SourceError, SourcesError
from ingest.hyphens import hyphen_between, whole_words
from ingest.index import VectorIndex
from ingest.lines import Line
from ingest.load import load_document, load_documents
from ingest.records import BlockKind, Document
from ingest.snapshot import open_snapshot
from ingest.split import split_document

Write = Callable[..., Path]

PAGES = [
    [
        "# Naltrexone at home",
        "## How it works",
        "It blocks the opioid receptors, so that heroin has no effect while the block lasts. Ask the "
        "clinic about the long-acting shot.",
        "It does three things:",
        "- It blocks the effect of opioids, whoever takes them and in whatever way they are taken.",
        "- It lowers craving.",
        "It lasts a month, and",
    ],
    ["then it wears off slowly.", "## What to watch", "Nausea is common in the first week."],
    ["## Whom to call", "Call the clinic in office hours."],
]


def encrypted() -> bytes:
    pdf = leaflet(PAGES)
    pdf.set_encryption(owner_password="owner", user_password="user")
    return bytes(pdf.output())


def archive(size: int = 1) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("word/document.xml", b" " * size)
    return file.getvalue()


GOOD_WORD = word_document([("Normal", "It blocks.")])
BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.pdf": (lambda: b"", "is broken or no PDF; export it again"),
    "text.pdf": (lambda: b"It is no PDF.", "is broken or no PDF"),
    "cut.pdf": (lambda: printed(PAGES)[:700], "is broken or no PDF"),
    "encrypted.pdf": (encrypted, "is encrypted; save a copy without a password"),
    "scan.pdf": (lambda: scanned(3), "has no text, only pictures of it; run text recognition (OCR)"),
    "cover.pdf": (lambda: scanned(3, ["A cover."]), "has text on only 1 of 4 pages, and pictures of it"),
    "blank.pdf": (lambda: scanned(0, [" "]), "is empty; add some text"),
    "empty.docx": (lambda: b"", "is broken or no Word document; save it as .docx again"),
    "text.docx": (lambda: b"It is no Word file.", "is broken or no Word document"),
    "cut.docx": (lambda: GOOD_WORD[:2000], "is broken or no Word document"),
    "other.docx": (archive, "is broken or no Word document"),
    "bomb.docx": (lambda: archive(10 * LARGEST + 1), "unpacks to 200 MB, over the limit of 200 MB"),
    "old.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "is encrypted or an old .doc; save it as .docx"),
    "silent.docx": (lambda: word_document([]), "has no text to answer from"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_one_clear_line(write: Write, name: str) -> None:
    make, fault = BAD_FILES[name]
    path = write(name, make())
    with pytest.raises(SourceError) as raised:
        load_document(path, LARGEST)
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert fault in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["huge.pdf", "huge.docx"])
def test_file_over_the_limit_is_not_read(write: Write, name: str) -> None:
    path = write(name, b"x" * 1001)
    with pytest.raises(SourceError, match="over the limit"):
        load_document(path, 1000)


def test_bad_files_of_a_folder_are_named_at_once_and_open_documents_of_word_left_alone(
    write: Write, tmp_path: Path
) -> None:
    for name in ("scan.pdf", "text.docx"):
        write(name, BAD_FILES[name][0]())
    write("~$guide.docx", b"Word is writing")
    with pytest.raises(SourcesError) as raised:
        load_documents([tmp_path], LARGEST)
    assert len(str(raised.value).splitlines()) == 2


def shown(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_printed_leaflet_is_read_as_it_was_written(write: Write) -> None:
    document = load_document(write("leaflet.pdf", printed(PAGES)), LARGEST)
    assert document.title == "Naltrexone at home"
    assert shown(document) == [
        (BlockKind.HEADING, "Naltrexone at home"),
        (BlockKind.HEADING, "How it works"),
        (BlockKind.PARAGRAPH, PAGES[0][2]),
        (BlockKind.PARAGRAPH, "It does three things:"),
        (BlockKind.ITEM, PAGES[0][4].removeprefix("- ")),
        (BlockKind.ITEM, "It lowers craving."),
        (BlockKind.PARAGRAPH, "It lasts a month, and then it wears off slowly."),
        (BlockKind.HEADING, "What to watch"),
        (BlockKind.PARAGRAPH, "Nausea is common in the first week."),
        (BlockKind.HEADING, "Whom to call"),
        (BlockKind.PARAGRAPH, "Call the clinic in office hours."),
    ]


def test_pages_start_where_their_first_word_stands(write: Write) -> None:
    document = load_document(write("leaflet.pdf", printed(PAGES)), LARGEST)
    first_words = [document.text[start : start + 7] for start in document.info.pages]
    # The second page begins in the middle of a paragraph of the first.
    assert first_words == ["Naltrex", "then it", "Whom to"]
    passages = split_document(document)
    assert [passage.page for passage in passages] == [1, 1, 1, 2, 3]
    crossing = passages[2]
    assert crossing.page_at(crossing.start) == 1
    assert crossing.page_at(document.text.index("wears off")) == 2


def test_page_without_text_is_counted(write: Write) -> None:
    document = load_document(write("a.pdf", printed([["One is here."], [], ["Three is here."]])), LARGEST)
    assert [passage.page for passage in split_document(document)] == [1, 3]


def test_last_words_that_pages_share_are_no_footer(write: Write) -> None:
    pages = [[f"Part {name} says this.", "Ask your doctor."] for name in ("one", "two", "three")]
    document = load_document(write("a.pdf", printed(pages)), LARGEST)
    assert document.text.count("Ask your doctor.") == 3
    assert "leaflet" not in document.text
    assert "Page" not in document.text


def test_without_larger_or_bold_type_headings_are_told_by_their_look(write: Write) -> None:
    pages = [["What It Is", "It is a medicine that blocks opioids."], ["How It Is Taken", "Once a month."]]
    document = load_document(write("a.pdf", printed(pages)), LARGEST)
    headings = [block.title for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings == ["What It Is", "How It Is Taken"]


@pytest.mark.parametrize(
    ("properties", "title"),
    [("Living with naltrexone", "Living with naltrexone"), ("Microsoft Word - leaf.doc", "My leaflet")],
)
def test_title_is_that_of_the_properties_where_no_heading_says_it(
    write: Write, properties: str, title: str
) -> None:
    data = printed([["It is a medicine that blocks opioids."]], properties)
    assert load_document(write("my_leaflet.pdf", data), LARGEST).title == title


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        ("the treat", "ment of", ""),
        ("a long", "acting shot", "-"),
        ("with naltrex", "one alone", ""),
        ("the up", "take of it", ""),
        ("a non", "opioid medicine", "-"),
        ("Smith", "Jones says", "-"),
        ("the 12", "step groups", "-"),
    ],
)
def test_hyphen_at_a_line_end_stays_where_the_word_has_one(first: str, second: str, between: str) -> None:
    line = Line("It is a non-opioid medicine.", 11, False, 0, 100, 50)
    assert hyphen_between(first, second, whole_words([[line]])) == between


def test_broken_word_is_whole_again(write: Write) -> None:
    # As a typesetter breaks it: the hyphen is at the end of a line, and never within the word elsewhere.
    pages = [["Some families ask what treat-\nment costs. The long-\nacting shot costs more."]]
    document = load_document(write("a.pdf", printed([*pages, ["It lasts."]])), LARGEST)
    text = "Some families ask what treatment costs. The long-acting shot costs more."
    assert document.text == f"{text}\n\nIt lasts.\n"


def test_word_document_is_read_by_its_styles(write: Write) -> None:
    paragraphs = [
        ("Title", "Naltrexone at home"),
        ("Heading 1", "How it works"),
        ("Normal", "It blocks *every* opioid <b>."),
        ("Normal", "It does two things:"),
        ("List Bullet", "It blocks."),
        ("List Bullet", "It lowers craving."),
    ]
    data = word_document(paragraphs, [["Form", "Lasts"], ["Shot", "A month"]])
    document = load_document(write("guide.docx", data), LARGEST)
    assert document.title == "Naltrexone at home"
    assert document.info.pages == ()
    kinds = [kind for kind, _ in shown(document)]
    assert kinds[:6] == [*[BlockKind.HEADING] * 2, *[BlockKind.PARAGRAPH] * 2, *[BlockKind.ITEM] * 2]
    passages = split_document(document)
    assert {passage.heading for passage in passages} == {("How it works",)}
    assert {passage.page for passage in passages} == {None}
    assert "| Shot | A month |" in document.text


def test_pages_are_kept_in_the_index_and_an_index_without_them_is_read(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write("docs/leaflet.pdf", printed(PAGES))
    write("docs/plain.md", "# Guide\n\nIt blocks opioids.\n")
    index = VectorIndex(tmp_path / "index")
    corpus = read_corpus(load_documents([tmp_path / "docs"], LARGEST))
    build_index(corpus, index, embedder)
    manifest = index.read_manifest()
    assert manifest is not None
    read = PassageStore(open_snapshot(index, manifest)).passages
    assert read == corpus.passages
    assert [passage.page for passage in read] == [1, 1, 1, 2, 3, None]
    # The metadata of a document without pages is what it was before there were any.
    (old,) = [r for r in index.read_all("passages", manifest.index_id) if r.id == read[-1].id]
    assert not {"page", "page_breaks"} & old.metadata.keys()
