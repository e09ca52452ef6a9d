"""The staff pages at /review."""
