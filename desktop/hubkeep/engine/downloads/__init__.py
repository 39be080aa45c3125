"""The queue of downloads: what to fetch, from where, and when."""
