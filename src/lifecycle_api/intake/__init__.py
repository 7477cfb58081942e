"""Every way in from other systems: what was sent becomes events or waits in quarantine; nothing is lost."""
