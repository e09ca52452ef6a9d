"""A run in words: the table by category, the misses, Markdown, JUnit XML, and its summary as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

from evals.dataset import Fault, Questions, Sample
from evals.figures import ALL, LABELS, PERCENT, Figures, by_category, latencies
from evals.records import Answered
from evals.run import Result

if TYPE_CHECKING:
    from evals.wording import WithAndWithout

COLUMNS = ("n", "right", "facts", "abstained", "refused", "exact", "words", "most", "p50", "p95")
DATA_COLUMNS = ("n", "right", "facts", "abstained", "refused", "hit_1", "hit_5", "ndcg_10", "p50", "p95")
"""For other people's data, where what was found says more than how it was said."""
WHOLE_NUMBERS = {"n", "words", "most"}


def summary_of(
    results: Sequence[Result], questions: Questions, files: Sequence[str], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything about a run that is the same when it is run again.

    `about`: which version answered and with what settings.
    """
    scores = [result.score for result in results]
    faults = unscored_of(results, questions)
    return {
        "about": dict(about),
        "questions": {
            "files": list(files),
            "checksum": questions.checksum,
            "asked": len(results),
        },
        "unscored": [{"file": f.file, "line": f.line, "id": f.id, "reason": f.reason} for f in faults],
        "lost_by": dict(Counter(str(s.stage) for s in scores if s.stage).most_common()),
        "figures": by_category(scores),
    }


def unscored_of(results: Sequence[Result], questions: Questions) -> list[Fault]:
    """The lines that are no sample, and the samples that could not be scored."""
    unscored = [questions.fault_of(r.sample, r.score.unscored) for r in results if r.score.unscored]
    return [*questions.faults, *unscored]


def latencies_of(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """p50, p95 and p99 of all, and of each category."""
    found = {ALL: latencies(milliseconds_of(results))}
    for category in dict.fromkeys(result.sample.category for result in results):
        own = [result for result in results if result.sample.category == category]
        found[category] = latencies(milliseconds_of(own))
    return found


def milliseconds_of(results: Sequence[Result]) -> list[float]:
    """Of each answer whose time is known: those of a file are not."""
    answers = [result.answer for result in results if result.answer]
    return [float(a.timings_ms["total"]) for a in answers if "total" in a.timings_ms]


def table_of(
    results: Sequence[Result], figures: Mapping[str, Figures], columns: Sequence[str] = COLUMNS
) -> list[list[str]]:
    """Rows of cells: a head, a line per category, and one for all."""
    times = latencies_of(results)
    counts = Counter(result.sample.category for result in results)
    rows = [["category", *columns]]
    for group in [*(name for name in figures if name != ALL), ALL]:
        known = {name: figure["value"] for name, figure in figures[group].items()}
        values = {**known, **times[group], "n": counts[group] if group != ALL else len(results)}
        rows.append([group, *(shown(column, values.get(column)) for column in columns)])
    return rows


def render_table(rows: Sequence[Sequence[str]]) -> str:
    """Cells in columns: names to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def render_misses(results: Sequence[Result]) -> str:
    """Every sample that was not right: what was asked, expected and answered, and what lost it."""
    return "\n\n".join(
        _miss(result.sample, result.answer, str(result.score.stage or ""))
        for result in results
        if result.answer and not result.score.right and not result.score.unscored
    )


def render_markdown(
    results: Sequence[Result],
    summary: Mapping[str, Any],
    peers: Sequence[Sequence[str]] = (),
    beside: WithAndWithout | None = None,
) -> str:
    """The figures as Markdown, for a pull request or a wiki."""
    figures = summary["figures"]
    parts = ["# Evaluation", "", _about(summary), "", *_markdown(table_of(results, figures)), ""]
    parts += _with_and_without(beside) if beside else []
    parts += [
        "## All figures",
        "",
        *_markdown([["figure", "value", "95 %", "n"], *_figure_rows(figures[ALL])]),
    ]
    lost = summary["lost_by"]
    if lost:
        parts += ["", "## What lost the misses", "", *_markdown([["stage", "misses"], *_pairs(lost)])]
    if peers:
        parts += ["", "## Beside stock pipelines", "", *_markdown(peers)]
    if summary["unscored"]:
        parts += ["", "## Not scored", "", *(f"- {Fault(**fault)}" for fault in summary["unscored"])]
    return "\n".join(parts) + "\n"


def _with_and_without(beside: WithAndWithout) -> list[str]:
    parts = ["## With and without the chat model", ""]
    for title, rows in beside.tables.items():
        parts += [f"### {title}", "", *_markdown(rows), ""]
    for title, turned in beside.turned.items():
        parts += [f"### {title}: {len(turned)}", ""]
        for one in turned:
            parts += [f"- **{one.id}** {one.category}: {one.question} (lost by {one.stage})"]
            parts += [f"  - without: {_said(one.before)}", f"  - with: {_said(one.after)}"]
        parts += [""] if turned else []
    return parts


def _said(answer: Answered | None) -> str:
    return f"({answer.kind}) {answer.plain}" if answer else "no answer"


def render_junit(results: Sequence[Result], faults: Sequence[Fault]) -> str:
    """JUnit XML: a suite per category; a miss is a failure, what could not be scored an error."""
    root = Xml.Element("testsuites", name="evals")
    for category in dict.fromkeys(result.sample.category for result in results):
        own = [result for result in results if result.sample.category == category]
        bad = [r for r in own if not r.score.right and not r.score.unscored]
        errors = [r for r in own if r.score.unscored]
        counts = {"tests": len(own), "failures": len(bad), "errors": len(errors)}
        suite = Xml.SubElement(
            root, "testsuite", {"name": category} | {k: str(v) for k, v in counts.items()}
        )
        for result in own:
            name = _printable(result.sample.id)
            case = Xml.SubElement(suite, "testcase", classname=f"evals.{category}", name=name)
            if result.score.unscored:
                Xml.SubElement(case, "error", message=_printable(result.score.unscored))
            elif not result.score.right and result.answer:
                stage = str(result.score.stage)
                failure = Xml.SubElement(case, "failure", message=f"lost by {stage}", type=stage)
                failure.text = _printable(_miss(result.sample, result.answer, stage))
    if faults:
        size = str(len(faults))
        about = {"name": "unreadable", "tests": size, "failures": "0", "errors": size}
        suite = Xml.SubElement(root, "testsuite", about)
        for fault in faults:
            name = _printable(f"{fault.file}:{fault.line}")
            case = Xml.SubElement(suite, "testcase", classname="evals.unreadable", name=name)
            Xml.SubElement(case, "error", message=_printable(str(fault)))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def shown(name: str, value: float | None) -> str:
    """A figure as it stands in a table; "-" where it was not measured."""
    if value is None:
        return "-"
    return f"{value:.0f}" if name in WHOLE_NUMBERS else f"{value:.1f}"


def shown_interval(figure: Mapping[str, Any]) -> str:
    """ "90.1 to 95.2", "" without an interval."""
    return "" if figure["low"] is None else f"{figure['low']:.1f} to {figure['high']:.1f}"


def unit(name: str) -> str:
    return " %" if name in PERCENT else ""


def _figure_rows(figures: Figures) -> list[list[str]]:
    return [
        [LABELS[name], shown(name, f["value"]) + unit(name), shown_interval(f), str(f["n"])]
        for name, f in figures.items()
    ]


def _about(summary: Mapping[str, Any]) -> str:
    told = ", ".join(f"{name} {value}" for name, value in summary["about"].items() if value)
    questions = summary["questions"]
    files = ", ".join(questions["files"])
    return f"{questions['asked']} questions of {files} ({questions['checksum']}); {told}."


def _miss(sample: Sample, answer: Answered, stage: str) -> str:
    facts = [f"  {'✓' if fact.stated_in(answer.plain) else '✗'} {fact.text}" for fact in sample.facts]
    return "\n".join(
        [
            f"{sample.id} {sample.category}: expected {sample.expect}, got {answer.kind} "
            f"(P {answer.probability or 0:.2f}), lost by {stage}",
            f"  asked: {answer.standalone_question or sample.question}",
            *facts,
            f"  said: {answer.plain[:300]}",
        ]
    )


def _pairs(counts: Mapping[str, int]) -> list[list[str]]:
    return [[name, str(count)] for name, count in counts.items()]


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


def _printable(text: str) -> str:
    """XML 1.0 has no control characters."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
