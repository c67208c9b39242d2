"""The code sets while none of them is loaded."""

from collections.abc import Sequence

from bot.domain.code import CodeSet, Found, Listed, Note, Release, Results, Standing


class Unloaded:
    """Every look-up finds nothing and knows of nothing."""

    def releases(self) -> Sequence[Release]:
        """None."""
        return ()

    def building(self) -> bool:
        """Nobody makes them."""
        return False

    def find(self, typed: str, edition: str) -> Sequence[Found]:
        """Nothing."""
        del typed, edition
        return ()

    def search(self, typed: str, edition: str, most: int = 8) -> Results:
        """Nothing."""
        del typed, edition, most
        return Results(())

    def standing(self, code_set: CodeSet, code: str, edition: str) -> Standing:
        """Unknown."""
        del code_set, code, edition
        return Standing.UNKNOWN

    def titles(self, code_set: CodeSet, code: str, edition: str) -> tuple[str, ...]:
        """None."""
        del code_set, code, edition
        return ()

    def bars(self, code: str, edition: str) -> Sequence[tuple[str, str, Note]]:
        """None."""
        del code, edition
        return ()

    def stamp(self) -> str:
        """Empty."""
        return ""

    def categories(self, edition: str) -> Sequence[tuple[str, str]]:
        """None."""
        del edition
        return ()

    def family(self, category: str, edition: str) -> Sequence[Listed]:
        """None."""
        del category, edition
        return ()

    def notes(self, category: str) -> Sequence[Note]:
        """None."""
        del category
        return ()
