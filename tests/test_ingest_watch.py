"""`python -m ingest --watch` as a person runs it: files change under it, some of them badly."""

from __future__ import annotations

import os
import resource
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
from serving import wait_until

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
            # Where the tests themselves run in the background, Ctrl-C is ignored by all that they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
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


def test_folder_that_is_moved_in_or_out_is_noticed_and_one_that_is_replaced_as_well(
    watching: Watching, write: Write, tmp_path: Path
) -> None:
    watching.line()
    write("apart/b.md", "# Part b\n\nIt says b.\n")
    (tmp_path / "apart").rename(tmp_path / "docs/apart")
    assert watching.line().startswith("indexed 2 documents")
    (tmp_path / "docs/apart").rename(tmp_path / "apart")
    assert watching.line().startswith("indexed 1 documents")
    # As a deployment does: another folder of that name, the index in it.
    write("docs.new/c.md", "# Part c\n\nIt says c.\n")
    (tmp_path / "docs").rename(tmp_path / "docs.old")
    (tmp_path / "docs.new").rename(tmp_path / "docs")
    assert watching.line().startswith("indexed 1 documents")
    assert documents(tmp_path / "docs/.index") == ["c"]
    write("docs/d.md", "# Part d\n\nIt says d.\n")
    assert watching.line().startswith("indexed 2 documents")


def test_bad_files_at_the_start_are_an_error_like_any_other(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", "")
    for path in ("docs", "missing"):
        started = Watching(str(tmp_path / path), "--index", str(tmp_path / "index"))
        assert str(tmp_path / path) in started.line()
        assert started.process.wait(timeout=PATIENCE) == 2
    assert not (tmp_path / "index").exists()


def test_full_disk_ends_one_build_and_not_the_watch(
    watching: Watching, write: Write, tmp_path: Path
) -> None:
    watching.line()
    # Chroma hangs at the next write of a process in which one has failed.
    full, room = (60_000, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(watching.process.pid, resource.RLIMIT_FSIZE, full)
    write("docs/b.md", "\n\n".join(f"Paragraph {n} says this and that." for n in range(300)))
    line = watching.line()
    assert "check free space" in line
    assert line.endswith("the index before goes on serving")
    assert documents(tmp_path / "docs/.index") == ["a"]
    resource.prlimit(watching.process.pid, resource.RLIMIT_FSIZE, room)
    write("docs/c.md", "# More\n\nThe shot is monthly.\n")
    assert watching.line().startswith("indexed 3 documents")


def test_build_that_was_killed_is_said_and_the_watch_goes_on(
    watching: Watching, write: Write, tmp_path: Path
) -> None:
    watching.line()
    children = Path(f"/proc/{watching.process.pid}/task/{watching.process.pid}/children")

    def builds() -> list[int]:
        """Beside multiprocessing's own helper, which counts shared memory."""
        named = {int(n): Path(f"/proc/{n}/cmdline").read_bytes() for n in children.read_text().split()}
        return [number for number, words in named.items() if b"resource_tracker" not in words]

    # The first has said its line and may still be ending.
    wait_until(lambda: not builds(), "the end of the first build", PATIENCE)
    write("docs/b.md", "\n\n".join(f"Paragraph {n} says this and that. And more." for n in range(4000)))
    wait_until(lambda: bool(builds()), "a build", PATIENCE)
    os.kill(builds()[0], signal.SIGKILL)
    assert watching.line() == "the build was ended by SIGKILL; the index before goes on serving"
    assert documents(tmp_path / "docs/.index") == ["a"]
    (tmp_path / "docs/b.md").unlink()
    write("docs/c.md", "# More\n\nThe shot is monthly.\n")
    assert watching.line().startswith("indexed 2 documents")
