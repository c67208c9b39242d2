"""The daily question: posted once a local date, answered in private, revealed to all."""
