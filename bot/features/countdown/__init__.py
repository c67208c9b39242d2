"""Exam dates of the group and of one person, what they need, and a pace that gets there."""
