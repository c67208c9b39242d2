"""Drills made from the official tables: the same seed on the same data makes the same item."""
