"""Regular expressions that are compiled when they are first used: two hundred of them take a quarter of a
second, which a program that keeps nothing should not wait for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property


class Late:
    """A pattern as `re` has it, compiled late; threads that meet it first at once compile it twice."""

    def __init__(self, written: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._written, self._flags = written, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._written, self._flags)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._compiled.finditer(text, start, end)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self._compiled.match(text, at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self._compiled.fullmatch(text)

    def findall(self, text: str) -> list[str]:
        """As `re.Pattern.findall`, of patterns without groups."""
        return self._compiled.findall(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self._compiled.search(text)


def any_case(written: str) -> Late:
    """Fits small letters and capitals alike."""
    return Late(written, re.IGNORECASE)


def as_written(written: str) -> Late:
    """Fits letters only as they are."""
    return Late(written)
