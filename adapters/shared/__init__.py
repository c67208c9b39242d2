"""What several platforms' adapters need: pacing and deadlines. Knows none of them."""
