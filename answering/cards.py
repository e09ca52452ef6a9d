"""Which emergency card is shown, and in which words a decision is referred."""

from __future__ import annotations

import re

from triage.judge import PRESCRIBERS, Verdict
from triage.messages import Label

CARDS = {
    Label.OVERDOSE: "overdose",
    Label.SUICIDE: "suicide",
    Label.SWALLOWED: "swallowed",
    Label.REACTION: "reaction",
    Label.VIOLENCE: "violence",
}
"""Files of prompts/emergency/."""
REACTION_TODAY = "reaction_today"
"""In the place of "reaction" for what a prescriber must see today and an ambulance need not: a bad place
where the shot was given, yellow eyes or dark urine, and nothing else."""
AT_THE_SITE = re.compile(r"\b(shots?|jabs?|inject\w*|needles?|vivitrol|site)\b", re.IGNORECASE)
LOOKS_BAD = re.compile(
    r"\b(black|hard(?!\s+(to|for|on|time))|open|pus|lumps?|scab\w*|blister\w*|swollen|swelling)\b",
    re.IGNORECASE,
)
LIVER_SIGNS = re.compile(
    r"\b(eyes?|skin|whites)\b.{0,20}\byellow|\byellow\w*\b.{0,12}\b(eyes?|skin)\b|\bjaundice"
    r"|\b(urine|pee|wee)\b.{0,15}\b(dark|brown)|\b(dark|brown)\b.{0,12}\b(urine|pee|wee)\b",
    re.IGNORECASE,
)
SOMETHING_ELSE = re.compile(
    r"breath|wheez|hive|throat|face|tongue|\blips?\b|chest|heart|faint|pass(ed|ing)? out|collaps|seiz"
    r"|\bfits?\b|confus|deliri|halluc|thr[eo]w|vomit|puk|sick|shak|sweat|withdraw|cramp|diarrh|seeing|wak|woke|fever"
    r"|down\b|agony|bleed|blood|swallow|black\W?outs?|drows|sleep|slow|pain|all over|methadone|subo"
    r"|\bsubs\b|oxy|\bperc|heroin|dope|fent|opioid",
    re.IGNORECASE,
)

REFERRALS = {Label.DOSING: "dosing", Label.STOPPING: "stopping", Label.BEAT_BLOCK: "beat_block"}
"""Files of prompts/referral/."""
PERHAPS = "perhaps"
"""Where it is not clear that something is to be decided: the answer first, then who decides."""
MISSED = "missed"
"""In the place of either of the prescriber's for a dose that was not taken."""
DOSE = r"(?:doses?|pills?|tablets?|shots?|injections?|jabs?|vivitrol|revia|naltrexone)"
CHOICE = re.compile(
    r"\b(?:should|shall|shud|ought|is it (?:ok|okay|alright|all right|fine|safe))\b", re.IGNORECASE
)
"""Somebody wants to be told what to choose."""
ENDS = re.compile(
    r"\b(?:stop\w*|quit\w*|off|done|cured|finish\w*|skip\w*|end\w*|drop\w*|last|break|pause|without|through"
    r"|over|enough|any ?more|refus\w*|won'?t|doesn'?t want|cancel\w*|give up|forever|whenever)\b",
    re.IGNORECASE,
)
"""Something is to end, or has ended."""
WAS_MISSED = re.compile(
    rf"\b(?:missed|late|overdue|forgot(?:ten)?|skipped)\b.{{0,25}}\b{DOSE}\b"
    rf"|\b{DOSE}\b.{{0,30}}\b(?:late|overdue|missed|skipped|forgotten)\b",
    re.IGNORECASE,
)
NOT_MISSED = re.compile(
    r"\b(?:never|not|hasn'?t|hasnt|too late|last night|late night|it'?s late|on purpose"
    r"|period|stop\w*|quit\w*|com(?:e|ing) off|came off)\b",
    re.IGNORECASE,
)
"""... nor where something else is late, or stopping is what is asked about."""

ANOTHER_MATTER = re.compile(
    r"\b(?:drink\w*|beer|wine|alcohol|weed|smok\w*|tylenol|ibuprofen|aspirin|vitamins?|switch\w*|swap\w*"
    r"|chang\w*|instead|which|pregnan\w*|driv\w*|travel\w*)\b",
    re.IGNORECASE,
)
"""A message with one of these asks of more than the dose that was missed a turn ago."""


def referral_of(verdict: Verdict, message: str, standalone: str = "") -> str:
    """The name of what is said of a personal decision, "" where there is none.

    `standalone`: the message with what it leans on, which may be where a dose was missed.
    """
    if verdict.decision is None:
        return ""
    if verdict.perhaps:
        return PERHAPS
    missed = was_missed(message, standalone or message) and not NOT_MISSED.search(message)
    return MISSED if missed and verdict.decision in PRESCRIBERS else REFERRALS[verdict.decision]


def was_missed(message: str, leans_on: str) -> bool:
    """Whether a dose was missed in what `message` leans on; of another matter, in the message itself."""
    return bool(WAS_MISSED.search(message if ANOTHER_MATTER.search(message) else leans_on))


def instead_of(referral: str, message: str) -> str:
    """What a referral that no rule named becomes where the corpus has that very question.

    "Do I feel high on naltrexone" is none at all; of "hospital or office" for a first shot it is not clear.
    One of stopping stays where anything is to end, since its first words tell of a danger.
    """
    if referral == REFERRALS[Label.BEAT_BLOCK]:
        return ""
    if referral == MISSED:
        return referral
    unclear = CHOICE if referral == REFERRALS[Label.DOSING] else ENDS
    return referral if unclear.search(message) else PERHAPS


def card_of(label: Label, said: str) -> str:
    """The name of the card for `label`; `said`: all that the family has said of it."""
    fits = (AT_THE_SITE.search(said) and LOOKS_BAD.search(said)) or LIVER_SIGNS.search(said)
    today = fits and not SOMETHING_ELSE.search(said)
    return REACTION_TODAY if label is Label.REACTION and today else CARDS[label]
