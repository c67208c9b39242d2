"""Practice: one question after another, only for the one who asked."""
