"""`python -m ingest --watch` as a person runs it: files change under it, some of them badly."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from printing import printed

from ingest.index import VectorIndex
from ingest.settings import ROOT

Write = Callable[..., Path]
PATIENCE = 90
"""Seconds until a line must have come: a busy machine is slow, and nothing here is timed."""


class Watching:
    """The command in a process of its own; its lines are read as they come."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ingest", *arguments, "--watch"],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        return self._lines.get(timeout=PATIENCE)

    def no_more_lines(self) -> bool:
        try:
            self._lines.get(timeout=3)
        except Empty:
            return True
        return False


@pytest.fixture
def watching(write: Write, tmp_path: Path) -> Iterator[Watching]:
    write("docs/a.md", "# Guide\n\nIt blocks opioids.\n")
    started = Watching(str(tmp_path / "docs"), "--index", str(tmp_path / "docs/.index"))
    yield started
    started.process.kill()
    started.process.wait()


def documents(folder: Path) -> list[str]:
    manifest = VectorIndex(folder).read_manifest()
    assert manifest is not None
    return [document["id"] for document in manifest.documents]


def test_changes_are_indexed_and_a_bad_file_leaves_the_old_index_serving(
    watching: Watching, write: Write, tmp_path: Path
) -> None:
    index = tmp_path / "docs/.index"
    assert watching.line().startswith("indexed 1 documents, 1 passages")

    write("docs/leaflet.pdf", printed([["It lasts a month."]])[:300])
    line = watching.line()
    assert "leaflet.pdf: is broken or no PDF" in line
    assert line.endswith("the index before goes on serving")
    assert documents(index) == ["a"]

    write("docs/leaflet.pdf", printed([["It lasts a month."]]))
    assert watching.line().startswith("indexed 2 documents")
    assert documents(index) == ["a", "leaflet"]

    # As editors save: a new file takes the old one's place.
    write("docs/.a.md.new", "# Guide\n\nIt blocks all opioids.\n").replace(tmp_path / "docs/a.md")
    assert watching.line().startswith("indexed 2 documents")
    (tmp_path / "docs/leaflet.pdf").unlink()
    assert watching.line().startswith("indexed 1 documents")
    assert documents(index) == ["a"]

    # What changes nothing is no line: neither the same words again nor the index beside them.
    write("docs/a.md", "# Guide\n\nIt blocks all opioids.\n")
    write("docs/notes.txt~", "An editor's copy.")
    assert watching.no_more_lines()

    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(timeout=PATIENCE) == 0
    assert watching.no_more_lines()


def test_several_writes_are_one_rebuild(watching: Watching, write: Write) -> None:
    watching.line()
    for number in range(5):
        write(f"docs/{number}.md", f"# Part {number}\n\nIt says {number}.\n")
        time.sleep(0.05)
    assert watching.line().startswith("indexed 6 documents")
    assert watching.no_more_lines()


def test_bad_files_at_the_start_are_an_error_like_any_other(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", "")
    for path in ("docs", "missing"):
        started = Watching(str(tmp_path / path), "--index", str(tmp_path / "index"))
        assert str(tmp_path / path) in started.line()
        assert started.process.wait(timeout=PATIENCE) == 2
    assert not (tmp_path / "index").exists()
