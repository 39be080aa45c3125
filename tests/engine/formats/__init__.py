"""Readers of model files, checked against the libraries that write them."""
