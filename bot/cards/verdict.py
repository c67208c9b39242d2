"""What is said after an answer: the word first, then why, for every option, then the source."""

from bot.cards.question import chosen_words, key_words, notice
from bot.chat.text import Bold, Span, Text, text
from bot.chat.views import Block, Bullets, Fields, Meter, Paragraph, Tone
from bot.domain.grading import Grade, fold_code, grade
from bot.domain.question import Kind, Question

FEWEST_FOR_PERCENT = 5
"""Below this many answers a percentage says less than the count, and points at people."""


def verdict_word(result: Grade) -> str:
    """`Correct` or `Incorrect`; partial credit is named after it."""
    if result.right:
        return "Correct"
    if result.credit > 0:
        return f"Incorrect, with partial credit: {round(100 * float(result.credit))} %"
    return "Incorrect"


def tone(result: Grade) -> Tone:
    """Good or bad; the words say it too."""
    return Tone.GOOD if result.right else Tone.BAD


def explained(question: Question, chosen: tuple[str, ...]) -> list[Block]:
    """What was chosen, the key, why, why for every option, and the citation."""
    pairs: list[tuple[str, Text]] = [("Your answer", chosen_words(question, chosen))]
    if not grade(question, chosen).right:
        pairs.append(("Right answer", key_words(question)))
    return [Fields(tuple(pairs)), *why(question, chosen)]


def why(question: Question, chosen: tuple[str, ...] = ()) -> list[Block]:
    """The rationale, each option's own, and the citation."""
    blocks: list[Block] = [Paragraph(text(question.rationale.strip()))]
    if question.kind is Kind.CODE_ENTRY:
        blocks.append(_code_notes(question, chosen))
    else:
        blocks.append(
            Bullets(
                tuple(_option_note(question, o.id, o.why) for o in question.options),
                marks=tuple(o.id for o in question.options),
            )
        )
    return [*blocks, citations(question), *notice(question)]


def citations(question: Question) -> Block:
    """Where it stands: source, section and year."""
    shown = tuple(text(str(c), f": {c.note}" if c.note else "") for c in question.citations)
    return Fields((("Source", shown[0]),)) if len(shown) == 1 else _sources(shown)


def distribution(question: Question, tally: list[tuple[tuple[str, ...], int]]) -> list[Block]:
    """Who chose what as bars; percentages only from five answers on."""
    total = sum(count for _, count in tally)
    if question.kind is Kind.CODE_ENTRY:
        right = sum(count for chosen, count in tally if grade(question, chosen).right)
        return (
            [Meter("All codes right", right, max(total, 1), _share(right, total))] if total else []
        )
    counts = {option.id: 0 for option in question.options}
    for chosen, count in tally:
        for letter in chosen:
            if letter in counts:
                counts[letter] += count
    return [
        Meter(
            f"{letter}{' (key)' if letter in question.key else ''}",
            count,
            max(total, 1),
            _share(count, total),
        )
        for letter, count in counts.items()
        if total
    ]


def _share(count: int, total: int) -> str:
    if total < FEWEST_FOR_PERCENT:
        return f"{count} of {total}"
    return f"{count} of {total}, {round(100 * count / total)} %"


def _option_note(question: Question, letter: str, note: str) -> Text:
    mark: Span = Bold("Key. ") if letter in question.key else ""
    return text(mark, note)


def _code_notes(question: Question, chosen: tuple[str, ...]) -> Block:
    notes = [(n.code, "", n.why) for n in question.codes]
    entered = {fold_code(code) for code in chosen}
    notes += [
        (n.code, "", n.why) for n in question.mistakes if not chosen or fold_code(n.code) in entered
    ]
    return Bullets(tuple(text(Bold(f"{code}: "), note) for code, _, note in notes))


def _sources(shown: tuple[Text, ...]) -> Block:
    return Fields(tuple((f"Source {i}", t) for i, t in enumerate(shown, start=1)))
