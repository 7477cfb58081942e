"""What people and programs ask this service to do: one slice of the log per command, decided purely."""
