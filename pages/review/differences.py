"""What changed between two texts, word by word, as HTML that also a screen reader tells."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

PIECE = re.compile(r"\s+|[^\s]+")


def differences(before: str, now: str) -> tuple[Markup, Markup]:
    """(`before` with <del> where something went, `now` with <ins> where something came)."""
    old, new = PIECE.findall(before), PIECE.findall(now)
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            left.append(escape(gone))
            right.append(escape(come))
            continue
        if gone:
            left.append(Markup("<del>{}</del>").format(gone))
        if come:
            right.append(Markup("<ins>{}</ins>").format(come))
    return Markup("").join(left), Markup("").join(right)
