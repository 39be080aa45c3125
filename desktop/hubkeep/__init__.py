"""Hubkeep keeps the Hugging Face cache of a workstation."""
