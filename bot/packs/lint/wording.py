"""Rules about how a question is said: cues that let a test-wise reader guess."""

import re
from collections.abc import Iterator

from bot.domain.question import Kind, Question
from bot.packs.problem import Level

from .rule import Rule, each
from .words import content, distractors, keys, last_sentence, leading_codes, stemmed, words

_ABOVE = re.compile(
    r"\b(?:all|none|any|both|either|neither|some)\s+of\s+(?:the\s+)?"
    r"(?:above|below|these|(?:other\s+)?(?:answers|options|choices))\b"
    r"|^(?:both\s+|only\s+|either\s+|neither\s+)?[A-F](?:\s*,\s*[A-F])*,?\s+(?:and|or|nor|&)\s+[A-F]"
    r"(?:\s+only|\s+are\s+\w+)?\.?$"
    r"|^(?:none|all)(?:\s+of\s+them)?\.?$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice|[Dd]istractor)s?\s+[A-F]\b(?![.\d-]\d)")
# "which is not", but not "which code is reported when it is not stated".
_NEGATIVE = re.compile(
    r"\b(?:which|what|who)\b(?:(?!\b(?:when|if|because|since|that|where|whose|for|with|after)\b).)*?"
    r"\b(?:is|are|does|do|would|should|may|can|could|was|were|must)\s+not\b"
    r"|\bexcept\s*[?:.]?\s*$|\bof\s+the\s+following\b.*\bexcept\b|\bleast\s+(?:likely|appropriate)\b",
    re.IGNORECASE,
)
_NEGATIVE_WORD = re.compile(r"\b(?:not|except|least)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(?:always|never|all|only|must)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:usually|often|may|might|sometimes|generally|typically|commonly|frequently)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(an?)\s*[:_…]*\s*$", re.IGNORECASE)
_VERB = re.compile(r"\b(is|are|this|these)\s*[:_…]*\s*$", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:select|choose|enter|assign|give|report|code|name|list|type|build|put|sequence|identify)\b",
    re.IGNORECASE,
)
_EMPTY_LEAD = re.compile(
    r"^which\s+(?:one\s+)?of\s+the(?:se)?\s*(?:following)?\s*(?:statements?|sentences?)?\s*"
    r"(?:is|are)\s+(?:true|correct|right|false|accurate)\s*\??$",
    re.IGNORECASE,
)


def negative(question: Question) -> bool:
    """Whether the stem asks for what is not so."""
    return bool(_NEGATIVE.search(last_sentence(question.stem)))


def _above(question: Question) -> Iterator[str]:
    for option in question.options:
        if _ABOVE.search(option.text):
            yield f"{option.id}: {option.text}"


def _letters(question: Question) -> Iterator[str]:
    texts = [text for option in question.options for text in (option.text, option.why)]
    for text in (*texts, question.rationale):
        if found := _LETTER.search(text):
            yield found[0]


def _small_negative(question: Question) -> Iterator[str]:
    asked = _NEGATIVE.search(last_sentence(question.stem))
    for word in _NEGATIVE_WORD.findall(asked[0]) if asked else ():
        if not word.isupper():
            yield word


def _absolutes(question: Question) -> Iterator[str]:
    if any(_ABSOLUTE.search(option.text) for option in keys(question)):
        return
    for option in distractors(question):
        # A code's official title keeps its words.
        if not leading_codes(option.text) and (found := _ABSOLUTE.search(option.text)):
            yield f"{option.id}: {found[0]}"


def _vague(question: Question) -> Iterator[str]:
    if any(_VAGUE.search(option.text) for option in distractors(question)):
        return
    for option in keys(question):
        if found := _VAGUE.search(option.text):
            yield f"{option.id}: {found[0]}"


def _grammar(question: Question) -> Iterator[str]:
    stem = question.stem.strip().rstrip("?").rstrip()
    if article := _ARTICLE.search(stem):
        wants_vowel = article[1].lower() == "an"
        fits = [o.id for o in question.options if (o.text[:1].lower() in "aeiou") == wants_vowel]
    elif verb := _VERB.search(stem):
        wants_many = verb[1].lower() in {"are", "these"}
        fits = [o.id for o in question.options if _plural(o.text) == wants_many]
    else:
        return
    if len(fits) == 1:
        yield f"only {fits[0]} fits the end of the stem"


def _plural(text: str) -> bool:
    last = (words(text) or ("",))[-1]
    return last.endswith("s") and not last.endswith(("ss", "is", "us"))


def _clang(question: Question) -> Iterator[str]:
    # The title of the right code names the condition: no cue, but the question itself.
    coded = any(leading_codes(option.text) for option in question.options)
    if coded or question.kind is not Kind.SINGLE:
        return
    wrong = _all_stems(" ".join(option.text for option in distractors(question)))
    for option in keys(question):
        if shared := (content(question.stem) & content(option.text)) - wrong:
            yield f"{option.id}: {', '.join(sorted(shared))}"


def _all_stems(text: str) -> frozenset[str]:
    return frozenset(stemmed(word) for word in words(text))


def _convergence(question: Question) -> Iterator[str]:
    if question.kind is not Kind.SINGLE or len(question.options) < 4:  # noqa: PLR2004 - three are too few to tell
        return
    tokens = {option.id: frozenset(words(option.text)) for option in question.options}
    scores = {one: _shared(one, tokens) for one in tokens}
    key = question.key[0]
    rest = max(score for one, score in scores.items() if one != key)
    if scores.get(key, 0) > 0.25 and scores[key] > 1.4 * rest:  # noqa: PLR2004 - tuned on the bank
        yield f"{key} shares most words with the others"


def _shared(one: str, tokens: dict[str, frozenset[str]]) -> float:
    """The mean overlap (Jaccard) of an option with the others."""
    mine = tokens[one]
    others = [words_ for other, words_ in tokens.items() if other != one]
    return sum(len(mine & o) / len(mine | o) for o in others if mine | o) / len(others)


def _asks(question: Question) -> Iterator[str]:
    stem = question.stem.strip()
    sentences = re.split(r"[.?!:]\s+|\n+", stem)
    asks = stem.endswith(("?", ":", "…", "___")) or "?" in stem
    if not asks and not any(_LEAD_IN.search(part.strip()) for part in sentences[-2:]):
        yield "no question and no lead-in"
    if _EMPTY_LEAD.search(last_sentence(stem)):
        yield "which of these is true, of what?"


E, W = Level.ERROR, Level.WARNING
RULES = (
    Rule(3, "all of the above", E, "say what is meant instead of pointing", each(_above)),
    Rule(3, "letters", E, "name the option's content, letters move", each(_letters)),
    Rule(4, "negative", E, "write NOT, EXCEPT or LEAST in capitals", each(_small_negative)),
    Rule(8, "absolutes", W, "take the absolute out or use it in the key too", each(_absolutes)),
    Rule(9, "vague", W, "take the vague word out or use it in a distractor too", each(_vague)),
    Rule(10, "grammar", W, "end the stem so that every option fits", each(_grammar)),
    Rule(11, "clang", W, "use the stem's word in a distractor too or not in the key", each(_clang)),
    Rule(12, "convergence", W, "spread the shared words over the options", each(_convergence)),
    Rule(15, "lead-in", W, "end the stem in a question that can be answered alone", each(_asks)),
)
