"""The ten gates as SQL: the same rules as `access.decide`, over the tables of the projection `data_rights`.

Every category gets the rank of the reason that stops it (`access.policy.Reason.rank`), or PERMIT: the smallest rank is
that of the first gate that fails. In this SQL `a` is a rooftop to which agreements, or an engagement, were applied.
"""
