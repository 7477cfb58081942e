"""Commands about people's rights: requests, legal holds and retention."""
