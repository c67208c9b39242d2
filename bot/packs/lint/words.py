"""Words, sentences and codes of a text, as the wording rules compare them."""

import re
from functools import lru_cache

from bot.domain.question import Option, Question

_WORD = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*")
_SENTENCE = re.compile(r"[.!?:]\s+(?=[A-Z\"(])|\n+")
_SUFFIX = re.compile(r"(?:ations?|ings?|ments?|ed|es|ly|s)$")
_LONG = 5
_SYSTEMS = {
    "ICD-10-PCS": r"(?=[0-9A-Z]*\d)[0-9A-HJ-NP-Z]{7}",
    "HCPCS": r"[A-CE-V]\d{4}",
    "ICD-10-CM": r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|U\d\d\.\d",
}
_CODE = re.compile(
    "|".join(
        rf"(?P<{name.replace('-', '_')}>\b(?:{shape})(?![\w]))" for name, shape in _SYSTEMS.items()
    )
)

# Words of five letters and more that stand in any question: sharing them says nothing.
_STOP = """
    about after again against being below between coded coder codes coding could describe
    described diagnosis diagnoses documented documentation documents encounter every first
    following given hospital itself medical might other patient patients physician provider
    record reported reporting reports right section should shown stated statement their there
    these thing think those three under until visit whether where which while whose would write
    written answer assign assigned correct choose select enter
"""
STOP = frozenset(re.findall(r"\w+", _STOP))


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded to lower case, codes with their dot in one piece."""
    return tuple(_WORD.findall(text.lower()))


def folded(text: str) -> str:
    """`text` without case, space and punctuation."""
    return " ".join(words(text))


def stemmed(word: str) -> str:
    """`word` without its commonest endings, so that coding and codes are one."""
    return _SUFFIX.sub("", word)


def content(text: str) -> frozenset[str]:
    """The stems of the telling words of `text`: five letters or more, no stop words."""
    telling = (word.removesuffix("'s") for word in words(text))
    return frozenset(stemmed(word) for word in telling if len(word) >= _LONG and word not in STOP)


def last_sentence(text: str) -> str:
    """The sentence that asks: the last with a question mark, or simply the last."""
    sentences = [part for part in _SENTENCE.split(text.strip()) if part and part.strip()]
    asking = [part for part in sentences if part.rstrip().endswith("?")]
    # Splitting eats the mark between sentences; a question followed by "Select TWO." lost its own.
    asked = re.findall(r"[^.!?\n]*\?", text)
    return (asking or asked or sentences or [""])[-1].strip()


def codes(text: str) -> tuple[tuple[str, str], ...]:
    """The (code system, code) pairs in `text`, by shape alone."""
    return tuple(
        ((found.lastgroup or "").replace("_", "-"), found[0]) for found in _CODE.finditer(text)
    )


def leading_codes(text: str) -> tuple[str, ...]:
    """The codes of an option that begins with one; empty for any other option."""
    found = _CODE.match(text)
    return tuple(code for _, code in codes(text)) if found else ()


def keys(question: Question) -> tuple[Option, ...]:
    """The options that are right."""
    return tuple(option for option in question.options if option.id in question.key)


def distractors(question: Question) -> tuple[Option, ...]:
    """The options that are wrong."""
    return tuple(option for option in question.options if option.id not in question.key)
