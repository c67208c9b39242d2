"""What is wrong with a pack, as one sentence with its place."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error keeps an item out or fails the lint; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `item` is the id of the question, case, pack or exam it is about."""

    file: str
    line: int
    item: str
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        """`file:line: id: what to do`, the form editors can jump to."""
        return f"{self.file}:{self.line}: {self.item}: {self.message}"


def at(place: Place, item: str, message: str, level: Level = Level.ERROR) -> Problem:
    """A problem at `place`."""
    return Problem(place.file, place.line, item, message, level)
