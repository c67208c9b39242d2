"""Wording of codes: results of a search, what is missing, and what every answer ends with."""

import re
from collections.abc import Callable, Sequence

from bot.chat.cut import cut_words
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Code, Span, Text, text
from bot.chat.views import Block, Bullets, Choice, Paragraph, Select, Tone, View
from bot.domain.code import (
    Absent,
    CodeSet,
    Diagnosis,
    Found,
    Hit,
    Licensed,
    Named,
    Procedure,
    ProcedureTable,
    Results,
    Supply,
)
from bot.features.codes import diagnosis_views, other_views
from bot.features.codes.scope import Scope

AGENCIES = (
    "ICD-10-CM is published by NCHS, ICD-10-PCS and HCPCS Level II by CMS, free of charge; showing "
    "them implies no endorsement. Descriptors are not changed. Code from the current official "
    "books, not from this bot."
)
_NAMES = {CodeSet.CM: "ICD-10-CM", CodeSet.PCS: "ICD-10-PCS", CodeSet.HCPCS: "HCPCS Level II"}
_LABEL = 95
_TITLE = 140
_MODIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]")


def whole(found: Found) -> bool:
    """Whether it answers the question, so that no search is needed."""
    return not isinstance(found, Absent)


def is_modifier(typed: str) -> bool:
    """Whether two letters may be an abbreviation as well as a modifier."""
    return bool(_MODIFIER.fullmatch(typed.strip()))


def answer(typed: str, found: Sequence[Found], results: Results, scope: Scope) -> View:
    """What was found; where a shape belongs to two sets, the first with a way to the others."""
    first = next(iter(found), None)
    if first is None or (is_modifier(typed) and results.hits):
        return listing(typed, results, scope, also=found)
    match first:
        case Diagnosis():
            view = diagnosis_views.shown(first, scope)
        case Procedure():
            view = other_views.procedure(first, scope)
        case ProcedureTable():
            view = other_views.table(first, scope)
        case Supply():
            view = other_views.supply(first, scope)
        case Licensed():
            return licensed(first)
        case Absent():
            view = missing(first, results, scope)
    others = [Paragraph(text(_also(other, scope))) for other in found[1:]]
    return View(
        view.title,
        (*view.blocks, *others),
        tone=view.tone,
        footer=text(*view.footer, " " if view.footer else "", AGENCIES),
    )


def _also(found: Found, scope: Scope) -> str:
    match found:
        case Absent(unloaded=True):
            name = _NAMES[found.code_set]
            return f"{found.typed}: {name} is not loaded, it may be a code of that set."
        case Absent():
            return _there_is_none(found, scope)
        case ProcedureTable():
            return f"{found.typed} is also the beginning of ICD-10-PCS codes: /code {found.typed}0"
        case Supply():
            return f"{found.code} is also in HCPCS Level II: {cut_words(found.long, _TITLE)}"
        case Procedure() | Diagnosis():
            return f"{found.code} is also in another code set."
        case _:
            return ""


def listing(typed: str, results: Results, scope: Scope, also: Sequence[Found] = ()) -> View:
    """Codes found by words, to open one."""
    said = cut_words(" ".join(typed.split()), 60)
    modifiers = [Paragraph(text(_modifier(f))) for f in also if isinstance(f, Supply)]
    if not results.hits:
        return View(
            f"No code found for “{said}”",
            (
                Paragraph(
                    text(
                        "No title or inclusion term has these words. Try the condition alone, such "
                        "as ",
                        Code("/code pneumonia"),
                        ", other words for it, or a code such as ",
                        Code("/code E11.22"),
                        ".",
                    )
                ),
                *modifiers,
                *_lacking(scope),
            ),
            tone=Tone.NOTICE,
        )
    blocks: list[Block] = []
    if results.read_as:
        read = "; ".join(f"{a} as {b}" for a, b in results.read_as)
        blocks.append(Paragraph(text(f"Read {read}.")))
    for code_set in CodeSet:
        hits = [hit for hit in results.hits if hit.code_set is code_set]
        if hits:
            blocks.append(Paragraph(text(Bold(_heading(code_set, scope)))))
            blocks.append(Bullets(tuple(_hit(hit) for hit in hits)))
    blocks += [*modifiers, open_one("Open a code", results.hits)]
    return View(f"Codes for “{said}”", tuple(blocks), footer=text(AGENCIES))


def _heading(code_set: CodeSet, scope: Scope) -> str:
    if code_set is CodeSet.HCPCS:
        return "HCPCS Level II"
    return f"{_NAMES[code_set]} {scope.loaded(code_set)}"


def _hit(hit: Hit) -> Text:
    notes: list[Span] = []
    if hit.seventh:
        notes.append(" · add a 7th character")
    elif not hit.billable:
        notes.append(" · header, not billable")
    if hit.why:
        notes.append(f" · “{cut_words(hit.why, _TITLE)}”")
    return text(Bold(hit.code), f" {cut_words(hit.title, _TITLE)}", *notes)


def open_one(label: str, hits: Sequence[Hit | Named]) -> Select:
    """A choice of codes that opens one."""
    return Select(
        label,
        ActionRef("code"),
        tuple(Choice(cut_words(f"{h.code} {h.title}", _LABEL), _plain(h.code)) for h in hits),
    )


def _plain(code: str) -> str:
    return code.replace(".", "")


def _modifier(found: Supply) -> str:
    said = cut_words(found.long, _TITLE) or "its words are not loaded"
    return f"{found.code} is also a HCPCS Level II modifier: {said}"


def missing(absent: Absent, results: Results, scope: Scope) -> View:
    """A code that there is not: what was probably meant."""
    name = _NAMES[absent.code_set]
    if absent.unloaded:
        return View(
            f"{absent.typed}: {name} is not loaded",
            (
                Paragraph(
                    text(
                        f"Nobody can tell here whether this code is there. Whoever runs Rounds can "
                        f"add {name} from the official files with ",
                        Code("python -m bot codes build --from FOLDER"),
                        ".",
                    )
                ),
            ),
            tone=Tone.NOTICE,
        )
    blocks: list[Block] = [Paragraph(text(_there_is_none(absent, scope)))]
    if absent.stem is not None:
        blocks.append(
            Paragraph(text("It begins like ", Bold(absent.stem.code), f", {absent.stem.title}."))
        )
    if absent.near:
        blocks.append(Paragraph(text("Did you mean one of these?")))
        blocks.append(Bullets(tuple(text(Bold(n.code), f" {n.title}") for n in absent.near)))
        blocks.append(open_one("Open a code", absent.near))
    elif results.hits:
        blocks.append(Bullets(tuple(_hit(hit) for hit in results.hits)))
        blocks.append(open_one("Open a code", results.hits))
    return View(f"No code {absent.typed}", tuple(blocks), tone=Tone.NOTICE)


def _there_is_none(absent: Absent, scope: Scope) -> str:
    loaded = ", ".join(r.edition for r in scope.of(absent.code_set))
    name = _NAMES[absent.code_set]
    return f"There is no {name} code {absent.typed} in what is loaded ({loaded})."


def licensed(found: Licensed) -> View:
    """CPT and CDT are never looked up."""
    if found.owner == "CPT":
        said = (
            f"{found.typed} is shaped like a CPT code. CPT belongs to the American Medical "
            "Association and needs a licence, so it is never looked up here. Use your own CPT book."
        )
    else:
        said = (
            f"{found.typed} is shaped like a CDT code. HCPCS codes that begin with D belong to the "
            "American Dental Association and need a licence, so they are never looked up here. An "
            "ICD-10-CM code is written with its dot, such as D69.11."
        )
    return View(f"{found.typed} is not looked up", (Paragraph(text(said)),), tone=Tone.NOTICE)


def unloaded(*, building: bool) -> View:
    """Nothing is loaded, or not yet."""
    if building:
        said = text("The code sets are being prepared; that takes less than a minute. Try again.")
    else:
        said = text(
            "No code set is loaded. Whoever runs Rounds can make them with ",
            Code("python -m bot codes build"),
            ".",
        )
    return View("Codes are not ready", (Paragraph(said),), tone=Tone.NOTICE)


def _lacking(scope: Scope) -> list[Block]:
    loaded = {release.code_set for release in scope.releases}
    lacking = [name for code_set, name in _NAMES.items() if code_set not in loaded]
    return [Paragraph(text(f"Not loaded here: {', '.join(lacking)}."))] if lacking else []


WORDINGS: dict[str, Callable[..., str]] = {}
