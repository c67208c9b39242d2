"""Rules about the parts of one question: key, options, lengths, notes, setting."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from bot.domain.question import Kind, Question
from bot.packs.problem import Level
from bot.packs.shape import code_defects, key_defects, option_defects

from .rule import Rule, each
from .words import codes, content, distractors, folded, keys, leading_codes, words

_NEAR = 0.92
_RATIONALE_MIN = 120
_OPTION_MAX = 200
_STEM_MAX_WORDS = 120
_STEM_MIN_WORDS = 8
_RECORD_WORDS = (60, 400)
_MESSAGE_MAX = (
    3600  # Discord shows 4,000 characters a view; title, buttons and footer need the rest
)
_COUNTS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_SELECT = re.compile(r"\b(?:select|choose)\s+(?:the\s+)?(\w+)", re.IGNORECASE)
_NUMBER = re.compile(r"\$?(\d[\d,]*(?:\.\d+)?)\s*([%\w]*)")
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:-|–|to)\s*(\d[\d,]*(?:\.\d+)?)")
_JOINING = re.compile(
    r"\b(?:and|then|plus|with|first|second|only|followed|by|units?)\b", re.IGNORECASE
)
_TITLE = re.compile(r"[A-Za-z]{3,}")
_NEUTRAL = re.compile(r"(?:no|none|nothing|neither)\b", re.IGNORECASE)


def _key(question: Question) -> Iterator[str]:
    yield from key_defects(question)
    if question.kind is Kind.MULTI:
        said = [_COUNTS.get(found.upper(), 0) for found in _SELECT.findall(question.stem)]
        if len(question.key) not in said:
            yield f"a multi stem ends in Select {_name(len(question.key))}."


def _name(count: int) -> str:
    return next((name for name, value in _COUNTS.items() if value == count), str(count))


def _duplicates(question: Question) -> Iterator[str]:
    seen: dict[str, str] = {}
    for option in question.options:
        text = folded(option.text)
        if text in seen:
            yield f"{seen[text]} and {option.id} say the same"
        seen[text] = option.id


def _near(question: Question) -> Iterator[str]:
    for one, two in combinations(question.options, 2):
        if codes(one.text) or codes(two.text) or folded(one.text) == folded(two.text):
            continue
        ratio = SequenceMatcher(None, one.text.lower(), two.text.lower())
        if ratio.real_quick_ratio() > _NEAR and ratio.ratio() > _NEAR:
            yield f"{one.id} and {two.id}"


def _key_longest(question: Question) -> Iterator[str]:
    right, wrong = keys(question), distractors(question)
    if not right or not wrong:
        return
    longest = min(len(option.text) for option in right)
    mean = sum(len(option.text) for option in wrong) / len(wrong)
    # Ten characters more give nothing away where every option is a word or two.
    gap = longest - max(len(option.text) for option in wrong)
    if gap > 0 and longest > 1.3 * mean and longest - mean >= 10:  # noqa: PLR2004 - item-writing practice
        yield f"{longest} characters, the others {mean:.0f}"


def _form(text: str) -> str:
    """The form of an option: code, code with title, number, sentence or phrase."""
    if leading := leading_codes(text):
        rest = text
        for code in leading:
            rest = rest.replace(code, "")
        return "code with title" if _TITLE.search(_JOINING.sub("", rest)) else "code"
    if re.fullmatch(r"\$?[\d,.]+\s*\S{0,12}", text):
        return "number"
    return "sentence" if text.endswith(".") else "phrase"


def _parallel(question: Question) -> Iterator[str]:
    texts = [option.text for option in question.options if not _NEUTRAL.match(option.text)]
    forms = sorted({_form(text) for text in texts})
    if len(forms) > 1:
        yield " and ".join(forms)
    systems = sorted({codes(text)[0][0] for text in texts if leading_codes(text)})
    if len(systems) > 1:
        yield " and ".join(systems)


def _overlap(question: Question) -> Iterator[str]:
    found = [_RANGE.fullmatch(_unit_free(option.text)) for option in question.options]
    ranges = sorted((_value(r[1]), _value(r[2])) for r in found if r)
    if len(ranges) == len(question.options):
        for (_, end), (start, _) in pairwise(ranges):
            if start < end:
                yield f"{start:g} is in the range that ends at {end:g}"


def _unsorted(question: Question) -> Iterator[str]:
    texts = [option.text for option in question.options if not _NEUTRAL.match(option.text)]
    listed = [leading_codes(text) for text in texts]
    if len(listed) > 1 and all(listed) and listed != sorted(listed):
        yield "codes go up"
    found = [_NUMBER.fullmatch(text) for text in texts]
    values = [_value(number[1]) for number in found if number]
    units = {number[2].rstrip("s") for number in found if number}
    ordered = values in (sorted(values), sorted(values, reverse=True))
    if len(values) == len(texts) and len(units) == 1 and not ordered:
        yield "numbers go up"


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _unit_free(text: str) -> str:
    return re.sub(r"[^\d,.\-–to ]|\b(?:t|o)\b", "", text).strip(" .,to")


def _short_stem(question: Question) -> Iterator[str]:
    count = len(words(question.stem))
    if question.cognitive != "RE" and not question.case and count < _STEM_MIN_WORDS:
        yield f"{count} words"


def _record_length(question: Question) -> Iterator[str]:
    count = len(question.record.split())
    if question.record and not _RECORD_WORDS[0] <= count <= _RECORD_WORDS[1]:
        yield f"{count} words"


def _shapes(question: Question) -> Iterator[str]:
    yield from code_defects(question)


def _setting(question: Question) -> Iterator[str]:
    uncertain = any(option.error == "uncertain_dx_setting" for option in question.options)
    if question.setting == "any" and uncertain and question.cognitive != "RE":
        yield "an uncertain diagnosis is coded inpatient, not outpatient"


def _rationale_length(question: Question) -> Iterator[str]:
    if len(question.rationale) < _RATIONALE_MIN:
        yield f"{len(question.rationale)} characters"


def _restates(question: Question) -> Iterator[str]:
    said = content(question.rationale)
    known = content(" ".join((question.stem, *(option.text for option in keys(question)))))
    if said and len(said & known) / len(said) > 0.8:  # noqa: PLR2004 - four words in five
        yield ""


def _reasons(question: Question) -> Iterator[str]:
    yield from (defect for defect in option_defects(question) if "why" in defect)
    yield from (f"the key {option.id} names an error" for option in keys(question) if option.error)


def _errors(question: Question) -> Iterator[str]:
    yield from (option.id for option in distractors(question) if not option.error)


def _long_texts(question: Question) -> Iterator[str]:
    for option in question.options:
        if len(option.text) > _OPTION_MAX:
            yield f"option {option.id} has {len(option.text)} of {_OPTION_MAX} characters"
    count = len(question.stem.split())
    if count > _STEM_MAX_WORDS and not question.case:
        yield f"the stem has {count} of {_STEM_MAX_WORDS} words"


def _long_message(question: Question) -> Iterator[str]:
    shown = (question.record, question.stem, *(option.text for option in question.options))
    if (length := sum(map(len, shown))) > _MESSAGE_MAX:
        yield f"{length} of {_MESSAGE_MAX} characters"


E, W = Level.ERROR, Level.WARNING
RULES = (
    Rule(1, "key", E, "mend the key", each(_key)),
    Rule(2, "duplicate option", E, "write each option once", each(_duplicates)),
    Rule(2, "near option", W, "make the options differ in what matters", each(_near)),
    Rule(5, "key longest", W, "shorten the key or lengthen a distractor", each(_key_longest)),
    Rule(13, "parallel", W, "make the options of one kind", each(_parallel)),
    Rule(14, "ranges", E, "make the ranges of the options meet without overlap", each(_overlap)),
    Rule(14, "sorted", W, "sort the options", each(_unsorted)),
    Rule(
        16, "short stem", W, "say more in the stem, an application needs facts", each(_short_stem)
    ),
    Rule(16, "record", W, "keep a record between 60 and 400 words", each(_record_length)),
    Rule(19, "code shape", E, "write the codes as they are printed", each(_shapes)),
    Rule(21, "setting", E, "say inpatient or outpatient, the rule differs", each(_setting)),
    Rule(23, "short rationale", E, "explain in 120 characters or more", each(_rationale_length)),
    Rule(23, "restating", W, "give the rule, the rationale only repeats the item", each(_restates)),
    Rule(23, "why", E, "say why for every option, name errors on distractors only", each(_reasons)),
    Rule(23, "named error", W, "name the error a learner makes with this option", each(_errors)),
    Rule(30, "limits", E, "shorten it for a telephone", each(_long_texts)),
    Rule(30, "message", W, "shorten it to fit one message", each(_long_message)),
)
