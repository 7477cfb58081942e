"""What lets an auditor do without anybody's word: the tree over the log, its witnesses, bundles and their verifier."""
