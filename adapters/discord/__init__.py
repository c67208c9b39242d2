"""Rounds on Discord: interactions in, components v2 out. The only package that knows discord.py."""
