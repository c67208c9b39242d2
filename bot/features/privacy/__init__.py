"""What is kept about a member: shown, handed over, and erased, by its owner alone."""
