"""The composition root: the only place that opens the store, the packs and the platforms."""

from adapters.app.cli import main

__all__ = ["main"]
