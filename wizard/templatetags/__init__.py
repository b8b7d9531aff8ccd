"""Words templates need."""
