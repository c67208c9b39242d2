"""Whether a question holds together: key, options, codes and dates. What fails cannot be served."""

import re
from collections.abc import Iterator

from bot.domain.question import LETTERS, Kind, Question

_OPTIONS = {Kind.SINGLE: (3, 5), Kind.MULTI: (4, 6)}
_CODE = {
    "ICD-10-CM": re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"),
    "ICD-10-PCS": re.compile(r"[0-9A-HJ-NP-Z]{7}"),
    "HCPCS": re.compile(r"[A-CE-V]\d{4}"),
}


def defects(question: Question) -> Iterator[str]:
    """Every way in which `question` does not hold together, as a sentence that says how to mend."""
    yield from key_defects(question)
    yield from option_defects(question)
    yield from code_defects(question)
    if question.valid_from and question.valid_to and question.valid_to < question.valid_from:
        yield "valid_to is before valid_from: swap the dates"


def key_defects(question: Question) -> Iterator[str]:
    """The key: one letter for single, some but not all for multi, each the letter of an option."""
    key, letters = question.key, [option.id for option in question.options]
    if not key:
        yield "the key is empty: give the right answer"
    if len(set(key)) != len(key):
        yield "the key names the same answer twice: remove one"
    if question.kind is Kind.CODE_ENTRY:
        return
    for letter in key:
        if letter not in letters:
            yield f"the key {letter!r} is not an option: use one of {', '.join(letters) or 'none'}"
    if question.kind is Kind.SINGLE and len(key) > 1:
        yield f"a single question has one key, this has {len(key)}: make it multi or drop keys"
    if question.kind is Kind.MULTI and len(key) == 1:
        yield "a multi question has two keys or more: make it single or add a key"
    if question.kind is Kind.MULTI and len(key) >= len(letters):
        yield "every option is a key: add options that are wrong"


def option_defects(question: Question) -> Iterator[str]:
    """The options: as many as the kind needs, lettered in order, each with text and reason."""
    options = question.options
    if question.kind is Kind.CODE_ENTRY:
        if options:
            yield "code_entry has no options: remove them or change the type"
        return
    low, high = _OPTIONS[question.kind]
    if not low <= len(options) <= high:
        yield f"{question.kind} takes {low} to {high} options, this has {len(options)}"
    if [option.id for option in options] != list(LETTERS[: len(options)]):
        yield "letter the options A, B, C, ... in order"
    for option in options:
        if not option.text.strip():
            yield f"option {option.id} has no text: write it or remove the option"
        if not option.why.strip():
            yield f"option {option.id} has no why: say why it is right or which mistake it is"


def code_defects(question: Question) -> Iterator[str]:
    """The codes: one note for each key code, shaped for the code set, no mistake that is right."""
    if question.kind is Kind.CODE_ENTRY:
        yield from _note_defects(question)
        yield from _shape_defects(question)
    elif question.codes or question.mistakes or question.code_set or question.ordered:
        yield "codes, mistakes, code_set and ordered belong to code_entry: remove them"


def _note_defects(question: Question) -> Iterator[str]:
    noted = [note.code for note in question.codes]
    for code in question.key:
        if code not in noted:
            yield f"add [[question.codes]] for the key code {code}"
    for code in noted:
        if code not in question.key:
            yield f"[[question.codes]] {code} is not in the key: add it there or remove it"
    for code in sorted({note.code for note in question.mistakes} & set(question.key)):
        yield f"{code} is both key and mistake: remove one"
    for note in (*question.codes, *question.mistakes):
        if not note.why.strip():
            yield f"code {note.code} has no why: say why it is right or which mistake it is"


def _shape_defects(question: Question) -> Iterator[str]:
    shape = _CODE.get(question.code_set)
    if shape is None:
        yield "add code_set: ICD-10-CM, ICD-10-PCS or HCPCS"
        return
    for code in (*question.key, *(note.code for note in question.mistakes)):
        if not shape.fullmatch(code):
            yield f"{code!r} is not shaped like {question.code_set}: write it as it is printed"
