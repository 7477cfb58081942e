"""Events in, events out: what follows from what happened, whoever recorded it."""
