"""Transparency logs as C2SP and RFC 6962 describe them, on the standard library and `cryptography` alone."""
