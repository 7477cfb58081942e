"""Projections: SQL content in folders, compiled to one function each, run exactly once, rebuilt beside the live one."""
