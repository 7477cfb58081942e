"""The log: per tenant one gapless, commit-ordered sequence of sealed events; only this package writes it."""
