"""Patterns of numbers that somebody is kept under: licences, plates, passports, policies, cases."""

from __future__ import annotations

import re

from redaction.dates import MONTH
from redaction.late import Late, any_case, as_written

UNITS = (
    r"(?:mg|mcg|ml|g|grams?|st|nd|rd|th|dollars|bucks|people|patients|pounds|lbs?|days?|hours?|miles?|%)"
)
KEPT_UNDER = (
    r"(?:case|claim|policy|member|subscriber|inmate|booking|mrn|chart|passport|licen[sc]e|dl|plates?|tags?"
    r"|number ?plate|registration|vin|medicaid|medicare|docket|cause|i\.?d\.?|prisoner|offender|hospital"
    r"|health card|nhs|permit|tax|serial|tracking|confirmation|driver['’]?s|record|file"
    r"|ref|reference|rx|script"
    r"|prescription|badge|account|acct|routing|student|employee|order|ticket|invoice"
    r"|receipt|authori[sz]ation"
    r"|prior auth|insurance|warrant|parole|green card|visa|alien|patient|medical card|pps|ppsn|crn|upi|hrn"
    r"|aadhaar|curp|rfc|nino|national insurance|a-?number|rx ?bin|pcn|rx ?gro?u?p|imei|zoom)"
)
# "W2291 40 883", "23-CR-004418-B", "N 5520417": groups that may begin with capitals, four digits at least.
GROUPS = (
    r"(?<![$.,\w\-])(?=(?:[A-Z\s\-/.]{0,7}\d){4})(?!(?:19|20)\d\d\b(?![\-/]))"
    r"(?:(?:[A-Z]{1,5}[\s\-.]{0,2})?\d[A-Z\d]*)"
    r"(?:[\-/.][A-Z]{1,3}\b|[\s\-/.][A-Z]{0,4}\d[A-Z\d]*){0,6}(?:[\s\-][A-Z]\b)?"
    rf"(?!\s?{UNITS}\b)(?!\s*{MONTH}\b)"
)
LONG = r"(?=(?:[A-Z\-]*\d){5})"
PLATE = (
    r"(?=[A-Z\d\s\-·]{0,8}\d)(?=[A-Z\d\s\-·]{0,8}[A-Z])(?:[A-Z\d]{2,4}[\s\-·][A-Z\d]{2,5}|[A-Z\d]{5,8})\b"
)

RECORDS: tuple[Late, ...] = (
    as_written(r"(?<![\d.,])\d(?:[\s\-]?\d){6,}(?!\d)|\b[A-Z]{1,4}[\s\-]?\d(?:[\s\-]?\d){5,}[A-Z]?\b"),
    # Letters and at least four digits mixed, whole or with dashes: policies, records, passports.
    as_written(r"\b(?=(?:[A-Z]*\d){4})(?=\d*[A-Z])[A-Z\d]{7,}\b"),
    as_written(r"\b(?=(?:[A-Z\-]*\d){4})(?=[\d\-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)+\b"),
    as_written(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?\b"),
    as_written(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
    as_written(
        r"\b(?i:case|claim|policy|member|subscriber|inmate|booking|mrn|chart|passport|licen[sc]e|plate"
        r"|medicaid|medicare|docket|id"
        r"|prisoner|offender|hospital|health card|nhs|permit|tax|serial|tracking|confirmation"
        r"|driver['’]?s)(?:\s+[A-Za-z'’]+){0,4}?[\s:#]*\s"
        r"(?P<value>(?:[A-Z]{1,4}[\s\-]?\d(?:[\s\-/.]?\d){3,}"
        r"|\d(?:[\s\-/.]?\d){4,})(?:[\s\-]?[A-Za-z]\d?)?)\b"
        r"(?!\s*(?:mg|dollars|bucks|people|patients))"
    ),
    any_case(
        r"\b(?:case|claim|policy|member|subscriber|group|inmate|booking|doc|mrn|patient|chart|record|file"
        r"|ref|reference|rx|prescription|passport|licen[sc]e|plate|id|medicaid|medicare|nhs|insurance"
        r"|badge|account|acct|routing|student)"
        r"(?:\s?(?:number|no\.?|num|nr|id|is|card|plate|code))*\s?[:#]*\s*"
        r"(?P<value>(?=[a-z\-]*\d(?:[a-z\-]*\d){3})(?!(?:19|20)\d\d\b)(?!\d+(?:mg|ml|mcg|st|nd|rd|th)\b)"
        r"[a-z\d][a-z\d\-]{3,})\b"
    ),
    as_written(
        r"(?:#|\b[Nn]o\.|\b[Nn]umber"
        r"|\b[Nn]um\b)\s*:?\s*(?P<value>(?=[A-Z\-]*\d(?:[A-Z\-]*\d){3})(?!(?:19|20)\d\d\b)"
        rf"[A-Z\d][A-Z\d\-]{{3,}})\b(?!\s?{UNITS}\b)"
    ),
    # In small letters right behind the word, and in words: "plate is ghx 4471", "case two three oh four".
    any_case(
        r"\b(?:plates?|tags?|reg(?:istration)?)(?:\s(?:number|no\.?|#))?(?:['’]s|\s(?:is|was"
        r"|reads|says|starts with|ends in|ending))?[\s:#]+"
        r"(?P<value>[a-z]{2,4}[\s\-]?\d{2,4}[a-z]{0,3}|\d{1,4}[\s\-]?[a-z]{2,3}[\s\-]?\d{0,4}"
        r"|[a-z]{2}\d{2}\s?[a-z]{3})\b(?!\s?(?:mg|days?|hours?))"
    ),
    any_case(
        r"\b(?:pin|pass ?code|pass ?word|(?:door|gate|access|entry|lock ?box|garage|security"
        r"|buzzer|alarm) code)\b(?:\s(?:is|was|for \w+ \w+ is))?[\s:=#]*"
        r"(?P<value>[\w#*!]*\d[\w#*!]{2,})"
    ),
    any_case(
        r"\b(?:number|num|no\.|#)\s*(?:at the \w+\s|in the \w+\s|in there\s|there\s|inside\s"
        r"|on \w+ \w+\s)?(?:is|was|['’]s|its|=|:)\s*"
        r"(?P<value>(?!(?:19|20)\d\d\b)[A-Z]{0,4}[\s\-]?\d(?:[\s\-]?\d){3,})\b(?!\s?(?:mg"
        r"|days?|percent|%))"
    ),
    as_written(
        rf"\b(?i:{KEPT_UNDER})(?i:\s(?:number|no\.?|num|card|code))*(?i:['’]s|\s(?:is|was|reads"
        rf"|says))?[\s:#]+"
        r"(?P<value>(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{5,12})\b(?!\s?(?:MG|ML))"
    ),
    # Plates without a word for them: of Britain, and behind a car.
    as_written(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b"),
    as_written(
        r"\b(?i:suv|jeep|honda|chevy|ford|toyota|nissan|dodge|kia|hyundai|bmw|altima|civic"
        r"|camry|impala|malibu|silverado|sedan|pickup)\b"
        rf"[^\n.!?$]{{0,15}}?[\s:#](?P<value>{PLATE})"
    ),
)
PUBLIC_CODE = re.compile(
    r"(?:NDC\s?)?\d{4,5}-\d{3,4}-\d{1,2}|[A-Z]\d\d\.\d{1,3}[A-Z]?|J\d{4}|(?:CPT"
    r"|HCPCS)[\s\-]?\w{5}|U-?47700|[HGT]\d{4}"
)
"""Codes of medicines ("65757-300-01"), of diagnoses ("F11.20") and of bills ("J2315"): nobody's."""
