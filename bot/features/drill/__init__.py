"""Tabular drills: unlimited items made from the code sets, outside of every score."""
