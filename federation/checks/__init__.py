"""The login check, rung by rung. Every check has one line in `registry.CHECKS`."""
