"""Speed, memory and scale beside the peers, always as a ratio within one run. `python -m bench`."""
