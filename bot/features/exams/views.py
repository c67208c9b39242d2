"""Wording of exam facts: each with where it was read, and when."""

from collections.abc import Callable, Mapping, Sequence

from bot.chat.text import Bold, Text, text
from bot.chat.views import Block, Bullets, Fields, Paragraph, Table, View
from bot.domain.exam import Domain, Edition, Exam

_CHECK = "Facts change: check with AAPC or AHIMA before you pay."
NOTICE = (
    "Not affiliated with, endorsed or sponsored by AAPC, AHIMA, AMA, AHA, ADA, CMS or NCHS. "
    "CPC and CIC are marks of AAPC; CCS and CCA are marks of AHIMA; CPT is a registered "
    "trademark of the American Medical Association."
)
_FITS = {
    "outpatient": "Outpatient",
    "inpatient": "Inpatient",
    "both": "Inpatient and outpatient",
    "entry": "Entry level",
}
_COMPARED = ("items", "time", "pass_mark", "books", "fee")


def one(exam: Exam, served: Mapping[str, int], edition: Edition | None) -> View:
    """Everything known about one exam. `served`: questions of the bank per topic."""
    blocks: list[Block] = [
        Paragraph(text(exam.focus, ". ", exam.suits)),
        Table(
            f"Facts about {exam.name}",
            ("Fact", "Value", "Source, date checked"),
            tuple(
                (
                    text(fact.label),
                    text(fact.value, f" ({fact.note})" if fact.note else ""),
                    text(f"{fact.source}, {fact.checked_on.isoformat()}, {fact.confidence}"),
                )
                for fact in exam.facts
            ),
        ),
    ]
    if edition is not None:
        blocks.append(
            Fields(
                tuple(
                    pair
                    for pair in (
                        ("Books if you sat it today", text(", ".join(edition.books))),
                        ("Also allowed", text(edition.allowed_note)),
                        ("Note", text(edition.note)),
                    )
                    if pair[1]
                )
            )
        )
    blocks += [
        Table(
            f"Outline of {exam.name}",
            ("Part", "Weight", "In this bank"),
            tuple((text(d.name), text(weight(d)), _served(d, served)) for d in exam.domains),
        ),
        Paragraph(text(exam.licence_note)),
        Paragraph(text(Bold(_CHECK))),
    ]
    return View(f"{exam.name} · {exam.title} · {exam.body}", tuple(blocks), footer=text(NOTICE))


def comparison(exams: Sequence[Exam]) -> View:
    """Which certification fits, in a short comparison."""
    labels = {f.name: f.label for e in exams for f in e.facts}
    rows = [("Fits", tuple(_FITS.get(e.fits, e.fits) for e in exams))]
    rows += [
        (labels[name], tuple(_value(e, name) for e in exams))
        for name in _COMPARED
        if name in labels
    ]
    return View(
        "Which certification fits?",
        (
            Bullets(
                tuple(text(Bold(f"{e.name} ({e.body}): "), e.suits) for e in exams),
            ),
            Table(
                "The exams side by side",
                ("", *(e.name for e in exams)),
                tuple((text(label), *(text(v) for v in values)) for label, values in rows),
            ),
            Paragraph(
                text("More on one: /exam CIC. ", Bold(_CHECK)),
            ),
        ),
        footer=text(NOTICE),
    )


def weight(domain: Domain) -> str:
    """`5 questions`, or `30–34 %`."""
    if domain.items is not None:
        return f"{domain.items} questions"
    if domain.weight_low is None or domain.weight_high is None:
        return "not published"
    if domain.weight_low == domain.weight_high:
        return f"{domain.weight_low} %"
    return f"{domain.weight_low}–{domain.weight_high} %"


def _served(domain: Domain, served: Mapping[str, int]) -> Text:
    if domain.needs_cpt:
        return text("needs a licensed pack")
    count = sum(served.get(topic, 0) for topic in domain.topics)
    return text(f"{count} questions" if count else "none yet")


def _value(exam: Exam, name: str) -> str:
    return next((f.value for f in exam.facts if f.name == name), "not recorded")


WORDINGS: dict[str, Callable[..., str]] = {}
