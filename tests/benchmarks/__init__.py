"""Benchmarks: `python -m tests.benchmarks` measures and writes the table of docs/benchmarks.md."""
