"""Snapshots of dealer systems become events: only what is new or changed, under deterministic ids."""
