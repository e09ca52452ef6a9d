"""What announces a number that somebody is kept under, what makes an amount of it."""

from __future__ import annotations

from redaction.dates import ONES, TENS
from redaction.late import any_case, as_written

UNIT = any_case(
    r"\s*(?:%|[°º$€£]|(?:-\s?)?(?:m\.?g\.?|mcgs?|mls?|milligrams?|grams?|gs?|kgs?|kilos?|ccs?"
    r"|iu|units?|lbs?|pounds"
    r"|oz|ounces|ft|feet|foot|inch(?:es)?|miles?|mi|km|blocks?|degrees|dollars?|bucks|grand|k"
    r"|euros?|quid|pesos"
    r"|rupees|cents|percent|pct|people|patients|others|men|women|kids|guys|beds|inmates"
    r"|families|deaths|cases"
    r"|times|x|days?|nights?|wks?|weeks?|mos?|months?|yrs?|years?|y/?o|hrs?|hours?|h|mins?"
    r"|minutes?|seconds?|secs?"
    r"|am|pm|a\.m|p\.m|o['’]?clock|tabs?|tablets?|pills?|caps(?:ules)?|shots?|doses?|sprays?"
    r"|strips?|bags?|bundles?"
    r"|refills?|boxes|bottles?|packs?|sticks?|steps?|calories|bpm|beats|st|nd|rd|th|meetings"
    r"|tries|or\s\d|to\s\d"
    r"|of\sthe|out\sof|and\sa\shalf|percentile|ish|something|plus|mph|more|left|total"
    r"|in\sa\srow)(?![A-Za-z\d]))"
)
# Digits, alone or with letters, in one to six groups: "4471", "K 20-118", "qx7-22b", "8843/21".
WRITTEN = as_written(
    r"(?<![\w$£€.,@/:\-])[*#]?"
    r"(?:[A-Z]{1,5}[ ](?=[A-Z]{0,3}\d)|[A-Za-z]{1,6}[\-/.]"
    r"(?=[A-Za-z]{0,4}\d))?[A-Za-z]{0,10}\d[A-Za-z\d]*[*#!]?"
    r"(?:(?:[\-/.:_–][A-Za-z\d]+)|[ ][A-Z]{0,3}\d[A-Z\d]*(?![A-Za-z'’])|[ ][A-Z]{1,2}(?![\w'’]))*[*#!]?"
)
PLACED = (
    r"(?:rooms?|rm|beds?|bunks?|cells?|pods?|dorms?|tiers?|wings?|wards?|bays?|cubicle|table"
    r"|lockers?|mailbox|storage|gurney"
    r"|dependent code|chair|seat|stall|gate|terminal|bldg|building|module|housing unit|quad"
    r"|range|block|floor|site|space)"
)
KEYS = (
    r"(?:pins?|pin code|pass ?codes?|pass ?words?|pw|codes?|combo|combination|cvv2?|cvc|csc|cid"
    r"|security code|ext|extension|otp|keypad|lock ?box|buzzer"
    r"|badge|shield|jersey|player|unit|team|squad|engine|medic|rig|desk|window|tray|slot|combo"
    r"|digits|buzz|press|(?:ends?|ending|starts?|starting|begins?|beginning) (?:in|with)|ends"
    r"|ending|written on (?:his|her|my|the) \w+|stamped)"
)
KEPT = (
    r"(?:last (?:three|four|five|six|\d)(?: digits)?(?: of)?|juror|officer|deputy|monitor|batch"
    r"|wallet|socials?|ssn|(?<!in )case|cases|claims?|polic(?:y|ies)|members?|membership"
    r"|subscribers?|inmates?|booking|bookings|book|mrns?|chart|charts|passports?"
    r"|licen[sc]es?|dl|cdl|plates?|tags?|registration|reg|vins?|medicaid|medicare|medi-?cal"
    r"|mass ?health|tenncare|chip"
    r"|docket|cause|index|matter|i\.?d\.?s?|ids?|jid|sid|fbi|sbi|npi|dea|ein|itin|iban|swift"
    r"|bic|sort code|bsb|hicn|mbi|bin|rx ?bin|pcn"
    r"|group|grp|enrollee|beneficiary|recipient|prisoners?|offender|doc|cdcr|tdcj|bop|reg"
    r"(?:ister)?|hospital|wristband"
    r"|bracelet|health ?card|nhs|chi|permit|tax|serial|model|tracking|track|ups|usps|fedex|dhl"
    r"|parcel|package|shipment|confirmation|conf|driver['’]?s|records?"
    r"|files?|ref|reference|rx|script|prescription|label|bottle|vial|refill|account|accounts"
    r"|acct|a/c|routing|aba"
    r"|checking|savings|loan|student|employee|staff|payroll|badge|order|tickets?|invoices?"
    r"|receipt|statement|bill|authori[sz]ation"
    r"|prior auth|pa|auth|insurance|insured|warrant|parole|probation|po|green card|visa|alien"
    r"|patient|client|customer|consumer|participant"
    r"|medical card|pps|ppsn|crn|upi|hrn|urn|aadhaar|pan|voter|ration card|curp|rfc|nino"
    r"|national insurance|ni|a-?number|uscis|i-?94|imei|meid|iccid|sim"
    r"|esn|mac|router|wifi|wi-fi|network|zoom|meeting|webex|session|report|police|incident"
    r"|complaint|grievance|citation|summons|appeal|court"
    r"|dcfs|cps|dhs|dss|acs|dcf|snap|ebt|food stamps?|wic|ssi|ssdi|benefits?|unemployment"
    r"|application|app(?:lication)? (?:no|id)|bus pass|pass|library card|card|voucher|gift card"
    r"|rewards|loyalty"
    r"|locator|pnr|itinerary|flight|reservation|specimen|accession|sample|lab|requisition|req"
    r"|study|trial|subject|screening|barcode"
    r"|service|military|dod|edipi|va|veteran|union|school|title|deed|parcel|meter|utility"
    r"|electric|water|gas card|contract|ein|duns|license|number|no\.|num|nr|#|code|nummer)"
)
LINK = (
    r"(?:['’]?s)?[\s:#=,(\"“'\-–]*(?:\s*(?:numbers?|no\.?|nos\.?|num|nr|#|i\.?d\.?|codes?|card"
    r"|plate|is|was|are|were|its|it['’]?s|reads?|says"
    r"|said|shows?|ends in|ending(?: in)?|starts? with|begins with|called|at|as|the|on|for|of"
    r"|in|my|his|her|our|now|still|just"
    r"|from|under|to|ref|date|got|gave|popped up|assigned|tattooed)\b['’]?s?[\s:#=.,(\"“']*)"
)
NOBODYS = (
    r"(?:cpt|hcpcs|icd(?:-?\d+)?|dx|diagnosis|procedure|billing|reason|denial|remark|j-?code"
    r"|area|dress|error|status|penal|criminal"
    r"|vehicle|tax|promo|discount|bible|ndc|section|title|chapter|page|hwy|highway|route|phone"
    r"|fax|hotline|lifeline)"
)
AHEAD_PLACED = any_case(rf"\b{PLACED}(?:['’]s)?[\s.]*(?:number|no\.?|#|is|:|was|code)?[\s:#]*$")
AHEAD_KEY = any_case(rf"\b{KEYS}\b{LINK}{{0,4}}[\s:#=.,(\"“'\-]*$")
EXPIRES = any_case(
    r"\b(?:visa|mastercard|amex|discover|debit|credit|card|cc)\b[^\n]{0,60}\b(?:exp\w*|good "
    r"(?:thru|through|til)|valid \w+)[\s:.]*$"
)
AHEAD_KEPT = any_case(rf"\b{KEPT}(?!\w){LINK}{{0,4}}[\s:#=.,(\"“'\-]*$")
AHEAD_FAR = any_case(rf"\b{KEPT}(?!\w)[^\n.!?$]{{0,30}}$")
AHEAD_PUBLIC = any_case(rf"\b{NOBODYS}\s?(?:codes?|numbers?|no\.?|line)?(?:\s(?:is|was|for))?[\s:#]*$")
BEHIND = any_case(
    rf"[\s,;)\"”'\-–]*(?:is|was|are|['’]s|=|that['’]?s|thats|as|on|under|for)?[\s,]*"
    rf"(?:the number on\s|what['’]?s on\s)?"
    rf"(?:my|his|her|the|our|their|your)\s(?:[\w'’]+\s){{0,2}}{KEPT}(?!\w)"
)
AHEAD_CAR = any_case(
    r"\b(?:cars?|trucks?|suv|vans?|vehicle|sedan|pickup|tahoe|corolla|camry|civic|accord|altima"
    r"|impala|malibu|jeep|honda|chevy"
    r"|ford|toyota|nissan|dodge|kia|hyundai|bmw|mazda|subaru|silverado|f-?150|plates?|tags?"
    r"|driving|drives)\b[^\n.!?$]{0,30}$"
)
BEHIND_CAR = any_case(
    r"[\s,)\"”'\-–]*(?:is\s|was\s|on\s)?(?:(?:a|the|his|her|my|their)\s)?(?:\w+\s)?(?:plates?"
    r"|tags?|honda|chevy|ford|toyota|nissan|dodge|kia|hyundai"
    r"|bmw|mazda|subaru|corolla|camry|civic|accord|altima|impala|malibu|jeep|tahoe|truck|car"
    r"|van|suv|sedan|pickup)\b"
)
PLATE = any_case(
    r"(?=[A-Z\d]*[\s\-]?[A-Z\d]*\d)(?=[\d\s\-]*[A-Z])[A-Z\d]{1,4}[\s\-][A-Z\d]{2,5}|[A-Z\d]{5,8}"
)
ADDRESS_OF_NET = any_case(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|\b(?:[\da-f]{2}[:\-]){5}[\da-f]{2}\b"
    r"|\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b"
)
MASKED = as_written(r"(?<![\w*])(?:[xX]{2,}|[*•#]{2,}|\.{3}|…)(?:[\s\-][xX*•]{2,}){0,4}[\s\-]?\d{3,6}\b")
"""What is left of an account: "xxxx-4471", "****7719"."""
BEHIND_CARD = as_written(
    r"(?<!\d)(?:\d{4}[ \-.]?){3}\d{3,4}(?!\d)|(?<!\d)3[47]\d{2}[ \-.]?\d{6}[ \-.]?\d{5}(?!\d)"
)
OF_CARD = any_case(
    r"[\s,;/]*(?:(?:exp\w*|good (?:thru|til)|valid\w*)\.?:?\s*)?((?:0?[1-9]|1[0-2])\s?[/\-]\s?"
    r"(?:20)?\d\d|(?:0[1-9]|1[0-2])\d\d\b)"
    r"|[\s,;/]*(?:(?:cvv2?|cvc|code|security|sec|pin|back|and|the|on|front|code on (?:the )?"
    r"(?:back|front))[\s:#]*){0,4}(\d{3,4})(?!\d)"
)
LETTERS = as_written(
    r"\b(?i:confirmation|conf|booking|reservation|reference|ref|locator|pnr|record locator"
    r"|access code|pass ?code|plates?|tag"
    r"|license plate|pcn|grp|rx ?bin|code|voucher|wifi|password|pass ?word)\b(?i:\s(?:number"
    r"|no\.?|code|is|was|says|reads|ref|#|:)){0,2}[\s:#=\"“']*"
    r"(?P<value>(?=[A-Z]*[B-DF-HJ-NP-TV-XZ]{2})[A-Z]{5,8})\b"
)
PLACED_LETTER = as_written(
    r"\b(?i:block|pod|bldg|building|tower|wing|dorm|tier|unit|ward|bay|gate)\s"
    r"(?P<value>[A-HJ-Z])(?=[\s,;)]|\.(?:\s|$)|$)"
)
PASSWORD = any_case(
    r"\b(?:pass ?word|passcode|pw|pass ?phrase|safe ?word|security (?:answer|word)"
    r"|mother['’]?s maiden name|wifi(?: key)?)\b(?:\s(?:for|to|on)(?:\s\w+){1,3}?)?"
    r"(?:\s(?:is|was)|\s?[:=]|['’]s)\s+[\"“']?(?P<value>(?!(?:not|the|a|an|wrong|changed|same"
    r"|still|on|in|to|gone|down|out|bad|slow|so|that|what|his|her|my|locked)\b)[^\s\"”',.]{4,})"
)
PASSWORD_BARE = any_case(
    r"\b(?:pass ?word|pass ?code|pw|pass ?phrase|wifi(?: key)?|login)\s(?P<value>"
    r"(?=[^\s]*[\d!@$%&])[^\s\"”',.]{5,})"
)
NUMBER_WORD = rf"(?:{ONES}|zero|oh|o|nought|double|triple|ten|eleven|twelve|\w{{3,5}}teen|{TENS}|hundred)"
LETTER_WORD = (
    r"(?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|kilo|lima|mike"
    r"|november|oscar|papa|quebec"
    r"|romeo|sierra|tango|uniform|victor|whiskey|x-?ray|yankee|zulu|[b-hj-z](?:\sas in\s\w+)?|a"
    r"(?=\sas in)(?:\sas in\s\w+)?|dash|slash|hyphen|dot)"
)
SAID = any_case(
    rf"\b(?:(?:{LETTER_WORD}[\s,\-]+){{0,4}})(?:{NUMBER_WORD}|\d{{1,4}})(?:[\s,.\-]+"
    rf"(?:{NUMBER_WORD}|{LETTER_WORD}|\d{{1,4}}))*\b"
)
IN_WORDS = any_case(rf"\b{NUMBER_WORD}\b")
MONEY = frozenset(
    ["bill", "bills", "statement", "invoice", "loan", "receipt", "order", "benefits", "deposit", "card"]
)
BACK = 60
"""Characters before a number in which its cue may stand."""
AMOUNT = any_case(
    r"#?(?:\d{1,2}(?:st|nd|rd|th)|[\d.]+(?:[\-–/][\d.]+)?(?:mgs?|mcgs?|mls?|gs?|kgs?|lbs?|oz|iu"
    r"|cc|k|x|am|pm|hrs?|mins?|days?|wks?"
    r"|yrs?|yo|mos?|ft|in|cm|mm|mph|ish|s|weeks?|months?)(?:/.*)?|\d{1,2}:\d\d(?:[ap]m)?|24/7|4/20)"
)
RATIO = any_case(
    r"#?(?:(?:19|20)\d\d(?:s|[\-–/](?:(?:19|20)?\d\d))?|[A-Za-z]{3,}(?:19|20)\d\d|covid-?19"
    r"|cyp\w+|[hj]\d{4}|[a-z]\d\d(?:\.\d\w*)?"
    r"|mp3|5-?ht\d\w*|u-?47700|\d+/\d{1,3}|\d\.\d+|\d{1,3}-\d{1,3}|99\d{3}|i-?\d{1,3}|(?:us|sr"
    r"|cr)-?\d+|h[eb]?\w{0,2}c\d?|b-?12|d-?3|42cfr)"
)
LABS = any_case(
    r"(?:CPT|HCPCS|ICD|NDC|CFR|FDA|COVID|AST|ALT|GGT|ALP|INR|WBC|RBC|PLT|A1C|HBA1C|BP|HR|HIV"
    r"|HCV|TSH|BMI|LFTS?|GFR|EGFR|O2|SPO2|COWS|PHQ|GAD|AGE|DAY|WEEK)\b|(?:AST|ALT|GGT)\d"
)


NUMBERED = frozenset(
    [
        "case",
        "cause",
        "juror",
        "officer",
        "deputy",
        "inmate",
        "docket",
        "file",
        "ref",
        "ticket",
        "number",
        "no",
        "id",
        "prisoner",
        "booking",
        "chart",
        "badge",
        "#",
    ]
)
