"""What can be wrong with code-set files, for the operator to mend."""


class CodesError(Exception):
    """A file cannot be used or does not hold what it says of itself; nothing was written."""
