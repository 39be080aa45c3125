"""Tests of the window and what it is made of."""
