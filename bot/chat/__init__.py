"""The vocabulary between core and platforms: events in, replies and mail out. Pure."""
