"""With whom the sample group shares data, and what its customers said about it: written to `rights.json`."""
