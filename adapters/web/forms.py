"""A form as HTML, for the page's dialog. Errors stand beside their inputs, linked to them."""

from collections.abc import Iterable
from datetime import date, time
from typing import assert_never

from markupsafe import Markup

from adapters.web.spans import html, letters
from bot.api import Form, Input, InputKind

_NATIVE = frozenset({InputKind.DATE, InputKind.TIME})
_CHECKED = frozenset({"yes", "true", "on", "1"})


def draw_form(form: Form, ticket: str) -> str:
    """The form with what was typed kept in it. `ticket` is handed back when it is sent."""
    wrong = [field for field in form.inputs if field.error]
    about = Markup('<p class="about" id="form-about" dir="auto">{}</p>').format(html(form.about))
    return str(
        Markup(
            '<form class="ask" data-ticket="{ticket}" novalidate autocomplete="off">'
            '<h2 id="form-title" dir="auto" tabindex="-1">{title}</h2>{about}{wrong}{inputs}'
            '<p class="trouble" role="alert" hidden></p>'
            '<div class="buttons"><button type="submit" class="primary">{submit}</button>'
            '<button type="button" data-close>Cancel</button></div></form>'
        ).format(
            ticket=ticket,
            title=letters(form.title),
            about=about if form.about else "",
            wrong=_wrong(wrong),
            inputs=_join(_field(field) for field in form.inputs),
            submit=letters(form.submit),
        )
    )


def _wrong(fields: list[Input]) -> Markup:
    if not fields:
        return Markup("")
    count = "One thing needs" if len(fields) == 1 else f"{len(fields)} things need"
    items = _join(
        Markup('<li><a href="#f-{}">{}: {}</a></li>').format(
            letters(f.name), letters(f.label), letters(f.error)
        )
        for f in fields
    )
    return Markup('<div class="wrong" role="alert"><p>{} mending:</p><ul>{}</ul></div>').format(
        count, items
    )


def _field(field: Input) -> Markup:
    name = letters(field.name)
    notes = [
        Markup('<p class="{}" id="f-{}-{}" dir="auto">{}</p>').format(
            kind, name, kind, letters(text)
        )
        for kind, text in (("hint", field.hint), ("error", field.error))
        if text
    ]
    described = " ".join(
        f"f-{field.name}-{kind}"
        for kind, text in (("hint", field.hint), ("error", field.error))
        if text
    )
    state = Markup("").join(
        (
            Markup(' aria-describedby="{}"').format(described) if described else "",
            Markup(' aria-invalid="true"') if field.error else "",
            Markup(" required") if field.required else "",
        )
    )
    return Markup('<div class="field kind-{}">{}{}</div>').format(
        field.kind.value, _control(field, state), _join(notes)
    )


def _control(field: Input, state: Markup) -> Markup:
    match field.kind:
        case InputKind.CHECK:
            checked = Markup(" checked") if field.value.casefold() in _CHECKED else ""
            return Markup(
                '<label class="check" for="f-{name}"><input type="checkbox" id="f-{name}" '
                'name="{name}" value="yes"{checked}{state}><span>{label}</span></label>'
            ).format(
                name=letters(field.name), checked=checked, state=state, label=letters(field.label)
            )
        case InputKind.MULTI:
            return _boxes(field, state)
        case InputKind.SELECT:
            return _label(field) + _select(field, state)
        case InputKind.AREA:
            return _label(field) + Markup(
                '<textarea id="f-{}" name="{}" rows="4" dir="auto" maxlength="{}"{}>\n{}</textarea>'
            ).format(
                letters(field.name),
                letters(field.name),
                field.max_length,
                state,
                letters(field.value),
            )
        case (
            InputKind.LINE
            | InputKind.DATE
            | InputKind.TIME
            # Never asked for here: the page has no channels and roles to choose from.
            | InputKind.CHANNEL
            | InputKind.ROLE
        ):
            return _label(field) + _line(field, state)
        case _:
            assert_never(field.kind)


def _label(field: Input) -> Markup:
    needed = Markup(' <span class="needed">needed</span>') if field.required else ""
    return Markup('<label for="f-{}">{}{}</label>').format(
        letters(field.name), letters(field.label), needed
    )


def _line(field: Input, state: Markup) -> Markup:
    kind = field.kind.value if field.kind in _NATIVE and _can_hold(field) else "text"
    suggest = Markup(' data-suggest="{}"').format(letters(field.suggest)) if field.suggest else ""
    return Markup(
        '<input type="{}" id="f-{}" name="{}" value="{}" dir="auto" maxlength="{}"{}{}>'
    ).format(
        kind,
        letters(field.name),
        letters(field.name),
        letters(field.value),
        field.max_length,
        suggest,
        state,
    )


def _can_hold(field: Input) -> bool:
    """Whether the browser's own date or time control can show the value: it would drop any
    other, and what was typed must stay to be mended.
    """
    shape = {InputKind.DATE: date.fromisoformat, InputKind.TIME: time.fromisoformat}
    read = shape.get(field.kind)
    if read is None:
        return False
    if not field.value:
        return True
    try:
        read(field.value)
    except ValueError:
        return False
    return True


def _select(field: Input, state: Markup) -> Markup:
    known = any(choice.value == field.value for choice in field.choices)
    empty = Markup("")
    if not (known and field.required) and all(choice.value for choice in field.choices):
        selected = Markup("") if known else Markup(" selected")
        empty = Markup('<option value=""{}>{}</option>').format(
            selected, "Choose…" if field.required else "–"
        )
    options = _join(
        Markup('<option value="{}"{}>{}</option>').format(
            letters(c.value),
            Markup(" selected") if c.value == field.value else "",
            letters(f"{c.label} – {c.about}" if c.about else c.label),
        )
        for c in field.choices
    )
    return Markup('<select id="f-{}" name="{}"{}>{}{}</select>').format(
        letters(field.name), letters(field.name), state, empty, options
    )


def _boxes(field: Input, state: Markup) -> Markup:
    chosen = {value.strip() for value in field.value.split(",")}
    boxes = _join(
        Markup(
            '<label class="check"><input type="checkbox" name="{}" value="{}"{}>'
            '<span dir="auto">{}</span></label>'
        ).format(
            letters(field.name),
            letters(c.value),
            Markup(" checked") if c.value in chosen else "",
            letters(f"{c.label} – {c.about}" if c.about else c.label),
        )
        for c in field.choices
    )
    # A group cannot be `required`; the core says when something is missing.
    state = Markup(str(state).replace(" required", ""))  # noqa: S704 - escaped above
    return Markup('<fieldset id="f-{}" tabindex="-1"{}><legend>{}</legend>{}</fieldset>').format(
        letters(field.name), state, letters(field.label), boxes
    )


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
