"""Command line of answering: one question, or a batch of them."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from tqdm import tqdm

from answering.answerer import Answerer
from answering.records import Answer, AnswerSentence, Note, Turn
from ingest.checked import json_lines
from ingest.errors import OperatorError, SettingError, StorageError
from ingest.settings import load_settings


class BatchTurn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class BatchRow(BaseModel):
    """One line of a batch: {"id", "question", "history": [{"role", "content"}]}."""

    id: str | int
    question: str
    history: list[BatchTurn] = []


def main(argv: list[str] | None = None) -> int:
    """Print an answer, or write a file of them; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(
        prog="python -m answering", description="Answer a question from the indexed documents."
    )
    parser.add_argument("question", nargs="?", help="a question in your own words")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--batch", metavar="IN.jsonl", type=Path, help="answer every row of a file")
    parser.add_argument("--out", metavar="OUT.jsonl", type=Path, help="where the batch's answers go")
    arguments = parser.parse_args(argv)
    try:
        if arguments.batch:
            return _batch(arguments.batch, arguments.out)
        if arguments.question is None:
            raise SettingError('no question; give one: python -m answering "How does it work?"')
        answer = Answerer.from_settings(load_settings()).ask(arguments.question)
        print(json.dumps(answer.to_json(), ensure_ascii=False) if arguments.json else _shown(answer))
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read it has enough (`| head`); nothing is left to be flushed into a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _batch(source: Path, target: Path | None) -> int:
    """All rows are checked before the first is answered; the file appears when it is whole."""
    if target is None:
        raise SettingError("--batch needs --out OUT.jsonl: the file for the answers")
    rows = _read_rows(source)
    _require_own_place(target, source)
    answerer = Answerer.from_settings(load_settings())
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            for row in tqdm(rows, unit=" questions", disable=None, leave=False, delay=1):
                history = [Turn(turn.role, turn.content) for turn in row.history]
                answer = answerer.ask(row.question, history).to_json() | {"id": row.id}
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
        draft.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise StorageError(f"{target}: cannot be written ({error.strerror}); check it") from error
    print(f"answered {len(rows)} questions into {target}")
    return 0


def _require_own_place(target: Path, source: Path) -> None:
    """Said before the first question: the answers take the place of a file, and of nothing else."""
    if target.exists() and source.exists() and target.samefile(source):
        raise SettingError(f"--out {target}: these are the questions; name another file")
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise SettingError(f"--out {target}: is no plain file; name one")
    if not target.parent.is_dir():
        raise SettingError(f"--out {target}: there is no folder {target.parent}; make it or name another")


def _read_rows(source: Path) -> list[BatchRow]:
    try:
        lines = json_lines(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{source}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{source}: is not UTF-8; save it as UTF-8") from error
    rows: list[BatchRow] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(BatchRow.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"]) or "line"
            faults.append(f"{source}:{number}: {where}: {fault['msg']}; mend it")
    if faults:
        raise SettingError("\n".join(faults))
    return rows


def _marked(sentences: Sequence[AnswerSentence]) -> list[str]:
    return [
        f"{'- ' if s.item else ''}{s.shown} {''.join(f'[{n}]' for n in s.citations)}".rstrip()
        for s in sentences
    ]


def _noted(notes: Sequence[Note]) -> list[str]:
    return [f"\nWorth knowing: {note.text} ({note.source})" for note in notes]


def _shown(answer: Answer) -> str:
    """The answer with its marks, and under it what each mark quotes."""
    lines = _marked(answer.sentences[: answer.opening]) + _noted(answer.pressing)
    lines += _marked(answer.sentences[answer.opening :])
    lines += _noted([note for note in answer.notes if not note.pressing])
    for citation in answer.citations:
        path = " > ".join(citation.passage.heading) or citation.title
        first, last = citation.passage.lines
        where = f"line {first}" if first == last else f"lines {first}-{last}"
        if citation.page:
            where = f"page {citation.page}"
        lines.append(f"\n[{citation.number}] {path} ({where})\n    {' '.join(citation.quote.split())}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
