"""The simulated STS: who am I, and roles for those whom their trust policies name."""
