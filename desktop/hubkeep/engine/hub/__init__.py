"""The Hub's HTTP API: repos, commits, trees, search; who is trusted with a token."""
