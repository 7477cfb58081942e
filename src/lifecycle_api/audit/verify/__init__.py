"""Verifies a bundle offline: no database, no network, nobody's word; standard library and `cryptography` only."""
