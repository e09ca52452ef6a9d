"""Building an index: nothing embedded twice, nothing lost when a build is killed or the disk is full."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import LARGEST, CountingEmbedder

from ingest.__main__ import main
from ingest.build import BuildReport, build_index
from ingest.corpus import read_corpus
from ingest.errors import IndexBusyError, IndexMismatchError, IndexMissingError
from ingest.index import Entry, VectorIndex
from ingest.load import load_documents
from ingest.settings import ROOT

Write = Callable[..., Path]
ARTICLE = (
    "# Guide\n\nIt blocks opioids.\n\nThe shot:\n\n- Monthly.\n- Costs more.\n\nAsk the doctor. Always.\n"
)


def build(folder: Path, index: VectorIndex, embedder: CountingEmbedder) -> BuildReport:
    return build_index(read_corpus(load_documents([folder / "docs"], LARGEST)), index, embedder)


def test_second_run_embeds_nothing(write: Write, tmp_path: Path, embedder: CountingEmbedder) -> None:
    write("docs/a.md", ARTICLE)
    index = VectorIndex(tmp_path / "index")
    first = build(tmp_path, index, embedder)
    assert first.counts == {"documents": 1, "passages": 3, "sentences": 6, "questions": 0, "uncovered": 0}
    assert first.embedded == 9
    second = build(tmp_path, index, CountingEmbedder())
    assert (second.embedded, second.unchanged, second.index_id) == (0, True, first.index_id)


def test_changed_paragraph_embeds_only_what_changed(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write("docs/a.md", ARTICLE)
    index = VectorIndex(tmp_path / "index")
    build(tmp_path, index, embedder)
    write("docs/a.md", ARTICLE.replace("It blocks opioids.", "It blocks all opioids."))
    again = CountingEmbedder()
    report = build(tmp_path, index, again)
    assert again.texts == ["It blocks all opioids.", "It blocks all opioids."]
    assert not report.unchanged


def test_another_model_embeds_everything_again(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write("docs/a.md", ARTICLE)
    index = VectorIndex(tmp_path / "index")
    build(tmp_path, index, embedder)
    assert build(tmp_path, index, CountingEmbedder("other")).embedded == 9


class DyingIndex(VectorIndex):
    """Dies when passages are to be written, as a killed process would."""

    def add(
        self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray, first: int = 0
    ) -> None:
        if kind == "passages" and entries:
            raise KeyboardInterrupt
        super().add(kind, index_id, entries, vectors, first)


def test_killed_build_leaves_the_old_index_serving_and_the_next_one_goes_on(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write("docs/a.md", ARTICLE)
    folder = tmp_path / "index"
    old = build(tmp_path, VectorIndex(folder), embedder)
    write("docs/a.md", ARTICLE + "\nA new paragraph. With two sentences.\n")
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, DyingIndex(folder), CountingEmbedder())
    index = VectorIndex(folder)
    manifest = index.read_manifest()
    assert manifest is not None
    assert manifest.index_id == old.index_id
    assert len(list(index.read_all("passages", old.index_id))) == 3
    last = CountingEmbedder()
    report = build(tmp_path, VectorIndex(folder), last)
    assert report.counts["passages"] == 4
    # Its sentences were embedded before the kill; only the new passage was missing.
    assert last.texts == ["A new paragraph. With two sentences."]


def test_generation_before_the_last_is_kept_and_older_ones_are_removed(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    index = VectorIndex(tmp_path / "index")
    ids = []
    for number in range(4):
        write("docs/a.md", f"{ARTICLE}\nVersion {number}.\n")
        ids.append(build(tmp_path, index, embedder).index_id)
    reader = VectorIndex(tmp_path / "index")
    assert len(list(reader.read_all("passages", ids[-2]))) == 4
    segments = [path for path in (tmp_path / "index/chroma").iterdir() if path.is_dir()]
    names = {collection.name for collection in reader.database.client().list_collections()}
    assert {name.partition("-")[2] for name in names} == set(ids[-2:])
    assert len(segments) <= len(names)


def test_second_builder_is_told_to_wait(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path / "index")
    with (
        index.writing(),
        pytest.raises(IndexBusyError, match="another process is building"),
        VectorIndex(tmp_path / "index").writing(),
    ):
        pass


def test_index_of_another_model_or_format_or_none_is_named(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    index = VectorIndex(tmp_path / "index")
    with pytest.raises(IndexMissingError, match="no index there; run `python -m ingest`"):
        index.require_manifest("x", "x")
    write("docs/a.md", ARTICLE)
    build(tmp_path, index, embedder)
    with pytest.raises(IndexMismatchError, match=r"built with counting \(counting\), asked with other"):
        index.require_manifest("other", "other")
    manifest = tmp_path / "index/manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    with pytest.raises(IndexMismatchError, match="index format 99"):
        index.require_manifest("counting", "counting")
    manifest.write_text("{")
    with pytest.raises(IndexMismatchError, match="cannot be read"):
        index.require_manifest("counting", "counting")


def test_nearest_gives_cosines_highest_first(
    write: Write, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write("docs/a.md", ARTICLE)
    index = VectorIndex(tmp_path / "index")
    report = build(tmp_path, index, embedder)
    ((ids, cosines),) = index.nearest("sentences", report.index_id, embedder.embed(["Ask the doctor."]), 10)
    assert len(ids) == 6
    assert cosines[0] == pytest.approx(1.0, abs=1e-5)
    assert cosines == sorted(cosines, reverse=True)


def run_ingest(*arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "ingest", *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_process_killed_half_way_leaves_the_old_index(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", ARTICLE)
    index = tmp_path / "index"
    arguments = (str(tmp_path / "docs"), "--index", str(index))
    assert run_ingest(*arguments).wait() == 0
    before = VectorIndex(index).read_manifest()
    assert before is not None
    write("docs/b.md", "\n\n".join(f"Paragraph {n} says this and that. And more." for n in range(4000)))
    process = run_ingest(*arguments)
    written = index / "chroma/chroma.sqlite3"
    size = written.stat().st_size
    while process.poll() is None and written.stat().st_size < size + 500_000:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    after = VectorIndex(index)
    assert after.read_manifest() == before
    assert len(list(after.read_all("passages", before.index_id))) == 3


def test_full_disk_is_one_line_and_exit_code_2(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", "\n\n".join(f"Paragraph {n} says this and that." for n in range(300)))
    process = run_ingest(
        str(tmp_path / "docs"),
        "--index",
        str(tmp_path / "index"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )
    _, errors = process.communicate()
    assert process.returncode == 2, errors
    assert "check free space" in errors
    assert "Traceback" not in errors


def test_command_line_reports_bad_files_with_exit_code_2(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("docs/a.md", "")
    write("docs/b.txt", b"\0")
    assert main([str(tmp_path / "docs"), "--index", str(tmp_path / "index")]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert not (tmp_path / "index").exists()


def test_check_loads_no_model_and_writes_nothing(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("docs/a.md", ARTICLE)
    assert main([str(tmp_path / "docs"), "--check", "--index", str(tmp_path / "index")]) == 0
    assert (
        capsys.readouterr().out == "checked 1 documents, 3 passages, 6 sentences, 0 questions: all well\n"
    )
    assert not (tmp_path / "index").exists()


def test_unwritable_index_folder_is_one_line(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("docs/a.md", ARTICLE)
    blocked = write("index", "a file where the folder should be")
    assert main([str(tmp_path / "docs"), "--index", str(blocked)]) == 2
    assert os.linesep not in capsys.readouterr().err.strip()
