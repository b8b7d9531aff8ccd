"""The simulated Amazon Connect: one module per kind of thing."""
