"""Question files of other tools, turned into packs: read into rows, checked, written as TOML."""
