"""Reading, checking and indexing question packs."""
