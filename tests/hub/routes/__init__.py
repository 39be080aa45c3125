"""What a hub answers. One module for a part of its API; `table` finds the one for a request."""
