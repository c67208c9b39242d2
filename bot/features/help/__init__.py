"""Help, made from the declarations."""
