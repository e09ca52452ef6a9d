"""The answers for other programs: HTTP, limits, health and figures."""
