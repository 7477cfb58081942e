"""Benchmarks: each measures this service and a contender in the same run, and answers with ratios."""
