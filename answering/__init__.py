"""From a family's question to a cited answer, an honest "not covered", or help in an emergency."""
