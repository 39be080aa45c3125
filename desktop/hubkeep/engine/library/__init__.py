"""What is cached: the inventory, verification, freeing space, relocating."""
