"""Everything long is a job: one runner, one list, its truth on disk."""
