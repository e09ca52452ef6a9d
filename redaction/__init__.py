"""Takes personal data out of what families write, before it is kept."""
