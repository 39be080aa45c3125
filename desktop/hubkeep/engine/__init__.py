"""All that touches disk, network or GPU. Imports no Qt and runs headless."""
