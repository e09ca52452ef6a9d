"""Kills, full disks, two builders, files cut short: what was served goes on, and nothing is half."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import CountingEmbedder
from shelf import NEW, OLD, Shelf, first_found
from test_ingest_build import run_ingest

import ingest.snapshot
from answering.answerer import Answerer
from ingest.entries import passage_of_sentence
from ingest.errors import StorageError
from ingest.index import VectorIndex
from ingest.segments import find_damage
from ingest.settings import ROOT
from ingest.snapshot import SNAPSHOTS, open_snapshot
from triage.judge import Triager

KILLS = 20
LONG = 200
"""Paragraphs of a document whose build is long enough to be killed in the middle."""
PERSISTED = 1200
"""Paragraphs of which Chroma keeps vectors in files of their own: it does from 1,000 on."""

FORKS = multiprocessing.get_context("forkserver")
"""Builders are forked from a process that has imported all they need: starting each takes seconds."""


@pytest.fixture(scope="module", autouse=True)
def _ready_to_fork() -> Iterator[None]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    FORKS.set_forkserver_preload(["shelf", "ingest.chroma"])
    start_builder(Path("/nonexistent"), OLD, 0).join()
    os.environ.pop("PYTHONPATH")
    if before is not None:
        os.environ["PYTHONPATH"] = before


def start_builder(folder: Path, sentence: str, padding: int) -> multiprocessing.process.BaseProcess:
    process = FORKS.Process(target=_build, args=(folder, sentence, padding))
    process.start()
    return process


def _build(folder: Path, sentence: str, padding: int) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - what the test looks at is the exit code
    Shelf(folder, padding=padding).build(sentence)


def build_elsewhere(folder: Path, sentence: str, padding: int) -> None:
    """A build by another process, finished."""
    process = start_builder(folder, sentence, padding)
    process.join()
    assert process.exitcode == 0


def assert_whole(index: VectorIndex) -> str:
    """Every record that the manifest names is there, and can be searched; its id."""
    manifest = index.read_manifest()
    assert manifest is not None
    assert index.holds(manifest.index_id, manifest.counts)
    snapshot = open_snapshot(index, manifest)
    assert {kind: len(rows) for kind, rows in snapshot.records.items()} == manifest.counts
    (found,) = snapshot.nearest("sentences", CountingEmbedder().embed(["The shot is monthly."]), 1)
    owner = passage_of_sentence(snapshot.records["sentences"][found.rows[0]].id)
    assert {r.id: r.document for r in snapshot.records["passages"]}[owner] == "The shot is monthly."
    return manifest.index_id


def test_builds_killed_at_twenty_points_leave_the_old_index_and_the_next_one_finishes(
    tmp_path: Path,
) -> None:
    shelf = Shelf(tmp_path, padding=LONG)
    shelf.build("Version 0.")
    began = time.perf_counter()
    build_elsewhere(tmp_path, "Version 1.", LONG)
    whole = time.perf_counter() - began
    points = random.Random(6)
    unfinished = 0
    for number in range(2, 2 + KILLS):
        before = assert_whole(shelf.index())
        sentence = f"Version {number}."
        process = start_builder(tmp_path, sentence, LONG)
        process.join(points.uniform(0, whole))
        process.kill()
        process.join()
        unfinished += assert_whole(shelf.index()) == before
        build_elsewhere(tmp_path, sentence, LONG)
        assert assert_whole(shelf.index()) != before
    assert unfinished >= KILLS / 2
    # Two generations, and nothing that the kills left.
    names = {collection.name for collection in shelf.index().database.client().list_collections()}
    assert len({name.partition("-")[2] for name in names}) == 2
    segments = [path for path in (tmp_path / "index/chroma").iterdir() if path.is_dir()]
    assert len(segments) <= len(names)


def test_collection_that_was_killed_half_made_is_made_anew(tmp_path: Path) -> None:
    build_elsewhere(tmp_path, OLD, PERSISTED)
    with closing(sqlite3.connect(tmp_path / "index/chroma/chroma.sqlite3")) as database, database:
        database.execute(
            "DELETE FROM segments WHERE scope = 'METADATA' AND collection IN "
            "(SELECT id FROM collections WHERE name LIKE 'uncovered-%')"
        )
    index = Shelf(tmp_path, padding=PERSISTED).index()
    manifest = index.read_manifest()
    assert manifest
    with pytest.raises(StorageError, match="Missing metadata segment"):
        index.holds(manifest.index_id, manifest.counts)
    build_elsewhere(tmp_path, OLD, PERSISTED)
    assert assert_whole(Shelf(tmp_path, padding=PERSISTED).index()) == manifest.index_id


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The disk is full for every file that would grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_disk_full_during_a_build_leaves_the_old_index(tmp_path: Path, triager: Triager) -> None:
    shelf = Shelf(tmp_path, padding=LONG)
    old = shelf.build(OLD)
    answerer = shelf.answerer(triager)
    database = tmp_path / "index/chroma/chroma.sqlite3"
    full = FORKS.Process(target=_build_on_full_disk, args=(tmp_path, NEW, database.stat().st_size + 4096))
    full.start()
    full.join()
    assert full.exitcode == 0
    assert assert_whole(shelf.index()) == old.index_id
    assert first_found(answerer, OLD) == OLD
    build_elsewhere(tmp_path, NEW, LONG)
    assert assert_whole(shelf.index()) != old.index_id
    assert first_found(answerer, NEW) == NEW


def _build_on_full_disk(folder: Path, sentence: str, size: int) -> None:
    """In a process of its own: Chroma never lets go of what it could not write."""
    with largest_file(size), pytest.raises(StorageError, match="check free space"):
        Shelf(folder, padding=LONG).build(sentence)
    os._exit(0)


def test_disk_full_for_snapshot_and_word_index_is_one_line_and_answers_go_on(
    tmp_path: Path, triager: Triager, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(tmp_path, padding=LONG)
    shelf.build(OLD)
    kept = tmp_path / "index" / SNAPSHOTS
    shutil.rmtree(kept)
    with largest_file(20_000):
        assert first_found(shelf.answerer(triager), OLD) == OLD
    assert [line for line in caplog.messages if "no snapshot is kept (File too large)" in line]
    assert list(kept.iterdir()) == []
    # Room for the snapshot, and then none for what is worked out from it.
    snapshot = open_snapshot(shelf.index(), _manifest(shelf))
    assert snapshot.folder
    with largest_file(100):
        assert first_found(shelf.answerer(triager), OLD) == OLD
    assert list((snapshot.folder / "lexical").iterdir()) == []
    assert first_found(shelf.answerer(triager), OLD) == OLD
    assert len(list((snapshot.folder / "lexical").iterdir())) == 2


def test_two_ingests_at_once_make_one_whole_index(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    text = "\n\n".join(f"Paragraph {n} says this." for n in range(60))
    (tmp_path / "docs/a.md").write_text(f"# Guide\n\n{text}\n\nThe shot is monthly.\n", encoding="utf-8")
    arguments = (str(tmp_path / "docs"), "--index", str(tmp_path / "index"), "--adapter", "none")
    both = [run_ingest(*arguments), run_ingest(*arguments)]
    errors = [process.communicate()[1] for process in both]
    codes = [process.returncode for process in both]
    assert sorted(codes) in ([0, 0], [0, 2]), errors
    for code, error in zip(codes, errors, strict=True):
        assert ("another process is building this index; wait for it" in error) is (code == 2)
        assert "Traceback" not in error
    index = VectorIndex(tmp_path / "index")
    manifest = index.read_manifest()
    assert manifest is not None
    assert index.holds(manifest.index_id, manifest.counts)


def _manifest(shelf: Shelf) -> ingest.snapshot.Manifest:
    manifest = shelf.index().read_manifest()
    assert manifest is not None
    return manifest


@pytest.fixture(params=["searched here", "searched by Chroma"])
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A short corpus, or one of which every kind is too long to be searched here."""
    if request.param == "searched by Chroma":
        monkeypatch.setattr(ingest.snapshot, "HELD_UP_TO", 0)
    shelf = Shelf(tmp_path, padding=PERSISTED)
    build_elsewhere(tmp_path, OLD, PERSISTED)
    return shelf


def test_index_folder_deleted_while_serving_is_not_missed(
    served: Shelf, tmp_path: Path, triager: Triager
) -> None:
    answerer = served.answerer(triager)
    assert first_found(answerer, OLD) == OLD
    shutil.rmtree(tmp_path / "index")
    for _ in range(5):
        _answer_or_say(answerer)
    build_elsewhere(tmp_path, NEW, PERSISTED)
    assert first_found(answerer, NEW) == NEW


def cut_short(folder: Path, pattern: str) -> None:
    files = [path for path in folder.rglob(pattern) if path.stat().st_size > 1]
    assert files
    for path in files:
        os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("pattern", ["*.bin", "*.pickle", "*.sqlite3"])
def test_chroma_files_cut_short_are_named_and_built_anew(
    served: Shelf, tmp_path: Path, triager: Triager, pattern: str
) -> None:
    """Chroma itself ends the process with SIGSEGV on some of them."""
    answerer = served.answerer(triager)
    assert first_found(answerer, OLD) == OLD
    cut_short(tmp_path / "index/chroma", pattern)
    _answer_or_say(answerer)
    # A process that starts now, with the local copy and without.
    for copy_is_kept in (True, False):
        if not copy_is_kept:
            shutil.rmtree(tmp_path / "index" / SNAPSHOTS)
        try:
            _answer_or_say(served.answerer(triager))
        except StorageError as error:
            said = str(error)
            assert not copy_is_kept or ingest.snapshot.HELD_UP_TO == 0
            assert "run `python -m ingest`" in said
    build_elsewhere(tmp_path, NEW, PERSISTED)
    assert find_damage(tmp_path / "index/chroma") is None
    assert first_found(answerer, NEW) == NEW


def _answer_or_say(answerer: Answerer) -> None:
    """The very answer, or one clear line: never another passage."""
    try:
        assert first_found(answerer, OLD) == OLD
    except StorageError as error:
        said = str(error)
        assert ingest.snapshot.HELD_UP_TO == 0
        assert "\n" not in said


def test_snapshot_files_cut_short_are_not_missed_and_made_anew(tmp_path: Path, triager: Triager) -> None:
    """Under a mapping, the process would end with SIGBUS: so it is asked of another one."""
    shelf = Shelf(tmp_path, padding=LONG)
    shelf.build(OLD)
    kept = tmp_path / "index" / SNAPSHOTS
    assert first_found(shelf.answerer(triager), OLD) == OLD
    whole = {path: path.stat().st_size for path in kept.rglob("*") if path.is_file()}
    code = (
        "import os, sys; from pathlib import Path\n"
        "from conftest import CountingEmbedder; from shelf import OLD, Shelf\n"
        "from answering.generation import Generations; from answering.weights import load_weights\n"
        "from answering.followup import Query\n"
        f"index = Shelf(Path({str(tmp_path)!r})).index()\n"
        "generations = Generations(index, CountingEmbedder(), load_weights())\n"
        f"for path in Path({str(kept)!r}).rglob('*.*'): os.truncate(path, path.stat().st_size // 2)\n"
        "(search,) = generations.current().retriever.search([Query((OLD,))])\n"
        "assert search.evidence[0].passage.text == OLD"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert all(path.stat().st_size < size for path, size in whole.items() if size > 1)
    assert first_found(shelf.answerer(triager), OLD) == OLD
    assert {path: path.stat().st_size for path in kept.rglob("*") if path.is_file()} == whole
    for path in whole:
        os.truncate(path, 0)
    assert first_found(shelf.answerer(triager), OLD) == OLD
    assert {path: path.stat().st_size for path in kept.rglob("*") if path.is_file()} == whole
