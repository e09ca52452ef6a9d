"""Command line of the evaluation: `python -m evals run`, `compare`, `sweep` and `baseline`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from evals.baseline import baseline
from evals.compare import compare
from evals.dataset import DEVELOPMENT
from evals.suite import run_suite
from evals.sweep import sweep
from ingest.errors import OperatorError
from ingest.settings import load_settings

PIPE_CLOSED = 141
"""What a shell reports of a program that wrote to a closed pipe: never 0, for `compare` is a gate."""
COMMANDS = {"run": run_suite, "compare": compare, "sweep": sweep, "baseline": baseline}


def main(argv: list[str] | None = None) -> int:
    """0 when all is well, 1 when a threshold is missed, 2 when the operator must mend something."""
    words = sys.argv[1:] if argv is None else argv
    if not words:
        words = ["run"]
    arguments = _parser().parse_args(words)
    status = PIPE_CLOSED
    try:
        status = COMMANDS[arguments.command](arguments, load_settings())
        sys.stdout.flush()
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read it has enough (`| head`); nothing is left to be flushed into a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("stopped; no report was written", file=sys.stderr)
        return 130
    return status


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the answers.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="ask questions, score the answers, write a report"))
    _add_compare(commands.add_parser("compare", help="what got better and worse between two runs"))
    _add_sweep(commands.add_parser("sweep", help="try settings on development questions"))
    commands.add_parser("baseline", help="renew evals/baseline and add a line to evals/history.jsonl")
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questions",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="files of questions (default: evals/questions/held_out.jsonl)",
    )
    parser.add_argument(
        "--data",
        metavar="FORM:FILE",
        help="other people's questions with their documents: squad:FILE.json or medquad:FILE.jsonl.gz",
    )
    parser.add_argument("--corpus", metavar="PATH", type=Path, help="documents to ingest for this run")
    parser.add_argument("--index", metavar="DIR", type=Path, help="index to ask (default: FAMILY_QA_INDEX)")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        nargs="+",
        default=[],
        help="change a setting for this run, for example retrieve.k=8; an unknown name lists them all",
    )
    parser.add_argument("--category", metavar="NAME", nargs="+", default=[], help="only these categories")
    parser.add_argument("--only", metavar="REGEX", default="", help="only questions whose id fits")
    parser.add_argument("--limit", metavar="N", type=_count, help="only N, from all along the files")
    parser.add_argument("--workers", metavar="N", type=_count, default=1, help="questions asked at once")
    parser.add_argument(
        "--answers", metavar="FILE", type=Path, help="score these answers instead of asking for new ones"
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="folder of this run (default: FAMILY_QA_RUNS)"
    )
    parser.add_argument(
        "--thresholds",
        metavar="FILE",
        type=Path,
        help="what must be reached (default: evals/thresholds.toml for all held-out questions)",
    )
    parser.add_argument("--misses", action="store_true", help="print every answer that was not right")
    parser.add_argument("--peers", action="store_true", help="ask stock LangChain and LlamaIndex as well")
    parser.add_argument("--judge", action="store_true", help="have FAMILY_QA_JUDGE_MODEL grade the answers")
    parser.add_argument(
        "--human",
        metavar="FILE",
        type=Path,
        help="verdicts of people (`python -m store verdicts`), to compare the judge's with",
    )


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", type=Path, help="folder of a run, or evals/baseline")
    parser.add_argument("after", metavar="B", type=Path, help="folder of a run")
    parser.add_argument("--thresholds", metavar="FILE", type=Path, help="default: evals/thresholds.toml")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write the comparison as a page as well")


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        metavar="NAME=A,B",
        nargs="+",
        default=["retrieve.k=5,10", "judge.threshold=0.1,0.25,0.4"],
        help="values to try, each with each (default: %(default)s)",
    )
    parser.add_argument(
        "--questions", metavar="FILE", nargs="+", type=Path, default=[DEVELOPMENT], help="no held-out ones"
    )
    parser.add_argument("--limit", metavar="N", type=_count, help="only N, from all along the files")
    parser.add_argument("--workers", metavar="N", type=_count, default=1, help="questions asked at once")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="folder of the sweep (default: FAMILY_QA_RUNS)"
    )


if __name__ == "__main__":
    sys.exit(main())
