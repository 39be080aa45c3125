"""The window. Holds no threads and touches neither disk, network nor GPU: it asks the engine."""
