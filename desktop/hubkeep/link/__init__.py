"""The engine's API as messages: typed values, one JSON object a line."""
