"""The Library page: what is on the disk, what it is, and how to get space back."""
