"""A dealer group leaves: everything that is kept for it, in files that anybody can read and check."""
