"""Writes the block's truth as the files its systems would send, and the answer key beside them."""
