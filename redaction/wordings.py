"""What stands around a name: deeds of people, what they have, who is told, asked of or introduced."""

from __future__ import annotations

import re

from redaction.cues import RELATION, any_of
from redaction.sources import read_lists, words_of

DEEDS = " ".join(read_lists()["human_deeds"].split())
OF_THINGS = frozenset(deed.strip() for deed in " ".join(read_lists()["things_do"].split()).split(", "))
ONLY_HUMAN = "(?:" + "|".join(deed for deed in DEEDS.split(", ") if deed.strip() not in OF_THINGS) + ")"
ADVERB = (
    r"(?:(?:just|finally|already|still|always|never|also|even|only|actually|really|then"
    r"|probably|both|all)\s+)?"
)
BORN = r",?\s+\(?(?:d\.?o\.?b\b|born|aged?\s\d|\d\d\s?(?:y/?o|yrs?|years)\b|\d\d,)|\s?\(\d\d\)|,\s\d\d\b"
OWNS = rf"['’]?s\s+(?:\w+\s)?(?:{any_of('human_things')}|{RELATION})\b"
DOES = re.compile(rf"(?:\s+{ADVERB}{any_of('human_deeds')}(?![\w'’])|{BORN}|{OWNS})", re.IGNORECASE)
SURELY_DOES = re.compile(rf"(?:\s+{ADVERB}{ONLY_HUMAN}(?![\w'’])|{BORN})", re.IGNORECASE)
NO_NAME_BEFORE = words_of("no_name_before")
BEFORE_SOMEBODY = words_of("before_somebody")
NO_NAMES_END = re.compile(
    r"(?:ing|in|ed|er|ers|or|able|ible|ly|tion|sion|ness|ment|ism|ist|ology|itis|osis|emia"
    r"|ies|ful|less|ous|ive|ic|cal|ine|one|pam|phen|lin)$"
)
MONEY_AND_SEASONS = words_of("money_and_seasons")
CLAUSE_BEGINS = words_of("clause_begins")
INTRODUCED = re.compile(
    r"\b(?:it|it['’]?s|this is|i['’]?m|im|i am)\s+(?:me,?\s+|just\s+|only\s+)?([^\W\d_]{3,})\s+"
    r"(?:again|here|from (?:(?:the|your|ur|last|yesterday|group|work|church|before|next)"
    r"|\w+ (?:group|church|work|meeting|class|chat|line))|speaking|calling|writing)\b"
    r"|\b(?:it['’]?s|this is) me,?\s+([^\W\d_]{3,})\b"
    r"|\b(?:answers? to|known as|known to \w+ as|street name(?: is|['’]s|:)?|goes? by"
    r"|went by|calls? (?:him|her|me|them|himself|herself)"
    r"|called (?:him|her)|nick-?name(?: is|['’]s|:)?|only listens? to|ask(?:ing)? for"
    r"|tell them|look(?:ing)? for|under the name(?: of)?)"
    r"\s+([^\W\d_]{3,})\b",
    re.IGNORECASE,
)
# "can mark start", "does April need": what is asked of somebody.
ASKED = re.compile(
    r"\b(?:can|could|should|does|did|do|must|might|would|will|until|till"
    r"|once)\s+([^\W\d_]{3,})\s+(?:still\s+|just\s+|ever\s+|even\s+|really\s+|not\s+)?"
    r"(?:take|get|have|need|stop|start|begin|go|use|drink|come|eat|switch|stay|die"
    r"|overdose|relapse|smoke|sleep|drive|work|breastfeed|qualify|keep|be|feel"
    r"|know|see|wait|taper|skip|refuse|quit|leave|sign|live)\b",
    re.IGNORECASE,
)
# Whom one tells, marries or misses is somebody: "told hunter", "i miss Bear".
TOLD = re.compile(
    r"\b(?:told|tell|telling|asked|hugged|begged|married|raised|adopted|arrested|visit"
    r"|visited|met|blame|forgive|bail|bailed|drove|misses|loves|caught"
    r"|trust|texted|phoned|narcanned|narcand|thank|convince|convinced|remind|reminded"
    r"|warned|warn|bury|buried|babysit|babysat)\s+([^\W\d_]{3,})\b",
    re.IGNORECASE,
)
OF_MINE = re.compile(
    rf"\b(?:my|our|his|her|their)\s+(?:\w+\s)?{RELATION},?\s+(?:is\s+|named\s+"
    rf"|called\s+)?([^\W\d_]{{3,}})\b",
    re.IGNORECASE,
)
AND_GOES_ON = re.compile(
    r",\s+(?:i|he|she|my|we|thank|please|can|if|you)\b|\s+and\s+(?:i|me|my|his|her|[A-Z])|\s+\(",
    re.IGNORECASE,
)
# "Bear, my oldest", "sky and river are my twins", "is Rain allowed to".
APPOSED = re.compile(
    rf"\b([^\W\d_]{{3,}})(?:,|\s\()?\s+(?:my|our|his|her)\s+(?:\w+\s)?{RELATION}\b", re.IGNORECASE
)
BOTH = re.compile(
    r"\b([^\W\d_]{3,}) (?:and|n|&) ([^\W\d_]{3,}) (?:are|r|were) (?:my|our|his|her|both)\b", re.IGNORECASE
)
IS_IT_SAFE = re.compile(
    r"\b(?:is|was|has|isnt|hasnt|isn't|hasn't|does"
    r"|did)\s+([A-ZÀ-Þ][^\W\d_]{2,})\s+(?:allowed|safe|ok|okay|supposed|able|going|covered"
    r"|eligible|at risk|in danger|dead|dying"
    r"|right|wrong|lying|taking|using|been|still|too|just|gonna|really|on|in|even|also)\b"
)
SPEAKS = re.compile(r"\s+(?:says|said|told|tells|thinks|swears|wants|called|texted)\b", re.IGNORECASE)
FAMILY_OF = re.compile(
    r"\bthe\s+([A-Z][\w'’\-]+)(?=\s+(?:girls?|boys?|kids?|family|brothers|sisters|twins?"
    r"|woman|lady|man|lad|place|house|funeral"
    r"|son|daughter|case)\b)|\bthe\s+([A-Z][\w’'\-]+s)(?=\s+(?:down|up|across|next|over"
    r"|from|are|were|have|had|lost|live|around))"
)
