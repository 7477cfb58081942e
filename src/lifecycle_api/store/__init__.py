"""The log: per tenant one gapless, commit-ordered sequence of sealed events, and the only code that writes it."""
