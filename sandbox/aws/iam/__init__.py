"""The simulated IAM: one module per kind of thing."""
