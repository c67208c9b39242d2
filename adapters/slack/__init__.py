"""Slack: the same product as a first-class app, over Socket Mode or signed HTTP."""
