"""What announces a name: "my son", "Dr.", a greeting, a signature. The words stand in people.yaml."""

from __future__ import annotations

import re

from redaction.sources import read_lists


def any_of(name: str) -> str:
    """The words or patterns of a list of people.yaml, as a group of which one fits."""
    words = " ".join(read_lists()[name].split())
    return "(?:" + "|".join(word.strip() for word in words.split(", ")) + ")"


RELATION, TITLE, GREETING = any_of("relations"), any_of("titles"), any_of("greetings")
IS = r"\s*(?:is|was|are|:|=|,)?\s+"
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
# After these any word with a capital is a name.
BEFORE_ANY = re.compile(
    rf"\b(?:{RELATION}(?:'s|’s)?(?:,|:|\s*\()?\s+(?:(?:is|was)\s+)?(?:named\s+|called\s+|name\s+is\s+)?"
    rf"|{TITLE}\.?\s+"
    rf"|(?:first|last|full|middle|real|nick)\s?names?{IS}"
    rf"|\bnames?(?:'s|’s)?{IS}|\b(?:named|nicknamed)\s+"
    r"|\bgoes by\s+|\b(?:he|she|who|they)(?:['’]s|['’]re| is| was| are)\s+called\s+|\bcall (?:me|him|her"
    r"|them)\s+|\b(?:ask|asked|look|looking) for\s+|\bsigned,?\s+)",
    re.IGNORECASE,
)
# After these a word is a name that the lists have, or that no dictionary has.
BEFORE_LISTED = re.compile(rf"\b{GREETING}\b[\s,:!.\-–—]*", re.IGNORECASE)
SIGNED = re.compile(r"(?:[-–—~]\s*|\n\s*|[.!?,]\s+)((?:[^\W\d_][\w'’\-]*\.?\s?){1,3})\s*[.!]?\s*$")
IS_OURS = re.compile(
    r"([^\W\d_][\w'’\-]+(?: [^\W\d_][\w'’\-]+)?)\s+(?:is|was|=)\s+(?:my|our|his|her)\s+(?:\w+\s)?"
    rf"{RELATION}\b",
    re.IGNORECASE,
)
# "Sinazo's mother here", "my son Bear", "Mark from the sober house".
OWNS = re.compile(rf"\b([^\W\d_][\w\-]+)['’]s\s+{RELATION}\b")
MY_ONE = re.compile(
    rf"\b(?:my|our|his|her|their)\s+(?:\w+\s)?{RELATION},?\s+(?:is\s+|named\s+|called\s+)?$", re.IGNORECASE
)
COMES_FROM = re.compile(r"\s+from\s+(?:the|my|our|his|her|work|church|rehab|school|next)\b", re.IGNORECASE)
NICK = re.compile(r"\b(?:lil['’]?|li['’]l)\s+", re.IGNORECASE)
# "WALKER, DESHAWN M", as a bracelet or a list has it.
LAST_FIRST = re.compile(r"\b([A-Z][A-Za-z'’\-]+),\s([A-Z][A-Za-z'’\-]+)(?:\s[A-Z]\b\.?)?")
DOTTED = re.compile(r"\b(?!(?:U\.S|P\.M|A\.M|U\.K)\b)[A-Z]\.\s?[A-Z]\.(?=['’]s\b|\s)")
# Whatever stands behind these was given as a name.
NAMED = re.compile(
    r"(?:\bnames?(?:['’]s|['’]re|\s+is|\s+was|:)?|\bnamed|\bnick-?named?(?:\s+is|:)?|\bgoes by|\b(?:aka"
    r"|a\.k\.a\.)|\bknown as|\bcall(?:s|ed)? (?:me|him|her|them|us)"
    r"|\b(?:he|she|who|they)(?:['’]s|['’]re| is| was| are) called)\s+$",
    re.IGNORECASE,
)
AFTER_TITLE = re.compile(
    r"\b(?:dr|mr|mrs|ms|mx|prof|professor|rev|sgt|officer|judge|nurse|pastor)\.?\s$", re.IGNORECASE
)
SURE_TITLE = re.compile(r"\b(?:dr|mr|mrs|ms|mx|judge|officer|sgt|prof)\.?\s$", re.IGNORECASE)
# "j-rock", "T-Bone", but no "x-ray".
LETTERED = re.compile(
    r"\b(?!(?:e|i)-|x-rays?\b|t-shirts?|b-day|c-section|o-ring|u-turn|a-fib|t-cells?|v-day"
    r"|a-number|d-day|f-bomb|n-word|g-tube|j-tube|c-spine|s-bahn|k-pins?|k-pop)"
    r"[A-Za-z]-[A-Za-z]{3,}\b"
)
SAYS_WHO = re.compile(
    r"\b(?:i['’]?m|i am|this is|it['’]?s|told|tell|ask|asked|thanks|thank you|thx|cheers|love|regards|hi"
    r"|hey|dear)[\s,]+$",
    re.IGNORECASE,
)
DOES_SURELY = re.compile(
    r"(?:['’]s)?\s+(?:said|says|told|asked|wants|wanted|has been|hasn[’']?t|took|relapsed|overdosed"
    r"|od'?e?d|died|swears|"
    r"thinks|says|won[’']?t|keeps|and i\b|and me\b)|\s*\(?\d\d\)",
    re.IGNORECASE,
)
IRISH = re.compile(r"\b(?:O['’](?=[A-Z])|Ma?c(?=[A-Z]))[A-Z][a-z]+")
PARTICLES = frozenset(
    [
        "de",
        "la",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "du",
        "le",
        "van",
        "der",
        "den",
        "von",
        "zu",
        "bin",
        "ibn",
        "binti",
        "al",
        "el",
        "abu",
        "ter",
        "san",
    ]
)
ABBREVIATED = re.compile(
    r"\b(?:dr|mr|mrs|ms|mx|rev|fr|prof|sgt|cpl|lt|capt|sr|sra|hon|st)\.\s*$", re.IGNORECASE
)
SAINT = re.compile(r"\bst\.?\s$", re.IGNORECASE)
BIG = re.compile(r"\b(?:big|little|old|young)\s+", re.IGNORECASE)
BY_J = re.compile(r"\b(?:[A-Z]J|J[A-Z])\b")
DOES = re.compile(rf"\s+{any_of('deeds')}(?!\w)|,?\s+\(?\d\d\b|,\s+\w+ (?:is|was)\b")
TITLES = frozenset(read_lists()["titles"].replace(",", " ").split())
BY_INITIALS = re.compile(r"\b(?!U\.)(?:[A-Z]\.\s?){1,2}[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?")
INITIALS = re.compile(r"[A-Z]\.(?:\s?[A-Z]\.?)?(?!\w)|[A-Z]{2}(?!\w)|[B-HJ-Z](?![\w.])")
JOINED = re.compile(r"\.?[ \t]+")
AND = re.compile(r",? (?:and|n|&|\+|/) ")
ENDS_SENTENCE = re.compile(r"(?:^|[.!?\n:\"“(]|\.\.\.)\s*[\"'“(]*$")
