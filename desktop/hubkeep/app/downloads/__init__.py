"""The Downloads page: what to fetch, the queue, where each byte came from, how fast."""
