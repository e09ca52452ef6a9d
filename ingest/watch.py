"""Says when files of a corpus have changed."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from ingest.convert import SUFFIXES
from ingest.errors import SourceError

BESIDE = {".yaml", ".yml", ".safetensors"}
"""What lies beside documents: question banks, notes and adapters."""
QUIET_MS, LONGEST_MS = 500, 5000
"""An editor writes a file in several steps: a change is told when nothing more has followed for so long."""
WAKE_MS = 1000


def corpus_changes(paths: Iterable[Path], apart: Path) -> Iterator[None]:
    """First at once, and then whenever files under `paths` have changed; never returns.

    What changes between two tellings is told by the next. Nothing under the folder `apart`, where the index
    lies, counts. A file is watched by its folder, since editors replace it; a folder that another has taken
    the place of, as a deployment does, is watched anew. Raises SourceError where the system cannot watch.
    """
    named = [path.resolve() for path in paths]
    folders = {path if path.is_dir() else path.parent for path in named}
    while True:
        # The folder of a named file may be somebody's home.
        yield from _changes(folders, apart.resolve(), any(path.is_dir() for path in named))


def _changes(folders: Collection[Path], index: Path, below: bool) -> Iterator[None]:
    """At once and at every change, until one of `folders` is no longer the one that it was."""
    while not any(folder.is_dir() for folder in folders):
        time.sleep(WAKE_MS / 1000)
    watched = _identities(folders)

    def counts(change: Change, name: str) -> bool:
        file = Path(name)
        # A name without an ending may be a folder of documents that was moved here, or away.
        if file.is_relative_to(index) or file.suffix.lower() not in {"", *SUFFIXES, *BESIDE}:
            return False
        root = next(folder for folder in folders if file.is_relative_to(folder))
        return not any(part.startswith(".") for part in file.relative_to(root).parts)

    changes = watch(
        *[folder for folder in folders if folder.is_dir()],
        watch_filter=counts,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        recursive=below,
    )
    try:
        # The first waking: from now on nothing is missed.
        next(changes)
    except (OSError, RuntimeError) as error:  # too many folders, for example
        listed = ", ".join(str(folder) for folder in sorted(folders))
        raise SourceError(f"{listed}: cannot be watched ({error}); run without --watch") from error
    yield
    for changed in changes:
        if _identities(folders) != watched:
            return
        if changed:
            yield


def _identities(folders: Collection[Path]) -> list[int]:
    """Which folders stand there: 0 for none."""
    return [folder.stat().st_ino if folder.is_dir() else 0 for folder in sorted(folders)]
