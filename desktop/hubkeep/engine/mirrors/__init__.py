"""Which mirrors really serve this machine: measured, judged, chosen, and used by every program on it."""
