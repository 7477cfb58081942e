"""Questions about rights that are answered from the log itself, at this moment: never from a read model behind it."""
