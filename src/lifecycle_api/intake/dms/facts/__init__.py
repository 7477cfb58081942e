"""What each kind of record says happened: pure functions from a row and its context to facts."""
