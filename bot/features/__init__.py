"""One folder for each thing that a user can name. Features do not import each other."""
