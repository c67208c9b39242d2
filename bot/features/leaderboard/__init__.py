"""The board: who answered best, over a period, and where I stand."""
