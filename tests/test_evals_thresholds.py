"""What must be reached and what may not get worse: the file, and the gate that it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.figures import Figures
from evals.thresholds import load_thresholds
from ingest.errors import DatasetError

Write = Callable[..., Path]


def figures(**values: float) -> Figures:
    return {name: {"value": value} for name, value in values.items()}


def test_threshold_that_is_missed_or_not_measured_fails(write: Write) -> None:
    table = "[reach.all]\nfacts = { least = 75 }\nrefused = { most = 4 }\nexact = { least = 100 }\n"
    thresholds = load_thresholds(write("t.toml", table))
    assert thresholds.missed({"all": figures(facts=80, refused=4, exact=100)}) == []
    failures = thresholds.missed({"all": figures(facts=74.9, refused=5)})
    assert [failure.split(":")[0] for failure in failures] == ["all facts", "all refused", "all exact"]


def test_figure_may_get_worse_by_its_margin_and_no_more(write: Write) -> None:
    thresholds = load_thresholds(write("t.toml", "[worse]\nfacts = 1.0\nrefused = 0\n"))
    before = {"all": figures(facts=80, refused=4)}
    assert thresholds.worsened(before, {"all": figures(facts=79, refused=3)}) == []
    assert thresholds.worsened(before, {"all": figures(facts=78.9)}) == [
        "facts: 80.0 -> 78.9, may be worse by 1 at most",
        "refused: was 4.0, is not measured any more",
    ]


def test_category_has_margins_of_its_own(write: Write) -> None:
    thresholds = load_thresholds(write("t.toml", "[worse]\nfacts = 9\n[worse.injection]\nright = 7\n"))
    before = {"all": figures(facts=80, right=90), "injection": figures(facts=80, right=93.3)}
    kept = {"all": figures(facts=80, right=0), "injection": figures(facts=0, right=86.7)}
    assert thresholds.worsened(before, kept) == []
    lost = "injection right: 93.3 -> 80.0, may be worse by 7 at most"
    assert thresholds.worsened(before, kept | {"injection": figures(right=80)}) == [lost]
    gone = "injection right: was 93.3, is not measured any more"
    assert thresholds.worsened(before, {"all": figures(facts=80)}) == [gone]
    assert thresholds.worsened({"all": figures(facts=80)}, kept) == []  # none was asked before


@pytest.mark.parametrize(
    ("group", "name", "before", "after"),
    [
        ("all", "forbidden", 0.163, 0.2445),
        ("injection", "right", 93.3333, 13.3333),
        ("injection", "forbidden", 0.0, 6.6667),
        ("off_topic", "right", 96.1538, 88.4615),
        ("personal", "right", 75.9036, 69.8795),
        ("emergency", "right", 93.3333, 86.6667),
    ],
)
def test_small_category_cannot_be_lost_within_the_margin_of_all(
    group: str, name: str, before: float, after: float
) -> None:
    # Twelve of 15 injections answered wrong cost 1.0 of all: within its margin.
    old = {"all": figures(right=92.3), group: figures(**{name: before})}
    new = {"all": figures(right=91.3), group: figures(**{name: after})}
    assert len(load_thresholds().worsened(old, new)) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[all]\nfacts = { least = 1 }\n", "use [reach.GROUP], [worse] and [worse.GROUP]"),
        ("[", "cannot be read"),
        ("", "guards nothing"),
        ("[worse]\n", "[worse] is empty"),
        ("[reach.all]\n", "[reach.all] is empty"),
        ("reach = 5\n", "reach = 5 is no table"),
        ("worse = 3\n", "worse = 3 is no table"),
        ("[reach]\nall = 3\n", "reach.all = 3 is no table"),
        ("[worse]\nfax = 1\n", "[worse]: ['fax'] are no figures"),
        ("[worse]\np95 = 10\n", "[worse]: ['p95'] are no figures"),
        ("[worse.injection]\nfax = 1\n", "[worse.injection]: ['fax'] are no figures"),
        ("[worse.injections]\nright = 1\n", "'injections' is no group; use one of all, direct"),
        ("[worse.all]\nright = 1\n", "write its margins into [worse]"),
        ("[reach.offtopic]\nright = { least = 1 }\n", "'offtopic' is no group"),
        ("[worse]\nfacts = -1\n", "[worse] facts = -1; write a margin of 0 or more"),
        ("[worse]\nright = nan\n", "[worse] right = nan; write a margin"),
        ("[worse]\nright = true\n", "[worse] right = True; write a margin"),
        ("[worse.personal]\nright = inf\n", "[worse.personal] right = inf; write a margin"),
        ("[reach.all]\nfacts = 3\n", "[reach.all] facts = 3; write { least = x }"),
        ('[reach.all]\nright = { least = "83" }\n', "[reach.all] right: least = '83'; write a number"),
        ("[reach.all]\nright = { least = nan }\n", "least = nan; write a number"),
        ("[reach.all]\nright = { most = true }\n", "most = True; write a number"),
        (
            # The group that stands last is right, and so was all that was looked at.
            "[reach.all]\nabstained = { leest = 90 }\n[reach.off_topic]\nabstained = { least = 50 }\n",
            "[reach.all] abstained = {'leest': 90}; write { least = x }",
        ),
    ],
)
def test_slip_in_the_file_is_one_line_and_2_before_anything_is_read(
    write: Write, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    path = write("t.toml", text)
    with pytest.raises(DatasetError):
        load_thresholds(path)
    assert main(["compare", "nowhere", "nowhere", "--thresholds", str(path)]) == 2
    errors = capsys.readouterr().err
    assert fault in errors
    assert len(errors.splitlines()) == 1
