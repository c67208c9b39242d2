"""Reporting a question: sent by members, read by the group's managers, mended by the operator."""
