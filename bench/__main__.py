"""`python -m bench [PART ...] [--medquad FILE]`: measure, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from bench.api import measure_api
from bench.chat import measure_chat
from bench.report import write_report
from bench.scale import SIZES, measure_scale
from bench.start import DEVELOPMENT, measure_start
from ingest.settings import ROOT

PARTS = ("start", "chat", "api", "scale")
AT_ONCE = [1, 8, 32]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure speed, memory and scale beside the peers, in one run."
    )
    parser.add_argument("parts", metavar="PART", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--medquad", metavar="FILE", type=Path, help="medquad.jsonl.gz, for scale")
    parser.add_argument("--sizes", metavar="N", nargs="+", type=int, default=list(SIZES))
    parser.add_argument(
        "--stock-up-to", metavar="N", type=int, default=SIZES[-1], help="documents; above, ours alone"
    )
    parser.add_argument("--questions", metavar="N", type=int, default=192)
    parser.add_argument("--work", metavar="DIR", type=Path, help="kept, so that a stopped run goes on")
    parser.add_argument("--out", metavar="DIR", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args(argv)
    parts = arguments.parts or [part for part in PARTS if part != "scale" or arguments.medquad]
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if "scale" in parts and not (arguments.medquad and arguments.medquad.is_file()):
        parser.error(f"--medquad {arguments.medquad}: no such file; scale needs medquad.jsonl.gz")
    rows = [json.loads(line) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()]
    texts = ([row["question"] for row in rows if not row["history"]] * 10)[: arguments.questions]
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        standings = measure_start(work / "start", arguments.questions) if "start" in parts else []
        print(*standings, sep="\n", flush=True)
        chat = measure_chat(texts, AT_ONCE) if "chat" in parts else None
        print(chat, flush=True)
        api = measure_api(texts, AT_ONCE) if "api" in parts else []
        print(*api, sep="\n", flush=True)
        scales = []
        for size in arguments.sizes if "scale" in parts else []:
            with_stock = size <= arguments.stock_up_to
            scales.append(measure_scale(arguments.medquad, work / "scale", size, with_stock))
            print(scales[-1], flush=True)
    print(f"wrote {write_report(arguments.out, standings, chat, api, scales)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
