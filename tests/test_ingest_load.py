"""Bad input first: every bad file is named with its fault and the remedy, all at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import LARGEST

from ingest.errors import SourceError, SourcesError
from ingest.load import load_document, load_documents
from ingest.records import BlockKind

Write = Callable[..., Path]

BAD_FILES = {
    "empty.md": (b"  \n\n", "is empty"),
    "binary.txt": (b"abc\0\x01\x02", "binary"),
    "latin.txt": ("Caf\xe9".encode("latin-1"), "not UTF-8 (byte 0xe9 at 3)"),
    "utf16.txt": ("Hello".encode("utf-16"), "UTF-16"),
    "yaml.md": (b"---\ntitle: [broken\n---\nText.\n", "broken front matter at line"),
    "open.md": (b"---\ntitle: x\nText.\n", "not closed"),
    "day.md": (b"---\nupdated_on: 2026-02-30\n---\nText.\n", "day is out of range"),
    "deep.md": (b"---\ntitle: " + b"[" * 2000 + b"\n---\nText.\n", "broken front matter"),
    "unknown.md": (b"---\nauthor: me\n---\nText.\n", "unknown front matter author"),
    "date.md": (b"---\nreviewed_on: soon\n---\nText.\n", "reviewed_on is 'soon'"),
    "half.md": (b"---\nreviewed_by: Dr. No\n---\nText.\n", "go together"),
    "headings.md": (b"# Only\n\n## Headings\n", "no text to answer from"),
    "list.md": (b"---\n- a\n---\nText.\n", "must be `key: value`"),
}


@pytest.mark.parametrize(("name", "content", "fault"), [(n, *v) for n, v in BAD_FILES.items()])
def test_bad_file_is_one_clear_line(write: Write, name: str, content: bytes, fault: str) -> None:
    path = write(name, content)
    with pytest.raises(SourceError) as raised:
        load_document(path, LARGEST)
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert fault in message
    assert "\n" not in message


def test_all_bad_files_of_a_run_are_reported_at_once(write: Write, tmp_path: Path) -> None:
    for name, (content, _) in BAD_FILES.items():
        write(name, content)
    write("good.md", "Fine.")
    with pytest.raises(SourcesError) as raised:
        load_documents([tmp_path, tmp_path / "missing.md", tmp_path / "data.csv"], LARGEST)
    lines = str(raised.value).splitlines()
    assert len(lines) == len(BAD_FILES) + 2
    assert sum("no such file" in line for line in lines) == 2


def test_file_over_the_limit_is_not_read(write: Write) -> None:
    path = write("huge.md", b"x" * 50_000_001)
    with pytest.raises(SourceError, match=r"50 MB is over the limit of 20 MB"):
        load_document(path, LARGEST)


def test_two_documents_with_one_id_name_both(write: Write, tmp_path: Path) -> None:
    first = write("a/one.md", "---\nid: twin\n---\nText.")
    second = write("b/two.md", "---\nid: twin\n---\nText.")
    with pytest.raises(SourcesError) as raised:
        load_documents([tmp_path], LARGEST)
    assert str(first) in str(raised.value)
    assert str(second) in str(raised.value)


def test_folder_without_documents_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"no \.md, \.txt, \.html, \.pdf or \.docx file there"):
        load_documents([tmp_path], LARGEST)


def test_readme_and_adapter_card_are_no_documents(write: Write, tmp_path: Path) -> None:
    write("README.md", "How to add one.")
    write("guide/adapter/card.md", "A model card.")
    write("guide/article.md", "# The guide\n\nText.")
    (document,) = load_documents([tmp_path], LARGEST)
    assert (document.id, document.title) == ("article", "The guide")


def test_front_matter_is_metadata_and_offsets_are_those_of_the_file(write: Write) -> None:
    path = write(
        "a.md",
        "---\nid: guide\ntitle: The guide\nupdated_on: 2026-01-31\n"
        "reviewed_by: Dr. Ames\nreviewed_on: 2026-02-01\n---\n\n# The guide\n\nFirst line.\n",
    )
    document = load_document(path, LARGEST)
    assert (document.id, document.title, document.info.reviewed_by) == ("guide", "The guide", "Dr. Ames")
    assert document.info.updated_on == date(2026, 1, 31)
    paragraph = document.blocks[-1]
    assert path.read_text()[paragraph.start : paragraph.end] == "First line."


def test_windows_line_ends_and_byte_order_mark_are_read(write: Write) -> None:
    document = load_document(write("a.txt", b"\xef\xbb\xbfA Heading\r\nSome text.\r\n"), LARGEST)
    assert document.text == "A Heading\nSome text.\n"
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_html_is_read_without_menus_and_scripts(write: Write) -> None:
    page = (
        "<html><head><title>The page</title><script>evil()</script></head><body><nav>Menu</nav>"
        "<h1>Guide</h1><p>It <b>blocks</b> opioids.</p><ul><li>One</li><li>Two</li></ul></body></html>"
    )
    document = load_document(write("a.html", page), LARGEST)
    assert document.title == "Guide"
    shown = [document.text[block.start : block.end] for block in document.blocks]
    assert shown == ["Guide", "It **blocks** opioids.", "One", "Two"]


def test_plain_text_headings_open_sections_and_subsections(write: Write) -> None:
    text = (
        "An opening paragraph of the text, with a full stop.\n"
        "Understanding the Medicine\nWhat Is It?\nIt is a medicine.\nKey Points:\n- One\n- Two\n"
        '"Isn\'t This the Same Thing with Another Name?"\nNo, it is not.\n'
    )
    document = load_document(write("a.txt", text), LARGEST)
    headings = [(b.level, b.title) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [
        (2, "Understanding the Medicine"),
        (3, "What Is It?"),
        (3, '"Isn\'t This the Same Thing with Another Name?"'),
    ]


def test_wrapped_plain_text_is_read_by_paragraphs(write: Write) -> None:
    text = "This paragraph is wrapped\nover two lines of text.\n\nThis is the next one, wrapped\nas well."
    document = load_document(write("a.txt", text), LARGEST)
    assert [document.text[b.start : b.end] for b in document.blocks] == text.split("\n\n")


def test_folder_is_read_through_links_and_no_link_back_is_followed_for_ever(
    write: Write, tmp_path: Path
) -> None:
    write("elsewhere/a.md", "Text.")
    write("docs/b.md", "Text.")
    (tmp_path / "docs/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/back").symlink_to(tmp_path / "docs")
    found = load_documents([tmp_path / "docs"], LARGEST)
    assert [info.id for info in found.infos] == ["a", "b"]


def test_what_is_no_file_is_left_out_of_a_folder_and_named_by_itself(write: Write, tmp_path: Path) -> None:
    """A pipe would be waited for without end."""
    write("docs/b.md", "Text.")
    os.mkfifo(tmp_path / "docs/pipe.md")
    assert [info.id for info in load_documents([tmp_path / "docs"], LARGEST).infos] == ["b"]
    with pytest.raises(SourcesError, match="cannot read 'what is no file'"):
        load_documents([tmp_path / "docs/pipe.md"], LARGEST)


def test_name_that_no_file_can_have_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"cannot be read \(File name too long\)"):
        load_documents([tmp_path / f"{'x' * 300}.md"], LARGEST)
