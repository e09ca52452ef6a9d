"""Read source files into Documents. Every bad file of a run is reported at once.

Every file is read once to be checked, and again when it is indexed: a corpus may be larger than memory.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import overload

from ingest.convert import READABLE, SUFFIXES, convert
from ingest.errors import SourceError, SourcesError
from ingest.records import Block, BlockKind, Document, DocumentInfo


class Documents(Sequence[Document]):
    """Documents in the order of their ids; each is read anew when it is asked for."""

    def __init__(self, infos: Sequence[DocumentInfo], largest_bytes: int) -> None:
        self.infos = tuple(infos)
        self._largest_bytes = largest_bytes

    def __len__(self) -> int:
        return len(self.infos)

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> Documents: ...
    def __getitem__(self, number: int | slice) -> Document | Documents:
        """Raises SourceError when the file has changed since it was checked."""
        if isinstance(number, slice):
            return Documents(self.infos[number], self._largest_bytes)
        info = self.infos[number]
        document = load_document(Path(info.source), self._largest_bytes)
        if document.info != info:
            raise SourceError(f"{info.source}: changed while it was being read; run it again")
        return document


def load_documents(paths: Iterable[Path], largest_bytes: int) -> Documents:
    """All documents under `paths` (files or folders), every one checked.

    Folders are searched for files of SUFFIXES; a README there is no document.
    Raises SourcesError that names every file that cannot be used, and why.
    """
    infos: dict[str, DocumentInfo] = {}
    errors: list[SourceError] = []
    for path in _source_files(paths, errors):
        try:
            info = load_document(path, largest_bytes).info
        except SourceError as error:
            errors.append(error)
            continue
        if twin := infos.get(info.id):
            errors.append(
                SourceError(
                    f"{path}: has the id {info.id!r} of {twin.source}; "
                    "rename one of them, or give it another `id:` in its front matter"
                )
            )
        infos.setdefault(info.id, info)
    if not infos and not errors:
        named = ", ".join(str(path) for path in paths) or "no path given"
        errors.append(SourceError(f"{named}: no {READABLE} file there; name another path"))
    if errors:
        raise SourcesError(errors)
    return Documents([infos[name] for name in sorted(infos)], largest_bytes)


def load_document(path: Path, largest_bytes: int) -> Document:
    """One file as a Document; raises SourceError with what is wrong and what to do."""
    content = convert(path, _read_bytes(path, largest_bytes), largest_bytes)
    front, text, blocks = content.front, content.text, content.blocks
    if not any(block.kind is not BlockKind.HEADING for block in blocks):
        raise SourceError(f"{path}: has no text to answer from; add some or leave it out")
    try:
        info = DocumentInfo(
            id=str(front.get("id") or _default_id(path)),
            title=str(front.get("title") or _first_title(blocks) or content.title or _spoken(path)),
            source=str(path),
            language=str(front.get("language") or "en"),
            provenance=" ".join(str(front.get("provenance") or "").split()),
            updated_on=_date(path, front, "updated_on"),
            reviewed_by=str(front.get("reviewed_by") or ""),
            reviewed_on=_date(path, front, "reviewed_on"),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            characters=len(text),
            pages=content.pages,
        )
        return Document(info, text, blocks)
    except ValueError as error:
        raise SourceError(f"{path}: {error}; mend its front matter") from error


def _source_files(paths: Iterable[Path], errors: list[SourceError]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        try:
            if path.is_dir():
                files += sorted(_documents_in(path, errors))
            elif not path.exists():
                errors.append(SourceError(f"{path}: no such file or folder; check the path"))
            elif path.suffix.lower() not in SUFFIXES or not path.is_file():
                what = (path.suffix or "a file without ending") if path.is_file() else "what is no file"
                errors.append(SourceError(f"{path}: cannot read {what!r}; use {READABLE}"))
            else:
                files.append(path)
        except OSError as error:
            errors.append(SourceError(f"{path}: cannot be read ({error.strerror}); check it"))
    return list(dict.fromkeys(files))


def _documents_in(folder: Path, errors: list[SourceError]) -> Iterator[Path]:
    """Documents below `folder`, through links as well; a folder that cannot be read is an error."""

    def cannot(error: OSError) -> None:
        errors.append(SourceError(f"{error.filename}: cannot be read ({error.strerror}); check it"))

    walked: set[Path] = set()
    for here, folders, names in os.walk(folder, onerror=cannot, followlinks=True):
        place = Path(here).resolve()
        if place in walked:  # a link back
            folders.clear()
            continue
        walked.add(place)
        folders[:] = [name for name in folders if not name.startswith(".") and name != "adapter"]
        for file in (Path(here) / name for name in names):
            if (
                file.suffix.lower() in SUFFIXES
                and file.stem.lower() != "readme"
                and not file.name.startswith((".", "~$"))  # "~$": Word's mark that a document is open
                and file.is_file()
            ):
                yield file


def _read_bytes(path: Path, largest_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > largest_bytes:
            raise SourceError(
                f"{path}: {size / 1e6:.0f} MB is over the limit of {largest_bytes / 1e6:.0f} MB; "
                "split it or raise FAMILY_QA_MAX_SOURCE_MB"
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check it") from error


def _date(path: Path, front: Mapping[str, object], key: str) -> date | None:
    value = front.get(key)
    if value is None or type(value) is date:
        return value
    raise SourceError(f"{path}: {key} is {value!r}; write a date as 2026-01-31")


def _first_title(blocks: Sequence[Block]) -> str:
    return next((b.title for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")


def _default_id(path: Path) -> str:
    return re.sub(r"[\W_]+", "-", path.stem.lower()).strip("-") or "document"


def _spoken(path: Path) -> str:
    return _default_id(path).replace("-", " ").capitalize()
