"""The index on a Chroma server: seen by all, picked up by all, and not missed while it is away."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import chromadb
import pytest
from conftest import CountingEmbedder
from serving import ChromaServer, wait_until
from shelf import NEW, OLD, Families, Shelf, first_found

import ingest.chroma
from app import main as serve
from ingest.__main__ import main
from ingest.errors import IndexMissingError, SettingError, StorageError
from ingest.index import VectorIndex
from ingest.settings import load_settings
from triage.judge import Triager

Write = Callable[..., Path]
MODEL = CountingEmbedder().fingerprint


@pytest.fixture
def shelf(tmp_path: Path, chroma: ChromaServer) -> Shelf:
    return Shelf(tmp_path, chroma.url)


def test_both_readers_see_the_manifest_that_was_written(shelf: Shelf) -> None:
    readers = [shelf.index("a"), shelf.index("b")]
    assert [reader.read_manifest() for reader in readers] == [None, None]
    assert [reader.stamp() for reader in readers] == [(), ()]
    with pytest.raises(IndexMissingError, match=r"http.*: no index there; run `python -m ingest`"):
        readers[0].require_manifest(MODEL, "counting")
    report = shelf.build(OLD)
    assert report.counts["sentences"] == 4
    first, second = (reader.read_manifest() for reader in readers)
    assert first is not None
    assert first == second
    assert (first.index_id, first.counts) == (report.index_id, report.counts)
    assert readers[0].stamp() == readers[1].stamp() != ()


def test_second_run_embeds_nothing_from_whatever_machine(shelf: Shelf) -> None:
    first = shelf.build(OLD)
    again = shelf.build(OLD, "elsewhere")
    assert (again.embedded, again.unchanged, again.index_id) == (0, True, first.index_id)
    # The changed sentence, as a sentence and as its passage.
    assert shelf.build(NEW, "elsewhere").embedded == 2


def test_new_build_is_picked_up_by_both_without_a_failed_question(shelf: Shelf, triager: Triager) -> None:
    old = shelf.build(OLD)
    readers = [shelf.answerer(triager, "a"), shelf.answerer(triager, "b")]
    assert [first_found(reader, OLD) for reader in readers] == [OLD, OLD]
    with Families(readers * 2) as families:
        wait_until(lambda: families.asked > 20, "questions")
        new = shelf.build(NEW)
        wait_until(
            lambda: all(reader.store.index_id == new.index_id for reader in readers), "the newer build"
        )
        asked = families.asked
        wait_until(lambda: families.asked > asked + 20, "questions of the newer build")
    assert families.faults == []
    assert families.builds == {old.index_id, new.index_id}
    assert [first_found(reader, NEW) for reader in readers] == [NEW, NEW]


def test_collections_of_others_survive_a_sweep(shelf: Shelf, chroma: ChromaServer) -> None:
    others = {"recipes", "passages", "passages-of-mine", "old-passages-1a2b"}
    host, port = chroma.url.removeprefix("http://").split(":")
    client = chromadb.HttpClient(host, int(port))
    for name in others:
        client.create_collection(name).add(ids=["1"], embeddings=[[1.0, 2.0]])
    ids = [shelf.build(f"Version {number}.").index_id for number in range(3)]
    names = {collection.name for collection in client.list_collections()}
    assert others < names
    assert {name.partition("-")[2] for name in names if name.startswith("sentences-")} == set(ids[1:])
    assert client.get_collection("recipes").count() == 1


def test_server_that_dies_is_not_missed_and_a_newer_build_is_seen_when_it_returns(
    shelf: Shelf, chroma: ChromaServer, triager: Triager
) -> None:
    shelf.build(OLD)
    readers = [shelf.answerer(triager, "a"), shelf.answerer(triager, "b")]
    with Families(readers) as families:
        chroma.kill()
        asked = families.asked
        wait_until(lambda: families.asked > asked + 20, "questions while the server is away")
        with pytest.raises(StorageError, match=r"does not answer|no Chroma server answers") as raised:
            shelf.build(NEW)
        assert "\n" not in str(raised.value)
        assert first_found(readers[0], OLD) == OLD
        chroma.start()
        new = shelf.build(NEW)
        wait_until(
            lambda: all(reader.store.index_id == new.index_id for reader in readers), "the newer build"
        )
    assert families.faults == []
    assert [first_found(reader, NEW) for reader in readers] == [NEW, NEW]


def test_build_that_could_not_be_opened_is_tried_again(
    shelf: Shelf, chroma: ChromaServer, triager: Triager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server dies between a reader's look at the manifest and its reading of the records."""
    shelf.build(OLD)
    reader = shelf.answerer(triager, "a")
    read, seen = VectorIndex.read_all, threading.Event()

    def die_once(self: VectorIndex, kind: str, index_id: str) -> Iterator[object]:
        if self.folder.name == "a" and not seen.is_set():
            seen.set()
            chroma.kill()
        return read(self, kind, index_id)

    monkeypatch.setattr(VectorIndex, "read_all", die_once)
    new = shelf.build(NEW)
    assert seen.wait(20)
    assert first_found(reader, OLD) == OLD
    chroma.start()
    wait_until(lambda: reader.store.index_id == new.index_id, "the newer build")


def test_server_that_hangs_is_given_up(
    shelf: Shelf, chroma: ChromaServer, triager: Triager, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.build(OLD)
    monkeypatch.setattr(ingest.chroma, "HEARTBEAT_S", 0.3)
    monkeypatch.setattr(ingest.chroma, "SLOWEST_ANSWER_S", 0.5)
    reader = shelf.answerer(triager, "a")
    chroma.signal(signal.SIGSTOP)
    try:
        assert first_found(reader, OLD) == OLD
        with pytest.raises(StorageError, match="no Chroma server answers"):
            shelf.index("b").read_manifest()
    finally:
        chroma.signal(signal.SIGCONT)
    new = shelf.build(NEW)
    wait_until(lambda: reader.store.index_id == new.index_id, "the newer build")


@pytest.mark.parametrize("command", [main, serve], ids=["ingest", "app"])
def test_server_that_is_away_is_one_line_and_exit_code_2(
    command: Callable[[list[str]], int],
    tmp_path: Path,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("docs/guide.md", "# Guide\n\nIt blocks opioids.\n")
    monkeypatch.setenv("FAMILY_QA_CORPUS", str(tmp_path / "docs"))
    monkeypatch.setenv("FAMILY_QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("FAMILY_QA_CHROMA_URL", "http://127.0.0.1:9")
    load_settings.cache_clear()
    assert command([]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("http://127.0.0.1:9: no Chroma server answers (")
    assert line.endswith("; start it")


@pytest.mark.parametrize(
    "url",
    [
        "somewhere",
        "ftp://127.0.0.1:8000",
        "http://",
        "http://[::1",
        "http://x:99999",
        "http://x:y",
        "http://x/y",
    ],
)
def test_address_that_is_none_is_one_line(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as raised:
        VectorIndex(tmp_path, url).read_manifest()
    assert str(raised.value) == (
        f"FAMILY_QA_CHROMA_URL={url!r}: not an address; give one like http://127.0.0.1:8000"
    )


def test_something_else_at_that_address_is_one_line(address: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no Chroma server answers") as raised:
        VectorIndex(tmp_path, address).read_manifest()
    assert "\n" not in str(raised.value)


def test_start_with_another_corpus_leaves_what_the_server_holds(
    chroma: ChromaServer,
    tmp_path: Path,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As `app.py` starts, on a machine that was not given the newer corpus."""
    monkeypatch.setenv("FAMILY_QA_CHROMA_URL", chroma.url)
    monkeypatch.setenv("FAMILY_QA_INDEX", str(tmp_path / "index"))
    load_settings.cache_clear()
    newer = str(write("newer/guide.md", f"# Guide\n\n{NEW}\n"))
    older = str(write("older/guide.md", f"# Guide\n\n{OLD}\n"))
    index = VectorIndex(tmp_path / "index", chroma.url)
    # Where the server holds nothing, a start fills it.
    assert main([newer, "--if-stale"]) == 0
    held = index.read_manifest()
    assert held is not None
    assert main([newer, "--if-stale"]) == 0
    capsys.readouterr()

    assert main([older, "--if-stale"]) == 0
    said = capsys.readouterr()
    assert index.read_manifest() == held
    assert said.out == ""
    assert said.err.startswith(f"{chroma.url}: the index there is of another corpus")
    assert said.err.endswith("`python -m ingest` would put this one in its place\n")

    # Who asks for it gets it.
    assert main([older]) == 0
    replaced = index.read_manifest()
    assert replaced is not None
    assert replaced.previous == held.index_id
