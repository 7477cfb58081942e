"""A witness: somebody else's process that remembers how far it saw each log, and never cosigns two stories."""
