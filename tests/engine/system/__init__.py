"""Facts and effects of the operating system, tried on the real one."""
