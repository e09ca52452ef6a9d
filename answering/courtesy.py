"""Hear when a message asks nothing and tells nothing: thanks, leave taken, "ok".

Such a message is not searched for: what comes nearest to "Fine." is nothing that anybody asked.
"""

from __future__ import annotations

import re

from answering.followup import ACTS, QUESTION_WORDS, SUBJECTS
from answering.lexical import stems_of, words_of

THANKS = re.compile(
    r"\b(thank(s|ed|ing|ful|you|u)?|thanx|thn?x|tnx|tysm|ty|cheers|much obliged|grateful|appreciate\w*"
    r"|bless (you|u)|(that|this|it) (really |so |all )*(help(s|ed)|was helpful)|good ?night|nite)\b",
    re.IGNORECASE,
)
AGREES = re.compile(
    r"\W*((oh|ah+|aw+|hm+|lol|haha|well|yea|yeah|yep|yup)\W+)*"
    r"(ok(ay)?(?! to\b)|kk?|al?right|all right|ai?ght|very well|makes sense|fair enough|got it|gotcha"
    r"|i see|noted|figured|i understand|understood|phew|sounds good"
    r"|(good|great|fine|wonderful|perfect|cool)(?=\W*$|[,.!;]| to (know|hear)| thank| news\b| one\b)"
    r"|((i'?m |i am )?(send|show|print|sav|writ|forward|screenshot|bookmark)\w*ing|screenshotted|saved)"
    r" ((him|her|them) )?(this|that|it)\b"
    r"|(that|this|it)('?s| is| was) (a |some |such a |so )*"
    r"(comfort|relief|good|great|helpful|clear|better))\b",
    re.IGNORECASE,
)
"""How a message opens that agrees with what was said."""
TELLS_OR_ASKS = re.compile(
    rf"\?|(?:^|[.,;!]|\b(?:and|but|so|ok|okay|then)\b)\W*(?:{QUESTION_WORDS})\b"
    r"|\b(how|what|when|where|why|who|which|(what|how|who)s|if|tell|(?<!for )explain|please)\b"
    r"|\bneed (a|to know|help)\b"
    r"|\b(but|tho|though|still|except|unless|anymore|goodbye|farewell|everything)\b"
    r"|\b(he|she|they)('?s|'?ll|'?d|'?re|'?ve)?\b|\b(hes|shes|theyre)\b"
    r"|\b(my|our) (son|daughter|boy|girl|husband|wife|brother|sister|mom|dad|mother|father)\b"
    r"|\b(pills?|tabs?|tablets?|shots?|injections?|needles?|dos(e|es|ing)|meds?|medicines?)\b"
    r"|\b(took|taken|miss\w*|same|next|done|again)\b"
    r"|\b(do|does|did|will|can|could|should|would) (i|we|it|you|the|his|her|my|our|this|them|him|us)\b"
    r"|\band (for|tomorrow|today|now|her|him|his|the|my)\b",
    re.IGNORECASE,
)
"""Somebody is told of, or something is asked, beside the thanks."""
FEELS = re.compile(
    r"\b(scared|afraid|frightened|worr\w+|cr(y|ying)|cant|can'?t|cannot|alone|tired|hurt\w*|sick|die|dead"
    r"|dying|hate\w*|hopeless|lost|sleep)\b",
    re.IGNORECASE,
)
MOST_WORDS = 14
MOST_SUBJECT_WORDS = 5


def is_courtesy(message: str, in_conversation: bool) -> bool:
    """Whether a message says thanks, or in a conversation agrees with what was said, and nothing more."""
    if not THANKS.search(message) and not (in_conversation and AGREES.match(message)):
        return False
    if any(rule.search(message) for rule in (TELLS_OR_ASKS, ACTS, SUBJECTS, FEELS)):
        return False
    rest = AGREES.sub(" ", THANKS.sub(" ", message), count=1)
    return len(words_of(rest)) <= MOST_WORDS and len(stems_of(rest)) <= MOST_SUBJECT_WORDS
