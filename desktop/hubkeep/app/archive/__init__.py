"""The Archive page: what could leave the disk, what has left it, where it lies, and who decides."""
