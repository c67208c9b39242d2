"""A question as people see it, and the controls that answer it."""

from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Span, Text, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    Form,
    Input,
    Paragraph,
    Record,
    Select,
)
from bot.domain.grading import fold_code
from bot.domain.question import Kind, Question

MOST_BUTTONS = 5
_WORDS = ("zero", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX")

_SETTINGS = {
    "inpatient": "inpatient",
    "outpatient": "outpatient",
    "ed": "emergency department",
    "professional": "professional fee",
}


def prompt(question: Question, *, noticed: bool = True) -> list[Block]:
    """Record, stem and lettered options; how to answer where that is not plain; its notice, unless
    the reasons follow, which show it too.
    """
    blocks: list[Block] = []
    if question.record:
        blocks.append(Record(question.record.strip(), label="Record"))
    blocks.append(Paragraph(text(question.stem.strip())))
    if question.options:
        blocks.append(
            Bullets(
                tuple(text(option.text) for option in question.options),
                marks=tuple(option.id for option in question.options),
            )
        )
    hint = how(question)
    if hint:
        blocks.append(Paragraph(text(hint)))
    return [*blocks, *(notice(question) if noticed else ())]


def notice(question: Question) -> list[Block]:
    """What the licence of the question's pack asks to be shown with it; mostly nothing."""
    return [Paragraph(text(question.notice))] if question.notice else []


def how(question: Question) -> str:
    """How many to choose or type; empty for a single answer."""
    match question.kind:
        case Kind.SINGLE:
            return ""
        case Kind.MULTI:
            return f"Choose {_WORDS[len(question.key)]}. A part of them right earns a part."
        case Kind.CODE_ENTRY:
            count = len(question.key)
            codes = "one code" if count == 1 else f"{count} codes"
            order = " in the right order" if question.ordered and count > 1 else ""
            return f"Type {codes}{order}. Dots and capitals do not matter."


def about(question: Question, topic: str) -> str:
    """Topic, setting, edition: `ICD-10-PCS · inpatient · FY2026`."""
    parts = [topic, _SETTINGS.get(question.setting, ""), question.edition]
    return " · ".join(part for part in parts if part)


def controls(question: Question, action: str, *args: str) -> Block:
    """Letter buttons, a select, or a button that opens a form; all carry `action` and `args`.

    The select's values and the form's `codes` come back with `args` alone.
    """
    match question.kind:
        case Kind.SINGLE if len(question.options) <= MOST_BUTTONS:
            return Buttons(
                tuple(
                    Button(
                        option.id,
                        ActionRef(action, (*args, option.id)),
                        about=f"{option.id}: {option.text}",
                    )
                    for option in question.options
                ),
                label="Your answer",
            )
        case Kind.CODE_ENTRY:
            return Buttons(
                (
                    Button(
                        "Type your answer",
                        ActionRef(f"{action}_codes", args),
                        style=ButtonStyle.PRIMARY,
                    ),
                ),
                label="Your answer",
            )
        case _:
            count = len(question.key)
            return Select(
                f"Choose {count}" if count > 1 else "Your answer",
                ActionRef(action, args),
                tuple(
                    Choice(f"{option.id}: {option.text}"[:100], option.id)
                    for option in question.options
                ),
                least=count,
                most=count,
            )


def codes_form(
    question: Question, action: str, *args: str, typed: str = "", error: str = ""
) -> Form:
    """The form in which codes are typed."""
    return Form(
        "Your codes",
        ActionRef(action, args),
        (
            Input(
                "codes",
                f"{question.code_set or 'Codes'}, separated by commas or spaces",
                value=typed,
                hint=how(question),
                required=True,
                max_length=200,
                error=error,
            ),
        ),
        submit="Answer",
        about=text(question.stem.strip()[:1000]),
    )


def chosen_words(question: Question, chosen: tuple[str, ...]) -> Text:
    """What was chosen, by letter and text, or the codes as typed."""
    if question.kind is Kind.CODE_ENTRY:
        shown = {fold_code(code): code for code in question.key}
        shown |= {fold_code(note.code): note.code for note in question.mistakes}
        return text(", ".join(shown.get(code, code) for code in chosen))
    texts = {option.id: option.text for option in question.options}
    spans: list[Span] = []
    for letter in chosen:
        spans += ["; " if spans else "", Bold(letter), f" {texts.get(letter, '')}"]
    return text(*spans)


def key_words(question: Question) -> Text:
    """The key in the same form."""
    return chosen_words(
        question,
        tuple(fold_code(c) for c in question.key)
        if question.kind is Kind.CODE_ENTRY
        else question.key,
    )
