"""Official code-set files, compiled into one read-only file and looked up there."""
