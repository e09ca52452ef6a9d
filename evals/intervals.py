"""Intervals around figures: Wilson for shares, bootstrap by cluster for everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

RESAMPLES = 2000
RESAMPLES_OF_WHOLES = 400
"""Of figures that must be worked out anew each time."""
SEED = 7
LEVEL = 0.95
EDGES = (50 * (1 - LEVEL), 50 * (1 + LEVEL))
LEAST_CLUSTERS = 10
"""Of fewer, what is drawn again looks surer than it is (Cameron, Gelbach and Miller 2008): of six, three
that got better and none that got worse would leave out 0, for only one draw in 64 misses all three."""
DIGITS = 12
"""Of a change: what a sum leaves beyond these is neither better nor worse."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval; low and high are None where nothing can be resampled."""

    value: float
    low: float | None = None
    high: float | None = None


def wilson(successes: int, count: int) -> Interval | None:
    """A share with Wilson's score interval (Wilson 1927); None for a count of 0."""
    if count == 0:
        return None
    from scipy.stats import binomtest

    found = binomtest(successes, count).proportion_ci(LEVEL, method="wilson")
    return Interval(successes / count, float(found.low), float(found.high))


def interval(hits: int, of: int) -> str:
    """95 % interval of a share, in percent; nothing for none."""
    found = wilson(hits, of)
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{100 * found.low:.1f}-{100 * found.high:.1f} %"


def bootstrap_mean(values: Sequence[float | None], clusters: Sequence[str]) -> Interval | None:
    """Mean of what is scored, resampled by whole clusters (Field and Welsh 2007); None for none.

    Questions made from the same one stand and fall together: drawn one by one they would seem to be
    more than they are.
    """
    sums, counts = _by_cluster(values, clusters)
    if counts.sum() == 0:
        return None
    draws = _draws(len(sums), RESAMPLES)
    drawn = draws @ counts
    means = (draws @ sums)[drawn > 0] / drawn[drawn > 0]
    low, high = np.percentile(means, EDGES)
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high))


def bootstrap_change(
    before: Sequence[float | None], after: Sequence[float | None], clusters: Sequence[str]
) -> Interval | None:
    """Mean of `after` less mean of `before`, each over what it has scored; None where one has nothing.

    Both means are worked out anew on the same clusters drawn, so that what the two share cancels out.
    """
    old, old_counts = _by_cluster(before, clusters)
    new, new_counts = _by_cluster(after, clusters)
    if not old_counts.sum() or not new_counts.sum():
        return None
    draws = _draws(len(old), RESAMPLES)
    drawn_old, drawn_new = draws @ old_counts, draws @ new_counts
    both = (drawn_old > 0) & (drawn_new > 0)
    changes = (draws @ new)[both] / drawn_new[both] - (draws @ old)[both] / drawn_old[both]
    low, high = np.percentile(np.round(changes, DIGITS), EDGES)
    value = new.sum() / new_counts.sum() - old.sum() / old_counts.sum()
    return Interval(round(float(value), DIGITS), float(low), float(high))


def bootstrap_whole(
    figure: Callable[[np.ndarray], float | None], clusters: Sequence[str]
) -> Interval | None:
    """The same for a figure of a whole set: `figure` takes the positions of the rows drawn."""
    value = figure(np.arange(len(clusters)))
    if value is None:
        return None
    members = _members(clusters)
    found = []
    for draw in _draws(len(members), RESAMPLES_OF_WHOLES).astype(int):
        rows = np.concatenate([np.tile(members[c], n) for c, n in enumerate(draw) if n])
        again = figure(rows)
        if again is not None:
            found.append(again)
    if not found:
        return Interval(value)
    low, high = np.percentile(found, EDGES)
    return Interval(value, float(low), float(high))


def where_sure(found: Interval, clusters: int) -> Interval:
    """`found`, a change of figures of at least so many clusters; without bounds that claim too much.

    They do of fewer than LEAST_CLUSTERS, and where all have changed alike: drawn again these stay so, and
    one question would seem to be certain.
    """
    alike = found.low == found.high
    return Interval(found.value) if alike or clusters < LEAST_CLUSTERS else found


@cache
def _draws(clusters: int, times: int) -> np.ndarray:
    """How often each cluster is drawn, shape (times, clusters)."""
    return (
        np.random.default_rng(SEED)
        .multinomial(clusters, np.full(clusters, 1 / clusters), size=times)
        .astype(float)
    )


def _members(clusters: Sequence[str]) -> list[np.ndarray]:
    names = {name: n for n, name in enumerate(dict.fromkeys(clusters))}
    owners = np.array([names[name] for name in clusters])
    return [np.flatnonzero(owners == n) for n in range(len(names))]


def _by_cluster(values: Sequence[float | None], clusters: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(sum, count) of what is scored in each cluster."""
    scored = np.array([np.nan if value is None else float(value) for value in values], dtype=float)
    members = _members(clusters)
    sums = np.array([np.nansum(scored[rows]) for rows in members], dtype=float)
    return sums, np.array([np.isfinite(scored[rows]).sum() for rows in members], dtype=float)
