"""Platforms and the composition root."""
