"""Words folded so that a title and what people type meet: case, accents, spelling, endings."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
_TITLE = re.compile(r"[a-z0-9]+|[(),;]")
_SPELLING = (
    ("haem", "hem"),
    ("oedema", "edema"),
    ("oesoph", "esoph"),
    ("rrhoea", "rrhea"),
    ("paed", "ped"),
    ("anaem", "anem"),
    ("leukaem", "leukem"),
    ("gynaec", "gynec"),
    ("tumour", "tumor"),
    ("colour", "color"),
    ("caec", "cec"),
    ("foetus", "fetus"),
    ("foetal", "fetal"),
    ("fibre", "fiber"),
)
_ENDING = re.compile(
    r"(?:ically|ations?|ions?|ities|ity|ives?|ings?|ed|ical|ics?|ous|als?|ias?|ies|es|ar|e|s|y)$"
)
_SHORTEST = 4
_KEPT = 4

STOP = frozenset(
    {
        *(
            "a",
            "an",
            "and",
            "as",
            "at",
            "by",
            "due",
            "for",
            "from",
            "has",
            "have",
            "her",
            "his",
            "in",
        ),
        *("into", "is", "it", "its", "my", "of", "on", "or", "patient", "pt", "s", "that", "the"),
        *("to", "was", "with"),
    }
)
"""Words that a search does not look for."""


def plain(text: str) -> str:
    """Lower case, no accents, American spelling, no apostrophes: `Sjögren's` is `sjogrens`."""
    folded = unicodedata.normalize("NFKD", text.lower())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    folded = folded.replace("'", "").replace("’", "")
    for here, there in _SPELLING:
        folded = folded.replace(here, there)
    return folded


def words(text: str) -> list[str]:
    """The words of a text, plain, in order."""
    return _WORD.findall(plain(text))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A plain word without its ending: `fractured` and `fractures` are one, codes stay whole."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word.removesuffix("s") if len(word) == _SHORTEST and word.isalpha() else word
    cut = _ENDING.sub("", word)
    return cut if len(cut) >= _KEPT else word.removesuffix("s")


def stems(text: str) -> list[str]:
    """The stems of a text's words, stop words left out."""
    return [stem(word) for word in words(text) if word not in STOP]


OPTIONAL = "~"
"""Before a word that stands in parentheses: it may be there or not (Guidelines, I.A.7)."""

BREAK = ","
_JOINTS = frozenset({"with", "and", "or"})


def marked(text: str) -> list[str]:
    """The stems of a title as it is stored: with what joins its parts, and with marks that the
    index takes for spaces.
    """
    found: list[str] = []
    inside = False
    for word in _TITLE.findall(plain(text)):
        if word in "()":
            inside = word == "("
        elif word in ",;":
            found.append(BREAK)
        elif word in _JOINTS:
            found.append(word)
        elif word not in STOP:
            found.append(f"{OPTIONAL}{stem(word)}" if inside else stem(word))
    return found
