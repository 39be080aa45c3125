"""The Mirrors page: who serves the Hub here, how fast, how fresh; which one is used, and by whom."""
