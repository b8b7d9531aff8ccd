"""The two wire protocols of the simulated services."""
