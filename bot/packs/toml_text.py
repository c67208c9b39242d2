"""A pack's tree as TOML text, in the order and form in which people write it."""

# Why not a library: tomllib only reads, and tomli-w writes arrays of tables but not the multi-line
# stems that make a pack fit to be read and mended by hand. What is written here is small: tables,
# arrays of tables, strings, whole numbers, flags, days. A property test reads all of it back.

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

Value: TypeAlias = "str | int | bool | date | Sequence[str] | Sequence[Tree] | Tree"
Tree: TypeAlias = "Mapping[str, Value]"

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED_INSIDE = re.compile(r'[\x00-\x09\x0b-\x1f\x7f\\]|"(?="|\Z)')


def toml(tree: Tree) -> str:
    """`tree` as TOML, its keys in their own order. Raises ValueError on text that UTF-8 cannot
    hold, a lone surrogate; TypeError on a value no pack has.
    """
    text = "\n".join(_table((), tree)).strip("\n") + "\n"
    text.encode()
    return text


def _table(path: tuple[str, ...], tree: Tree) -> Iterator[str]:
    """The plain values first: what follows a header belongs to it."""
    for key, value in tree.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in tree.items():
        inside = (*path, _key(key))
        if isinstance(value, Mapping):
            yield f"\n[{'.'.join(inside)}]"
            yield from _table(inside, value)
        elif _is_tables(value) and isinstance(value, Sequence):
            for item in value:
                if isinstance(item, Mapping):
                    yield f"\n[[{'.'.join(inside)}]]"
                    yield from _table(inside, item)


def _is_tables(value: Value) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    return all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return _lines(value) if "\n" in value else _quoted(value)
        case Sequence():
            texts = [item for item in value if isinstance(item, str)]
            if len(texts) == len(value):
                return f"[{', '.join(map(_quoted, texts))}]"
        case _:
            pass
    raise TypeError(f"a pack holds no {type(value).__name__}")


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _lines(text: str) -> str:
    return f'"""\n{_ESCAPED_INSIDE.sub(_escape, text)}"""'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"
