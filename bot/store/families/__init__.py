"""The families of rows: one `.py` and one `.sql` each, behind the protocols of `bot.ports`."""
