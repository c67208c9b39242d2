"""The study group: founding it, setting it up, its ledger, and one's own place in it."""
