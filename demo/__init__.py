"""Real disputes, played through the HTTP API of a running ODR and nothing else."""
