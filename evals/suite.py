"""One run of the suite, from question files to the folder of its report: `python -m evals run`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answering.wording import load_wording
from evals.adapters import read_data
from evals.dataset import CATEGORIES, HELD_OUT, STAFF, Questions, read_questions, spread
from evals.html import render_html
from evals.judge import Judge, agreement_on, load_judge, read_human
from evals.library import Library
from evals.outputs import answers_for, check_folder, write_run
from evals.peers import ask_peers, load_peers, peer_table
from evals.report import (
    COLUMNS,
    DATA_COLUMNS,
    render_junit,
    render_markdown,
    render_misses,
    render_table,
    summary_of,
    table_of,
    unscored_of,
)
from evals.run import Result, ours, replayed, run, searched_plainly
from evals.systems import (
    BUILDING,
    SPLITS,
    check_overrides,
    ingest_for_run,
    open_answerer,
    overridden,
    parse_overrides,
)
from evals.thresholds import Thresholds, load_thresholds
from evals.wording import WITHOUT, WithAndWithout, usage_of, with_and_without
from ingest.corpus import open_corpus
from ingest.errors import SettingError
from ingest.records import Passage
from ingest.settings import Settings

REPORT, MARKDOWN, JUNIT = "report.html", "report.md", "junit.xml"


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of asking a set of questions."""

    results: list[Result]
    library: Library
    summary: dict[str, Any]
    questions: Questions
    """As asked, with every fault that was found on the way."""
    without: tuple[list[Result], dict[str, Any]] | None = None
    """The same questions without the chat model, and their summary; None where there is no model."""

    @property
    def beside(self) -> WithAndWithout | None:
        """The answers with and without the model; None where there is no model."""
        return with_and_without(self.results, self.summary, *self.without) if self.without else None


def run_suite(arguments: argparse.Namespace, settings: Settings) -> int:
    """The command: 2 where something could not be scored, 1 below a threshold, else 0."""
    overrides = parse_overrides(arguments.set)
    # What could stop it stops it before the first question.
    check_overrides(overrides, settings)
    if arguments.human and not arguments.judge:
        raise SettingError("--human: people's verdicts are compared with the judge's; give --judge as well")
    judge = load_judge(settings) if arguments.judge else None
    human = read_human(arguments.human) if arguments.human else {}
    peers = load_peers() if arguments.peers else {}
    out = arguments.out or new_folder(settings)
    check_folder(out)
    files, questions, corpus = _asked(arguments, settings)
    thresholds = _thresholds(arguments, files)
    chosen = _filtered(questions, arguments)
    measured = measure(
        chosen,
        [_shown(path) for path in files],
        settings,
        overrides,
        corpus=corpus,
        index=arguments.index,
        workers=arguments.workers,
        answers=arguments.answers,
        judge=judge,
        without_too=True,
    )
    if judge and human:
        measured.summary["judge"]["agreement"] = agreement_on(measured.results, human)
    beside = peer_table(measured, ask_peers(measured, peers)) if peers else []
    write_report(out, measured, beside)
    if arguments.misses:
        print(render_misses(measured.results), end="\n\n")
    columns = DATA_COLUMNS if arguments.data else COLUMNS
    print(render_table(table_of(measured.results, measured.summary["figures"], columns)))
    own, agreed = measured.beside, measured.summary["judge"].get("agreement") if judge else None
    for more in (*(own.tables.values() if own else ()), beside, judge.told(agreed) if judge else []):
        if more:
            print(f"\n{render_table(more)}")
    print(f"report: {out / REPORT}", file=sys.stderr)
    missed = thresholds.missed(measured.summary["figures"]) if thresholds else []
    missed += _missed_of_staff(measured.results)
    status = _status(measured, missed)
    if judge and judge.fault:
        print(judge.fault, file=sys.stderr)
        return 2
    return status


def measure(
    questions: Questions,
    files: Sequence[str],
    settings: Settings,
    overrides: Mapping[str, str],
    corpus: Path | None = None,
    index: Path | None = None,
    workers: int = 1,
    answers: Path | None = None,
    judge: Judge | None = None,
    without_too: bool = False,
) -> Measured:
    """Ask `questions` (or take their `answers` from a file) and score every answer.

    `corpus`: ingested into `index` first, or into an index of the run's own, as it is where a setting
    changes how documents are split or embedded. `index` alone is asked as it is.
    `without_too`: where a chat model words the answers, ask each question without it as well.
    """
    builds = corpus is not None or bool(set(overrides) & set(BUILDING))
    if index and builds and not corpus:
        raise SettingError(
            f"--set {' or '.join(BUILDING)}: an index is built for the run; leave out --index"
        )
    with overridden(overrides):
        here = settings.model_copy(update={"index": index}) if index else settings
        named: tuple[Passage, ...] = ()
        if builds:
            whole = open_corpus([corpus or settings.corpus], settings)
            here = ingest_for_run(whole, settings, overrides, index)
            # Evidence names passages as they are served, however this run has split them.
            named = whole.passages if set(overrides) & set(SPLITS) else ()
        answerer = open_answerer(here, overrides)
        library = Library.of(answerer.store, is_own=corpus is None, named=named)
        faults = list(questions.faults)
        asking, samples = ours(answerer), questions.samples
        if answers:
            given, misfits = answers_for(answers, samples)
            faults += misfits
            samples = tuple(sample for sample in samples if sample.id in given)
            asking = replayed(given)
        plainly = None if answers else searched_plainly(answerer, library)
        results = run(asking, samples, library, plainly, workers, "asking")
        plain: list[Result] = []
        if without_too and answerer.has_model and not answers:
            alone = open_answerer(here.model_copy(update={"answer_model": ""}), overrides)
            plain = run(ours(alone), samples, library, plainly, workers, "asking without the model")
    if judge:
        results = judge.grade_all(results)
    about = {
        "index": answerer.store.index_id,
        "prompts": load_wording(country=settings.country).checksum,
        "settings": " ".join(f"{name}={value}" for name, value in sorted(overrides.items())),
        "answers": _shown(answers) if answers else "",
        "model": "" if answers else settings.answer_model,
    }
    asked = replace(questions, faults=tuple(faults))
    summary = summary_of(results, asked, files, about)
    if judge:
        summary["judge"] = judge.about()
    if about["model"]:
        summary["model"] = usage_of(results)
    without = (plain, summary_of(plain, asked, files, about | {"model": ""})) if plain else None
    return Measured(results, library, summary, asked, without)


def write_report(out: Path, measured: Measured, peers: Sequence[Sequence[str]] = ()) -> None:
    """The folder of a run: data, Markdown, JUnit XML and the page."""
    results, summary, beside = measured.results, measured.summary, measured.beside
    if measured.without:
        write_run(out / WITHOUT, *measured.without, {})
    write_run(
        out,
        results,
        summary,
        {
            MARKDOWN: render_markdown(results, summary, peers, beside),
            JUNIT: render_junit(results, measured.questions.faults),
            REPORT: render_html(results, measured.library, summary, peers, beside),
        },
    )


def new_folder(settings: Settings, name: str = "") -> Path:
    """A folder among the runs, named after the time so that the latest sorts last."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    return settings.runs / (f"{stamp}-{name}" if name else stamp)


def _asked(arguments: argparse.Namespace, settings: Settings) -> tuple[list[Path], Questions, Path | None]:
    """Files, their questions, and the documents to ingest for them."""
    if arguments.data:
        if arguments.questions or arguments.corpus:
            raise SettingError("--data brings questions and documents; leave out --questions and --corpus")
        data = read_data(arguments.data, settings.runs / "data", arguments.limit)
        return [data.file], data.questions, data.corpus
    files = arguments.questions or [HELD_OUT]
    return files, read_questions(files), arguments.corpus


def _filtered(questions: Questions, arguments: argparse.Namespace) -> Questions:
    """The samples that the options leave; raises SettingError where none is left."""
    if strange := set(arguments.category) - set(CATEGORIES):
        raise SettingError(f"--category {' '.join(sorted(strange))}: use one of {', '.join(CATEGORIES)}")
    try:
        fits = re.compile(arguments.only)
    except re.error as error:
        raise SettingError(f"--only {arguments.only}: {error}; mend the pattern") from error
    left = [
        sample
        for sample in questions.samples
        if (not arguments.category or sample.category in arguments.category) and fits.search(sample.id)
    ]
    if not left:
        raise SettingError("no question is left after --category, --only and --limit; loosen them")
    return replace(questions, samples=spread(left, arguments.limit))


def _thresholds(arguments: argparse.Namespace, files: Sequence[Path]) -> Thresholds | None:
    """Those given; else the house's own, for all held-out questions, answered as served."""
    if arguments.thresholds:
        return load_thresholds(arguments.thresholds)
    narrowed = (arguments.category, arguments.only, arguments.limit, arguments.set, arguments.corpus)
    held_out = [file.resolve() for file in files] == [HELD_OUT]
    return load_thresholds() if held_out and not any(narrowed) and not arguments.answers else None


def _shown(path: Path) -> str:
    """A path as a report names it: the same on every machine."""
    return path.name


def _missed_of_staff(results: Sequence[Result]) -> list[str]:
    """A case of staff is there because that very answer was wrong once: not one of them may be."""
    return [
        f"{result.sample.id}: this case of staff is not right"
        for result in results
        if result.sample.category == STAFF and result.score.right is False
    ]


def _status(measured: Measured, failures: Sequence[str]) -> int:
    unscored = unscored_of(measured.results, measured.questions)
    for fault in unscored:
        print(f"not scored: {fault}", file=sys.stderr)
    for failure in failures:
        print(f"below threshold: {failure}", file=sys.stderr)
    if unscored:
        return 2
    return 1 if failures else 0
