"""How a view came to be: the log replayed up to any moment, compared between two, or followed event by event."""
