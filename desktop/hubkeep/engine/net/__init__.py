"""Connections: addresses, proxies, certificates, and HTTP/1.1 over them."""
