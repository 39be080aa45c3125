"""Moves bytes: several sources, pieces, a journal, digests as the bytes land."""
