"""Rounds: a study-group bot; this package is its platform-free core."""
