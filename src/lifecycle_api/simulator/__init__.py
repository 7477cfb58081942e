"""A seeded sample dealer group, written as the files its systems would send, with an answer key."""
