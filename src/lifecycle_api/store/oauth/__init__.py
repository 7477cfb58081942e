"""What the authorization server keeps: clients, codes, refresh tokens, used ids, and the keys it signs with."""
