"""Answers field by field what the planner answers in one statement: the fallback, and the judge of every plan."""
