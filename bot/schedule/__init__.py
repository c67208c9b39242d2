"""Timed work: what is due, and the outbox that sends it."""
