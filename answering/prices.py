"""What a chat model costs, as the operator says: a list of ours would soon be wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ingest.errors import SettingError

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars for a million tokens."""

    read: float
    written: float

    def cost(self, read: int, written: int) -> float:
        """Dollars for so many tokens read and written."""
        return (read * self.read + written * self.written) / MILLION


def parse_prices(variable: str, text: str) -> Prices | None:
    """ "0.15,0.60" -> Prices(0.15, 0.6); None of "". Raises SettingError that names `variable`."""
    if not text.strip():
        return None
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        read = written = math.nan
    if not (0 <= read < math.inf and 0 <= written < math.inf):
        raise SettingError(
            f"{variable}={text!r}: write dollars per million tokens read and written, as 0.15,0.60"
        )
    return Prices(read, written)
