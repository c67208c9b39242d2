"""Declaring commands, and turning what people typed into their typed options."""
