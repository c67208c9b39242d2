"""Units of work that several features share."""
