"""How questions, verdicts and dates are shown, for every feature."""
