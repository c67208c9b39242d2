"""Wording of one ICD-10-CM code."""

from collections.abc import Iterator

from bot.chat.cut import cut_words
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Text, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Fields,
    Paragraph,
    Select,
    Tone,
    View,
)
from bot.domain.code import CodeSet, Diagnosis, Named, NoteKind, Version
from bot.features.codes.scope import Scope

_KINDS = {
    NoteKind.INCLUSION: "Inclusion terms",
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1: not coded here",
    NoteKind.EXCLUDES2: "Excludes2: not included here, both may be coded",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.SEVENTH: "7th character",
    NoteKind.NOTE: "Note",
}
_LABEL = 95
_UPWARDS = 4


def shown(found: Diagnosis, scope: Scope) -> View:
    """Title, standing today and on the exam, place, notes, and ways up and down."""
    edition = scope.loaded(CodeSet.CM)
    version = found.version(edition) or found.newest
    blocks: list[Block] = [Paragraph(text(_standing(found, version, edition)))]
    blocks.append(Fields(tuple(_fields(found, scope))))
    for kind, heading in _KINDS.items():
        lines = tuple(_note(n.text, n.owner, found.code) for n in found.notes if n.kind is kind)
        if lines:
            blocks += [Paragraph(text(Bold(heading))), Bullets(lines)]
    blocks += _seventh(found)
    blocks += _family(found)
    if found.notes_edition < scope.aim.edition or found.notes_edition < version.first:
        blocks.append(
            Paragraph(
                text(
                    f"The notes are those of {found.notes_edition}; a later edition's are not "
                    "loaded. Check them in its book."
                )
            )
        )
    return View(
        cut_words(f"{found.code} · {version.title}", 250),
        tuple(blocks),
        tone=Tone.PLAIN if version.billable and found.version(edition) else Tone.NOTICE,
        footer=text(_source(scope)),
    )


def _standing(found: Diagnosis, version: Version, edition: str) -> str:
    if found.version(edition) is None:
        if version.last < edition:
            return f"Not valid in {edition}: it was last valid in {version.last}.{_instead(found)}"
        return f"Not valid in {edition}: it is new in {version.first}."
    if version.billable:
        return f"Billable in {edition}."
    if found.seventh and _takes_seventh(found):
        example = found.children[0].code if found.children else ""
        filled = " Empty places before it are filled with X." if "X" in example[5:] else ""
        return f"Not complete in {edition}: it needs a 7th character, such as {example}.{filled}"
    return f"A header in {edition}, not billable: report one of the {len(found.children)} below it."


def _instead(found: Diagnosis) -> str:
    return f" See {found.parents[-1].code}, under which it stood." if found.parents else ""


def _takes_seventh(found: Diagnosis) -> bool:
    characters = {value for value, _ in found.seventh}
    return bool(found.children) and all(
        len(child.code) == 8 and child.code[-1] in characters  # noqa: PLR2004 - seven and the dot
        for child in found.children
    )


def _fields(found: Diagnosis, scope: Scope) -> Iterator[tuple[str, Text]]:
    today = scope.aim.in_force
    yield f"In force today, {today}", text(_on(found, today, scope))
    if scope.exam_words:
        yield f"On your exam, {scope.exam_words}", text(_on(found, scope.aim.edition, scope))
    yield "Editions", text("; ".join(_spans(found, scope)))
    if found.chapter:
        yield "Chapter", text(f"{found.chapter.code}, {found.chapter.title}")
    if found.block:
        yield "Block", text(f"{found.block.code}, {found.block.title}")


def _on(found: Diagnosis, edition: str, scope: Scope) -> str:
    if not scope.has(CodeSet.CM, edition):
        return f"not known: {edition} is not loaded"
    version = found.version(edition)
    if version is None:
        return "not valid"
    return "valid and billable" if version.billable else "valid as a header, not billable"


def _spans(found: Diagnosis, scope: Scope) -> Iterator[str]:
    """Each version with its editions; the oldest and newest that are loaded are not its ends."""
    editions = [release.edition for release in scope.of(CodeSet.CM)]
    several = len({version.title for version in found.versions}) > 1
    for version in found.versions:
        first = f"{version.first} or before" if version.first == editions[0] else version.first
        same = version.first == version.last
        last = f" to {version.last}" if not same else ""
        kind = "billable" if version.billable else "header"
        title = f" “{version.title}”" if several else ""
        yield f"{first}{last}: {kind}{title}"


def _note(words: str, owner: str, code: str) -> Text:
    return text(words, "" if owner == code else f" (from {owner})")


def _seventh(found: Diagnosis) -> list[Block]:
    if not found.seventh:
        return []
    used = {child.code[-1] for child in found.children if len(child.code) == 8}  # noqa: PLR2004
    lines = tuple(
        text(Bold(value), f" {words}")
        for value, words in found.seventh
        if not _takes_seventh(found) or value in used
    )
    own = found.seventh_owner == found.code
    heading = "7th characters" + ("" if own else f", given at {found.seventh_owner}")
    return [Paragraph(text(Bold(heading))), Bullets(lines)]


def _family(found: Diagnosis) -> list[Block]:
    blocks: list[Block] = []
    if found.parents:
        blocks.append(
            Buttons(
                tuple(
                    Button(
                        f"Up to {parent.code}",
                        ActionRef("code", (parent.code.replace(".", ""),)),
                        about=f"Up to {parent.code}, {parent.title}",
                        typed=f"/code {parent.code}",
                    )
                    for parent in reversed(found.parents[-_UPWARDS:])
                ),
                label="Codes above",
            )
        )
    if found.children:
        blocks.append(
            Select(
                f"Codes below {found.code}",
                ActionRef("code"),
                tuple(
                    Choice(_label(child), child.code.replace(".", "")) for child in found.children
                ),
            )
        )
    return blocks


def _label(child: Named) -> str:
    return cut_words(f"{child.code} {child.title}", _LABEL)


def _source(scope: Scope) -> str:
    loaded = scope.of(CodeSet.CM)
    whole = ", ".join(release.edition for release in loaded if release.full)
    changes = ", ".join(release.edition for release in loaded if not release.full)
    return f"Source: ICD-10-CM Tabular List {whole}" + (
        f", with the changes of {changes}." if changes else "."
    )
