"""Writes bundles: what an auditor may see, and the proof that it is all there is."""
