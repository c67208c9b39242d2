"""Exams: their facts with sources, their outlines, and which one fits."""
