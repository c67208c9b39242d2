"""Codes of the official sets: one with all its notes, or several found by words."""
