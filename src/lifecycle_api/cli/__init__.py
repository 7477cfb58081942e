"""The command line: a module here is a command, and holds one function of its own name."""
