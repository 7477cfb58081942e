"""The bundle an auditor gets: what is in it, and how it is written down. Standard library only; docs/bundle.md."""
