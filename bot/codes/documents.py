"""What a search can find: a document for each code, and the words for typing errors."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.codes.editions import Run
from bot.codes.statements import Values, Writer
from bot.codes.stems import STOP, marked, words
from bot.codes.supplies import Item
from bot.codes.tabular import Tabular
from bot.domain.code import CodeSet, NoteKind

SEPARATOR = "\n"
"""Between the title and the inclusion terms of a document."""

_FOUND_BY = (NoteKind.INCLUSION, NoteKind.INCLUDES)
_SHORTEST_WORD = 4
_PIECE = 3


def write_diagnoses(writer: Writer, tabular: Tabular, runs: Iterable[Run]) -> None:
    """ICD-10-CM: one for each code and title that is not made by a 7th character."""
    terms = {c.code: [t for kind, t in c.notes if kind in _FOUND_BY] for c in tabular.codes}
    made = {code.code for code in tabular.codes if code.made}
    takes = {code.parent for code in tabular.codes if code.made}
    writer.add("doc", _diagnoses(writer, runs, terms, made, takes))
    writer.run("index_cm")


def _diagnoses(
    writer: Writer,
    runs: Iterable[Run],
    terms: dict[str, list[str]],
    made: set[str],
    takes: set[str],
) -> Iterator[Values]:
    for run in runs:
        # Of a later edition only the titles tell that a 7th character made the code.
        later = run.code not in terms and len(run.code) == 7 and not run.code[6].isdigit()  # noqa: PLR2004
        if run.code in made or later:
            continue
        yield {
            "id": writer.new_id(),
            "code_set": CodeSet.CM.value,
            "code": run.code,
            "first": f"FY{run.first}",
            "last": f"FY{run.last}",
            "billable": int(run.billable),
            "seventh": int(run.code in takes),
            "title": run.title,
            "terms": SEPARATOR.join(terms.get(run.code, [])),
            "stems": _stems([run.title, *terms.get(run.code, [])]),
        }


def write_procedures(writer: Writer, edition: str, titles: dict[str, str]) -> None:
    """ICD-10-PCS: one for each title of the order file. Their stems are many and soon made, so
    they stand in the index alone.
    """
    rows = [
        {
            "id": writer.new_id(),
            "code_set": CodeSet.PCS.value,
            "code": code,
            "first": edition,
            "last": edition,
            "billable": 1,
            "seventh": 0,
            "title": title,
            "terms": "",
            "stems": "",
        }
        for code, title in titles.items()
    ]
    writer.add("doc", rows)
    writer.add("index_pcs", ({"id": r["id"], "stems": _stems([str(r["title"])])} for r in rows))


def write_supplies(writer: Writer, edition: str, items: Iterable[Item]) -> None:
    """HCPCS Level II: one for each code that was not ended in that edition."""
    writer.add(
        "doc",
        (
            {
                "id": writer.new_id(),
                "code_set": CodeSet.HCPCS.value,
                "code": item.code,
                "first": edition,
                "last": edition,
                "billable": 1,
                "seventh": 0,
                "title": item.long,
                "terms": "",
                "stems": _stems([item.long, item.short]),
            }
            for item in items
            if item.ended is None
        ),
    )


def write_words(writer: Writer) -> None:
    """The words of every ICD-10-CM document, with their pieces of three letters."""
    writer.run("index_hcpcs")
    counts: Counter[str] = Counter()
    for title, terms in writer.texts():
        counts.update(
            word
            for word in set(words(f"{title} {terms}"))
            if len(word) >= _SHORTEST_WORD and word.isalpha() and word not in STOP
        )
    ids = {word: number for number, word in enumerate(sorted(counts), start=1)}
    writer.add(
        "word",
        (
            {"id": n, "word": word, "letters": letters(word), "docs": counts[word]}
            for word, n in ids.items()
        ),
    )
    writer.add("piece", ({"piece": p, "word": n} for word, n in ids.items() for p in pieces(word)))


def pieces(word: str) -> set[str]:
    """The three-letter pieces of a word, its ends marked: `gout` is `^go`, `gou`, `out`, `ut$`."""
    marked = f"^{word}$"
    return {marked[i : i + _PIECE] for i in range(len(marked) - _PIECE + 1)}


def letters(word: str) -> str:
    """The letters in the order of the alphabet: equal for words that differ by swapped letters."""
    return "".join(sorted(word))


def _stems(texts: Iterable[str]) -> str:
    return SEPARATOR.join(" ".join(marked(text)) for text in texts)
