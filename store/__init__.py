"""What is kept of families' questions, redacted, and what staff make of it."""
