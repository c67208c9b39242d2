"""Trees that passed the schema, turned into the domain's questions and exams."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.exam import Domain, Edition, Exam, Fact
from bot.domain.question import Citation, CodeNote, Kind, Option, Question

from .source import Json

_WRAP = re.compile(r"(?<!\n)[ \t]*\n[ \t]*(?!\n|- |[ \t]*\n)")


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table read by type. The schema has been checked: a wrong type reads as absent."""

    values: Mapping[str, Json]

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def prose(self, name: str) -> str:
        """Text whose lines are wrapped for the file's sake: a single break is a space. A blank
        line begins a paragraph, and a line that begins with `- ` stays one.
        """
        return _WRAP.sub(" ", self.text(name))

    def number(self, name: str) -> int | None:
        # JSON Schema takes 2.0 for a whole number, and so does this.
        value = self.values.get(name)
        return int(value) if isinstance(value, int | float) else None

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def day(self, name: str) -> date | None:
        value = self.text(name)
        return date.fromisoformat(value) if value else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        items = value if isinstance(value, list) else []
        return tuple(item.strip() for item in items if isinstance(item, str))

    def tables(self, name: str) -> tuple["Table", ...]:
        value = self.values.get(name)
        items = value if isinstance(value, list) else []
        return tuple(Table(item) for item in items if isinstance(item, dict))


def question(item: Table, pack: Table, name: str, records: Mapping[str, str]) -> Question:
    """The question `item` of the pack called `name`; a case that is not in `records` is no case."""
    case = item.text("case")
    return Question(
        id=item.text("id"),
        revision=item.number("revision") or 1,
        kind=Kind(item.text("type")),
        topic=pack.text("topic"),
        exams=item.texts("exams"),
        setting=item.text("setting"),
        cognitive=item.text("cognitive"),
        difficulty=item.number("difficulty") or 1,
        time_target_s=item.number("time_target_s") or 60,
        edition=item.text("edition", pack.text("edition")),
        stem=item.prose("stem"),
        key=item.texts("key"),
        rationale=item.prose("rationale"),
        citations=tuple(
            Citation(c.text("source"), c.text("section"), c.text("release"), c.text("note"))
            for c in item.tables("citations")
        ),
        options=tuple(
            Option(o.text("id"), o.text("text"), o.text("why"), o.text("error"))
            for o in item.tables("options")
        ),
        codes=_notes(item.tables("codes")),
        mistakes=_notes(item.tables("mistakes")),
        ordered=item.flag("ordered"),
        code_set=item.text("code_set"),
        case=case,
        record=records.get(case, ""),
        lookup_needed=item.flag("lookup_needed"),
        valid_from=item.day("valid_from"),
        valid_to=item.day("valid_to"),
        checked_on=item.day("checked_on"),
        pack=name,
        needs_licence=pack.flag("contains_cpt"),
        notice=pack.text("notice"),
        workspaces=pack.texts("workspaces"),
    )


def exam(tree: Table) -> Exam:
    """The exam a tree describes, its editions oldest first."""
    return Exam(
        id=tree.text("id"),
        name=tree.text("name"),
        title=tree.text("title"),
        body=tree.text("body"),
        focus=tree.text("focus"),
        fits=tree.text("fits"),
        suits=tree.text("suits"),
        licence_note=tree.text("licence_note"),
        pass_kind=tree.text("pass_kind"),
        facts=tuple(_fact(f) for f in tree.tables("fact")),
        domains=tuple(_domain(d) for d in tree.tables("domain")),
        editions=tuple(
            sorted(map(_edition, tree.tables("edition")), key=lambda e: e.since or date.min)
        ),
    )


def _notes(tables: tuple[Table, ...]) -> tuple[CodeNote, ...]:
    return tuple(CodeNote(t.text("code"), t.text("why"), t.text("error")) for t in tables)


def _fact(table: Table) -> Fact:
    return Fact(
        name=table.text("name"),
        label=table.text("label"),
        value=table.text("value"),
        source=table.text("source"),
        checked_on=table.day("checked_on") or date.min,
        confidence=table.text("confidence"),
        note=table.text("note"),
    )


def _domain(table: Table) -> Domain:
    return Domain(
        id=table.text("id"),
        name=table.text("name"),
        topics=table.texts("topics"),
        confidence=table.text("confidence"),
        source=table.text("source"),
        items=table.number("items"),
        weight_low=table.number("weight_low"),
        weight_high=table.number("weight_high"),
        needs_cpt=table.flag("needs_cpt"),
    )


def _edition(table: Table) -> Edition:
    return Edition(
        books=table.texts("books"),
        icd10=table.text("icd10"),
        confidence=table.text("confidence"),
        source=table.text("source"),
        since=table.day("from"),
        until=table.day("until"),
        allowed_note=table.text("allowed_note"),
        note=table.text("note"),
    )
