"""Dates as families write them, as parts of regular expressions. Letters count in either case."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
YEAR_IN_WORDS = (
    rf"(?:nineteen[\s-]+(?:\w{{3,5}}teen|{TENS}(?:[\s-]+{ONES})?|(?:oh|o)[\s-]{ONES})"
    rf"|two\s+thousand(?:\s+(?:and\s+)?(?:{ONES}|ten|eleven|twelve|\w{{3,5}}teen|twenty(?:[\s-]+{ONES})?))?"
    rf"|twenty[\s-]+(?:(?:oh|o)[\s-]{ONES}|ten|eleven|twelve|\w{{3,5}}teen|twenty(?:[\s-]+{ONES})?))"
)
YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|{YEAR_IN_WORDS})"
ORDINAL = (
    r"(?:(?:twenty[ -]?|thirty[ -]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth"
    r"|eleventh"
    r"|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
DAY = rf"(?:[0-3]?\d(?:st|nd|rd|th)?|{ORDINAL})"
HOLIDAY = (
    r"(?:christmas(?: day| eve)?|new year[’']?s(?: day| eve)?|valentine[’']?s(?: day)?|halloween"
    r"|(?:the )?(?:4th|fourth) of july|st\.? patrick[’']?s(?: day)?|boxing day|leap (?:day"
    r"|year)|thanksgiving|easter|cinco de mayo|groundhog day|labou?r day|memorial day"
    r"|juneteenth)"
)
MONTH_ABROAD = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|janvier"
    r"|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|januar|februar"
    r"|märz|juni|juli|oktober|dezember|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro"
    r"|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|stycznia|lutego|marca"
    r"|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia)"
)
ABROAD = rf"(?:\b[0-3]?\d[.ºo]?\s(?:de\s)?{MONTH_ABROAD}\b(?:,?\s(?:de\s|del\s)?(?:19|20)\d\d\b)?)"
NO_AMOUNT = r"(?!\s*(?:mg|ml|days?|hours?|weeks?|people|pills?|times|percent|am\b|pm\b|[%:/.\-]\d|%))"
WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+"
FULL_DATE = (
    rf"(?:(?:\b{WEEKDAY})?(?:\bthe\s+)?(?:\b[0-3]?\d[\-/.]?{MONTH}[\-/.,]*(?:(?:19|20)\d\d|\d\d)\b|\b(?:19"
    rf"|20)\d\d[\-/. ]{MONTH}[\-/. ][0-3]?\d\b"
    rf"|\b{MONTH}[\-/.][0-3]?\d[\-/.](?:(?:19|20)\d\d|\d\d)\b|"
    r"\b[0-3]?\d\s?[/.\-]\s?[0-3]?\d\s?[/.\-]\s?(?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:19|20)\d\d[/.\-][01]?\d[/.\-][0-3]?\d\b"
    rf"|\b{MONTH}\s+(?:the\s+)?{DAY}\s*,?\s*(?:of\s+|in\s+)?{YEAR}"
    rf"|\b{DAY}\s+(?:day\s+)?(?:of\s+)?{MONTH}\s*,?\s*(?:of\s+|in\s+)?{YEAR}"
    rf"|\b[0-3]?\d[.º]?\s(?:de\s)?{MONTH_ABROAD},?\s(?:de\s|del\s)?(?:19|20)\d\d\b"
    # "8 Nov 24", and no "10 may 20 times".
    rf"|\b[0-3]?\d(?:st|nd|rd|th)?\s+(?!may\b){MONTH}\s*,?\s+\d\d\b{NO_AMOUNT}"
    rf"|\b(?!may\b){MONTH}\s+[0-3]?\d(?:st|nd|rd|th)?\s*,?\s+\d\d\b{NO_AMOUNT}))"
)
PART_DATE = (
    rf"(?:\b{MONTH}\s+{DAY}\s*,?\s+\d\d\b|\b{MONTH}\s+(?:the\s+)?{DAY}\b"
    rf"|\b(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}"
    rf"|\b[01]?\d[/\-][0-3]?\d\b"
    rf"|\b{MONTH}\s+(?:of\s+)?{YEAR}|\b(?:19|20)\d\d\b|['’]\d\d\b|\b{YEAR_IN_WORDS}|\bthe\s+{DAY}(?!\w)"
    rf"|\b\d{{6}}\b|\b\d{{8}}\b"
    rf"|\b{DAY}\s+(?:of\s+)?{MONTH}\s*,?\s+\d\d\b|\b[0-3]?\d\s[0-3]?\d\s(?:19|20)?\d\d\b"
    rf"|\b{HOLIDAY}(?:\s+{YEAR})?|(?<=\bin\s){MONTH}(?!\w))"
)
BORN = (
    r"\b(?:d[./]?\s?o[./]?\s?b\.?|date of birth|birth\s?-?date|birthdate|birth ?year|birthday"
    r"|b ?day|b-day|born"
    r"|birth|d o b|b\.)\b"
)
