"""Wording of ICD-10-PCS codes and tables, and of HCPCS Level II."""

from collections.abc import Iterator

from bot.chat.cut import cut_words
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Text, text
from bot.chat.views import Block, Bullets, Choice, Fields, Paragraph, Select, Tone, View
from bot.domain.code import Axis, CodeSet, Procedure, ProcedureTable, Supply, Value
from bot.features.codes.scope import Scope

_LENGTH = 7
_FIXED = 3
_LABEL = 95
_TITLE = 250


def procedure(found: Procedure, scope: Scope) -> View:
    """A valid code with the value of each character and what it means."""
    blocks: list[Block] = [
        Paragraph(text(f"Valid in ICD-10-PCS {found.edition}: table {found.code[:_FIXED]}.")),
        *_edition(found.edition, scope),
        Bullets(tuple(_axis(axis) for axis in found.axes)),
    ]
    title = found.title or "title not loaded"
    return View(
        cut_words(f"{found.code} · {title}", _TITLE),
        tuple(blocks),
        footer=text(f"Source: ICD-10-PCS tables and definitions {found.edition}."),
    )


def table(found: ProcedureTable, scope: Scope) -> View:
    """A table as far as it was typed; what may come next, or which character is wrong."""
    blocks: list[Block] = []
    if found.wrong:
        before, wrong = found.typed[: found.wrong - 1], found.typed[found.wrong - 1]
        name = found.left[0].name.lower()
        blocks.append(
            Paragraph(
                text(
                    f"Not valid in ICD-10-PCS {found.edition}: after {before} "
                    f"no row of the table has {wrong} as character {found.wrong} ({name}). One of "
                    "these may stand there:"
                )
            )
        )
    else:
        blocks.append(
            Paragraph(
                text(
                    f"A code has seven characters; {len(found.typed)} are given. "
                    f"{found.rows} {'row' if found.rows == 1 else 'rows'} of table "
                    f"{found.typed[:_FIXED]} are open in {found.edition}."
                )
            )
        )
    blocks += _edition(found.edition, scope)
    blocks.append(Bullets(tuple(_axis(axis) for axis in found.fixed)))
    if found.rows > 1:
        said = "Not every combination of these is a row: choose one character after another."
        blocks.append(Paragraph(text(said)))
    begun = found.typed[: found.left[0].position - 1]
    for axis in found.left:
        blocks.append(Paragraph(text(Bold(f"{axis.position} {axis.name}"))))
        blocks.append(Bullets(tuple(_value(value) for value in axis.values)))
    following = found.left[0]
    blocks.append(
        Select(
            f"Choose character {following.position}, {following.name.lower()}",
            ActionRef("code"),
            tuple(
                Choice(cut_words(f"{v.value} {v.label}", _LABEL), f"{begun}{v.value}")
                for v in following.values
            ),
        )
    )
    return View(
        f"{found.typed} · ICD-10-PCS",
        tuple(blocks),
        tone=Tone.NOTICE,
        footer=text(f"Source: ICD-10-PCS tables and definitions {found.edition}."),
    )


def _edition(edition: str, scope: Scope) -> Iterator[Block]:
    for words, wanted in (
        (f"in force today, {scope.aim.in_force}", scope.aim.in_force),
        (f"on your exam, {scope.exam_words}", scope.aim.edition if scope.exam_words else edition),
    ):
        if wanted != edition and not scope.has(CodeSet.PCS, wanted):
            yield Paragraph(text(f"The edition {words}, is not loaded: this is {edition}."))


def _axis(axis: Axis) -> Text:
    only = axis.values[0] if axis.values else Value("", "")
    meaning = f". {only.definition}" if only.definition else ""
    return text(Bold(f"{axis.position} {axis.name}: "), f"{only.value} {only.label}{meaning}")


def _value(value: Value) -> Text:
    return text(Bold(value.value), f" {value.label}")


def supply(found: Supply, scope: Scope) -> View:
    """A HCPCS Level II code or modifier, with what is known of its being active."""
    kind = "code" if len(found.code) > 2 else "modifier"  # noqa: PLR2004
    pairs: list[tuple[str, Text]] = [("Listed in", text(", ".join(sorted(found.listed))))]
    if found.added:
        pairs.append(("Added", text(found.added.isoformat())))
    if found.ended:
        pairs.append(("Ended", text(found.ended.isoformat())))
    if found.titled:
        pairs.append(("Words read in", text(found.titled)))
    return View(
        cut_words(f"{found.code} · {found.long or 'words not loaded'}", _TITLE),
        (Paragraph(text(_active(found, kind, scope))), Fields(tuple(pairs))),
        tone=Tone.PLAIN if found.active else Tone.NOTICE,
        footer=text("Source: HCPCS Level II files of CMS."),
    )


def _active(found: Supply, kind: str, scope: Scope) -> str:
    newest = scope.of(CodeSet.HCPCS)[-1]
    if found.active:
        return f"An active HCPCS Level II {kind} in {newest.edition}."
    if found.ended:
        return f"This {kind} ended on {found.ended.isoformat()}."
    if newest.edition not in found.listed:
        return (
            f"This {kind} is in an older file alone ({', '.join(found.listed)}), not known in "
            f"{newest.edition}."
        )
    return (
        f"This HCPCS Level II {kind} is listed in {newest.edition}. Whether it is active cannot be "
        "told: the file of that quarter that is loaded has no dates."
    )
