"""PostgreSQL, Redis and real worker processes for tests. `python -m tests.servers` runs what needs them."""
