"""Erasing a person: keys first, then every copy, then a search for what is left, then a signature."""
