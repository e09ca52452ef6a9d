"""Is someone in danger? Asked of every message before anything else."""
