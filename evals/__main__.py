"""Command line of the evaluation: `python -m evals`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from answering.answerer import Answerer
from evals.dataset import load_samples
from evals.report import check_thresholds, render_misses, render_table, summarise
from evals.run import Result, run
from ingest.errors import OperatorError
from ingest.settings import load_settings

QUESTIONS = Path(__file__).with_name("questions")
DEFAULT = [QUESTIONS / "held_out.jsonl"]


def main(argv: list[str] | None = None) -> int:
    """Print the table; 1 when a threshold is missed, 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the answers.")
    parser.add_argument(
        "--questions",
        metavar="FILE",
        nargs="+",
        type=Path,
        default=DEFAULT,
        help="files of questions (default: evals/questions/held_out.jsonl)",
    )
    parser.add_argument(
        "--thresholds",
        metavar="FILE",
        type=Path,
        default=QUESTIONS / "thresholds.toml",
        help="what must be reached (default: beside the questions)",
    )
    parser.add_argument("--misses", action="store_true", help="print every answer that was not right")
    parser.add_argument("--answers", metavar="FILE", type=Path, help="write every answer as JSON lines")
    arguments = parser.parse_args(argv)
    try:
        samples = load_samples(arguments.questions)
        results = list(run(Answerer.from_settings(load_settings()), samples))
        if arguments.answers:
            _write_answers(arguments.answers, results)
        figures = {
            name: summarise([r for r in results if name in {"all", r.sample.category}])
            for name in ["all", *dict.fromkeys(sample.category for sample in samples)]
        }
        failures = check_thresholds(figures, arguments.thresholds)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.misses:
        print(render_misses(results), end="\n\n")
    print(render_table(results))
    for failure in failures:
        print(f"below threshold: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _write_answers(path: Path, results: list[Result]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            for result in results:
                row = result.answer.to_json() | {"id": result.sample.id}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written ({error.strerror}); check it") from error


if __name__ == "__main__":
    sys.exit(main())
