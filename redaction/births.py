"""Patterns of when somebody was born: a day, a year or a birthday, where words say that it is one."""

from __future__ import annotations

from redaction.dates import (
    ABROAD,
    BORN,
    DAY,
    FULL_DATE,
    HOLIDAY,
    MONTH,
    NO_AMOUNT,
    ONES,
    PART_DATE,
    TENS,
    WEEKDAY,
    YEAR,
)
from redaction.late import Late, any_case

AGE = (
    rf"(?:(?:the big\s)?\d-\d|(?:the big\s)?\d\d(?:st|nd|rd|th)?|{TENS}(?:[\s-]{ONES})?|ten"
    rf"|eleven|twelve|\w{{3,5}}teen|legal|{TENS}(?:[\s-]"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?)"
)
AGES = (
    r"(?:turn(?:s|ed|ing)?|will be|would be|would['’]?ve been|would have been|(?:is"
    r"|was) gonna be|is going to be"
    r"|['’]ll be|['’]d be|['’]d have been|be|hits?|becomes?|is|was)"
)
DAY_OF_MONTH = (
    rf"(?:\b{MONTH}\s+(?:the\s+)?{DAY}(?!\w)|\b(?:the\s+)?{DAY}\s+(?:day\s+)?(?:of\s+)?{MONTH}(?!\w)"
    rf"|\b[01]?\d[/\-][0-3]?\d\b(?![/\-]))"
)
ON = (
    rf"(?:\s*,?\s*(?:on|this|come|last|next|this coming|this past|back on|in|since|as of)\s+(?:{WEEKDAY})?)"
)
SEASON = (
    r"(?:(?:the\s)?(?:early\s|late\s)?(?:spring|summer|fall|autumn|winter|blizzard|flood|year)(?:\sof)?"
    rf"\s(?:{YEAR}|\d\d\b))"
)

BIRTHS: tuple[Late, ...] = (
    any_case(rf"{BORN}[^\n.!?]{{0,40}}?(?P<value>{FULL_DATE}|{PART_DATE}|{ABROAD})"),
    any_case(
        rf"{BORN}[^\n.!?\d]{{0,15}}?\b(?:in|of|year)\s+(?P<value>\d\d)\b(?!\s*(?:weeks?|hours?"
        rf"|days?|minutes?|%|percent|mg))"
    ),
    # "born in '92 on march 3": the year and the day apart.
    any_case(
        rf"{BORN}[^\n.!?]{{0,20}}?(?P<value>(?:{YEAR})[\s,]+(?:on\s+"
        rf"|in\s+)?(?:the\s+)?(?:{DAY}\s+(?:of\s+)?{MONTH}"
        rf"|{MONTH}\s+(?:the\s+)?{DAY}|{MONTH}|[01]?\d[/\-][0-3]?\d)\b"
        rf"|(?:{MONTH}\s+(?:the\s+)?{DAY}|{DAY}\s+(?:of\s+)?{MONTH})[\s,]+(?:in\s+|of\s+"
        rf"|back in\s+)?(?:the year\s+)?"
        rf"(?:{YEAR}|\d\d\b|{TENS}(?:[\s-]+{ONES})?\b))"
    ),
    any_case(rf"(?P<value>{FULL_DATE})[^\n.!?]{{0,30}}{BORN}"),
    # "turned 30 on the 5th of May", "she'll be eighteen March 3rd", "turned 18 in 2010".
    any_case(
        rf"\b{AGES}\s+(?:only\s|just\s|already\s)?{AGE}\b(?:\s(?:years old|yrs old|years|yrs))?"
        rf"(?:{ON}(?!{MONTH}(?!\w|\s*[\d'’]))(?P<value>{FULL_DATE}|{PART_DATE})|\s*,?\s+"
        rf"(?P<also>{DAY_OF_MONTH}))"
    ),
    any_case(
        rf"(?P<value>{DAY_OF_MONTH}|{HOLIDAY})\s*,?\s*(?:(?:is|was|['’]s|be|will be"
        rf"|would['’]?ve been|marks?|makes?)\s+)?(?:when\s+)?"
        r"(?:(?:he|she|they|i|we|it)(?:['’]s|['’]d|['’]ll)?\s+)?(?:(?:is|was|were|be|will be"
        r"|would be|have been"
        rf"|will|would|would have been)\s+)?(?:(?:turn(?:s|ed|ing)?|hits?)\s+{AGE}\b|(?:his|her|my"
        rf"|their|the|our|same)\s+(?:\w+['’]?s?\s)?"
        r"(?:birthday|birth\s?date|bday|b-day|dob|birth)\b)"
    ),
    any_case(
        rf"(?P<value>{PART_DATE})\s+(?:is|was|['’]s)\s+(?:(?:his|her|my|their"
        rf"|the)\s+(?:\w+['’]?s?\s)?(?:birthday"
        r"|birth\s?date|bday|b-day|dob)|when (?:he|she|they|i) (?:was|were|turns?|turned)\b)"
    ),
    # "dob oh three eleven ninety one", "born 3/94", "May 91", "in eighty-eight".
    any_case(
        rf"{BORN}[^\n.!?\d]{{0,15}}?(?P<value>\b(?:0?[1-9]|1[0-2])[/\-.](?:19|20)?\d\d\b(?![/\-.]\d)"
        rf"|\b{MONTH},?\s(?:of\s)?\d\d\b|\b(?:{TENS}[\s\-]{ONES}|{TENS})\b(?!\s(?:days|weeks|hours"
        rf"|mg|percent))"
        rf"|\b(?:(?:oh|o|zero|{ONES}|ten|eleven|twelve|\w{{3,5}}teen|{TENS}|hundred"
        rf"|thousand)[\s\-,]+){{2,7}}"
        rf"(?:oh|o|zero|{ONES}|ten|eleven|twelve|\w{{3,5}}teen|{TENS})\b)"
    ),
    any_case(
        r"\b(?:his|her|my|their|the)\s(?:\d\d(?:st|nd|rd|th)|sweet sixteen|eighteenth|sixteenth"
        r"|twenty[\s\-]first"
        rf"|thirtieth|fortieth|fiftieth)\s(?:(?:is|was|falls|be|comes)\s)?(?:up\s)?(?:on\s)?"
        rf"(?P<value>{DAY_OF_MONTH})"
    ),
    any_case(
        r"\b(?:aries|taurus|gemini|cancer|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius"
        r"|pisces)\b[\s,(:]{1,3}"
        rf"(?:born\s)?(?P<value>{DAY_OF_MONTH})"
    ),
    any_case(
        rf"(?P<value>\b(?:19[3-9]\d|200\d)\b|{DAY_OF_MONTH})[^\n.!?\d]{{0,25}}\b(?:(?:was|were"
        rf"|is)\sborn|birth year)\b"
    ),
    any_case(
        rf"\b(?:baby|kid|child)[,\s]+(?:of\s|born\s|in\s)?(?P<value>{YEAR})|\bage[ds]?\s\d\d\s(?:on"
        rf"|as of|since|this)\s(?P<also>{PART_DATE})"
    ),
    any_case(
        rf"(?P<value>\b(?:the\s)?{DAY}\sof\sthe\s{DAY},?\s(?:of\s)?(?:{YEAR}|\d\d\b|{TENS}"
        rf"(?:[\s\-]{ONES})?\b))"
    ),
    # The day told in a sentence of its own: "for her birthday. March 3rd will never be".
    any_case(rf"{BORN}[^\n.!?\d]{{0,25}}[.!?,:;]+\s+(?P<value>{DAY_OF_MONTH})"),
    any_case(
        rf"{BORN}[^\n.!?\d]{{0,30}}?(?P<value>{SEASON}|\b\d{{1,2}}\s[A-Z][a-z]+\s*/\s*{FULL_DATE}"
        rf"|\b[0-3]?\d\s?[/.\-\s]\s?[01]?\d\b(?!\s?(?:%|percent|mg|lbs?|pounds|oz|weeks?|days?|hours?)))"
    ),
    any_case(
        r"\b(?:y\.?o\.?b\.?|birth year|year of birth|b\.|geb\.?|geboren(?: am)?|nacid[oa](?: el"
        r"| en)?|nació(?: el"
        r"| en)?|fecha de nacimiento|né(?:e)? le|née? en|urodzon[ya]|born)"
        rf"\s*(?:is|was|['’]s|:|=|in)?\s*(?P<value>{FULL_DATE}|{ABROAD}|{YEAR}|\d\d\b)(?!\s*%)"
    ),
    # Life spans and children by their year: "(1994-2023)", "a '92 baby", "class of 06".
    any_case(
        r"(?P<value>\b19[3-9]\d|\b20[01]\d)\s?[\-–—]\s?(?:19|20)\d\d\b"
        rf"|\b(?:a|an|my|our|his|her|the)\s(?P<also>{YEAR}|{DAY_OF_MONTH}|{HOLIDAY}"
        rf"|{MONTH}\s{YEAR})\s(?:baby|kid|model|child|birthday|bday)\b"
    ),
    any_case(
        r"\b(?:(?:gave birth to|had|delivered|birthed)\s(?:him|her|them|my (?:son|daughter|boy|girl"
        r"|baby|first"
        r"|oldest|youngest))|(?:came|brought (?:him|her|them)) into (?:this|the) world|arrived"
        r"|entered the world"
        rf"|came home from the hospital)\s+(?:on|in|back in)\s+(?:{WEEKDAY})?(?P<value>{FULL_DATE}"
        rf"|{PART_DATE}|{ABROAD})"
    ),
    any_case(
        r"\b(?:birthday|bday|b-day|birth\s?date|dob)[^\n.!?\d]{0,20}?\b(?:is|was|['’]s|on|falls on"
        r"|in|be)\s+(?:on\s+)?"
        rf"(?P<value>{DAY_OF_MONTH}|{HOLIDAY}|the\s{DAY}(?!\w)|\b[0-3]?\d(?:st|nd|rd|th)\b){NO_AMOUNT}"
    ),
)
