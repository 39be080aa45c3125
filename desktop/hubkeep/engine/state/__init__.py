"""Hubkeep's own memory: database, settings, audit log. May be deleted at any time."""
