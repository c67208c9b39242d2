"""Rules about what must not be said at all: licensed codes, personal data, exam claims, slurs."""

import re
from collections.abc import Iterator

from bot.domain.question import Question
from bot.packs.licence import suspects, texts
from bot.packs.problem import Level

from .rule import Rule, each

_QUOTE_MAX_WORDS = 15
_QUOTED = re.compile(r"[\"“”]([^\"“”]{20,})[\"“”]")
_NAME = r"[A-Z][a-z]+\s+(?:[A-Z]\.?\s+)?[A-Z][a-z]+"
_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z][a-z]+\s+\d{1,2},?\s+\d{4})"
_PERSONAL = {
    "name with a birth date": re.compile(
        rf"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|[Pp]atient|[Nn]ame)\.?:?\s+)?{_NAME}\b[^.\n]{{0,40}}"
        rf"\b(?:DOB|[Dd]ate of birth|[Bb]orn)\b[^.\n]{{0,12}}{_DATE}"
    ),
    "record number": re.compile(
        r"\b(?:MRN|[Mm]edical record (?:number|no\.?)|[Aa]ccount (?:number|no\.?))\s*[:#]?\s*"
        r"(?:is\s+)?#?[A-Z]{0,3}\d{4,}"
    ),
    "telephone number": re.compile(r"(?<![\d.])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)"),
    "social security number": re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    "e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b"),
    "street address": re.compile(
        r"\b\d{1,5}\s+(?:[A-Z][a-z]+\s+){1,2}"
        r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court)\b"
    ),
}
_CLAIM = re.compile(
    r"\b(?:real|actual|live|true)\s+(?:CPC|CIC|CCS|CCA|certification|board)?\s*exam(?:ination)?s?\b"
    r"|\b(?:seen|appeared|appears|asked|tested|shows? up)\s+(?:up\s+)?on\s+(?:the|your)\s+"
    r"(?:CPC|CIC|CCS|CCA|certification|real|actual)?\s*(?:exam|test)\b"
    r"|\brecalled\s+(?:from|exam|item|question)|\b(?:exam|brain)\s?dumps?\b"
    r"|\bofficial\s+(?:exam|practice|test|AAPC|AHIMA)\b|\bguaranteed?\s+(?:pass|to\s+pass)\b"
    r"|\bwill\s+be\s+on\s+(?:the|your)\s+(?:\w+\s+)?(?:exam|test)\b",
    re.IGNORECASE,
)
_STEREOTYPE = re.compile(
    r"\b(?:drug[- ]seek(?:er|ing)|junkie|crack\s?head|frequent\s+flyer|crazy|lunatic"
    r"|retarded|crippled?|hysterical\s+(?:female|woman)|little\s+old\s+lady|illegal\s+(?:alien|immigrant)|gypsy|midget"
    r"|wheelchair[- ]bound|dumb|stupid|mongol(?:oid)?|spinster|geezer"
    r"|Justin\s+Case|Seymour\s+Butts|Ima\s+Hogg|Dr\.?\s+Payne?|Dr\.?\s+Evil|Patty\s+O\W?Furniture"
    r"|just\s+guess|who\s+cares|ask\s+the\s+janitor)\b",
    re.IGNORECASE,
)


def _licensed(question: Question) -> Iterator[str]:
    if question.needs_licence:
        return
    for text in texts(question):
        yield from suspects(text)


def _clinic_quotes(question: Question) -> Iterator[str]:
    for text in texts(question):
        if "coding clinic" in text.lower():
            for quote in _QUOTED.findall(text):
                if (count := len(quote.split())) > _QUOTE_MAX_WORDS:
                    yield f"{count} words beside Coding Clinic"


def _personal(question: Question) -> Iterator[str]:
    for text in texts(question):
        for name, pattern in _PERSONAL.items():
            if found := pattern.search(text):
                yield f"{name}: {found[0]}"


def _claims(question: Question) -> Iterator[str]:
    yield from (found[0] for text in texts(question) for found in _CLAIM.finditer(text))


def _stereotypes(question: Question) -> Iterator[str]:
    yield from (found[0] for text in texts(question) for found in _STEREOTYPE.finditer(text))


E, W = Level.ERROR, Level.WARNING
RULES = (
    Rule(24, "CPT", E, "take licensed code content out", each(_licensed)),
    Rule(
        24, "Coding Clinic", E, "say it in your own words and cite the issue", each(_clinic_quotes)
    ),
    Rule(25, "personal data", E, "take out what looks like a real person", each(_personal)),
    Rule(26, "exam claim", E, "claim nothing about the real exam", each(_claims)),
    Rule(29, "stereotype", W, "describe the person with respect, or the joke", each(_stereotypes)),
)
